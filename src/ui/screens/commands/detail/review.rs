//! What reviewers said of the command, and the form to say something.

use egui::{ScrollArea, Ui};

use crate::{
    app::state::command_subject,
    session::{Session, TypedCommand},
    ui::{view::View, widgets::review_card},
};

pub fn show(ui: &mut Ui, view: &mut View, session: &Session, command: &TypedCommand) {
    let Some(group) = view.state.commands_group() else { return };
    let subject = command_subject(group, session, command);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| review_card::show(ui, view, &subject));
}
