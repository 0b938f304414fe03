//! Session Manager records: from log events to typed commands and a readable transcript. Pure.
//!
//! A session's log is what a terminal showed, not what was typed: nothing here proves that a command
//! was executed, and every command says how sure its text is.
//!
//! - [`record`]: one log event, decoded: streamed JSON, uploaded text, or broken.
//! - [`Session`]: what is known of one session, its transcript and its commands.

mod answer;
mod assemble;
mod change;
mod command;
mod contradiction;
mod cut;
mod follow;
mod forgery;
mod forms;
mod gather;
mod history;
mod index;
mod input;
mod lines;
mod locate;
mod log;
mod mark;
mod outline;
mod output;
mod paste;
mod program;
mod prompt;
mod read;
mod reader;
pub mod record;
mod regions;
mod screen;
mod search;
mod streamed;
mod stretches;
mod survey;
mod syntax;
mod text;
mod transcript;
mod unedit;
mod version;
mod view;
mod width;

#[cfg(test)]
mod tests;

pub use command::{CommandKind, Confidence, Doubt, FullScreen, Place, Source, TimeBasis, TypedCommand, each_once};
pub use cut::CutLine;
pub use gather::read_sessions;
pub use log::{EventText, SessionLog, event_order};
pub use mark::{Mark, MarkKind};
pub use outline::{BINS, Bin, Outline, Pause};
pub use output::{Output, Said};
pub use program::{Program, program};
pub use read::{RecordForm, Session, name_of_session, read_log, read_session};
pub use search::{DEEP, Hit, Needle};
pub use transcript::{Transcript, TranscriptLine};
pub use version::EXTRACTION_VERSION;
