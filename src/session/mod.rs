//! Session Manager records: from log events to typed commands and a readable transcript. Pure.
//!
//! A session's log is what a terminal showed, not what was typed: nothing here proves that a command
//! was executed, and every command says how sure its text is.
//!
//! - [`record`]: one log event, decoded: streamed JSON, uploaded text, or broken.
//! - [`Session`]: what is known of one session, its transcript and its commands.

mod assemble;
mod change;
mod command;
mod gather;
mod history;
mod input;
mod lines;
mod locate;
mod paste;
mod prompt;
mod read;
mod reader;
pub mod record;
mod regions;
mod screen;
mod sequence;
mod streamed;
mod syntax;
mod transcript;
mod unedit;
mod uploaded;
mod view;
mod width;

#[cfg(test)]
mod tests;

pub use command::{CommandKind, Confidence, Doubt, TypedCommand};
pub use gather::read_sessions;
pub use read::{RecordForm, Session, name_of_session, read_session};
pub use transcript::TranscriptLine;
