//! How much a finding matters, as a shape: told apart without colours too.

use egui::{Align2, Color32, Painter, Pos2, Response, Sense, Shape, Stroke, Ui, vec2};

use crate::{
    app::Words,
    setup::Weight,
    ui::theme::{Colours, strong},
};

pub fn colour(colours: &Colours, weight: Weight) -> Color32 {
    match weight {
        Weight::Risk => colours.risk,
        Weight::Attention => colours.attention,
        Weight::CouldNotCheck => colours.weak,
        Weight::Good => colours.good,
    }
}

/// A triangle, a diamond, a question mark in a ring, a check in a ring.
pub fn paint(painter: &Painter, centre: Pos2, colours: &Colours, weight: Weight) {
    let colour = colour(colours, weight);
    let stroke = Stroke::new(1.4, colour);
    let at = |x: f32, y: f32| centre + vec2(x, y);
    match weight {
        Weight::Risk => {
            let corners = vec![at(0.0, -6.5), at(7.0, 5.5), at(-7.0, 5.5)];
            painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
            let inside = Stroke::new(1.5, colours.surface);
            painter.line_segment([at(0.0, -2.5), at(0.0, 1.5)], inside);
            painter.line_segment([at(0.0, 3.0), at(0.0, 4.4)], inside);
        }
        Weight::Attention => {
            let corners = vec![at(0.0, -6.5), at(6.5, 0.0), at(0.0, 6.5), at(-6.5, 0.0)];
            painter.add(Shape::closed_line(corners, stroke));
            painter.line_segment([at(0.0, -3.0), at(0.0, 0.8)], stroke);
            painter.line_segment([at(0.0, 2.2), at(0.0, 3.6)], stroke);
        }
        Weight::CouldNotCheck => {
            painter.circle_stroke(centre, 6.0, stroke);
            painter.text(at(0.0, 0.5), Align2::CENTER_CENTER, "?", strong(10.0), colour);
        }
        Weight::Good => {
            painter.circle_stroke(centre, 6.0, stroke);
            painter.add(Shape::line(vec![at(-3.0, 0.2), at(-0.8, 2.4), at(3.2, -2.4)], stroke));
        }
    }
}

/// The mark with its name for those who do not see it, and what it means on hover.
pub fn show(ui: &mut Ui, words: Words, colours: &Colours, weight: Weight) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words.weight(weight)));
    paint(ui.painter(), rect.center(), colours, weight);
    response.on_hover_text(words.weight_explained(weight))
}
