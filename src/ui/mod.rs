//! Drawing only. Views read the [`State`](crate::app::State) and push actions; what they keep for
//! themselves are drafts, focus and scroll positions.

mod dialogs;
mod drafts;
mod frame_clock;
mod palette;
mod rail;
mod root;
mod scope_bar;
mod screens;
mod shortcuts;
mod status_bar;
mod theme;
mod view;
mod widgets;
mod window;

pub use root::Root;
pub use window::{SessionLens, WindowError, open_window};
