//! What there is of a session's log, as a shape: told apart without colours too.

use egui::{Color32, Painter, Pos2, Response, Sense, Shape, Stroke, Ui, vec2};

use crate::{app::Words, ui::theme::Colours, worker::TranscriptStatus};

pub fn colour(colours: &Colours, status: TranscriptStatus) -> Color32 {
    match status {
        TranscriptStatus::Matched => colours.good,
        TranscriptStatus::Cut | TranscriptStatus::TranscriptOnly => colours.attention,
        TranscriptStatus::NoTranscript | TranscriptStatus::Contradictory => colours.risk,
        TranscriptStatus::NotLoggedByDesign => colours.weak,
    }
}

/// A check in a ring, a line that breaks off, an equals sign struck through, a cross in a disc, a sheet, a ring with a bar.
pub fn paint(painter: &Painter, centre: Pos2, colours: &Colours, status: TranscriptStatus) {
    let stroke = Stroke::new(1.4, colour(colours, status));
    let at = |x: f32, y: f32| centre + vec2(x, y);
    match status {
        TranscriptStatus::Matched => {
            painter.circle_stroke(centre, 6.0, stroke);
            painter.add(Shape::line(vec![at(-3.0, 0.2), at(-0.8, 2.4), at(3.2, -2.4)], stroke));
        }
        TranscriptStatus::Cut => {
            painter.line_segment([at(-6.5, 0.0), at(0.0, 0.0)], Stroke::new(2.4, stroke.color));
            painter.line_segment([at(1.5, -4.5), at(-1.0, 4.5)], stroke);
            painter.line_segment([at(4.5, -1.2), at(6.5, 1.2)], stroke);
            painter.line_segment([at(4.5, 1.2), at(6.5, -1.2)], stroke);
        }
        TranscriptStatus::Contradictory => {
            let thick = Stroke::new(1.8, stroke.color);
            painter.line_segment([at(-5.5, -2.3), at(5.5, -2.3)], thick);
            painter.line_segment([at(-5.5, 2.3), at(5.5, 2.3)], thick);
            painter.line_segment([at(3.2, -6.0), at(-3.2, 6.0)], thick);
        }
        TranscriptStatus::NoTranscript => {
            painter.circle_filled(centre, 6.5, stroke.color);
            let inside = Stroke::new(1.6, colours.surface);
            painter.line_segment([at(-2.6, -2.6), at(2.6, 2.6)], inside);
            painter.line_segment([at(-2.6, 2.6), at(2.6, -2.6)], inside);
        }
        TranscriptStatus::TranscriptOnly => {
            let sheet = vec![at(-4.5, -6.0), at(2.0, -6.0), at(4.5, -3.5), at(4.5, 6.0), at(-4.5, 6.0)];
            painter.add(Shape::closed_line(sheet, stroke));
            painter.line_segment([at(-2.2, -1.0), at(2.2, -1.0)], stroke);
            painter.line_segment([at(-2.2, 2.0), at(2.2, 2.0)], stroke);
        }
        TranscriptStatus::NotLoggedByDesign => {
            painter.circle_stroke(centre, 6.0, stroke);
            painter.line_segment([at(-3.0, 0.0), at(3.0, 0.0)], stroke);
        }
    }
}

/// The mark, without its name: the words stand beside it.
pub fn show(ui: &mut Ui, words: Words, colours: &Colours, status: TranscriptStatus) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words.transcript_status(status)));
    paint(ui.painter(), rect.center(), colours, status);
    response
}
