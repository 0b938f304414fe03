//! An empty place says why, and offers one action.

use egui::{Button, RichText, Ui};

use crate::ui::theme::strong;

/// Says whether the button was clicked.
pub fn show(ui: &mut Ui, title: &str, text: &str, button: Option<&str>) -> bool {
    let mut clicked = false;
    ui.add_space((ui.available_height() * 0.22).min(160.0));
    ui.vertical_centered(|ui| {
        ui.set_max_width(560.0);
        ui.label(RichText::new(title).font(strong(15.0)));
        if !text.is_empty() {
            ui.label(RichText::new(text).weak());
        }
        if let Some(button) = button {
            ui.add_space(6.0);
            clicked = ui.add(Button::new(button).min_size(egui::vec2(160.0, 30.0))).clicked();
        }
    });
    clicked
}
