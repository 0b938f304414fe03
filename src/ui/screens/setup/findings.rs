//! What was found: a summary, what narrows it, and the cards.

use egui::{ComboBox, Label, RichText, TextEdit, Ui};

use super::SetupDrafts;
use crate::{
    app::{Action, SetupAction},
    model::visible_line,
    setup::Weight,
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, count_chip, empty, weight_mark},
    },
    worker::FindingSet,
};

/// How much of a name in the head is shown, in bytes.
const NAME_BYTES: usize = 300;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut SetupDrafts, set: &FindingSet) {
    // Another check goes on: what is shown is what was found before.
    if view.state.setup.slot.is_waiting() {
        ui.set_opacity(0.6);
    }
    head(ui, view, set);
    ui.add_space(4.0);
    chips(ui, view, set);
    narrow(ui, view, set);
    ui.add_space(2.0);
    if view.state.setup.shown.is_empty() && view.state.setup.filter.is_set() {
        if empty::show(ui, view.words.findings_none(), "", Some(view.words.findings_show_all())) {
            view.act(Action::Setup(SetupAction::ShowAll));
        }
        return;
    }
    drafts.cards.show(ui, view, set);
}

fn head(ui: &mut Ui, view: &View, set: &FindingSet) {
    let words = view.words;
    let (facts, asked) = (&set.report.facts, &set.report.requirements);
    ui.label(RichText::new(words.setup_summary(set.counts)).font(strong(15.0)));
    let time = format!("{} {} ({})", words.setup_checked_at(), view.time(facts.at), view.zone_name());
    let mut pieces = vec![time, facts.account.clone(), facts.region.clone()];
    if !facts.caller.is_empty() {
        pieces.push(format!("{} {}", words.setup_checked_by(), cell::principal_named(&facts.caller)));
    }
    if view.state.connection.case().is_some() {
        pieces.push(words.setup_of_case().to_owned());
    }
    pieces.retain(|piece| !piece.is_empty());
    let line = pieces.join(" · ");
    let asked = words.requirements(&asked.retention_rule, asked.retention_days, asked.idle_minutes);
    let asked = format!("{}: {asked}", words.setup_required());
    // Who asked is told by name; the whole ARN on hover.
    for (text, whole) in [(line, facts.caller.as_str()), (asked, "")] {
        let text = visible_line(cell::beginning(&text, NAME_BYTES)).into_owned();
        let whole = format!("{text}\n{}", visible_line(cell::beginning(whole, NAME_BYTES)));
        ui.add(Label::new(RichText::new(&text).weak()).truncate()).on_hover_text(whole.trim());
    }
}

fn chips(ui: &mut Ui, view: &mut View, set: &FindingSet) {
    let words = view.words;
    let chosen = view.state.setup.filter.weight;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for weight in Weight::ALL {
            let label = words.weight_count(weight, set.count(weight));
            let colours = view.colours;
            let mark = move |painter: &egui::Painter, at| weight_mark::paint(painter, at, &colours, weight);
            let is_chosen = chosen == Some(weight);
            let chip = count_chip::show(ui, &view.colours, &label, is_chosen, Some(&mark));
            if chip.on_hover_text(words.weight_explained(weight)).clicked() {
                view.act(Action::Setup(SetupAction::OnlyWeight((!is_chosen).then_some(weight))));
            }
        }
    });
}

fn narrow(ui: &mut Ui, view: &mut View, set: &FindingSet) {
    let words = view.words;
    let filter = view.state.setup.filter.clone();
    ui.horizontal_wrapped(|ui| {
        let shown = filter.area.map_or(words.all_areas(), |area| words.area_name(area));
        let combo = ComboBox::from_id_salt("area").selected_text(shown).width(170.0).show_ui(ui, |ui| {
            if ui.selectable_label(filter.area.is_none(), words.all_areas()).clicked() {
                view.act(Action::Setup(SetupAction::OnlyArea(None)));
            }
            for (area, count) in &set.areas {
                let is_chosen = filter.area == Some(*area);
                if ui.selectable_label(is_chosen, words.area_count(*area, *count)).clicked() {
                    view.act(Action::Setup(SetupAction::OnlyArea(Some(*area))));
                }
            }
        });
        let name = format!("{}: {shown}", words.area());
        combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
        let mut text = filter.text.clone();
        let field = TextEdit::singleline(&mut text).id_salt("finding filter").hint_text(words.finding_filter());
        let field = ui.add(field.desired_width(200.0));
        let may_take_focus = ui.memory(|memory| memory.focused().is_none());
        if may_take_focus && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Slash)) {
            field.request_focus();
        }
        if field.changed() {
            view.act(Action::Setup(SetupAction::Find(text)));
        }
        if filter.is_set() {
            ui.weak(words.findings_shown(view.state.setup.shown.len(), set.report.findings.len()));
            if ui.button(words.findings_show_all()).clicked() {
                view.act(Action::Setup(SetupAction::ShowAll));
            }
        }
        if ui.button(words.copy_all_as_text()).clicked() {
            ui.copy_text(words.setup_as_text(set, view.zone()));
            view.act(Action::Setup(SetupAction::Copied { findings: set.report.findings.len() }));
        }
    });
}
