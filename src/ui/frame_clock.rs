//! How long our own code takes in each frame. A frame that takes long is a window that does not answer.

use std::time::{Duration, Instant};

/// What is worth a word in the log: three frames of a display with 60 pictures a second.
const SLOW: Duration = Duration::from_millis(50);

/// A frame takes in answers, then draws. Told to the log under
/// `session_lens::ui::frame_clock`: every frame at `trace`, a slow one at `debug`.
#[derive(Debug, Default)]
pub struct FrameClock {
    taking_in: Duration,
}

impl FrameClock {
    /// Runs the part of a frame that takes in answers; it may be all there is, while nothing is drawn.
    pub fn take_in(&mut self, work: impl FnOnce()) {
        let begun = Instant::now();
        work();
        self.taking_in = begun.elapsed();
    }

    /// Runs the part of a frame that draws, which ends it.
    pub fn draw(&mut self, work: impl FnOnce()) {
        let begun = Instant::now();
        work();
        let drawing = begun.elapsed();
        let taking_in = std::mem::take(&mut self.taking_in);
        let frame = taking_in + drawing;
        tracing::trace!(?frame, ?taking_in, ?drawing);
        if frame > SLOW {
            tracing::debug!(?frame, ?taking_in, ?drawing, "a slow frame");
        }
    }
}
