//! The frame around the screens.

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::{
    dialogs, drafts::Drafts, palette, rail, scope_bar, screens, shortcuts, status_bar, view::View, widgets::empty,
};
use crate::app::{Action, Language, State, state::Screen};

/// The whole window's content.
#[derive(Default)]
pub struct Root {
    drafts: Drafts,
}

impl Root {
    pub fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
        let mut view = View::new(ui, state, actions);
        let drafts = &mut self.drafts;
        shortcuts::handle(ui, &mut view, drafts);
        take_dropped(ui, &mut view);
        check_japanese(ui, &mut view, drafts);

        let colours = view.colours;
        let bar = |horizontal, vertical| {
            Frame::new().fill(colours.panel).inner_margin(Margin::symmetric(horizontal, vertical))
        };
        Panel::top("scope bar").frame(bar(10, 7)).show(ui, |ui| scope_bar::show(ui, &mut view, drafts));
        Panel::bottom("status bar").frame(bar(12, 5)).show(ui, |ui| status_bar::show(ui, &mut view));
        Panel::left("rail").frame(bar(6, 8)).resizable(false).exact_size(92.0).show(ui, |ui| rail::show(ui, &mut view));
        if !state.notices.is_empty() {
            Panel::top("notices").frame(bar(10, 6)).show(ui, |ui| dialogs::notices(ui, &mut view));
        }
        match state.screen {
            Screen::Start => screens::start::show(ui, &mut view, drafts),
            Screen::Groups => screens::groups::show(ui, &mut view),
            Screen::Sessions => screens::sessions::show(ui, &mut view, drafts),
            Screen::Commands => screens::commands::show(ui, &mut view, drafts),
            Screen::Procedures => screens::procedures::show(ui, &mut view),
            Screen::Query => screens::query::show(ui, &mut view, drafts),
            Screen::Setup => screens::setup::show(ui, &mut view, drafts),
            Screen::Case => screens::case::show(ui, &mut view),
            Screen::Transcript => screens::transcript::show(ui, &mut view, drafts),
        }
        dialogs::export(ui, &mut view);
        palette::show(ui, &mut view, drafts);
    }
}

/// Files that were dropped on the window.
fn take_dropped(ui: &Ui, view: &mut View) {
    let dropped: Vec<std::path::PathBuf> =
        ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    if !dropped.is_empty() {
        view.act(Action::Case(crate::app::CaseAction::Dropped(dropped)));
    }
}

/// The centre of every screen.
pub fn centre_with(ui: &mut Ui, view: &mut View, content: impl FnOnce(&mut Ui, &mut View)) {
    let frame = Frame::new().fill(view.colours.surface).inner_margin(Margin::symmetric(12, 10));
    CentralPanel::no_frame().frame(frame).show(ui, |ui| content(ui, view));
}

/// What stands beside the centre.
pub fn side(view: &View) -> Frame {
    Frame::new().fill(view.colours.panel).inner_margin(Margin::symmetric(12, 10))
}

/// Says what is missing where a screen needs a log group, and offers to choose one.
pub fn needs_group(ui: &mut Ui, view: &mut View) -> bool {
    let words = view.words;
    if !view.state.connection.is_connected() {
        if empty::show(ui, words.not_connected(), words.not_connected_hint(), Some(words.go_to_start())) {
            view.act(Action::Go(Screen::Start));
        }
        return true;
    }
    if view.state.scope.log_group.is_none() {
        if empty::show(ui, words.choose_group_first(), "", Some(words.show_groups())) {
            view.act(Action::Go(Screen::Groups));
        }
        return true;
    }
    false
}

/// With Japanese on the screen and no font for it, says which one to install.
fn check_japanese(ui: &Ui, view: &mut View, drafts: &mut Drafts) {
    if drafts.japanese_checked || view.words.0 != Language::Japanese {
        return;
    }
    drafts.japanese_checked = true;
    let font = egui::TextStyle::Body.resolve(ui.style());
    if !ui.fonts_mut(|fonts| fonts.has_glyphs(&font, "日本語")) {
        view.act(Action::MissJapaneseFont);
    }
}
