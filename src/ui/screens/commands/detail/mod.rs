//! One row closely: its text and how sure it is, the log's own bytes, what stood around it, what it showed, what rules
//! say of it.

mod cleaned;
mod flags;
mod lines;
mod review;

use egui::Ui;

use crate::{
    app::{Action, CommandsAction},
    ui::{screens::commands::CommandDrafts, view::View},
    worker::{CommandSet, Row},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Cleaned,
    Raw,
    Around,
    Output,
    Flags,
    Review,
}

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut CommandDrafts, set: &CommandSet, row: u32) {
    let words = view.words;
    let Some(found) = set.row(row as usize) else { return };
    let is_command = matches!(found, Row::Command(..));
    let flags = set.flags(row as usize);
    let has_reviews = view.state.reviews.register.is_some();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = if has_reviews { 5.0 } else { 7.0 };
        let flags_title =
            if flags.is_empty() { words.flags().to_owned() } else { format!("{} {}", words.flags(), flags.len()) };
        let tabs = [
            (Tab::Cleaned, words.tab_cleaned().to_owned(), true),
            (Tab::Raw, words.tab_raw().to_owned(), is_command),
            (Tab::Around, words.tab_around().to_owned(), true),
            (Tab::Output, words.tab_output().to_owned(), is_command),
            (Tab::Flags, flags_title, is_command),
            (Tab::Review, words.review_tab().to_owned(), is_command && has_reviews),
        ];
        for (tab, title, is_there) in tabs {
            if is_there && ui.selectable_label(drafts.tab == tab, title).clicked() {
                drafts.tab = tab;
            }
        }
    });
    ui.separator();
    ui.push_id(("row", row), |ui| match (found, drafts.tab) {
        (_, Tab::Around) => lines::around(ui, view, row),
        (Row::Mark(session, mark), _) => cleaned::mark(ui, view, row, session, mark),
        (Row::Command(session, command), Tab::Cleaned) => cleaned::command(ui, view, row, session, command),
        (Row::Command(..), Tab::Raw) => lines::raw(ui, view, row),
        (Row::Command(_, command), Tab::Output) => lines::output(ui, view, row, command),
        (Row::Command(..), Tab::Flags) => flags::show(ui, view, flags),
        (Row::Command(session, command), Tab::Review) => review::show(ui, view, session, command),
    });
}

fn open_button(ui: &mut Ui, view: &mut View, label: &str, row: u32) {
    if ui.button(label).clicked() {
        view.act(Action::Commands(CommandsAction::OpenSession(row)));
    }
}
