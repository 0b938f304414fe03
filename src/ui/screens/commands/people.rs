//! The users, each with what is known of them at a glance.

use egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use super::{
    CommandDrafts,
    facets::{self, FEW},
};
use crate::{
    app::{Action, CommandsAction},
    flags::Level,
    model::visible_line,
    ui::{theme::strong, view::View, widgets::flag_mark},
    worker::{CommandSet, Facet, PersonKey, PersonSummary},
};

const PERSON: f32 = 40.0;
const PEOPLE_SHOWN: f32 = 8.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut CommandDrafts, set: &CommandSet) {
    let words = view.words;
    let commands = &view.state.commands;
    let key = commands.key;
    let facet = key.facet();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().button_padding.x = 6.0;
        for (choice, label) in [(PersonKey::OsUser, words.by_os_user()), (PersonKey::Principal, words.by_principal())] {
            if ui.selectable_label(key == choice, label).clicked() {
                view.act(Action::Commands(CommandsAction::GroupBy(choice)));
            }
        }
    });
    let people = &commands.narrowed.people;
    let draft = drafts.facets.entry(facet).or_default();
    if people.len() > 12 {
        facets::filter_field(ui, draft, words, words.facet(facet));
    }
    if let Some(everyone) = &commands.narrowed.everyone {
        let is_chosen = commands.filter.chosen(facet).is_empty();
        if person_row(ui, view, words.everyone(), everyone, is_chosen, None) {
            view.act(Action::Commands(CommandsAction::ClearFacet(facet)));
        }
    }
    let found = draft.find(view.state.commands.revision, people.len(), |place| {
        let person = &people[place as usize];
        facets::shown_value(words, set, facet, &person.value)
    });
    let few = !draft.is_whole && found.as_ref().map_or(people.len(), |found| found.len()) > FEW + 1;
    let count = found.as_ref().map_or(people.len(), |found| found.len());
    let shown = if few { FEW } else { count };
    let at = |place: usize| match &found {
        Some(found) => found.get(place).and_then(|place| people.get(*place as usize)),
        None => people.get(place),
    };
    let mut row = |ui: &mut Ui, place: usize| {
        let Some(person) = at(place) else { return };
        let name = facets::shown_value(words, set, facet, &person.value);
        let is_chosen = commands.filter.is_chosen(facet, &person.value);
        if person_row(ui, view, &name, person, is_chosen, Some(facet)) {
            view.act(facets::chosen_by_click(ui, facet, &person.value));
        }
    };
    if count as f32 > PEOPLE_SHOWN && !few {
        ScrollArea::vertical()
            .id_salt(("people", facet))
            .max_height(PERSON * PEOPLE_SHOWN)
            .auto_shrink(false)
            .show_rows(ui, PERSON, shown, |ui, range| range.for_each(|place| row(ui, place)));
    } else {
        (0..shown).for_each(|place| row(ui, place));
    }
    draft.more_or_fewer(ui, words, count, shown, (words.users(), facet));
    ui.add_space(4.0);
}

fn person_row(
    ui: &mut Ui,
    view: &View,
    name: &str,
    person: &PersonSummary,
    is_chosen: bool,
    facet: Option<Facet>,
) -> bool {
    let words = view.words;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), PERSON), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, name));
    if is_chosen {
        ui.painter().rect_filled(rect, 5.0, view.colours.selected);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, view.colours.hover);
    }
    let mut inside = ui
        .new_child(egui::UiBuilder::new().max_rect(rect.shrink2(vec2(8.0, 3.0))).layout(Layout::top_down(Align::Min)));
    inside.spacing_mut().item_spacing = vec2(5.0, 1.0);
    inside.horizontal(|ui| {
        ui.set_height(17.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // Who has low flags alone has a mark too: an empty one.
            let (count, level) =
                if person.flagged > 0 { (person.flagged, Level::Medium) } else { (person.only_low, Level::Low) };
            if count > 0 {
                let colour = flag_mark::colour(&view.colours, level);
                ui.add(Label::new(RichText::new(view.count(count)).small().color(colour)).selectable(false));
                flag_mark::show(ui, &view.colours, level);
            }
            if let Some(series) = facet.and_then(|_| series_colour(view, &person.value)) {
                let (swatch, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
                ui.painter().rect_filled(swatch, 2.0, series);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(RichText::new(name).font(strong(13.0))).selectable(false).truncate());
            });
        });
    });
    let counts = words.person_counts(person.commands, person.sessions);
    inside.add(Label::new(RichText::new(counts).small().color(view.colours.weak)).selectable(false).truncate());
    let response = response.on_hover_ui(|ui| {
        if !person.value.is_empty() {
            ui.label(visible_line(&person.value).into_owned());
        }
        ui.label(words.person_counts(person.commands, person.sessions));
        ui.label(words.flags_counted(person.flagged, person.only_low));
        if person.last_seen > i64::MIN {
            ui.label(words.last_seen(&view.time(person.last_seen)));
        }
    });
    response.clicked()
}

/// The colour that a person has in the histogram.
fn series_colour(view: &View, person: &str) -> Option<egui::Color32> {
    let people = &view.state.commands.narrowed.histogram.people;
    let place = people.iter().position(|known| known.as_deref() == Some(person))?;
    view.colours.series.get(place).copied()
}
