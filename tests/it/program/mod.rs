//! The program itself, started as people start it, in a real window on a display without a screen, and
//! driven as they would: by its labels.
#![cfg(all(target_os = "linux", feature = "inspection"))]

mod display;
mod window;

use std::{thread::sleep, time::Duration};

use session_lens::app::{Language, Words};

use self::{display::Display, window::Window};

const GROUP: &str = "/aws/ssm/session-logs";

/// From the demo's start to one person's commands, one session, and one procedure's answer.
fn main_path(language: Language, locale: &str) {
    let Some(display) = Display::start() else { return };
    let words = Words(language);
    let mut window = Window::open(&display, &["--demo"], locale);
    window.wait_for(GROUP);
    window.picture("1 groups");

    window.click(GROUP);
    window.click(words.open_commands());
    window.wait_for(words.everyone());
    window.picture("2 commands");
    let user = "ec2-user";
    let everyone = window.labels().iter().filter(|label| *label == user).count();
    window.click(user);
    // The chip that takes the choice back again.
    window.wait_for(&format!("{user}   ×"));
    window.picture("3 one user");
    assert!(window.labels().iter().filter(|label| *label == user).count() > everyone, "only theirs are listed");

    window.click(words.confidence_name(session_lens::session::Confidence::Likely));
    window.wait_for(words.open_session_here());
    window.click(words.open_session_here());
    window.wait_for(words.transcript_notice());
    window.picture("4 session");

    window.click(words.screen(session_lens::app::state::Screen::Procedures));
    let procedures = session_lens::procedures::built_in();
    window.click(words.either(&procedures[0].name));
    window.click(words.show_query());
    window.wait_for("| sort lastEvent desc");
    window.click(words.run_procedure());
    window.wait_for(&format!("{}: {}", words.column_head(), words.last_event()));
    window.wait_for("suzuki.hanako");
    window.picture("5 procedure");
    window.close();
}

#[test]
fn who_typed_what_in_english() {
    main_path(Language::English, "en_US.UTF-8");
}

#[test]
fn who_typed_what_in_japanese() {
    main_path(Language::Japanese, "ja_JP.UTF-8");
}

#[test]
fn an_idle_window_uses_no_cpu() {
    let Some(display) = Display::start() else { return };
    let mut window = Window::open(&display, &["--demo"], "en_US.UTF-8");
    window.wait_for(GROUP);
    sleep(Duration::from_secs(2));
    let before = window.cpu_ticks();
    sleep(Duration::from_secs(4));
    // A tick is a hundredth of a second; a window that draws at every refresh uses some hundred.
    let used = window.cpu_ticks() - before;
    assert!(used <= 4, "{used} ticks in four seconds");
    window.close();
}

#[test]
fn without_vulkan_the_window_opens_with_opengl() {
    let Some(display) = Display::start() else { return };
    let nowhere =
        [("VK_DRIVER_FILES", "/nonexistent"), ("VK_ICD_FILENAMES", "/nonexistent"), ("WGPU_BACKEND", "vulkan")];
    let mut window = Window::open_with(&display, &["--demo"], "en_US.UTF-8", &nowhere);
    window.wait_for(GROUP);
    window.picture("OpenGL");
    window.close();
}
