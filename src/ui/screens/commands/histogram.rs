//! Commands over time, stacked by user; a drag over it zooms.

use egui::{Align2, Color32, FontId, Label, Rect, Response, RichText, Sense, Stroke, Ui, pos2, vec2};

use super::{CommandDrafts, facets};
use crate::{
    app::{Action, CommandsAction},
    model::{TimeRange, visible_line},
    ui::{view::View, widgets::cell},
    worker::{Histogram, SERIES},
};

const BARS: f32 = 44.0;
const AXIS: f32 = 14.0;
/// Between the parts of the legend, in points.
const GAP: f32 = 5.0;
/// Names that get less than this besides their counts get the room of the counts too.
const NAME: f32 = 70.0;
/// Beside a name and its count in the legend: the colour and the gaps, in points.
const LEGEND_GAPS: f32 = 9.0 + 2.0 * GAP + 8.0;
/// A drag of fewer points is a click.
const DRAG: f32 = 4.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut CommandDrafts) {
    let state = view.state;
    let histogram = &state.commands.narrowed.histogram;
    let Some(span) = histogram.span() else { return };
    legend(ui, view, histogram);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), BARS + AXIS), Sense::click_and_drag());
    let bars = Rect::from_min_max(rect.left_top(), pos2(rect.right(), rect.top() + BARS));
    let scale = Scale { span, bars };
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::GraphicsDocument, true, described(view, histogram, span))
    });
    axis(ui, view, histogram, &scale);
    draw_bars(ui, view, histogram, &scale);
    zoom(ui, view, drafts, &response, histogram, &scale);
    let hovered = response.hover_pos().filter(|_| !response.dragged()).and_then(|at| scale.bar(histogram, at.x));
    if let Some(bar) = hovered {
        let column = scale.column(histogram, bar);
        ui.painter().rect_filled(column, 0.0, view.colours.text.gamma_multiply(0.08));
        response.on_hover_ui_at_pointer(|ui| tooltip(ui, view, histogram, bar));
    }
}

/// From times to places on the screen and back.
struct Scale {
    span: TimeRange,
    bars: Rect,
}

impl Scale {
    fn x(&self, time: i64) -> f32 {
        let length = (self.span.end - self.span.start).max(1) as f64;
        #[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
        let share = ((time - self.span.start) as f64 / length) as f32;
        self.bars.left() + share * self.bars.width()
    }

    fn time(&self, x: f32) -> i64 {
        let share = f64::from(((x - self.bars.left()) / self.bars.width().max(1.0)).clamp(0.0, 1.0));
        #[expect(clippy::cast_possible_truncation, reason = "within the span")]
        let offset = (share * (self.span.end - self.span.start) as f64) as i64;
        self.span.start + offset
    }

    fn bar(&self, histogram: &Histogram, x: f32) -> Option<usize> {
        let after = histogram.edges.partition_point(|edge| *edge <= self.time(x));
        let last = histogram.counts.len().checked_sub(1)?;
        Some(after.saturating_sub(1).min(last))
    }

    fn column(&self, histogram: &Histogram, bar: usize) -> Rect {
        let edge = |place: usize| histogram.edges.get(place).map_or(self.bars.right(), |edge| self.x(*edge));
        Rect::from_x_y_ranges(edge(bar)..=edge(bar + 1), self.bars.y_range())
    }
}

fn colour(view: &View, series: usize) -> Color32 {
    view.colours.series.get(series).copied().unwrap_or(view.colours.series_others)
}

fn draw_bars(ui: &Ui, view: &View, histogram: &Histogram, scale: &Scale) {
    let most = (0..histogram.counts.len()).map(|bar| histogram.total(bar)).max().unwrap_or_default().max(1);
    let painter = ui.painter();
    for (bar, counts) in histogram.counts.iter().enumerate() {
        let column = scale.column(histogram, bar);
        let gap = (column.width() * 0.12).clamp(0.0, 1.0);
        let mut bottom = column.bottom();
        for (series, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            // What is there is seen, however small.
            let height = (*count as f32 / most as f32 * (BARS - 4.0)).max(1.5);
            let top = (bottom - height).max(column.top());
            let part = Rect::from_min_max(pos2(column.left() + gap, top), pos2(column.right() - gap, bottom));
            painter.rect_filled(part, 0.0, colour(view, series));
            bottom = top;
        }
    }
    let text = view.count(most as usize);
    let place = scale.bars.left_top() + vec2(2.0, 0.0);
    painter.text(place, Align2::LEFT_TOP, text, FontId::proportional(10.0), view.colours.weak);
}

fn axis(ui: &Ui, view: &View, histogram: &Histogram, scale: &Scale) {
    let painter = ui.painter();
    let bottom = scale.bars.bottom();
    painter.hline(scale.bars.x_range(), bottom, Stroke::new(1.0, view.colours.line));
    let mut free_from = scale.bars.left();
    for tick in &histogram.ticks {
        let x = scale.x(tick.time);
        let text = painter.layout_no_wrap(tick.label.clone(), FontId::proportional(10.0), view.colours.weak);
        let left = (x - text.size().x / 2.0).clamp(scale.bars.left(), scale.bars.right() - text.size().x);
        painter.vline(x, bottom..=bottom + 3.0, Stroke::new(1.0, view.colours.weak));
        if left < free_from {
            continue;
        }
        free_from = left + text.size().x + 8.0;
        painter.galley(pos2(left, bottom + 2.0), text, view.colours.weak);
    }
}

/// Who has which colour, in one line however long the names are: those that are too long are shortened in their middle.
fn legend(ui: &mut Ui, view: &View, histogram: &Histogram) {
    let mut entries: Vec<(usize, String, String)> = totals(histogram)
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
        .map(|(series, count)| (series, series_name(view, histogram, series), view.count(count as usize)))
        .collect();
    without_roles(&mut entries);
    let font = egui::TextStyle::Small.resolve(ui.style());
    let width = |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), view.colours.text).size().x;
    let names: Vec<f32> = entries.iter().map(|(_, name, _)| width(name)).collect();
    let counts: f32 = entries.iter().map(|(_, _, count)| width(count) + GAP).sum();
    let all = ui.available_width() - LEGEND_GAPS * entries.len() as f32;
    // In very little room counts are told on hover alone.
    let for_names = all - counts;
    let has_counts = for_names >= names.iter().sum() || for_names >= NAME * names.len() as f32;
    let mut room = if has_counts { all - counts } else { all }.max(0.0);
    // Short names leave their part to the long ones.
    let mut by_width: Vec<usize> = (0..names.len()).collect();
    by_width.sort_by(|one, other| names[*one].total_cmp(&names[*other]));
    let mut widths = vec![0.0; names.len()];
    for (given, place) in by_width.into_iter().enumerate() {
        widths[place] = names[place].min(room / (names.len() - given) as f32);
        room -= widths[place];
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.set_height(14.0);
        for (place, (series, name, count)) in entries.iter().enumerate() {
            let (swatch, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
            ui.painter().rect_filled(swatch, 2.0, colour(view, *series));
            let shown = if widths[place] < names[place] {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of letters")]
                let letters = (name.chars().count() as f32 * widths[place] / names[place] * 0.94) as usize;
                cell::middle_out(name, letters)
            } else {
                name.as_str().into()
            };
            let label = ui.add(Label::new(RichText::new(shown.clone()).small()).extend());
            let whole = whole_name(histogram, *series).unwrap_or_else(|| name.clone());
            if whole != shown || !has_counts {
                label.on_hover_text(format!("{whole}  {count}"));
            }
            if has_counts {
                ui.label(RichText::new(count).small().weak());
            }
            ui.add_space(8.0);
        }
    });
}

/// Where names tell people apart by themselves, the roles are left to the hover.
fn without_roles(entries: &mut [(usize, String, String)]) {
    let bare = |name: &str| name.split(" · ").next().unwrap_or_default().to_owned();
    let mut seen = std::collections::HashSet::new();
    if entries.iter().all(|(_, name, _)| seen.insert(bare(name))) {
        for (_, name, _) in entries {
            *name = bare(name);
        }
    }
}

/// As the log names the person.
fn whole_name(histogram: &Histogram, series: usize) -> Option<String> {
    let person = histogram.people.get(series)?.as_deref()?;
    Some(visible_line(cell::beginning(person, 600)).into_owned())
}

fn totals(histogram: &Histogram) -> [u32; SERIES + 1] {
    let mut totals = [0; SERIES + 1];
    for counts in &histogram.counts {
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
    }
    totals
}

fn series_name(view: &View, histogram: &Histogram, series: usize) -> String {
    let commands = &view.state.commands;
    let person = histogram.people.get(series).and_then(Option::as_deref);
    match (person, &commands.set) {
        (Some(person), Some(set)) => facets::shown_value(view.words, set, commands.key.facet(), person).into_owned(),
        _ => view.words.others().to_owned(),
    }
}

/// What the picture shows, for those who do not see it.
fn described(view: &View, histogram: &Histogram, span: TimeRange) -> String {
    let series = totals(histogram).into_iter().enumerate().filter(|(_, count)| *count > 0);
    let people: Vec<String> = series
        .map(|(series, count)| format!("{} {}", series_name(view, histogram, series), view.count(count as usize)))
        .collect();
    format!("{}: {} – {}: {}", view.words.over_time(), view.time(span.start), view.time(span.end), people.join(", "))
}

fn tooltip(ui: &mut Ui, view: &View, histogram: &Histogram, bar: usize) {
    let edge = |place: usize| histogram.edges.get(place).map(|edge| view.time(*edge)).unwrap_or_default();
    ui.label(RichText::new(format!("{} – {}", edge(bar), edge(bar + 1))).monospace());
    ui.label(view.words.commands_counted(histogram.total(bar) as usize));
    for (series, count) in histogram.counts[bar].iter().enumerate().filter(|(_, count)| **count > 0) {
        ui.horizontal(|ui| {
            let (swatch, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
            ui.painter().rect_filled(swatch, 2.0, colour(view, series));
            ui.label(format!("{}  {}", series_name(view, histogram, series), view.count(*count as usize)));
        });
    }
    ui.weak(view.words.over_time_help());
}

fn zoom(
    ui: &Ui,
    view: &mut View,
    drafts: &mut CommandDrafts,
    response: &Response,
    histogram: &Histogram,
    scale: &Scale,
) {
    if response.double_clicked() && view.state.commands.filter.span.is_some() {
        view.act(Action::Commands(CommandsAction::Zoom(None)));
    }
    let pointer = response.interact_pointer_pos();
    if response.drag_started() {
        let begun = ui.input(|input| input.pointer.press_origin()).or(pointer);
        drafts.zoom = begun.map(|at| (scale.time(at.x), at.x));
    }
    let Some((from, to)) = &mut drafts.zoom else { return };
    // A finger that is lifted is nowhere.
    *to = pointer.map_or(*to, |at| at.x);
    let (from, to) = (*from, *to);
    let from_x = scale.x(from);
    let (Some(one), Some(other)) = (scale.bar(histogram, from_x), scale.bar(histogram, to)) else { return };
    let (first, last) = (one.min(other), one.max(other));
    let chosen = scale.column(histogram, first).union(scale.column(histogram, last));
    ui.painter().rect(
        chosen,
        0.0,
        view.colours.accent.gamma_multiply(0.18),
        Stroke::new(1.0, view.colours.accent),
        egui::StrokeKind::Inside,
    );
    if !response.dragged() {
        drafts.zoom = None;
        let span = histogram.edges.get(first).zip(histogram.edges.get(last + 1));
        if let Some((start, end)) = span
            && response.drag_stopped()
            && (to - from_x).abs() >= DRAG
        {
            view.act(Action::Commands(CommandsAction::Zoom(Some(TimeRange { start: *start, end: *end }))));
        }
    }
}
