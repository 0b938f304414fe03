//! Lines of whatever form, as stretches: what programs wrote, edits, full-screen programs.

use super::lines::{Origin, RawLine};
use super::regions::{Splitter, Stretch};
use super::streamed::Streamed;

/// Follows a session's lines.
#[derive(Default)]
pub(super) struct Stretches {
    origin: Option<Origin>,
    uploaded: Splitter,
    streamed: Streamed,
}

impl Stretches {
    /// `own_marks`: see [`Splitter::new`].
    pub fn new(own_marks: bool) -> Self {
        Self { uploaded: Splitter::new(own_marks), ..Self::default() }
    }

    /// Takes the next line and gives what is certain by now, with how it came into the log.
    pub fn line(&mut self, line: RawLine<'_>, take: &mut dyn FnMut(Origin, Stretch<'_>)) {
        if self.origin != Some(line.origin) {
            self.finish(take);
            self.origin = Some(line.origin);
        }
        match line.origin {
            Origin::Uploaded => {
                self.uploaded.line(line.number, &line.text, &mut |stretch| take(Origin::Uploaded, stretch));
            }
            Origin::Streamed => {
                self.streamed.line(line.number, line.text, &mut |stretch| take(Origin::Streamed, stretch));
            }
            Origin::Broken => take(Origin::Broken, Stretch::Cleaned { line: line.number, text: line.text }),
        }
    }

    /// Ends what is open.
    pub fn finish(&mut self, take: &mut dyn FnMut(Origin, Stretch<'_>)) {
        self.uploaded.finish(&mut |stretch| take(Origin::Uploaded, stretch));
        self.streamed.finish(&mut |stretch| take(Origin::Streamed, stretch));
    }
}
