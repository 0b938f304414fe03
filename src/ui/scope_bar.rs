//! The scope as a sentence: which account and region, which log group, which time.

use egui::{Align, Button, ComboBox, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::{drafts::Drafts, view::View};
use crate::{
    app::{Action, GroupsAction, Language, NamedAction, SettingsAction, Theme, Zone, state::RangeChoice},
    model::{LogClass, visible_line},
};

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    ui.horizontal(|ui| {
        arrow(ui, view, NamedAction::Back, "←");
        arrow(ui, view, NamedAction::Forward, "→");
        ui.separator();
        account(ui, view);
        if view.state.connection.is_connected() {
            ui.separator();
            group(ui, view);
            range(ui, view, drafts);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            settings(ui, view);
            let palette = ui.button(view.words.palette()).on_hover_text("Ctrl+K");
            if palette.clicked() {
                drafts.palette = Some(String::new());
            }
        });
    });
}

fn arrow(ui: &mut Ui, view: &mut View, action: NamedAction, sign: &str) {
    let response = ui.add_enabled(action.is_enabled(view.state), Button::new(sign).frame(false));
    let label = action.label(view.words);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, action.is_enabled(view.state), label));
    if response.on_hover_text(label).clicked() {
        view.act(action.action());
    }
}

fn account(ui: &mut Ui, view: &mut View) {
    let connection = &view.state.connection;
    let words = view.words;
    let Some(identity) = &connection.identity else {
        ui.weak(words.not_connected());
        return;
    };
    if let Some(path) = connection.case() {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let sealed = view.state.case.facts.as_ref().is_some_and(|facts| facts.is_sealed);
        let sealed = if sealed { format!(" · {}", words.case_sealed_mark()) } else { String::new() };
        let text = format!("{} · {}{sealed}", words.case_title(), visible_line(&name));
        let label = ui.label(RichText::new(text).font(super::theme::strong(13.0)));
        label.on_hover_text(visible_line(&path.display().to_string()));
        verification(ui, view);
        if view.state.case.facts.is_some()
            && let Some(standing) = view.state.case_is_incomplete(None, None)
        {
            let text =
                RichText::new(words.standing_mark(standing)).color(view.colours.risk).font(super::theme::strong(13.0));
            ui.label(text).on_hover_text(words.standing(standing));
        }
        return;
    }
    let name = if connection.is_demo() {
        words.demo_account().to_owned()
    } else {
        identity
            .account
            .as_deref()
            .map_or_else(|| words.connected_to().to_owned(), |account| words.account_named(account))
    };
    let region = identity.region.as_deref().unwrap_or_default();
    let response =
        ui.label(RichText::new(format!("{name} · {}", visible_line(region))).font(super::theme::strong(13.0)));
    if let Some(arn) = &identity.caller_arn {
        response.on_hover_text(visible_line(arn));
    }
}

/// More names than this are better looked for on the screen of log groups.
const GROUPS_LISTED: usize = 200;

/// Whether the case that was opened is what it was: it is verified while it is looked at.
fn verification(ui: &mut Ui, view: &View) {
    let (words, case) = (view.words, &view.state.case);
    match &case.verified {
        Some(Ok(_)) => {
            ui.colored_label(view.colours.good, words.case_verified_mark()).on_hover_text(words.case_verified());
        }
        Some(Err(what)) => {
            let text =
                RichText::new(words.case_damaged_mark()).color(view.colours.risk).font(super::theme::strong(13.0));
            ui.label(text).on_hover_text(words.case_damaged(&visible_line(what)));
        }
        None if case.verify_slot.is_waiting() => {
            ui.weak(words.case_checking_mark());
        }
        None => {}
    }
}

fn group(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let chosen = view.state.scope.log_group.as_deref();
    let mut choice = None;
    let shown = chosen.map_or_else(|| words.no_group().to_owned(), |name| visible_line(name).into_owned());
    let combo = ComboBox::from_id_salt("scope log group").width(280.0).selected_text(shown).show_ui(ui, |ui| {
        for group in view.state.groups.groups.iter().take(GROUPS_LISTED) {
            let can_be_read = group.class.as_ref().is_none_or(LogClass::can_be_queried);
            let button = Button::selectable(chosen == Some(&group.name), visible_line(&group.name).as_ref());
            if ui.add_enabled(can_be_read, button).clicked() {
                choice = Some(group.name.clone());
            }
        }
    });
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, words.log_group()));
    combo.response.on_hover_text(words.log_group());
    if let Some(name) = choice {
        view.act(Action::Groups(GroupsAction::Choose(name)));
    }
}

fn range(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let words = view.words;
    let chosen = view.state.scope.range.clone();
    let shown = match &chosen {
        RangeChoice::Between(range) => format!("{} – {}", view.time(range.start), view.time(range.end)),
        preset => words.range_choice(preset),
    };
    let config =
        egui::containers::menu::MenuConfig::new().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let menu = egui::containers::menu::MenuButton::from_button(Button::new(shown)).config(config);
    let (response, _) = menu.ui(ui, |ui| {
        ui.set_min_width(300.0);
        let mut choice = None;
        ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            for preset in RangeChoice::PRESETS {
                if ui.selectable_label(chosen == preset, words.range_choice(&preset)).clicked() {
                    choice = Some(preset);
                }
            }
        });
        ui.separator();
        egui::Grid::new("range").num_columns(2).show(ui, |ui| {
            for (label, text) in
                [(words.range_start(), &mut drafts.range.start), (words.range_end(), &mut drafts.range.end)]
            {
                let label = ui.label(label);
                ui.add(TextEdit::singleline(text).desired_width(200.0)).labelled_by(label.id);
                ui.end_row();
            }
        });
        ui.label(RichText::new(words.range_help()).small().weak());
        let resolved = drafts.range.resolve(view.state.clock.now(), view.zone());
        let is_empty = drafts.range.start.is_empty() && drafts.range.end.is_empty();
        if resolved.is_err() && !is_empty {
            ui.colored_label(view.colours.risk, words.range_wrong());
        }
        if ui.add_enabled(resolved.is_ok(), Button::new(words.range_apply())).clicked()
            && let Ok(range) = resolved
        {
            choice = Some(RangeChoice::Between(range));
        }
        if let Some(choice) = choice {
            view.act(Action::ChooseRange(choice));
            ui.close();
        }
    });
    let resolved = chosen.resolve(view.state.clock.now(), view.zone());
    response.on_hover_text(format!("{}\n{} – {}", words.range(), view.time(resolved.start), view.time(resolved.end)));
}

fn settings(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let settings = &view.state.settings;
    let (theme, zone) = (settings.theme, settings.zone);
    let mut chosen = None;
    ui.menu_button(words.settings(), |ui| {
        ui.set_min_width(180.0);
        ui.weak(words.language());
        for language in Language::ALL {
            if ui.radio(words.0 == language, language.own_name()).clicked() {
                chosen = Some(SettingsAction::Language(language));
            }
        }
        ui.separator();
        ui.weak(words.theme());
        for (choice, label) in [
            (Theme::System, words.theme_system()),
            (Theme::Light, words.theme_light()),
            (Theme::Dark, words.theme_dark()),
        ] {
            if ui.radio(theme == choice, label).clicked() {
                chosen = Some(SettingsAction::Theme(choice));
            }
        }
        ui.separator();
        ui.weak(words.zone());
        for (choice, label) in [(Zone::Local, words.zone_local()), (Zone::Utc, words.zone_utc())] {
            if ui.radio(zone == choice, label).clicked() {
                chosen = Some(SettingsAction::Zone(choice));
            }
        }
        if view.state.connection.is_connected() {
            ui.separator();
            if ui.button(words.disconnect()).clicked() {
                view.act(NamedAction::Disconnect.action());
            }
        }
    });
    if let Some(action) = chosen {
        view.act(Action::Settings(action));
    }
}
