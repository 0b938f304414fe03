use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{cache::LineCache, rows::Rows};
use crate::{
    app::state::TranscriptState,
    model::visible,
    session::{CutLine, Session},
    ui::widgets::line_scroll::LineScroll,
};

/// What an unfolded drawing is cut into, in characters.
const DRAWN_WIDTH: usize = 150;

/// What the screen keeps for itself between frames.
#[derive(Debug, Default)]
pub struct TranscriptDrafts {
    /// The session that all of this belongs to.
    revision: u64,
    pub scroll: LineScroll,
    pub typed_scroll: LineScroll,
    /// The jump that has been scrolled to, here and in the list of commands.
    pub jumps_seen: u64,
    pub typed_jumps_seen: u64,
    /// The wish to look for something that has been followed.
    pub focuses_seen: u64,
    /// What stands in the field.
    pub find: String,
    /// The end of what is played stays in sight.
    pub follows: bool,
    pub was_playing: bool,
    pub rows: Rows,
    pub cache: LineCache,
    /// Lines in which all stands that a full-screen program drew, and the command that started it.
    screens: BTreeMap<usize, usize>,
    /// What unfolded full-screen programs drew.
    pub drawn: BTreeMap<usize, Arc<[String]>>,
    /// The lines that were in sight.
    pub sight: Range<usize>,
    has_outline: bool,
}

impl TranscriptDrafts {
    /// Another session may be open than the frame before.
    pub fn meet(&mut self, state: &TranscriptState, session: &Session) {
        if self.revision != state.revision {
            *self = Self {
                revision: state.revision,
                focuses_seen: state.find.focuses,
                jumps_seen: self.jumps_seen,
                typed_jumps_seen: self.typed_jumps_seen,
                ..Self::default()
            };
            self.lay_out(session);
        }
        if !self.has_outline
            && let Some(outline) = &state.outline
        {
            self.has_outline = true;
            self.screens = outline.screens.iter().copied().collect();
            self.lay_out(session);
        }
        if state.replay.is_playing && !self.was_playing {
            self.follows = true;
        }
        self.was_playing = state.replay.is_playing;
    }

    fn lay_out(&mut self, session: &Session) {
        let drawn = self.drawn.iter().map(|(line, pieces)| (*line, pieces.len())).collect();
        self.rows = Rows::new(session.transcript.len(), &session.marks, &self.screens, &drawn);
    }

    /// Shows or hides what a program drew in a line.
    pub fn toggle(&mut self, session: &Session, number: usize, line: &CutLine, rest: &str) {
        if self.drawn.remove(&number).is_none() {
            let raw = line.line.raw.as_deref().unwrap_or(&line.line.text);
            let mut pieces: Vec<String> = Vec::new();
            for text in visible(raw).split('\n') {
                let mut characters = text.chars().map(|character| if character == '\t' { '␉' } else { character });
                loop {
                    let piece: String = characters.by_ref().take(DRAWN_WIDTH).collect();
                    let is_last = piece.chars().count() < DRAWN_WIDTH;
                    pieces.push(piece);
                    if is_last {
                        break;
                    }
                }
            }
            if line.raw_left_out > 0 {
                pieces.push(rest.to_owned());
            }
            self.drawn.insert(number, pieces.into());
        }
        self.lay_out(session);
    }
}
