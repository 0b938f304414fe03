//! What is asked for, of which account, and the button that asks.

use egui::{Button, Label, ProgressBar, RichText, TextEdit, Ui, vec2};

use crate::{
    app::{Action, SetupAction, state::RetentionChoice},
    model::visible_line,
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, keep_form},
    },
};

/// How much of a name is shown, in bytes.
const NAME_BYTES: usize = 600;

pub fn show(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.setup_title());
    ui.add(Label::new(RichText::new(words.setup_subtitle()).weak()).wrap());
    ui.add_space(8.0);
    target(ui, view);
    // In a case there is nothing to ask for: what was asked stands beside what was found.
    if view.state.connection.case().is_none() {
        ui.add_space(10.0);
        requirements(ui, view);
    }
    ui.add_space(10.0);
    button(ui, view);
    if view.state.setup.set.is_some() && view.state.connection.case().is_none() {
        ui.add_space(14.0);
        ui.separator();
        ui.label(RichText::new(words.keep_title()).font(strong(13.5)));
        ui.add(Label::new(RichText::new(words.keep_text()).weak()).wrap());
        let setup = &view.state.setup;
        keep_form::show(ui, view, Action::Setup(SetupAction::Keep), &setup.keep_slot, setup.kept.as_ref());
    }
}

fn target(ui: &mut Ui, view: &View) {
    let words = view.words;
    // A case tells of the account that was checked.
    let of_case = view.state.setup.set.as_ref().filter(|_| view.state.connection.case().is_some());
    let identity = view.state.connection.identity.as_ref();
    let (account, region, groups) = match of_case {
        Some(set) => {
            let facts = &set.report.facts;
            (Some(&facts.account), Some(&facts.region), facts.audited_groups.join(", "))
        }
        None => (
            identity.and_then(|found| found.account.as_ref()),
            identity.and_then(|found| found.region.as_ref()),
            view.state.scope.log_group.clone().unwrap_or_default(),
        ),
    };
    let [account, region] = [account, region].map(|part| part.map_or(words.unknown(), String::as_str));
    let shown = |text: &str| visible_line(cell::beginning(text, NAME_BYTES)).into_owned();
    ui.weak(words.setup_where());
    ui.add(Label::new(RichText::new(shown(&format!("{account} · {region}"))).monospace()).wrap());
    ui.add_space(4.0);
    ui.weak(words.setup_audited());
    if groups.is_empty() {
        ui.add(Label::new(words.setup_no_group()).wrap());
    } else {
        ui.add(Label::new(RichText::new(shown(&groups)).monospace()).wrap());
    }
}

fn requirements(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let draft = view.state.setup.draft.clone();
    ui.weak(words.setup_retention());
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = 22.0;
        for choice in RetentionChoice::ALL {
            if ui.radio(draft.retention == choice, words.retention_choice(choice)).clicked() {
                view.act(Action::Setup(SetupAction::Retention(choice)));
            }
        }
    });
    if draft.retention == RetentionChoice::Own {
        ui.indent("own retention", |ui| {
            ui.horizontal(|ui| {
                let label = ui.label(words.setup_own_days());
                let mut days = draft.own_days.clone();
                if ui.add(TextEdit::singleline(&mut days).desired_width(56.0)).labelled_by(label.id).changed() {
                    view.act(Action::Setup(SetupAction::OwnDays(days)));
                }
            });
            ui.horizontal(|ui| {
                let label = ui.label(words.setup_own_rule());
                let mut rule = draft.own_rule.clone();
                let field = TextEdit::singleline(&mut rule).hint_text(words.setup_own_rule_hint()).desired_width(130.0);
                if ui.add(field).labelled_by(label.id).changed() {
                    view.act(Action::Setup(SetupAction::OwnRule(rule)));
                }
            });
        });
    }
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        let label = ui.weak(words.setup_idle());
        let mut minutes = draft.idle_minutes.clone();
        if ui.add(TextEdit::singleline(&mut minutes).desired_width(48.0)).labelled_by(label.id).changed() {
            view.act(Action::Setup(SetupAction::IdleMinutes(minutes)));
        }
    });
}

fn button(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let setup = &view.state.setup;
    let cannot = view.state.cannot_check();
    if setup.slot.is_waiting() {
        let (done, of) = setup.checking.unwrap_or_default();
        let part = done as f32 / of.max(1) as f32;
        let text = if of == 0 { words.setup_checking().to_owned() } else { words.things_asked(done, of) };
        ui.add(ProgressBar::new(part.clamp(0.0, 1.0)).desired_width(ui.available_width()).text(text));
        if ui.button(words.cancel()).clicked() {
            view.act(Action::Cancel);
        }
    } else {
        let label = if setup.set.is_some() { words.setup_check_again() } else { words.setup_check() };
        let mut text = RichText::new(label).font(strong(13.0));
        if cannot.is_none() {
            text = text.color(view.colours.surface);
        }
        let mut button = Button::new(text).min_size(vec2(ui.available_width(), 30.0));
        if cannot.is_none() {
            button = button.fill(view.colours.accent);
        }
        if ui.add_enabled(cannot.is_none(), button).clicked() {
            view.act(Action::Setup(SetupAction::Check));
        }
    }
    let note = cannot.map_or(words.setup_reads_only(), |why| words.cannot_ask(why));
    ui.add(Label::new(RichText::new(note).weak()).wrap());
}
