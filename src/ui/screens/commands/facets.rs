//! What commands can be narrowed by, each value with how many there are under the other filters.

use std::{borrow::Cow, sync::Arc};

use egui::{
    Align, Button, Color32, Label, Layout, RichText, ScrollArea, Sense, Shape, Stroke, TextEdit, Ui, pos2, vec2,
};

use super::CommandDrafts;
use crate::{
    app::{Action, CommandsAction, Words},
    case::ReviewState,
    flags::Level,
    model::visible_line,
    session::{CommandKind, Confidence},
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, flag_mark},
    },
    worker::{CommandSet, Facet, FacetCount, FlagValue, PersonKey},
};

/// Values that are shown of a facet until more are asked for.
pub const FEW: usize = 6;
const VALUE: f32 = 22.0;
const VALUES_SHOWN: f32 = 12.0;

/// One facet's fold, and the values that its own field finds.
#[derive(Debug, Default)]
pub struct FacetDraft {
    /// `None`: as the facet starts.
    is_open: Option<bool>,
    /// All values, not only the busiest.
    pub is_whole: bool,
    needle: String,
    /// What was found of it, in which state of the screen.
    found: Option<(u64, String, Arc<[u32]>)>,
}

impl FacetDraft {
    /// The places among so many values whose names have what is typed; `None`: nothing is typed. Looks again only
    /// when something else is shown or typed.
    pub fn find<'n>(&mut self, revision: u64, count: usize, name: impl Fn(u32) -> Cow<'n, str>) -> Option<Arc<[u32]>> {
        let needle = self.needle.trim().to_lowercase();
        if needle.is_empty() {
            return None;
        }
        if let Some((of, for_needle, found)) = &self.found
            && *of == revision
            && *for_needle == needle
        {
            return Some(Arc::clone(found));
        }
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let found: Arc<[u32]> = (0..count).filter(|place| name(*place).to_lowercase().contains(&needle)).collect();
        self.found = Some((revision, needle, Arc::clone(&found)));
        Some(found)
    }

    pub fn more_or_fewer(
        &mut self,
        ui: &mut Ui,
        words: Words,
        all: usize,
        shown: usize,
        salt: impl std::hash::Hash + std::fmt::Debug,
    ) {
        let label = if shown < all {
            words.more_values(all - shown)
        } else if self.is_whole && all > FEW + 1 {
            words.show_fewer().to_owned()
        } else {
            return;
        };
        ui.push_id(salt, |ui| {
            if ui.add(Button::new(RichText::new(label).small()).frame(false)).clicked() {
                self.is_whole = !self.is_whole;
                if !self.is_whole {
                    self.needle.clear();
                }
            }
        });
    }
}

pub fn filter_field(ui: &mut Ui, draft: &mut FacetDraft, words: Words, of: &str) {
    let hint = format!("{}: {of}", words.filter_values());
    ui.add(TextEdit::singleline(&mut draft.needle).hint_text(hint).desired_width(f32::INFINITY));
}

/// What a click on a value means: alone, or with a key held besides the others.
pub fn chosen_by_click(ui: &Ui, facet: Facet, value: &str) -> Action {
    let add = ui.input(|input| input.modifiers.shift || input.modifiers.command);
    let value = value.to_owned();
    Action::Commands(if add { CommandsAction::Toggle(facet, value) } else { CommandsAction::Only(facet, value) })
}

/// A value as it is shown.
pub fn shown_value<'v>(words: Words, set: &'v CommandSet, facet: Facet, value: &'v str) -> Cow<'v, str> {
    let known = |text: &'static str| Cow::Borrowed(text);
    match (facet, value) {
        (Facet::Program, "") => known(words.no_program()),
        (Facet::Program, value) => match to_program(value) {
            Some(kind) => Cow::Owned(format!("({})", words.kind_name(kind))),
            None => visible_line(value),
        },
        (Facet::Flag, value) => {
            let found = set.flag_values().iter().zip(set.values(facet)).find(|(_, name)| *name == value);
            match found.map(|(found, _)| found) {
                Some(FlagValue::Any) => known(words.flagged()),
                Some(FlagValue::OnlyLow) => known(words.only_low()),
                Some(FlagValue::Category(category)) => known(words.category(*category)),
                Some(FlagValue::Rule(rule)) => visible_line(words.rule_title(rule)),
                None => visible_line(value),
            }
        }
        (Facet::Confidence, value) => [Confidence::Exact, Confidence::Likely, Confidence::Uncertain]
            .into_iter()
            .find(|confidence| confidence.name() == value)
            .map_or_else(|| visible_line(value), |confidence| known(words.confidence_name(confidence))),
        (Facet::Review, value) => {
            let states = [ReviewState::Reviewed, ReviewState::FollowUp];
            known(words.review_state(states.into_iter().find(|state| state.name() == value)))
        }
        (_, "") => known(words.unknown()),
        (Facet::Principal, value) => Cow::Owned(visible_line(&cell::principal_named(value)).into_owned()),
        (_, value) => visible_line(cell::beginning(value, 300)),
    }
}

fn to_program(value: &str) -> Option<CommandKind> {
    let name = value.strip_prefix('(')?.strip_suffix(')')?;
    [CommandKind::Repl, CommandKind::Sql, CommandKind::Input].into_iter().find(|kind| kind.name() == name)
}

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut CommandDrafts, set: &CommandSet) {
    let other = match view.state.commands.key {
        PersonKey::OsUser => Facet::Principal,
        PersonKey::Principal => Facet::OsUser,
    };
    let sections = [
        (Facet::Flag, true),
        (Facet::Review, true),
        (Facet::Program, true),
        (Facet::Confidence, true),
        (other, false),
        (Facet::Instance, false),
        (Facet::Session, false),
    ];
    let has_reviews = view.state.reviews.register.is_some();
    for (facet, starts_open) in sections.into_iter().filter(|(facet, _)| has_reviews || *facet != Facet::Review) {
        let draft = drafts.facets.entry(facet).or_default();
        section(ui, view, draft, set, facet, starts_open);
    }
}

fn section(ui: &mut Ui, view: &mut View, draft: &mut FacetDraft, set: &CommandSet, facet: Facet, starts_open: bool) {
    let words = view.words;
    let counts = view.state.commands.narrowed.counts(facet);
    let is_open = draft.is_open.unwrap_or(starts_open);
    let is_category =
        |count: &&FacetCount| matches!(set.flag_values().get(count.value as usize), Some(FlagValue::Category(_)));
    let values = match (facet, counts.len()) {
        (_, 0) => String::new(),
        (Facet::Flag, _) => words.categories_counted(counts.iter().filter(is_category).count()),
        (_, values) => view.count(values),
    };
    if section_head(ui, view, words.facet(facet), &values, is_open) {
        draft.is_open = Some(!is_open);
    }
    if !is_open {
        return;
    }
    if facet == Facet::Flag {
        bad_rules(ui, view, set);
        flags(ui, view, draft, set);
        return;
    }
    let names = set.values(facet);
    if draft.is_whole && counts.len() > 12 {
        filter_field(ui, draft, words, words.facet(facet));
    }
    let name_of = |count: &FacetCount| names.get(count.value as usize).map(String::as_str).unwrap_or_default();
    let found = draft.find(view.state.commands.revision, counts.len(), |place| {
        shown_value(words, set, facet, counts.get(place as usize).map(name_of).unwrap_or_default())
    });
    let all = found.as_ref().map_or(counts.len(), |found| found.len());
    let shown = if draft.is_whole || all <= FEW + 1 { all } else { FEW };
    let mut row = |ui: &mut Ui, place: usize| {
        let place = found.as_ref().map_or(Some(place), |found| found.get(place).map(|place| *place as usize));
        if let Some(count) = place.and_then(|place| counts.get(place)) {
            let name = name_of(count);
            value_row(ui, view, facet, name, &shown_value(words, set, facet, name), count.commands, Look::default());
        }
    };
    if shown as f32 > VALUES_SHOWN {
        ScrollArea::vertical()
            .id_salt(("values", facet))
            .max_height(VALUE * VALUES_SHOWN)
            .auto_shrink(false)
            .show_rows(ui, VALUE, shown, |ui, range| range.for_each(|place| row(ui, place)));
    } else {
        (0..shown).for_each(|place| row(ui, place));
    }
    draft.more_or_fewer(ui, words, all, shown, ("more", facet));
}

/// A facet's name, a triangle that says whether it is open. Gives whether it was clicked.
fn section_head(ui: &mut Ui, view: &View, title: &str, values: &str, is_open: bool) -> bool {
    ui.add_space(4.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, is_open, title));
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, view.colours.line));
    let colour = if response.hovered() || response.has_focus() { view.colours.text } else { view.colours.weak };
    let centre = pos2(rect.left() + 6.0, rect.center().y);
    let points = if is_open {
        vec![centre + vec2(-4.0, -2.0), centre + vec2(4.0, -2.0), centre + vec2(0.0, 3.0)]
    } else {
        vec![centre + vec2(-2.0, -4.0), centre + vec2(3.0, 0.0), centre + vec2(-2.0, 4.0)]
    };
    ui.painter().add(Shape::convex_polygon(points, colour, Stroke::NONE));
    let text = ui.painter().text(
        pos2(rect.left() + 16.0, rect.center().y),
        egui::Align2::LEFT_CENTER,
        title,
        strong(12.5),
        view.colours.text,
    );
    if !values.is_empty() {
        ui.painter().text(
            pos2(text.right() + 6.0, rect.center().y),
            egui::Align2::LEFT_CENTER,
            values,
            egui::FontId::proportional(11.0),
            view.colours.weak,
        );
    }
    response.clicked()
}

/// How a value's row differs from others.
#[derive(Clone, Copy, Default)]
struct Look {
    indent: f32,
    level: Option<Level>,
    is_strong: bool,
    explained: Option<&'static str>,
}

fn value_row(ui: &mut Ui, view: &mut View, facet: Facet, value: &str, name: &str, commands: u32, look: Look) {
    let is_chosen = view.state.commands.filter.is_chosen(facet, value);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), VALUE), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, name));
    if is_chosen {
        ui.painter().rect_filled(rect, 4.0, view.colours.selected);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, view.colours.hover);
    }
    let square = egui::Rect::from_center_size(pos2(rect.left() + look.indent + 9.0, rect.center().y), vec2(11.0, 11.0));
    let adds = ui.interact(square.expand(5.0), response.id.with("add"), Sense::click());
    adds.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::Role::CheckBox,
            true,
            is_chosen,
            format!("{}: {name}", view.words.also_value()),
        )
    });
    check(ui, view, square, is_chosen, adds.hovered());
    let mut inside = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(egui::Rect::from_min_max(
                pos2(square.right() + 7.0, rect.top()),
                rect.right_bottom() - vec2(6.0, 0.0),
            ))
            .layout(Layout::right_to_left(Align::Center)),
    );
    inside.spacing_mut().item_spacing.x = 5.0;
    let count = RichText::new(view.count(commands as usize)).small().color(view.colours.weak);
    inside.add(Label::new(count).selectable(false));
    inside.with_layout(Layout::left_to_right(Align::Center), |ui| {
        if let Some(level) = look.level {
            flag_mark::show(ui, &view.colours, level);
        }
        let text = if look.is_strong { RichText::new(name).font(strong(13.0)) } else { RichText::new(name) };
        ui.add(Label::new(text).selectable(false).truncate());
    });
    let shown = visible_line(cell::beginning(value, 300));
    let response = match look.explained {
        Some(explained) => response.on_hover_text(explained),
        None if shown == name || facet == Facet::Flag => response,
        None => response.on_hover_text(shown),
    };
    if adds.clicked() {
        view.act(Action::Commands(CommandsAction::Toggle(facet, value.to_owned())));
    } else if response.clicked() {
        view.act(chosen_by_click(ui, facet, value));
    }
}

fn check(ui: &Ui, view: &View, square: egui::Rect, is_set: bool, is_hovered: bool) {
    let edge = if is_set || is_hovered { view.colours.accent } else { view.colours.line };
    let fill = if is_set { view.colours.accent } else { Color32::TRANSPARENT };
    ui.painter().rect(square, 2.5, fill, Stroke::new(1.0, edge), egui::StrokeKind::Inside);
    if is_set {
        let points = vec![
            square.left_top() + vec2(2.5, 5.8),
            square.left_top() + vec2(4.7, 8.0),
            square.left_top() + vec2(8.6, 3.2),
        ];
        ui.painter().add(Shape::line(points, Stroke::new(1.6, view.colours.surface)));
    }
}

/// Any flag, those with low ones alone, then categories; below a chosen category its rules.
fn flags(ui: &mut Ui, view: &mut View, draft: &mut FacetDraft, set: &CommandSet) {
    let words = view.words;
    let narrowed = std::sync::Arc::clone(&view.state.commands.narrowed);
    let counts = narrowed.counts(Facet::Flag);
    let names = set.values(Facet::Flag);
    let value_of =
        |count: &FacetCount| Some((set.flag_values().get(count.value as usize)?, names.get(count.value as usize)?));
    if counts.is_empty() {
        ui.weak(words.no_flags());
        return;
    }
    let mut categories = Vec::new();
    for count in counts {
        match value_of(count) {
            Some((FlagValue::Any, name)) => {
                let look = Look { is_strong: true, explained: Some(words.flagged_explained()), ..Look::default() };
                value_row(ui, view, Facet::Flag, name, words.flagged(), count.commands, look);
            }
            Some((FlagValue::OnlyLow, name)) => {
                let look = Look { explained: Some(words.only_low_explained()), ..Look::default() };
                value_row(ui, view, Facet::Flag, name, words.only_low(), count.commands, look);
            }
            Some((FlagValue::Category(category), name)) => categories.push((*category, name, count.commands)),
            _ => {}
        }
    }
    categories.sort_by_key(|(_, _, commands)| std::cmp::Reverse(*commands));
    let all = categories.len();
    let shown = if draft.is_whole || all <= FEW + 1 { all } else { FEW };
    for (category, name, commands) in categories.into_iter().take(shown) {
        value_row(ui, view, Facet::Flag, name, words.category(category), commands, Look::default());
        let filter = &view.state.commands.filter;
        let rules: Vec<_> = counts
            .iter()
            .filter_map(|count| match value_of(count) {
                Some((FlagValue::Rule(rule), name)) if rule.category == category => Some((rule, name, count.commands)),
                _ => None,
            })
            .collect();
        let is_open =
            filter.is_chosen(Facet::Flag, name) || rules.iter().any(|(_, name, _)| filter.is_chosen(Facet::Flag, name));
        if is_open {
            for (rule, name, commands) in rules {
                let look = Look { indent: 14.0, level: Some(rule.level), ..Look::default() };
                let title = visible_line(words.rule_title(rule)).into_owned();
                value_row(ui, view, Facet::Flag, name, &title, commands, look);
            }
        }
    }
    draft.more_or_fewer(ui, words, all, shown, "more flags");
}

/// Names the person's own rules that are left out.
fn bad_rules(ui: &mut Ui, view: &View, set: &CommandSet) {
    if set.bad_rules.is_empty() {
        return;
    }
    let text = RichText::new(view.words.bad_rules(set.bad_rules.len())).small().color(view.colours.attention);
    ui.add(Label::new(text).truncate()).on_hover_ui(|ui| {
        for bad in set.bad_rules.iter().take(12) {
            ui.label(visible_line(cell::beginning(&view.words.bad_rule(bad), 600)).into_owned());
        }
    });
}
