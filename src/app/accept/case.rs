use serde_json::Value;

use crate::{
    app::{
        Outbox, activity,
        apply::{
            case::{pack_beside, picked, read_facts, remember, verify},
            narrow, review, sessions, setup,
        },
        state::{CaseState, RangeChoice, State},
    },
    case::ReviewSubject,
    model::TimeRange,
    worker::{CaseAnswer, CaseFacts, CommandSet, RequestId},
};

/// The scope's time becomes that of the case, where it holds nothing of the time that was chosen before.
fn fit_scope(state: &mut State, facts: &CaseFacts) {
    let (Some(first), Some(last)) = (facts.summary.first_time, facts.summary.last_time) else { return };
    state.scope.range = RangeChoice::Between(TimeRange { start: first, end: last.saturating_add(1) });
}

/// The column of where a command stands: without a case nobody has said anything.
pub(super) const REVIEW: &str = CommandSet::COLUMNS[CommandSet::REVIEW].0;

pub(super) fn accept(state: &mut State, id: RequestId, last: bool, answer: CaseAnswer, outbox: &mut Outbox) {
    match answer {
        CaseAnswer::Facts(facts) => {
            if state.case.facts_slot.accepts(id, last) {
                if std::mem::take(&mut state.case.fits_scope) {
                    fit_scope(state, &facts);
                }
                state.case.facts = Some(facts);
            }
        }
        CaseAnswer::Counted(plan) => {
            if state.case.slot.accepts(id, last) {
                state.case.collecting = None;
                state.case.counted = Some(*plan);
            }
        }
        CaseAnswer::Collecting(progress) => {
            if state.case.slot.waits_for(id) {
                state.case.collecting = Some(progress);
            }
        }
        CaseAnswer::Collected { path, proof } => {
            if state.case.slot.accepts(id, last) {
                state.case.collecting = None;
                state.case.counted = None;
                if proof.complete {
                    state.case.pinned = None;
                }
                remember(state, path.clone(), outbox);
                state.case.collected = Some((path, *proof));
                // What was verified was what was there before.
                state.case.verified = None;
                read_facts(state, outbox);
            }
        }
        CaseAnswer::Importing(progress) => {
            if state.case.slot.waits_for(id) {
                state.case.importing = Some(progress);
            }
        }
        CaseAnswer::Imported { path, files } => {
            if state.case.slot.accepts(id, last) {
                state.case.importing = None;
                remember(state, path.clone(), outbox);
                state.case.imported = Some((path, files));
                state.case.verified = None;
                read_facts(state, outbox);
            }
        }
        CaseAnswer::Verifying { done, of } => {
            if state.case.verify_slot.waits_for(id) {
                state.case.verifying = done as f32 / of.max(1) as f32;
            }
        }
        CaseAnswer::Verified { path, result } => {
            if state.case.verify_slot.accepts(id, last) && state.connection.case() == Some(&path) {
                state.case.verified = Some(result);
            }
        }
        CaseAnswer::Sealed { path, seal } => {
            if state.case.seal_slot.accepts(id, last) && state.connection.case() == Some(&path) {
                state.case.sealed = Some(seal);
                verify(state, outbox);
                read_facts(state, outbox);
            }
        }
        CaseAnswer::Packed(summary) => {
            if state.case.pack_slot.accepts(id, last) {
                state.case.packed = Some(summary);
            }
        }
        CaseAnswer::Reviews(register) => {
            if state.reviews.write_slot.accepts(id, last) {
                // What was typed meanwhile, or about something else, stays.
                let said = register.all().last();
                let is_said = |(of, text): &(ReviewSubject, String)| {
                    said.is_some_and(|said| said.subject == *of && said.comment == text.trim())
                };
                if state.reviews.draft.as_ref().is_some_and(is_said) {
                    state.reviews.draft = None;
                }
            } else if !state.reviews.read_slot.accepts(id, last) {
                return;
            }
            if state.reviews.register.replace(register).is_none() {
                state.commands.table.hidden.remove(REVIEW);
            }
            sessions::list(state, outbox);
            narrow(state, outbox);
        }
        CaseAnswer::ActivityKept => {
            if state.activity.slot.accepts(id, last) {
                activity::written(state);
            }
        }
        CaseAnswer::Picked { pick, paths } => {
            if state.case.pick_slot.accepts(id, last) {
                picked(state, &pick, &paths, outbox);
            }
        }
    }
}

/// A case was opened: reads what is in it, and what was said of another is gone.
pub(super) fn remember_open(state: &mut State, outbox: &mut Outbox) {
    let kept = std::mem::take(&mut state.case);
    state.case = CaseState { draft: kept.draft, fits_scope: true, ..CaseState::default() };
    if let Some(path) = state.connection.case() {
        state.case.draft.pack = pack_beside(path);
    }
    read_facts(state, outbox);
    review::read(state, outbox);
    setup::read_of_case(state, outbox);
    activity::add(state, "case-opened", Value::Null);
    // What is shown is looked at while it is verified: the answer stands on the screen of the case.
    verify(state, outbox);
}
