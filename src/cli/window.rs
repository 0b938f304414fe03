use super::{arguments::SourceArgs, demo_answer, in_runtime, verb::Failure, verb::exit_code};

/// Opens the window. Where there is no display, says so, and lets the demo answer in text.
pub fn open(source: &SourceArgs) -> u8 {
    if !has_display() {
        let again = if source.demo { "session-lens --demo" } else { "session-lens" };
        eprintln!(
            "There is no display for the window (neither DISPLAY nor WAYLAND_DISPLAY is set); \
             `xvfb-run -a {again}` makes one up."
        );
        return if source.demo { in_runtime(demo_answer::print()) } else { 1 };
    }
    let opened = crate::ui::open_window(source.target());
    exit_code(opened.map_err(|error| Failure::Other(error.to_string())))
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
