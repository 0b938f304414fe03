//! The session at a glance: when something was logged, where the commands are, where we are.

use egui::{Align2, Color32, FontId, Pos2, Rect, Sense, Stroke, Ui, pos2, vec2};

use super::drafts::TranscriptDrafts;
use crate::{
    app::{Action, TranscriptAction},
    flags::Level,
    model::visible_line,
    session::{BINS, Bin, Outline, Session},
    ui::{
        view::View,
        widgets::{cell, flag_card, flag_mark},
    },
};

/// Where the heights of what was logged are drawn, and the ticks under it.
const BARS: f32 = 26.0;
const TICKS: f32 = 9.0;
const TEXT: f32 = 15.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &TranscriptDrafts, session: &Session) {
    let size = vec2(ui.available_width(), BARS + TICKS + TEXT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let words = view.words;
    let transcript = &view.state.transcript;
    let lines = session.transcript.len();
    let Some(outline) = transcript.outline.clone() else {
        let slot = &transcript.outline_slot;
        if !slot.is_waiting() && slot.trouble.is_none() {
            view.act(Action::Transcript(TranscriptAction::ReadOutline));
        }
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, false, words.time_line()));
        return;
    };
    let label = if outline.has_times {
        words.time_line_label(lines, outline.commands, outline.pauses.len())
    } else {
        words.line_axis_label(lines, outline.commands)
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, &label));

    let axis = Axis { rect: Rect::from_min_size(rect.min, vec2(rect.width(), BARS + TICKS)), outline: &outline };
    axis.paint(ui, view, session, drafts);
    axis.ends(ui, view, session);

    if let Some(pointer) = response.interact_pointer_pos()
        && (response.clicked() || response.dragged())
    {
        let line = outline.line_at(session, axis.part(pointer));
        if line != transcript.line || response.clicked() {
            view.act(Action::Transcript(TranscriptAction::GoTo(line)));
        }
    }
    if let Some(pointer) = response.hover_pos() {
        let top = pos2(pointer.x, axis.rect.top());
        ui.painter().vline(top.x, axis.rect.y_range(), Stroke::new(1.0, view.colours.weak));
        response.on_hover_ui_at_pointer(|ui| axis.explain(ui, view, session, pointer));
    }
}

struct Axis<'a> {
    rect: Rect,
    outline: &'a Outline,
}

impl Axis<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
    fn x(&self, part: f64) -> f32 {
        self.rect.left() + self.rect.width() * part as f32
    }

    fn part(&self, at: Pos2) -> f64 {
        f64::from((at.x - self.rect.left()) / self.rect.width().max(1.0)).clamp(0.0, 1.0)
    }

    fn of_line(&self, session: &Session, line: usize) -> f64 {
        let time = session.transcript.time(line).unwrap_or(session.last_event);
        self.outline.place(line, time)
    }

    fn paint(&self, ui: &Ui, view: &View, session: &Session, drafts: &TranscriptDrafts) {
        let painter = ui.painter();
        let colours = view.colours;
        let bars = Rect::from_min_size(self.rect.min, vec2(self.rect.width(), BARS));
        painter.rect_filled(bars, 3.0, colours.stripe);
        // What is in sight.
        let sight = &drafts.sight;
        if !sight.is_empty() {
            let (from, to) = (self.of_line(session, sight.start), self.of_line(session, sight.end - 1));
            let band = Rect::from_x_y_ranges(self.x(from)..=self.x(to).max(self.x(from) + 2.0), bars.y_range());
            painter.rect_filled(band, 2.0, colours.selected);
        }
        self.bars(painter, bars, colours.weak.gamma_multiply(0.7));
        for pause in &self.outline.pauses {
            let fold = Rect::from_x_y_ranges(self.x(pause.begins)..=self.x(pause.ends), bars.y_range());
            painter.rect_filled(fold, 0.0, colours.panel);
            for x in [fold.left(), fold.right()] {
                painter.add(egui::Shape::dashed_line(
                    &[pos2(x, fold.top()), pos2(x, fold.bottom())],
                    Stroke::new(1.0, colours.weak),
                    2.0,
                    2.0,
                ));
            }
            let text = view.words.lasting(pause.to.saturating_sub(pause.from));
            let galley = painter.layout_no_wrap(text, FontId::proportional(10.0), colours.weak);
            if galley.size().x + 4.0 < fold.width() {
                painter.galley(fold.center() - galley.size() / 2.0, galley, colours.weak);
            }
        }
        let ticks = Rect::from_min_max(pos2(bars.left(), bars.bottom()), self.rect.max);
        self.ticks(painter, ticks, colours.accent, |bin| bin.commands);
        if let Some(flags) = &view.state.transcript.flags {
            self.flags(painter, bars, view, &flags.bins);
        }
        let replay = view.state.transcript.replay;
        let here = if replay.is_on {
            let revealed = replay.revealed(session);
            let part = self.outline.place(revealed, replay.time(session));
            let rest = Rect::from_x_y_ranges(self.x(part)..=self.rect.right(), self.rect.y_range());
            painter.rect_filled(rest, 0.0, colours.panel.gamma_multiply(0.6));
            Some(part)
        } else {
            (view.state.transcript.jumps > 0).then(|| self.of_line(session, view.state.transcript.line))
        };
        if let Some(part) = here {
            let x = self.x(part).clamp(self.rect.left() + 1.0, self.rect.right() - 1.0);
            painter.vline(x, self.rect.y_range(), Stroke::new(2.0, colours.accent));
        }
    }

    /// How much was logged when: a line more counts less the more there are.
    fn bars(&self, painter: &egui::Painter, rect: Rect, colour: Color32) {
        let most = self.outline.bins.iter().map(|bin| bin.lines).max().unwrap_or_default();
        let height =
            |lines: usize| ((lines + 1) as f32).ln() / ((most + 1) as f32).ln().max(0.1) * (rect.height() - 4.0);
        for (place, bin) in self.outline.bins.iter().enumerate().filter(|(_, bin)| bin.lines > 0) {
            let (left, right) = (self.x(place as f64 / BINS as f64), self.x((place + 1) as f64 / BINS as f64));
            let top = rect.bottom() - height(bin.lines).max(2.0);
            let bar = Rect::from_min_max(pos2(left, top), pos2(right.max(left + 1.5), rect.bottom()));
            painter.rect_filled(bar, 0.0, colour);
        }
    }

    /// A small flag where a command has one: the graver, the fuller, as elsewhere.
    fn flags(&self, painter: &egui::Painter, bars: Rect, view: &View, bins: &[Option<Level>]) {
        for (place, level) in bins.iter().enumerate().filter_map(|(place, level)| Some((place, (*level)?))) {
            let x = self.x((place as f64 + 0.5) / BINS as f64);
            let colour = flag_mark::colour(&view.colours, level);
            painter.vline(x, bars.top()..=bars.bottom() + TICKS - 1.0, Stroke::new(1.0, colour));
            // At the right edge it points to the left.
            let side = if x + 8.0 > self.rect.right() { -1.0 } else { 1.0 };
            let top = bars.top() + 0.5;
            let cloth = vec![pos2(x, top), pos2(x + 7.0 * side, top + 3.0), pos2(x, top + 6.0)];
            let fill = if level >= Level::Medium { colour } else { Color32::TRANSPARENT };
            painter.add(egui::Shape::convex_polygon(cloth, fill, Stroke::new(1.0, colour)));
        }
    }

    /// A tick where there is any.
    fn ticks(&self, painter: &egui::Painter, rect: Rect, colour: Color32, count: impl Fn(&Bin) -> usize) {
        for (place, _) in self.outline.bins.iter().enumerate().filter(|(_, bin)| count(bin) > 0) {
            let x = self.x((place as f64 + 0.5) / BINS as f64);
            painter.vline(x, rect.shrink2(vec2(0.0, 1.0)).y_range(), Stroke::new(1.5, colour));
        }
    }

    fn ends(&self, ui: &Ui, view: &View, session: &Session) {
        let (first, last) = if self.outline.has_times {
            (view.clock(session.first_event), view.clock(session.last_event))
        } else {
            ("1".to_owned(), view.count(session.transcript.len()))
        };
        let font = FontId::monospace(10.5);
        let y = self.rect.bottom() + 1.0;
        let painter = ui.painter();
        painter.text(pos2(self.rect.left(), y), Align2::LEFT_TOP, first, font.clone(), view.colours.weak);
        painter.text(pos2(self.rect.right(), y), Align2::RIGHT_TOP, last, font, view.colours.weak);
        if !self.outline.has_times {
            let middle = pos2(self.rect.center().x, y);
            let font = FontId::proportional(10.5);
            painter.text(middle, Align2::CENTER_TOP, view.words.line_axis(), font, view.colours.weak);
        }
    }

    /// What lies under the pointer.
    fn explain(&self, ui: &mut Ui, view: &View, session: &Session, pointer: Pos2) {
        let part = self.part(pointer);
        if let Some(pause) = self.outline.pause_at(part) {
            ui.label(view.words.pause_folded(pause.to.saturating_sub(pause.from)));
            ui.weak(format!("{} – {}", view.clock(pause.from), view.clock(pause.to)));
            return;
        }
        let line = self.outline.line_at(session, part);
        let place = if self.outline.has_times {
            view.time(self.outline.time_at(part))
        } else {
            view.words.played(line + 1, session.transcript.len())
        };
        ui.label(egui::RichText::new(place).monospace());
        // The command whose tick is nearest.
        let after = session.commands.partition_point(|command| command.line < line);
        let near = [after.checked_sub(1), Some(after)]
            .into_iter()
            .flatten()
            .filter_map(|place| Some((place, session.commands.get(place)?)));
        let distance = |(_, command): &(usize, &crate::session::TypedCommand)| {
            (self.x(self.outline.place(command.line, command.time)) - pointer.x).abs()
        };
        let nearest = near
            .filter(|command| distance(command) < 5.0)
            .min_by(|one, other| distance(one).total_cmp(&distance(other)));
        if let Some((place, command)) = nearest {
            let first = cell::beginning(command.text.lines().next().unwrap_or_default(), 120);
            ui.label(egui::RichText::new(visible_line(first)).monospace().color(view.colours.accent));
            let flags = view.state.transcript.flags_of(place);
            if !flags.is_empty() {
                flag_card::hover(ui, view, flags);
            }
        }
    }
}
