//! Looks for a text in what the terminal showed.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::Session;

/// A longer text is not looked for, in bytes.
const LONGEST: usize = 1_000;
/// What is told of the surroundings of a hit, in bytes on each side.
const AROUND: usize = 80;

/// What is looked for, in any case of its letters.
#[derive(Clone, Debug)]
pub struct Needle(Regex);

impl Needle {
    /// `None`: there is nothing to look for, or more than can be.
    pub fn new(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        RegexBuilder::new(&regex::escape(text)).case_insensitive(true).build().ok().map(Self)
    }
}

/// Where a text was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The transcript line.
    pub line: usize,
    /// Bytes of [`TranscriptLine::text`](super::TranscriptLine::text); empty where it was found in what a
    /// full-screen program drew.
    pub bytes: Range<usize>,
    /// What stands around it, where it lies deep in a long line.
    pub around: Option<Box<str>>,
}

/// Lines have to be read further than this before a hit tells what is around it, in bytes.
pub const DEEP: usize = 2_000;

impl Session {
    /// The hits in some lines, at most so many, in their order. Looks at the lines as they stood on the
    /// screen, and at what full-screen programs drew as it was logged: one hit for each of these.
    pub fn find(&self, needle: &Needle, lines: Range<usize>, most: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.transcript.look_through(lines, &mut |line, text, is_drawing| {
            if is_drawing {
                if hits.len() < most && needle.0.is_match(text) {
                    hits.push(Hit { line, bytes: 0..0, around: None });
                }
                return;
            }
            for found in needle.0.find_iter(text).take(most - hits.len()) {
                let bytes = found.range();
                let around = (bytes.end > DEEP).then(|| around(text, &bytes).into());
                hits.push(Hit { line, bytes, around });
            }
        });
        hits
    }

    /// Lines from here on that lie in about so many bytes of the log: a piece of work. At least one line,
    /// if there is one.
    pub fn piece(&self, from: usize, bytes: usize) -> Range<usize> {
        from..self.transcript.line_after(from, bytes).max(from + 1).min(self.transcript.len()).max(from)
    }

    /// Whether reading these lines takes going through no more than so many bytes of the log.
    pub fn is_light(&self, lines: &Range<usize>, bytes: usize) -> bool {
        self.transcript.line_after(lines.start, bytes) >= lines.end
    }
}

fn around<'t>(text: &'t str, hit: &Range<usize>) -> &'t str {
    let mut start = hit.start.saturating_sub(AROUND);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (hit.end + AROUND).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{model::LogEvent, session::read_session};

    fn session(lines: &[&str]) -> Session {
        let events = lines.chunks(2).zip(0..).map(|(lines, time)| {
            let message = serde_json::json!({
                "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
                "target": {"id": "i-1"}, "userIdentity": {"arn": "a"}, "runAsUser": "u", "sessionId": "s-1",
                "sessionData": lines
            });
            LogEvent { timestamp: time * 1_000, message: message.to_string(), ..LogEvent::default() }
        });
        read_session("s-1", events.collect())
    }

    fn found(session: &Session, text: &str) -> Vec<(usize, Range<usize>)> {
        let needle = Needle::new(text).unwrap();
        session.find(&needle, 0..session.transcript.len(), 100).into_iter().map(|hit| (hit.line, hit.bytes)).collect()
    }

    #[test]
    fn case_does_not_matter_and_the_text_is_no_pattern() {
        let session = session(&["sh-5.2$ cat a.b", "A.B", "axb", "Ärger äRGER"]);
        assert_eq!(found(&session, "a.b"), [(0, 12..15), (1, 0..3)]);
        assert_eq!(found(&session, "ärger"), [(3, 0..6), (3, 7..13)]);
        assert_eq!(found(&session, "("), []);
    }

    #[test]
    fn the_screen_is_searched_not_what_painted_it() {
        let session = session(&["\u{1b}]0;secret title\u{7}pass\u{1b}[31mword"]);
        assert_eq!(found(&session, "password"), [(0, 0..8)]);
        assert_eq!(found(&session, "title"), []);
    }

    #[test]
    fn a_hit_deep_in_a_line_tells_what_is_around_it() {
        let long = "é".repeat(5_000) + "needle" + &"é".repeat(5_000);
        let session = session(&[&long]);
        let hits = session.find(&Needle::new("NEEDLE").unwrap(), 0..1, 9);
        let around = hits[0].around.as_deref().unwrap();
        assert!(around.contains("needle") && around.len() < 200, "{around}");
    }

    #[test]
    fn no_more_hits_than_asked_for() {
        let session = session(&["aaaa", "aaaa"]);
        assert_eq!(session.find(&Needle::new("a").unwrap(), 0..2, 5).len(), 5);
        assert!(Needle::new("").is_none() && Needle::new(&"a".repeat(1_001)).is_none());
    }

    proptest! {
        #[test]
        fn pieces_cover_every_line_once(lines in prop::collection::vec("[ -~]{0,60}", 1..40), bytes in 1..2_000_usize) {
            let session = session(&lines.iter().map(String::as_str).collect::<Vec<_>>());
            let mut at = 0;
            while at < session.transcript.len() {
                let piece = session.piece(at, bytes);
                prop_assert_eq!(piece.start, at);
                prop_assert!(piece.end > at);
                at = piece.end;
            }
            prop_assert_eq!(at, session.transcript.len());
        }

        #[test]
        fn any_text_is_looked_for_without_harm(text in ".{0,40}", line in ".{0,80}") {
            let session = session(&[&line]);
            if let Some(needle) = Needle::new(&text) {
                for hit in session.find(&needle, 0..session.transcript.len(), 100) {
                    prop_assert!(session.lines(hit.line..hit.line + 1)[0].text.get(hit.bytes).is_some());
                }
            }
        }
    }
}
