//! The program itself, started as a person starts it: its window on a display, from the demo to who typed what.
#![cfg(target_os = "linux")]

mod display;
mod screen;
mod window;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use egui::{Key, Modifiers, Rect, accesskit::Role};
use session_lens::{
    app::{
        Language, Words,
        state::{Notice, Screen as Place},
    },
    procedures::built_in,
};

use screen::{Widget, numbers};
use window::{Window, parties_are_required};

const GROUP: &str = "/aws/ssm/session-logs";
/// From the start to a screen with words on it. Far above what it takes: this must hold in a build for debugging on a
/// machine that is busy.
const FIRST_SCREEN: Duration = Duration::from_secs(10);
/// Of one processor, in percent. A window that draws without need takes far more.
const IDLE_LOAD: f64 = 3.0;

fn head(words: Words, column: &str) -> String {
    format!("{}: {}", words.column_head(), words.column(column).unwrap_or(column))
}

/// The first screen, the demo's log groups, and the commands typed in its sessions.
fn open_commands(window: &mut Window, words: Words) {
    window.wait_until("a first screen with words on it", |screen| (!screen.is_empty()).then_some(()));
    let first = window.age();
    assert!(first < FIRST_SCREEN, "the first screen came after {first:?}");
    eprintln!("first screen: {first:?} after the start");
    window.wait_until("all places to be at, in this language", |screen| {
        Place::RAIL.iter().all(|place| screen.button(words.screen(*place)).is_some()).then_some(())
    });
    window.wait_for(GROUP);
    window.click(GROUP);
    window.wait_for(words.class_explained(&session_lens::model::LogClass::InfrequentAccess));
    window.picture("1-log-group");
    window.click(words.open_commands());
    window.wait_for(words.complete());
    window.wait_until("commands", |screen| (screen.column(&head(words, "command")).len() > 10).then_some(()));
    window.picture("2-commands");
}

/// Narrows the commands to one user's and gives the user's name: one that stands in a query as it is.
fn choose_user(window: &mut Window, words: Words) -> String {
    let user = window.wait_until("users to choose from", |screen| {
        let everyone = screen.button(words.everyone())?.bounds;
        let is_below = |place: Rect| place.min.y > everyone.max.y && everyone.x_range().contains(place.center().x);
        let is_user = |widget: &&Widget| widget.is_button() && is_below(widget.bounds);
        let is_plain = |widget: &&Widget| widget.text.chars().all(|sign| sign.is_ascii_alphanumeric());
        screen.widgets().filter(is_user).find(is_plain).cloned()
    });
    let counts = window.wait_until("how much this user typed", |screen| {
        let is_inside = |widget: &&Widget| user.bounds.contains_rect(widget.bounds) && numbers(&widget.text).len() > 1;
        screen.widgets().filter(|widget| widget.text != user.text).find(is_inside).map(|widget| numbers(&widget.text))
    });
    window.click_at(user.bounds.center());
    window.wait_until("only this user's commands", |screen| {
        let shown =
            [0, 1].into_iter().find_map(|silent| screen.numbers_like(&words.commands_shown(0, 0, 0, silent, 0)))?;
        let users = screen.column(&head(words, "user"));
        let only_this = !users.is_empty() && users.iter().all(|cell| cell.text == user.text);
        (shown[0] == counts[0] && shown[0] < shown[1] && only_this).then_some(())
    });
    user.text
}

/// From a command in the table, the first short one with arguments, to its place in its session.
fn open_session(window: &mut Window, words: Words) {
    let command = window.wait_until("a command", |screen| {
        // No mark between commands, and none that says in brackets what it was typed to.
        let is_plain = |cell: &Widget| !cell.text.starts_with('─') && !cell.text.ends_with([')', '）']);
        let is_short = |cell: &&&Widget| cell.text.contains(' ') && cell.text.len() < 40 && is_plain(cell);
        screen.column(&head(words, "command")).iter().find(is_short).copied().cloned()
    });
    window.click_at(command.bounds.center());
    window.wait_for(words.confidence());
    window.picture("3-command");
    window.click(words.open_session_here());
    window.wait_for(words.transcript_notice());
    window.wait_until("the command among those typed in this session", |screen| {
        let is_it = |widget: &Widget| widget.is_button() && widget.is_chosen && widget.text == command.text;
        screen.widgets().any(is_it).then_some(())
    });
    window.wait_until("the session's text with the command in it", |screen| {
        let is_line = |widget: &Widget| widget.role == Role::Label && widget.text != command.text;
        screen.widgets().any(|widget| is_line(widget) && widget.text.contains(&command.text)).then_some(())
    });
    window.picture("4-session");
}

/// Fills in a procedure's form with a value from the data, runs it, looks at its query and exports its rows.
fn run_procedure(window: &mut Window, words: Words, user: &str) {
    let procedure = built_in().iter().find(|procedure| procedure.id == "user-activity").unwrap();
    window.click(words.screen(Place::Procedures));
    window.click(words.either(&procedure.name));
    let parameter = procedure.parameters.iter().find(|parameter| parameter.name == "user").unwrap();
    window.click(&format!("{}: {}", words.pick_value(), words.either(&parameter.label)));
    window.click(user);
    window.click(words.run_procedure());
    let rows = window.wait_until("the procedure's rows", |screen| {
        let rows = screen.numbers_like(&words.rows_shown("0", "0"))?;
        let has_cells = !screen.column(&head(words, "instance")).is_empty();
        (screen.says(words.complete()) && has_cells && rows[0] == rows[1]).then_some(rows[0])
    });
    window.click(words.show_query());
    let filled = format!("like /^{user}$/");
    window.wait_until("the query with the value in it", |screen| {
        screen.widgets().any(|widget| widget.value.contains(&filled)).then_some(())
    });
    window.picture("5-procedure");

    window.press(Modifiers::COMMAND, Key::E);
    window.wait_for(words.export_title());
    window.picture("6-export");
    let home = window.home().to_owned();
    window.click(words.export_write());
    let file = window.wait_until("a notice of the file", |screen| {
        let folder = home.to_string_lossy();
        let notice = screen.widgets().find(|widget| widget.role == Role::Label && widget.text.contains(&*folder))?;
        (numbers(&notice.text)[0] == rows).then(|| only_file(&home, "csv"))
    });
    let mut sheet = csv::Reader::from_path(file).unwrap();
    let user_column = sheet.headers().unwrap().iter().position(|name| name == "runAsUser").unwrap();
    let users: Vec<_> = sheet.records().map(|row| row.unwrap()[user_column].to_owned()).collect();
    assert_eq!(users, vec![user; rows], "a row for each on the screen, all this user's");
}

fn only_file(folder: &Path, ending: &str) -> PathBuf {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<_> = files.filter(|path| path.extension().is_some_and(|own| own == ending)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

#[test]
fn in_english() {
    let Some(mut window) = Window::open("english", &[("LANG", "en_US.UTF-8")]) else { return };
    let words = Words(Language::English);
    open_commands(&mut window, words);
    let load = window.idle_load();
    eprintln!("idle: {load:.2} % of a processor");
    assert!(load < IDLE_LOAD, "an idle window takes {load} % of a processor");
    let user = choose_user(&mut window, words);
    open_session(&mut window, words);
    run_procedure(&mut window, words, &user);
    assert_eq!(window.close().code(), Some(0));
}

#[test]
fn in_japanese_on_a_japanese_system() {
    let Some(mut window) = Window::open("japanese", &[("LANG", "ja_JP.UTF-8")]) else { return };
    let words = Words(Language::Japanese);
    open_commands(&mut window, words);
    // A person's machine may have no font for it; the program says so, and this test has nothing against it there.
    let has_no_font = window.screen().says(&words.notice(&Notice::NoJapaneseFont).0);
    assert!(!(has_no_font && parties_are_required()), "no font with Japanese letters");
    choose_user(&mut window, words);
    open_session(&mut window, words);
    assert_eq!(window.quit().code(), Some(0));
}

#[test]
fn with_opengl_where_vulkan_is_missing() {
    // wgpu could draw with OpenGL too; it is not allowed to, so that the second renderer is what draws.
    let nowhere = [
        ("LANG", "en_US.UTF-8"),
        ("VK_DRIVER_FILES", "/nonexistent"),
        ("VK_ICD_FILENAMES", "/nonexistent"),
        ("WGPU_BACKEND", "vulkan"),
    ];
    let Some(mut window) = Window::open("opengl", &nowhere) else { return };
    window.wait_for(GROUP);
    window.picture("log-groups");
    assert!(!window.has_loaded("libvulkan_"), "Vulkan was there all the same");
    assert_eq!(window.close().code(), Some(0));
}
