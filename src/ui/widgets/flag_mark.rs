//! A flag's level, by shape as well as by colour: the graver, the fuller.

use egui::{Color32, Rect, Response, Sense, Shape, Stroke, Ui, pos2, vec2};

use crate::{flags::Level, ui::theme::Colours};

pub fn colour(colours: &Colours, level: Level) -> Color32 {
    match level {
        Level::Critical | Level::High => colours.risk,
        Level::Medium => colours.attention,
        Level::Low | Level::Informational => colours.weak,
    }
}

/// A small flag: filled where it is high, half filled where it is medium, else its outline.
pub fn show(ui: &mut Ui, colours: &Colours, level: Level) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(11.0, 14.0), Sense::hover());
    draw(ui, rect, colours, level);
    response
}

fn draw(ui: &Ui, rect: Rect, colours: &Colours, level: Level) {
    let colour = colour(colours, level);
    let stroke = Stroke::new(1.2, colour);
    let (left, top) = (rect.left() + 1.5, rect.center().y - 5.5);
    let cloth = Rect::from_min_size(pos2(left, top), vec2(8.0, 6.0));
    let painter = ui.painter();
    painter.line_segment([pos2(left, top), pos2(left, top + 11.0)], stroke);
    let outline = [cloth.left_top(), cloth.right_top(), cloth.right_bottom(), cloth.left_bottom()];
    match level {
        Level::Critical | Level::High => {
            painter.add(Shape::convex_polygon(outline.to_vec(), colour, stroke));
            if level == Level::Critical {
                painter.line_segment([pos2(left, top + 8.5), pos2(left + 8.0, top + 8.5)], stroke);
            }
        }
        Level::Medium => {
            painter.rect_filled(
                Rect::from_min_max(cloth.left_top(), pos2(cloth.center().x, cloth.bottom())),
                0.0,
                colour,
            );
            painter.add(Shape::closed_line(outline.to_vec(), stroke));
        }
        Level::Low | Level::Informational => {
            painter.add(Shape::closed_line(outline.to_vec(), stroke));
        }
    }
}
