//! Looks for a text in a session, piece by piece, away from the window.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::{Answer, OpenSession};
use crate::session::Needle;

/// A text in a session is found no more often than this: more are of no use to anybody.
pub const MOST_HITS: usize = 10_000;
/// A piece of work between two looks at the clock, in bytes of the log.
const PIECE: usize = 1 << 20;
/// The window is told no more often.
const TELL: Duration = Duration::from_millis(60);

/// Calls `tell` with what was found since the last time and how far it is, as long as it wants more; gives
/// the last such answer. Without a needle nothing is found.
pub(super) fn find(
    session: &OpenSession,
    text: &str,
    cancel: &CancellationToken,
    mut tell: impl FnMut(Answer) -> bool,
) -> Answer {
    let lines = session.transcript.len();
    let mut hits = Vec::new();
    let mut count = 0;
    let mut at = 0;
    let mut told: Option<Instant> = None;
    let mut is_full = false;
    if let Some(needle) = Needle::new(text) {
        while at < lines && !is_full && !cancel.is_cancelled() {
            let piece = session.piece(at, PIECE);
            at = piece.end;
            // One more than is told shows that there are more.
            let mut found = session.find(&needle, piece, MOST_HITS + 1 - count);
            is_full = count + found.len() > MOST_HITS;
            found.truncate(MOST_HITS - count);
            count += found.len();
            hits.extend(found);
            // The first hits are shown at once.
            let is_time = told.map_or(!hits.is_empty(), |told| told.elapsed() >= TELL);
            if is_time {
                told = Some(Instant::now());
                if !tell(Answer::Found { hits: std::mem::take(&mut hits), searched: at, is_full }) {
                    break;
                }
            }
        }
    }
    Answer::Found { hits, searched: at, is_full }
}
