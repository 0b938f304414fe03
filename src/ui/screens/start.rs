//! The doors: the demo, AWS.

use egui::{Button, ComboBox, Frame, Grid, Margin, RichText, ScrollArea, Stroke, TextEdit, Ui, vec2};

use crate::{
    app::{Action, CaseAction, ConnectionAction, state::Screen},
    cloudwatch::regions,
    model::{Operation, visible_line},
    ui::{drafts::Drafts, root, theme::strong, view::View, widgets::trouble},
    worker::{ConnectTarget, Pick},
};

/// The policy as it is shipped; a test holds it to the operations that the program can call.
const IAM_POLICY: &str = include_str!("../../../assets/iam-policy.json");
const DOOR: f32 = 420.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let outer = ui.available_width();
    root::centre_with(ui, view, |ui, view| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let words = view.words;
            ui.add_space(28.0);
            let width = 2.0 * DOOR + 24.0;
            let margin = ((outer - 92.0 - width) / 2.0).max(8.0);
            ui.horizontal_top(|ui| {
                ui.add_space(margin);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.label(RichText::new(words.start_title()).font(strong(24.0)));
                    ui.label(RichText::new(words.start_subtitle()).size(14.0).weak());
                    ui.add_space(18.0);
                    ui.horizontal_top(|ui| {
                        ui.spacing_mut().item_spacing.x = 24.0;
                        door(ui, view, demo);
                        door(ui, view, |ui, view| aws(ui, view, drafts));
                    });
                    ui.add_space(16.0);
                    case_door(ui, view, width);
                    ui.add_space(10.0);
                    if let Some(failure) = &view.state.connection.slot.trouble {
                        trouble::show(ui, words, &view.colours, failure);
                    }
                    ui.add_space(18.0);
                    what_it_may_do(ui, view);
                });
            });
        });
    });
}

fn door(ui: &mut Ui, view: &mut View, content: impl FnOnce(&mut Ui, &mut View)) {
    Frame::new()
        .fill(view.colours.panel)
        .stroke(Stroke::new(1.0, view.colours.line))
        .corner_radius(8.0)
        .inner_margin(Margin::same(18))
        .show(ui, |ui| {
            ui.set_width(DOOR - 38.0);
            ui.vertical(|ui| content(ui, view));
        });
}

fn demo(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    ui.heading(words.demo_title());
    ui.label(RichText::new(words.demo_text()).weak());
    ui.add_space(8.0);
    let is_waiting = view.state.connection.slot.is_waiting();
    ui.horizontal(|ui| {
        if ui.add_enabled(!is_waiting, primary(view, words.demo_button())).clicked() {
            let target = ConnectTarget::Demo { at: view.state.clock.pinned() };
            view.act(Action::Connection(ConnectionAction::Connect(target)));
        }
    });
}

/// What was collected or exported earlier.
fn case_door(ui: &mut Ui, view: &mut View, width: f32) {
    let words = view.words;
    Frame::new()
        .fill(view.colours.panel)
        .stroke(Stroke::new(1.0, view.colours.line))
        .corner_radius(8.0)
        .inner_margin(Margin::same(18))
        .show(ui, |ui| {
            ui.set_width(width - 38.0);
            ui.heading(words.case_door_title());
            ui.label(RichText::new(words.case_door_text()).weak());
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let label = ui.label(words.case_file());
                let mut path = view.state.case.draft.open.clone();
                let field = TextEdit::singleline(&mut path).desired_width(360.0);
                let response = ui.add(field).labelled_by(label.id);
                if response.changed() {
                    view.act(Action::Case(CaseAction::OpenPath(path.clone())));
                }
                if ui.button(words.case_browse()).clicked() {
                    view.act(Action::Case(CaseAction::Pick(Pick::Case)));
                }
                let can_open = !path.trim().is_empty() && !view.state.connection.slot.is_waiting();
                let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if ui.add_enabled(can_open, Button::new(words.case_open())).clicked() || can_open && entered {
                    view.act(Action::Case(CaseAction::Open(path.trim().into())));
                }
                if ui.button(words.case_import_files()).clicked() {
                    view.act(Action::Go(Screen::Case));
                }
            });
            let recent = view.state.settings.recent_cases.clone();
            if !recent.is_empty() {
                ui.add_space(4.0);
                ui.horizontal_wrapped(|ui| {
                    ui.weak(words.case_recent());
                    for path in recent {
                        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                        let link = ui.link(visible_line(&name).into_owned());
                        if link.on_hover_text(visible_line(&path.display().to_string()).into_owned()).clicked() {
                            view.act(Action::Case(CaseAction::Open(path)));
                        }
                    }
                });
            }
        });
}

fn primary<'b>(view: &View, text: &'b str) -> Button<'b> {
    Button::new(RichText::new(text).color(view.colours.surface).font(strong(13.0)))
        .fill(view.colours.accent)
        .min_size(vec2(140.0, 32.0))
}

fn aws(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let words = view.words;
    ui.heading(words.aws_title());
    ui.label(RichText::new(words.aws_text()).weak());
    ui.add_space(8.0);
    Grid::new("connect").num_columns(2).spacing(vec2(12.0, 8.0)).show(ui, |ui| {
        ui.label(words.profile());
        profile(ui, view);
        ui.end_row();
        ui.label(words.region());
        region(ui, view, drafts);
        ui.end_row();
        let label = ui.label(words.endpoint());
        let mut endpoint = view.state.connection.draft.endpoint.clone();
        let field = ui
            .add(TextEdit::singleline(&mut endpoint).hint_text(words.endpoint_hint()).desired_width(250.0))
            .labelled_by(label.id);
        if field.changed() {
            view.act(Action::Connection(ConnectionAction::Endpoint(endpoint)));
        }
        ui.end_row();
    });
    if view.state.connection.profiles.is_empty() && !view.state.connection.profiles_slot.is_waiting() {
        ui.label(RichText::new(words.no_profiles()).small().weak());
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let is_waiting = view.state.connection.slot.is_waiting();
        if ui.add_enabled(!is_waiting, primary(view, words.aws_button())).clicked() {
            view.act(Action::Connection(ConnectionAction::ConnectToAws));
        }
        if is_waiting {
            ui.weak(words.connecting());
        }
    });
}

fn profile(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let chosen = view.state.connection.draft.profile.as_str();
    let shown = if chosen.is_empty() { words.profile_default().to_owned() } else { visible_line(chosen).into_owned() };
    let mut choice = None;
    let combo = ComboBox::from_id_salt("profile").width(250.0).selected_text(shown).show_ui(ui, |ui| {
        if ui.selectable_label(chosen.is_empty(), words.profile_default()).clicked() {
            choice = Some(String::new());
        }
        for profile in &view.state.connection.profiles {
            if ui.selectable_label(chosen == profile.name, visible_line(&profile.name).as_ref()).clicked() {
                choice = Some(profile.name.clone());
            }
        }
    });
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, words.profile()));
    if let Some(profile) = choice {
        view.act(Action::Connection(ConnectionAction::Profile(profile)));
    }
}

fn region(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let words = view.words;
    let chosen = view.state.connection.draft.region.as_str();
    let shown = if chosen.is_empty() { words.region_default() } else { chosen };
    let mut choice = None;
    let combo = ComboBox::from_id_salt("region")
        .width(250.0)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            ui.add(TextEdit::singleline(&mut drafts.region).hint_text(words.region_filter()).desired_width(240.0));
            if ui.selectable_label(chosen.is_empty(), words.region_default()).clicked() {
                choice = Some(String::new());
            }
            let needle = drafts.region.to_lowercase();
            for region in regions()
                .iter()
                .filter(|region| region.id.contains(&needle) || region.name.to_lowercase().contains(&needle))
            {
                if ui.selectable_label(chosen == region.id, format!("{}  {}", region.id, region.name)).clicked() {
                    choice = Some(region.id.clone());
                }
            }
            if choice.is_some() {
                ui.close();
            }
        });
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, words.region()));
    if let Some(region) = choice {
        drafts.region.clear();
        view.act(Action::Connection(ConnectionAction::Region(region)));
    }
}

fn what_it_may_do(ui: &mut Ui, view: &View) {
    let words = view.words;
    egui::CollapsingHeader::new(words.what_it_may_do()).id_salt("may do").show(ui, |ui| {
        ui.label(RichText::new(words.read_only_text()).weak());
        let actions: Vec<&str> = Operation::ALL.iter().map(|operation| operation.iam_action()).collect();
        ui.label(RichText::new(actions.join("  ")).monospace());
        if ui.button(words.copy_policy()).clicked() {
            ui.copy_text(IAM_POLICY.to_owned());
        }
    });
}
