//! One session as its terminal showed it, with the typed lines marked.

mod cache;
mod drafts;
mod find;
mod lines;
mod replay;
mod rows;
mod time_line;
mod typed;

use egui::{Align, Frame, Label, Layout, Margin, Panel, Popup, PopupCloseBehavior, RichText, TextWrapMode, Ui};

pub use drafts::TranscriptDrafts;

use crate::{
    app::{
        Action, SessionsAction, TranscriptAction,
        state::{Replay, Screen, session_subject},
    },
    model::visible_line,
    session::{RecordForm, Session},
    ui::{
        drafts::Drafts,
        root,
        theme::strong,
        view::View,
        widgets::{empty, review_card, review_mark, small, trouble},
    },
};

/// A window with less room for this screen, in points, has a narrower list of commands.
const SMALL: f32 = 1_000.0;

pub fn show(ui: &mut Ui, view: &mut View, drafts: &mut Drafts) {
    let state = view.state;
    let Some(session) = state.transcript.session() else {
        root::centre_with(ui, view, not_there);
        return;
    };
    let drafts = &mut drafts.transcript;
    drafts.meet(&state.transcript, session);
    // A small and a large window each keep their own width.
    let is_small = ui.available_width() < SMALL;
    Panel::right(("typed here", is_small))
        .frame(root::side(view))
        .default_size(if is_small { 240.0 } else { 300.0 })
        .size_range(200.0..=560.0)
        .show(ui, |ui| typed::show(ui, view, drafts, session));
    if !session.transcript.is_empty() {
        let frame = Frame::new().fill(view.colours.panel).inner_margin(Margin::symmetric(12, 8));
        Panel::bottom("play").frame(frame).resizable(false).show(ui, |ui| {
            replay::show(ui, view, drafts, session);
            time_line::show(ui, view, drafts, session);
        });
    }
    root::centre_with(ui, view, |ui, view| {
        head(ui, view, drafts, session);
        if session.transcript.is_empty() {
            empty::show(ui, view.words.transcript_empty(), "", None);
            return;
        }
        lines::show(ui, view, drafts, session);
    });
}

fn not_there(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let transcript = &view.state.transcript;
    if let Some(failure) = &transcript.slot.trouble {
        trouble::show(ui, words, &view.colours, failure);
    }
    let title = transcript.session_id.as_deref().map(|id| visible_line(id).into_owned()).unwrap_or_default();
    if transcript.slot.is_waiting() {
        empty::show(ui, words.reading(), &title, None);
    } else if let Some(id) = transcript.session_id.clone() {
        if empty::show(ui, &title, "", Some(words.reload())) {
            view.act(Action::Sessions(SessionsAction::Open(id)));
        }
    } else if empty::show(ui, words.transcript_choose(), "", Some(words.screen(Screen::Sessions))) {
        view.act(Action::Go(Screen::Sessions));
    }
}

/// Where the session stands, and in a popup what was said of it and the form to say something.
fn review(ui: &mut Ui, view: &mut View, session: &Session) {
    let state = view.state;
    let (Some(register), Some(group)) = (&state.reviews.register, state.scope.log_group.as_deref()) else { return };
    let standing = register.standing_of_session(group, &session.id).and_then(|review| review.state);
    review_mark::show(ui, view.words, &view.colours, standing);
    let button = small::button(ui, view.words.review_session());
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(320.0)
        .show(|ui| review_card::show(ui, view, &session_subject(group, &session.id)));
}

fn head(ui: &mut Ui, view: &mut View, drafts: &mut TranscriptDrafts, session: &Session) {
    let words = view.words;
    ui.horizontal(|ui| {
        ui.label(RichText::new(visible_line(&session.id)).font(strong(16.0)));
        let form = match session.form {
            RecordForm::Streamed => words.form_streamed(),
            RecordForm::Uploaded => words.form_uploaded(),
            RecordForm::Mixed => words.form_mixed(),
            RecordForm::Unknown => words.form_unknown(),
        };
        ui.weak(form);
        review(ui, view, session);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| find::show(ui, view, drafts, session));
    });
    ui.horizontal_wrapped(|ui| {
        let unknown = words.unknown();
        let principal = session.principal.as_deref().unwrap_or(&session.principal_name);
        let name = principal.rsplit('/').next().unwrap_or(principal);
        for (label, value, whole) in [
            (words.os_user(), session.os_user.as_deref().unwrap_or(unknown), None),
            (words.principal(), name, Some(principal)),
            (words.instance(), session.instance.as_deref().unwrap_or(unknown), None),
        ] {
            ui.weak(label);
            let shown = ui.label(visible_line(value));
            if let Some(whole) = whole {
                shown.on_hover_text(visible_line(whole));
            }
        }
        let [first, last] = [session.first_event, session.last_event].map(|time| view.time(time));
        let times = format!("{first} – {last} ({})", view.zone_name());
        ui.add(Label::new(RichText::new(times).monospace()).extend());
    });
    ui.label(RichText::new(words.transcript_notice()).small().color(view.colours.attention));
    if !Replay::has_times(session) && session.form == RecordForm::Uploaded {
        ui.label(RichText::new(words.no_times()).small().color(view.colours.weak));
    }
    if session.broken_events > 0 {
        ui.colored_label(view.colours.risk, words.broken_events(session.broken_events));
    }
    if view.state.transcript.is_part_of_scope() {
        ui.horizontal_wrapped(|ui| {
            ui.weak(words.transcript_part());
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            if small::button(ui, words.transcript_whole()).clicked() {
                view.act(Action::Transcript(TranscriptAction::ReadWhole));
            }
        });
    }
    ui.separator();
}
