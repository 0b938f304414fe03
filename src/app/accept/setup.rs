use std::sync::Arc;

use crate::{
    app::{
        Outbox,
        apply::{case::remember, show_rows},
        state::{Compared, State, TableId},
    },
    setup::{SetupReport, reconcile::Reconciliation},
    worker::{Request, RequestId, SessionSet, SetupAnswer, SetupRequest},
};

pub(super) fn accept(state: &mut State, id: RequestId, last: bool, answer: SetupAnswer, outbox: &mut Outbox) {
    match answer {
        SetupAnswer::Checking { done, of } => {
            if state.setup.slot.waits_for(id) {
                state.setup.checking = Some((done, of));
            }
        }
        SetupAnswer::Checked(report) => {
            if state.setup.slot.accepts(id, last) {
                state.setup.checking = None;
                prepare_report(state, report, outbox);
            }
        }
        SetupAnswer::Reconciling { sessions, events, streams } => {
            if state.comparison.slot.waits_for(id) {
                state.comparison.progress = Some(Compared { sessions, events, streams });
            }
        }
        SetupAnswer::Reconciled(found) => {
            if state.comparison.slot.accepts(id, last) {
                state.comparison.progress = None;
                prepare_rows(state, found, outbox);
            }
        }
        SetupAnswer::OfCase { report, reconciliation } => {
            if state.setup.ready_slot.accepts(id, last) {
                if let Some(report) = report {
                    prepare_report(state, report, outbox);
                }
                if let Some(reconciliation) = reconciliation {
                    prepare_rows(state, reconciliation, outbox);
                }
            }
        }
        SetupAnswer::Kept { path } => {
            if state.setup.keep_slot.accepts(id, last) {
                state.setup.kept = Some(path.clone());
            } else if state.comparison.keep_slot.accepts(id, last) {
                state.comparison.kept = Some(path.clone());
            } else {
                return;
            }
            remember(state, path, outbox);
        }
        SetupAnswer::Findings(set) => {
            if state.setup.ready_slot.accepts(id, last) {
                state.setup.show(set);
            }
        }
        SetupAnswer::Sessions(set) => {
            if state.comparison.ready_slot.accepts(id, last) {
                show_sessions(state, set, outbox);
            }
        }
    }
}

/// What was checked is made ready by the worker: a large account has findings by the thousand.
pub(in crate::app) fn prepare_report(state: &mut State, report: Arc<SetupReport>, outbox: &mut Outbox) {
    outbox.ask_in(&mut state.setup.ready_slot, Request::Setup(SetupRequest::Findings { report }));
}

pub(in crate::app) fn prepare_rows(state: &mut State, reconciliation: Arc<Reconciliation>, outbox: &mut Outbox) {
    outbox.ask_in(&mut state.comparison.ready_slot, Request::Setup(SetupRequest::Sessions { reconciliation }));
}

fn show_sessions(state: &mut State, set: Arc<SessionSet>, outbox: &mut Outbox) {
    let table = &state.comparison.table;
    let has_begun = table.rows.columns() == set.table.columns();
    show_rows(state, TableId::Compared, Arc::clone(&set.table), outbox);
    let comparison = &mut state.comparison;
    if !has_begun {
        let names = set.table.columns().iter().skip(SessionSet::SHOWN.len()).map(|column| column.name.clone());
        comparison.table.hidden.extend(names);
    }
    comparison.replace(Some(set));
    comparison.is_shown = true;
    comparison.asks = false;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{Action, ComparisonAction, Outgoing, SetupAction, apply::apply},
        model::SourceIdentity,
        worker::ConnectTarget,
    };

    fn connected() -> State {
        let mut state = State::default();
        state.connection.identity = Some(SourceIdentity::default());
        state.connection.target = Some(ConnectTarget::Aws { profile: None, region: None, endpoint_url: None });
        state.scope.log_group = Some("g".to_owned());
        state
    }

    fn asked(outbox: &mut Outbox) -> Vec<(RequestId, Request)> {
        let started = |outgoing| match outgoing {
            Outgoing::Start(id, request) => Some((id, request)),
            Outgoing::Cancel(_) => None,
        };
        outbox.take().into_iter().filter_map(started).collect()
    }

    #[test]
    fn progress_is_shown_until_the_answer_and_cancelling_ends_it() {
        let (mut state, mut outbox) = (connected(), Outbox::default());
        apply(&mut state, Action::Setup(SetupAction::Check), &mut outbox);
        let (id, request) = asked(&mut outbox).pop().unwrap();
        let Request::Setup(SetupRequest::Check { log_groups, requirements, .. }) = request else {
            panic!("{request:?}")
        };
        assert_eq!((log_groups, requirements.retention_days), (vec!["g".to_owned()], 365));
        accept(&mut state, id, false, SetupAnswer::Checking { done: 3, of: 9 }, &mut outbox);
        assert_eq!(state.setup.checking, Some((3, 9)));
        apply(&mut state, Action::Cancel, &mut outbox);
        assert!(!state.setup.slot.is_waiting() && state.setup.slot.was_cancelled);
        accept(&mut state, id, false, SetupAnswer::Checking { done: 4, of: 9 }, &mut outbox);
        assert_eq!(state.setup.checking, Some((3, 9)), "nobody waits for it any more");

        apply(&mut state, Action::Setup(SetupAction::IdleMinutes("soon".to_owned())), &mut outbox);
        outbox.take();
        apply(&mut state, Action::Setup(SetupAction::Check), &mut outbox);
        assert!(asked(&mut outbox).is_empty(), "a number that is none is not asked for");
    }

    #[test]
    fn a_comparison_says_where_cloudtrail_is_read() {
        let (mut state, mut outbox) = (connected(), Outbox::default());
        let mut compare = |state: &mut State| {
            apply(state, Action::Comparison(ComparisonAction::Compare), &mut outbox);
            asked(&mut outbox).pop()
        };
        let Some((id, Request::Setup(SetupRequest::Reconcile { trail_log_group, .. }))) = compare(&mut state) else {
            panic!("not asked")
        };
        assert_eq!(trail_log_group, None);
        state.comparison.from_log_group = true;
        assert!(compare(&mut state).is_none(), "no name");
        state.comparison.trail_log_group = " trail ".to_owned();
        let Some((other, Request::Setup(SetupRequest::Reconcile { trail_log_group, .. }))) = compare(&mut state) else {
            panic!("not asked")
        };
        assert_eq!(trail_log_group.as_deref(), Some("trail"));
        let progress = |sessions| SetupAnswer::Reconciling { sessions, events: 2, streams: 3 };
        let mut outbox = Outbox::default();
        accept(&mut state, other, false, progress(1), &mut outbox);
        accept(&mut state, id, false, progress(9), &mut outbox);
        assert_eq!(state.comparison.progress, Some(Compared { sessions: 1, events: 2, streams: 3 }));
    }

    #[test]
    fn a_case_is_not_asked_what_only_aws_knows() {
        let (mut state, mut outbox) = (connected(), Outbox::default());
        state.connection.target = Some(ConnectTarget::Case { path: "a.case".into() });
        for action in [Action::Setup(SetupAction::Check), Action::Comparison(ComparisonAction::Compare)] {
            apply(&mut state, action, &mut outbox);
        }
        assert!(asked(&mut outbox).is_empty());
    }
}
