//! The cards below one another. Only those in sight are laid out: a large account has findings by the thousand.

use std::{collections::HashMap, sync::Arc};

use egui::{Button, Label, Rect, RichText, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::{card, cost_card};
use crate::{
    app::{Action, Language, SetupAction, texts::FindingTexts},
    setup::{Area, Weight},
    ui::{theme::strong, view::View, widgets::weight_mark},
    worker::FindingSet,
};

/// The widest card, in points: longer lines are hard to read.
const WIDEST: f32 = 920.0;
const GAP: f32 = 8.0;
/// What is taken as the height of what was never laid out, in points.
const HEAD_GUESS: f32 = 30.0;
const CARD_GUESS: f32 = 190.0;
/// Texts that are kept made; more were scrolled past long ago.
const MOST_TEXTS: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Item {
    Head(Weight, usize),
    Finding(u32),
    Costs,
}

/// Heights depend on all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    revision: u64,
    language: Language,
    /// Whole points.
    width: i32,
}

/// What the list keeps between frames.
#[derive(Debug, Default)]
pub struct Cards {
    made: Option<Made>,
    /// With the height that each had last.
    items: Vec<(Item, f32)>,
    texts: HashMap<u32, Arc<FindingTexts>>,
}

impl Cards {
    pub fn show(&mut self, ui: &mut Ui, view: &mut View, set: &FindingSet) {
        let salt = ("findings", view.state.setup.revision);
        ScrollArea::vertical().id_salt(salt).auto_shrink(false).show_viewport(ui, |ui, sight| {
            let width = (ui.available_width() - 10.0).min(WIDEST);
            self.make(view, set, width);
            let start = ui.max_rect().min;
            let mut top = 0.0;
            let mut has_changed = false;
            for place in 0..self.items.len() {
                let (item, height) = self.items[place];
                let is_in_sight = top + height >= sight.min.y && top <= sight.max.y;
                if !is_in_sight {
                    top += height;
                    continue;
                }
                let rect = Rect::from_min_size(pos2(start.x, start.y + top), vec2(width, f32::INFINITY));
                let builder = UiBuilder::new().id_salt(("finding", item)).max_rect(rect);
                let mut inside = ui.new_child(builder);
                inside.set_width(width);
                self.draw(&mut inside, view, set, item);
                let real = inside.min_rect().height() + GAP;
                has_changed |= (real - height).abs() > 0.5;
                self.items[place].1 = real;
                top += real;
            }
            ui.allocate_rect(Rect::from_min_size(start, vec2(width, top)), egui::Sense::hover());
            if has_changed {
                ui.request_repaint();
            }
        });
    }

    fn make(&mut self, view: &View, set: &FindingSet, width: f32) {
        #[expect(clippy::cast_possible_truncation, reason = "points on the screen")]
        let made =
            Made { revision: view.state.setup.revision, language: view.words.0, width: width.clamp(0.0, 1e6) as i32 };
        if self.made == Some(made) {
            return;
        }
        self.made = Some(made);
        self.texts.clear();
        self.items = items(view, set).into_iter().map(|item| (item, guess(item))).collect();
    }

    fn draw(&mut self, ui: &mut Ui, view: &mut View, set: &FindingSet, item: Item) {
        match item {
            Item::Head(weight, count) => head(ui, view, weight, count),
            Item::Costs => cost_card::show(ui, view, &set.report),
            Item::Finding(place) => {
                let Some(finding) = set.finding(place) else { return };
                if self.texts.len() > MOST_TEXTS {
                    self.texts.clear();
                }
                let texts = self.texts.entry(place).or_insert_with(|| Arc::new(view.words.finding_texts(finding)));
                let texts = Arc::clone(texts);
                card::show(ui, view, finding, &texts);
            }
        }
    }
}

fn guess(item: Item) -> f32 {
    if matches!(item, Item::Head(..)) { HEAD_GUESS } else { CARD_GUESS }
}

/// By weight; what is good stays folded until somebody asks for it. Costs stand before it.
fn items(view: &View, set: &FindingSet) -> Vec<Item> {
    let setup = &view.state.setup;
    let filter = &setup.filter;
    let mut items = Vec::with_capacity(setup.shown.len() + 6);
    let has_costs = filter.weight.is_none()
        && filter.text.trim().is_empty()
        && filter.area.is_none_or(|area| area == Area::LogGroup);
    for weight in Weight::ALL {
        if weight == Weight::Good && has_costs {
            items.push(Item::Costs);
        }
        let of = setup.shown.iter().filter(|place| set.finding(**place).is_some_and(|found| found.weight == weight));
        let of: Vec<Item> = of.map(|place| Item::Finding(*place)).collect();
        if of.is_empty() {
            continue;
        }
        items.push(Item::Head(weight, of.len()));
        if weight != Weight::Good || setup.shows_good || filter.weight == Some(Weight::Good) {
            items.extend(of);
        }
    }
    items
}

fn head(ui: &mut Ui, view: &mut View, weight: Weight, count: usize) {
    let words = view.words;
    ui.horizontal(|ui| {
        weight_mark::show(ui, words, &view.colours, weight);
        ui.label(RichText::new(words.weight(weight)).font(strong(14.0)));
        ui.weak(view.count(count));
        if weight == Weight::Good && view.state.setup.filter.weight != Some(Weight::Good) {
            let shows = view.state.setup.shows_good;
            let label = if shows { words.findings_fold_good() } else { words.findings_show_good() };
            if ui.add(Button::new(label)).clicked() {
                view.act(Action::Setup(SetupAction::ShowGood(!shows)));
            }
        } else {
            let explained = words.weight_explained(weight);
            ui.add(Label::new(RichText::new(explained).weak()).truncate()).on_hover_text(explained);
        }
    });
}
