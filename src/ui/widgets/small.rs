//! A button in small print, for what stands beside a text. A little higher than egui's own small
//! button, which cuts off the feet of Japanese letters.

use egui::{Button, Response, RichText, Ui, vec2};

pub fn button(ui: &mut Ui, text: &str) -> Response {
    ui.scope(|ui| {
        let spacing = ui.spacing_mut();
        spacing.button_padding = vec2(6.0, 2.0);
        spacing.interact_size.y = 18.0;
        ui.add(Button::new(RichText::new(text).small()))
    })
    .inner
}
