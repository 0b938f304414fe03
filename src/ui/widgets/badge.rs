//! Small marks: the class of a log group, how sure a command is, a favourite's star.

use egui::{Color32, Pos2, Rect, Response, RichText, Sense, Shape, Stroke, Ui, pos2, vec2};

use crate::{app::Words, model::LogClass, session::Confidence, ui::theme::Colours};

/// The class, with what it means on hover.
pub fn class(ui: &mut Ui, words: Words, colours: &Colours, class: &LogClass) -> Response {
    let colour = match class {
        LogClass::InfrequentAccess => colours.accent,
        LogClass::Standard => colours.weak,
        LogClass::Delivery | LogClass::Other(_) => colours.attention,
    };
    let name = match class {
        LogClass::Other(name) => name.as_str(),
        known => words.class_name(known),
    };
    ui.add(egui::Label::new(RichText::new(name).color(colour)).selectable(false).truncate())
        .on_hover_text(words.class_explained(class))
}

/// A disc that is fuller the surer a command is, and the word for it.
pub fn confidence(ui: &mut Ui, words: Words, colours: &Colours, confidence: Confidence) -> Response {
    confidence_mark(ui, words, colours, confidence);
    ui.add(
        egui::Label::new(RichText::new(words.confidence_name(confidence)).color(colours.weak))
            .selectable(false)
            .truncate(),
    )
    .on_hover_text(words.confidence_explained(confidence))
}

/// The disc alone: full, half, empty. Only what asks for a second look has a colour.
pub fn confidence_mark(ui: &mut Ui, words: Words, colours: &Colours, confidence: Confidence) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(12.0, ui.available_height().min(18.0)), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words.confidence_name(confidence)));
    let (colour, filled) = match confidence {
        Confidence::Exact => (colours.weak, 1.0),
        Confidence::Likely => (colours.weak, 0.5),
        Confidence::Uncertain => (colours.attention, 0.0),
    };
    disc(ui.painter(), rect.center(), 4.5, colour, filled);
    response
}

fn disc(painter: &egui::Painter, centre: Pos2, radius: f32, colour: Color32, filled: f32) {
    painter.circle_stroke(centre, radius, Stroke::new(1.3, colour));
    if filled >= 1.0 {
        painter.circle_filled(centre, radius, colour);
    } else if filled > 0.0 {
        let half = Rect::from_min_max(pos2(centre.x - radius, centre.y - radius), pos2(centre.x, centre.y + radius));
        painter.with_clip_rect(half.intersect(painter.clip_rect())).circle_filled(centre, radius, colour);
    }
}

/// A star to click.
pub fn star(ui: &mut Ui, words: Words, colours: &Colours, is_set: bool, of: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::click());
    let label = if is_set { words.favourite_remove() } else { words.favourite_add() };
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_set, format!("{label}: {of}")));
    let centre = rect.center();
    let points: Vec<Pos2> = (0..10_u8)
        .map(|corner| {
            let radius = if corner % 2 == 0 { 7.0 } else { 3.0 };
            let angle = std::f32::consts::PI * (f32::from(corner) / 5.0 - 0.5);
            centre + radius * vec2(angle.cos(), angle.sin())
        })
        .collect();
    let edge = if is_set || response.hovered() { colours.attention } else { colours.line };
    if is_set {
        let mut mesh = egui::Mesh::default();
        mesh.colored_vertex(centre, colours.attention);
        for point in &points {
            mesh.colored_vertex(*point, colours.attention);
        }
        for corner in 0..10_u32 {
            mesh.add_triangle(0, corner + 1, (corner + 1) % 10 + 1);
        }
        ui.painter().add(Shape::mesh(mesh));
    }
    ui.painter().add(Shape::closed_line(points, Stroke::new(1.2, edge)));
    response.on_hover_text(label)
}
