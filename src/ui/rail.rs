//! The places to be at, on the left.

use egui::{Align2, FontId, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{theme, view::View};
use crate::app::{Action, state::Screen};

pub fn show(ui: &mut Ui, view: &mut View) {
    ui.spacing_mut().item_spacing.y = 4.0;
    for screen in Screen::RAIL {
        let is_here =
            view.state.screen == screen || (view.state.screen == Screen::Transcript && screen == Screen::Sessions);
        let is_open = matches!(screen, Screen::Start | Screen::Case) || view.state.connection.is_connected();
        if place(ui, view, screen, is_here, is_open) {
            view.act(Action::Go(screen));
        }
    }
}

fn place(ui: &mut Ui, view: &View, screen: Screen, is_here: bool, is_open: bool) -> bool {
    let label = view.words.screen(screen);
    let (rect, response) =
        ui.allocate_exact_size(vec2(80.0, 54.0), if is_open { Sense::click() } else { Sense::hover() });
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, is_open, is_here, label));
    let colours = view.colours;
    let colour = match (is_open, is_here) {
        (false, _) => colours.weak.gamma_multiply(0.5),
        (true, true) => colours.accent,
        (true, false) => colours.weak,
    };
    let painter = ui.painter();
    if is_here {
        painter.rect_filled(rect, 6.0, colours.accent_soft);
    } else if is_open && (response.hovered() || response.has_focus()) {
        painter.rect_filled(rect, 6.0, colours.hover);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 6.0, Stroke::new(1.0, colours.accent), StrokeKind::Inside);
    }
    icon(painter, screen, Rect::from_center_size(pos2(rect.center().x, rect.top() + 19.0), vec2(20.0, 18.0)), colour);
    let font = if is_here { theme::strong(11.5) } else { FontId::proportional(11.5) };
    let text_colour = if is_open && !is_here { colours.text } else { colour };
    painter.text(pos2(rect.center().x, rect.bottom() - 13.0), Align2::CENTER_CENTER, label, font, text_colour);
    response.clicked()
}

/// Drawn, so that they look the same everywhere.
fn icon(painter: &egui::Painter, screen: Screen, rect: Rect, colour: egui::Color32) {
    let stroke = Stroke::new(1.5, colour);
    let at = |x: f32, y: f32| pos2(rect.left() + rect.width() * x, rect.top() + rect.height() * y);
    let line = |points: &[(f32, f32)]| {
        painter.line(points.iter().map(|(x, y)| at(*x, *y)).collect(), stroke);
    };
    match screen {
        Screen::Start => {
            line(&[(0.05, 0.5), (0.5, 0.05), (0.95, 0.5)]);
            line(&[(0.2, 0.4), (0.2, 0.95), (0.8, 0.95), (0.8, 0.4)]);
        }
        Screen::Groups => {
            for y in [0.15, 0.5, 0.85] {
                painter.rect_stroke(
                    Rect::from_center_size(at(0.5, y), vec2(rect.width() * 0.86, 4.0)),
                    1.5,
                    stroke,
                    StrokeKind::Middle,
                );
            }
        }
        Screen::Sessions | Screen::Transcript => {
            painter.rect_stroke(Rect::from_two_pos(at(0.05, 0.05), at(0.95, 0.95)), 2.5, stroke, StrokeKind::Middle);
            line(&[(0.05, 0.3), (0.95, 0.3)]);
            line(&[(0.25, 0.52), (0.7, 0.52)]);
            line(&[(0.25, 0.74), (0.55, 0.74)]);
        }
        Screen::Commands => {
            line(&[(0.12, 0.2), (0.42, 0.5), (0.12, 0.8)]);
            line(&[(0.5, 0.82), (0.9, 0.82)]);
        }
        // A funnel: what is let through.
        Screen::Query => {
            line(&[(0.05, 0.08), (0.95, 0.08), (0.6, 0.5), (0.6, 0.95), (0.4, 0.8), (0.4, 0.5), (0.05, 0.08)]);
        }
        // A shield with a check: whether the record can be trusted.
        Screen::Setup => {
            line(&[(0.5, 0.02), (0.92, 0.16), (0.88, 0.56), (0.5, 0.98), (0.12, 0.56), (0.08, 0.16), (0.5, 0.02)]);
            line(&[(0.3, 0.46), (0.45, 0.62), (0.72, 0.32)]);
        }
        // A folder.
        Screen::Case => {
            line(&[(0.05, 0.9), (0.05, 0.12), (0.38, 0.12), (0.48, 0.28), (0.95, 0.28), (0.95, 0.9), (0.05, 0.9)]);
            line(&[(0.05, 0.46), (0.95, 0.46)]);
        }
        Screen::Procedures => {
            for y in [0.15, 0.5, 0.85] {
                line(&[(0.05, y), (0.13, y + 0.08), (0.27, y - 0.1)]);
                line(&[(0.42, y), (0.95, y)]);
            }
        }
    }
}
