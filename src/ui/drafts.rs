//! What views keep for themselves between frames.

use super::screens::{
    commands::CommandDrafts, query_editor::QueryColours, sessions::SessionDrafts, setup::SetupDrafts,
    transcript::TranscriptDrafts,
};
use crate::app::state::RangeDraft;

#[derive(Debug, Default)]
pub struct Drafts {
    pub range: RangeDraft,
    /// What is typed in the palette; `None`: it is closed.
    pub palette: Option<String>,
    pub palette_choice: usize,
    pub region: String,
    pub sessions: SessionDrafts,
    pub commands: CommandDrafts,
    /// The coloured text of the query editor.
    pub query_colours: QueryColours,
    pub setup: SetupDrafts,
    pub transcript: TranscriptDrafts,
    /// Whether the system's fonts have been asked for Japanese letters.
    pub japanese_checked: bool,
}
