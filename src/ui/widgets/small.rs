//! A button in small print, for what stands beside a text. Higher than egui's own small button, which
//! cuts off the feet of Japanese letters.

use egui::{Button, Response, RichText, Ui};

pub fn button(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(RichText::new(text).small()))
}
