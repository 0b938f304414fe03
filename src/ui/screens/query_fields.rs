//! A field to be chosen: from those seen in the data, or any other by its name.

use egui::{
    Button, Key, PopupCloseBehavior, RichText, ScrollArea, TextEdit, Ui,
    containers::menu::{MenuButton, MenuConfig},
};

use crate::{
    insights::{ast::FieldPath, draft::field_from_typed},
    model::visible_line,
    ui::{view::View, widgets::cell},
};

/// A button with what is chosen; its menu has what can be. `name` says what the button is for.
pub fn pick(ui: &mut Ui, view: &View, name: &str, shown: &str, choices: &[String]) -> Option<FieldPath> {
    let shown = visible_line(cell::beginning(shown, 80)).into_owned();
    let button = Button::new(RichText::new(&shown).monospace()).truncate();
    menu(ui, view, button, &format!("{name}: {shown}"), choices)
}

/// The same for a field that is to be added.
pub fn add(ui: &mut Ui, view: &View, label: &str, choices: &[String]) -> Option<FieldPath> {
    menu(ui, view, Button::new(format!("+ {label}")), label, choices)
}

/// A button that adds something, named without its sign.
pub fn plus(ui: &mut Ui, label: &str) -> bool {
    let response = ui.button(format!("+ {label}"));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), label));
    response.clicked()
}

fn menu(ui: &mut Ui, view: &View, button: Button<'_>, name: &str, choices: &[String]) -> Option<FieldPath> {
    let mut picked = None;
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = MenuButton::from_button(button).config(config).ui(ui, |ui| {
        ui.set_width(300.0);
        ui.spacing_mut().item_spacing.y = 1.0;
        picked = content(ui, view, choices);
        if picked.is_some() {
            ui.close();
        }
    });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    picked
}

fn content(ui: &mut Ui, view: &View, choices: &[String]) -> Option<FieldPath> {
    let words = view.words;
    let memory = ui.scope_id().with("typed");
    let mut typed: String = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    let mut picked = None;
    ui.horizontal(|ui| {
        // Menus draw no edges, but a field without one is not seen.
        let usual = ui.global_style();
        ui.visuals_mut().widgets = usual.visuals.widgets.clone();
        ui.spacing_mut().button_padding = usual.spacing.button_padding;
        let field = ui.add(TextEdit::singleline(&mut typed).hint_text(words.another_field()).desired_width(140.0));
        let path = field_from_typed(&typed);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui.add_enabled(path.is_some(), Button::new(words.use_this_field())).clicked() || entered {
            picked = path;
        }
    });
    ui.add_space(4.0);
    let needle = typed.to_lowercase();
    let found: Vec<&String> = choices.iter().filter(|choice| choice.to_lowercase().contains(&needle)).collect();
    ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
        for choice in found {
            let label = RichText::new(visible_line(cell::beginning(choice, 200))).monospace();
            if ui.add(Button::new(label).frame(false).min_size(egui::vec2(ui.available_width(), 24.0))).clicked() {
                picked = field_from_typed(choice);
            }
        }
    });
    ui.data_mut(|data| {
        if picked.is_some() {
            data.remove_temp::<String>(memory);
        } else {
            data.insert_temp(memory, typed);
        }
    });
    picked
}
