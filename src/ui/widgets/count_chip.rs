//! A kind of thing and how many there are of it, to narrow by.

use egui::{Color32, Painter, Pos2, Response, Sense, Stroke, StrokeKind, TextStyle, Ui, pos2, vec2};

use crate::ui::theme::{Colours, strong};

const HEIGHT: f32 = 26.0;
/// Room for a mark before the words.
const MARK: f32 = 22.0;

/// Paints a mark with its middle there.
pub type Mark<'a> = &'a dyn Fn(&Painter, Pos2);

/// `mark` paints what stands before the words. The label that tests and screen readers find is `label`.
pub fn show(ui: &mut Ui, colours: &Colours, label: &str, is_chosen: bool, mark: Option<Mark>) -> Response {
    let font = if is_chosen { strong(13.0) } else { TextStyle::Body.resolve(ui.style()) };
    let galley = ui.painter().layout_no_wrap(label.to_owned(), font, Color32::PLACEHOLDER);
    let before = if mark.is_some() { MARK } else { 0.0 };
    let size = vec2(galley.size().x + before + 18.0, HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, ui.is_enabled(), is_chosen, label));
    let (fill, edge) = match (is_chosen, response.hovered() || response.has_focus()) {
        (true, _) => (colours.accent_soft, colours.accent),
        (false, true) => (colours.hover, colours.accent),
        (false, false) => (Color32::TRANSPARENT, colours.line),
    };
    let painter = ui.painter();
    painter.rect(rect, HEIGHT / 2.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    if let Some(mark) = mark {
        mark(painter, pos2(rect.left() + 17.0, rect.center().y));
    }
    let at = pos2(rect.left() + 9.0 + before, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, colours.text);
    response
}
