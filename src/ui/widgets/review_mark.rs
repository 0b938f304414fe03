//! Where something stands by what reviewers said, as a mark: a tick, a flag to look into, an empty ring.

use egui::{Response, Sense, Shape, Stroke, Ui, pos2, vec2};

use crate::{app::Words, case::ReviewState, ui::theme::Colours};

/// The mark's square, in points.
const SIZE: f32 = 14.0;

pub fn show(ui: &mut Ui, words: Words, colours: &Colours, state: Option<ReviewState>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(SIZE, SIZE), Sense::hover());
    let name = words.review_state(state);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    let at = |x: f32, y: f32| pos2(rect.left() + x, rect.top() + y);
    match state {
        Some(ReviewState::Reviewed) => {
            let points = vec![at(2.5, 7.5), at(5.5, 10.5), at(11.5, 3.5)];
            ui.painter().add(Shape::line(points, Stroke::new(2.0, colours.good)));
        }
        Some(ReviewState::FollowUp) => {
            let stroke = Stroke::new(1.6, colours.attention);
            ui.painter().circle_stroke(rect.center(), 5.0, stroke);
            ui.painter().line_segment([at(7.0, 4.0), at(7.0, 8.0)], stroke);
            ui.painter().circle_filled(at(7.0, 10.0), 0.9, colours.attention);
        }
        Some(ReviewState::Withdrawn) | None => {
            ui.painter().circle_stroke(rect.center(), 4.0, Stroke::new(1.0, colours.line));
        }
    }
    response.on_hover_text(name)
}
