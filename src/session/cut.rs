//! Lines cut to what can be drawn: a line may be megabytes long.

use std::ops::Range;

use super::{DEEP, Session, TranscriptLine};

/// What is kept of a line as it was logged: enough of what a full-screen program drew. In bytes.
const LOGGED: usize = 20_000;
/// A piece of work, in bytes of the log.
const PIECE: usize = 1 << 20;

/// A line of the transcript, or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutLine {
    /// `text` and `raw` may be cut.
    pub line: TranscriptLine,
    /// How much of `text` is left out, in bytes.
    pub text_left_out: usize,
    /// How much of `raw` is left out, in bytes.
    pub raw_left_out: usize,
}

impl Session {
    /// Some lines, each cut to its beginning of [`DEEP`] bytes.
    pub fn cut_lines(&self, range: Range<usize>) -> Vec<CutLine> {
        let end = range.end.min(self.transcript.len());
        let mut cut = Vec::with_capacity(end.saturating_sub(range.start));
        let mut at = range.start;
        while at < end {
            let piece = at..self.piece(at, PIECE).end.min(end);
            at = piece.end;
            cut.extend(self.lines(piece).into_iter().map(CutLine::of));
        }
        cut
    }
}

impl CutLine {
    fn of(mut line: TranscriptLine) -> Self {
        let text_left_out = shorten(&mut line.text, DEEP);
        let raw_left_out = line.raw.as_mut().map_or(0, |raw| shorten(raw, LOGGED));
        Self { line, text_left_out, raw_left_out }
    }
}

/// Gives how many bytes it took away.
fn shorten(text: &mut String, bytes: usize) -> usize {
    let before = text.len();
    if before > bytes {
        let mut end = bytes;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.shrink_to_fit();
    }
    before - text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::LogEvent, session::read_session};

    #[test]
    fn what_is_left_out_is_told() {
        let long = "語".repeat(100_000);
        let event = LogEvent { message: format!("{long}\nshort"), ..LogEvent::default() };
        let session = read_session("s-1", vec![event]);
        let lines = session.cut_lines(0..9);
        assert_eq!(lines.len(), 2);
        assert!(lines[0].line.text.len() <= DEEP);
        assert_eq!(lines[0].line.text.len() + lines[0].text_left_out, long.len());
        assert_eq!((lines[1].line.text.as_str(), lines[1].text_left_out), ("short", 0));
    }
}
