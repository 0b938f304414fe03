use std::io::{self, Write};

use super::{arguments::PlaceArgs, demo_answer, in_runtime, verb::Failure, verb::exit_code};
use crate::{
    model::visible_line,
    ui::{WindowError, open_window},
};

/// Opens the window. Where there is no display, says so, and lets the demo answer in text.
pub fn open(source: &PlaceArgs) -> u8 {
    if !has_display() {
        return without_display(source, "neither DISPLAY nor WAYLAND_DISPLAY is set");
    }
    match open_window(source.target()) {
        Ok(()) => 0,
        Err(WindowError::NoDisplay(detail)) => {
            tracing::info!(%detail, "no display");
            without_display(source, "the one that DISPLAY or WAYLAND_DISPLAY names does not answer")
        }
        Err(error @ WindowError::NoRenderer { .. }) => {
            say(
                "No window can be drawn here: this machine has neither a Vulkan, Metal or Direct3D driver nor OpenGL.\n\
                 Install a graphics driver; on Debian one in software is in mesa-vulkan-drivers (Vulkan) or \
                 libgl1-mesa-dri (OpenGL).",
            );
            exit_code(Err(Failure::Other(format!("[{}]", visible_line(&error.to_string())))))
        }
        Err(WindowError::Setup(detail)) => exit_code(Err(Failure::Other(visible_line(&detail).into_owned()))),
    }
}

/// Says in one line what is missing and what helps; the demo answers in text all the same.
fn without_display(source: &PlaceArgs, why: &str) -> u8 {
    let again = if source.account.demo { "session-lens --demo" } else { "session-lens" };
    say(&format!("There is no display for the window ({why}); `xvfb-run -a {again}` makes one up."));
    if source.account.demo { in_runtime(demo_answer::print()) } else { 1 }
}

/// To stderr. Nothing is left to tell it to when that is gone.
fn say(text: &str) {
    let _gone = writeln!(io::stderr().lock(), "{text}");
}

#[cfg(all(unix, not(target_os = "macos")))]
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_display() -> bool {
    true
}
