//! Playing a session: how much of it is shown at a moment of the play.

use crate::session::{RecordForm, Session};

/// A longer pause is played as a short one, in milliseconds.
const IDLE: f64 = 2_000.0;
/// How long such a pause takes at the usual speed, in milliseconds.
const SHORTENED: f64 = 500.0;
/// Events that may be gone through in one step of the play.
const MOST_EVENTS: usize = 20_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Speed {
    Half,
    #[default]
    Usual,
    Double,
    Four,
    Eight,
    Sixteen,
}

impl Speed {
    pub const ALL: [Self; 6] = [Self::Half, Self::Usual, Self::Double, Self::Four, Self::Eight, Self::Sixteen];

    pub fn factor(self) -> f64 {
        match self {
            Self::Half => 0.5,
            Self::Usual => 1.0,
            Self::Double => 2.0,
            Self::Four => 4.0,
            Self::Eight => 8.0,
            Self::Sixteen => 16.0,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Half => "0.5×",
            Self::Usual => "1×",
            Self::Double => "2×",
            Self::Four => "4×",
            Self::Eight => "8×",
            Self::Sixteen => "16×",
        }
    }
}

/// The play of a session. The lines of an event appear together, at the time at which the agent logged
/// them: when each was typed or shown, a log does not tell. An uploaded log has no times at all: its lines
/// appear one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replay {
    /// Only what was played so far is shown.
    pub is_on: bool,
    pub is_playing: bool,
    pub speed: Speed,
    /// Pauses are played short.
    pub skips_idle: bool,
    /// Milliseconds since the first event; lines, where there are no times.
    at: f64,
}

impl Default for Replay {
    fn default() -> Self {
        Self { is_on: false, is_playing: false, speed: Speed::default(), skips_idle: true, at: 0.0 }
    }
}

impl Replay {
    /// An uploaded log is played with so many lines a second.
    pub const LINES_A_SECOND: f64 = 10.0;

    /// Whether the session's events tell when something was.
    pub fn has_times(session: &Session) -> bool {
        session.form != RecordForm::Uploaded && session.last_event > session.first_event
    }

    pub(super) fn for_another_session(self) -> Self {
        Self { speed: self.speed, skips_idle: self.skips_idle, ..Self::default() }
    }

    /// Plays on; from the line if nothing was played yet, from the beginning if all was.
    pub fn play(&mut self, session: &Session, line: usize) {
        if !self.is_on {
            self.is_on = true;
            self.at = 0.0;
            if line > 0 {
                self.seek(session, line);
            }
        }
        if self.is_at_end(session) {
            self.at = 0.0;
        }
        self.is_playing = true;
    }

    /// Shows everything again.
    pub fn end(&mut self) {
        self.is_on = false;
        self.is_playing = false;
    }

    /// Plays up to this line.
    pub fn seek(&mut self, session: &Session, line: usize) {
        if self.is_on {
            self.at = if Self::has_times(session) {
                let time = session.transcript.time(line).unwrap_or(session.last_event);
                time.saturating_sub(session.first_event) as f64
            } else {
                (line + 1) as f64
            };
        }
    }

    /// Lets so many seconds go by.
    pub fn tick(&mut self, session: &Session, seconds: f64) {
        if !self.is_playing {
            return;
        }
        let mut left = seconds.clamp(0.0, 1.0) * self.speed.factor();
        if Self::has_times(session) {
            left *= 1_000.0;
            let events = session.transcript.events();
            for _ in 0..MOST_EVENTS {
                let now = self.time(session);
                let next = events.partition_point(|event| event.timestamp <= now);
                let Some(ahead) = events.get(next).map(|event| offset(session, event.timestamp)) else { break };
                let before = next.checked_sub(1).map_or(0.0, |last| offset(session, events[last].timestamp));
                let pause = ahead - before;
                let rate = if self.skips_idle && pause > IDLE { pause / SHORTENED } else { 1.0 };
                let takes = (ahead - self.at) / rate;
                if takes > left {
                    self.at += left * rate;
                    break;
                }
                left -= takes;
                self.at = ahead;
            }
        } else {
            self.at += left * Self::LINES_A_SECOND;
        }
        if self.is_at_end(session) {
            self.is_playing = false;
        }
    }

    /// The moment of the session that is shown: milliseconds since 1970, UTC.
    #[expect(clippy::cast_possible_truncation, reason = "no further than the last event")]
    pub fn time(self, session: &Session) -> i64 {
        session.first_event.saturating_add(self.at as i64)
    }

    /// How many lines are shown.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "capped by the number of lines")]
    pub fn revealed(self, session: &Session) -> usize {
        let all = session.transcript.len();
        if !self.is_on {
            all
        } else if Self::has_times(session) {
            session.transcript.line_at(self.time(session).saturating_add(1))
        } else {
            (self.at as usize).min(all)
        }
    }

    pub fn is_at_end(self, session: &Session) -> bool {
        if Self::has_times(session) {
            self.time(session) >= session.last_event
        } else {
            self.at >= session.transcript.len() as f64
        }
    }
}

/// Milliseconds since the session's first event.
fn offset(session: &Session, time: i64) -> f64 {
    time.saturating_sub(session.first_event) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::LogEvent, session::read_session};

    fn session(times: &[i64]) -> Session {
        let events = times.iter().map(|time| {
            let message = serde_json::json!({
                "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
                "target": {"id": "i-1"}, "userIdentity": {"arn": "a"}, "runAsUser": "u", "sessionId": "s-1",
                "sessionData": ["sh-5.2$ date", "today"]
            });
            LogEvent { timestamp: *time, message: message.to_string(), ..LogEvent::default() }
        });
        read_session("s-1", events.collect())
    }

    #[test]
    fn lines_appear_when_they_were_logged() {
        let session = session(&[0, 1_000, 2_000]);
        let mut replay = Replay::default();
        assert_eq!(replay.revealed(&session), 6);
        replay.play(&session, 0);
        assert_eq!(replay.revealed(&session), 2);
        replay.tick(&session, 0.9);
        assert_eq!(replay.revealed(&session), 2);
        replay.tick(&session, 0.1);
        assert_eq!(replay.revealed(&session), 4);
        replay.tick(&session, 1.0);
        assert_eq!((replay.revealed(&session), replay.is_playing), (6, false));
        replay.play(&session, 0);
        assert_eq!(replay.revealed(&session), 2, "from the beginning again");
        replay.end();
        assert_eq!(replay.revealed(&session), 6);
    }

    #[test]
    fn long_pauses_are_played_short_unless_told_otherwise() {
        let session = session(&[0, 3_600_000, 3_601_000]);
        let mut replay = Replay::default();
        replay.play(&session, 0);
        replay.tick(&session, 0.5);
        assert_eq!(replay.revealed(&session), 4);
        let mut slow = Replay { skips_idle: false, ..Replay::default() };
        slow.play(&session, 0);
        slow.tick(&session, 1.0);
        assert_eq!((slow.revealed(&session), slow.time(&session)), (2, 1_000));
        let mut fast = Replay { speed: Speed::Sixteen, ..slow };
        fast.tick(&session, 1.0);
        assert_eq!(fast.time(&session), 17_000);
    }

    #[test]
    fn without_times_so_many_lines_a_second_are_played() {
        let session = session(&[5; 20]);
        let mut replay = Replay::default();
        replay.play(&session, 0);
        assert_eq!(replay.revealed(&session), 0);
        replay.tick(&session, 1.0);
        assert_eq!(replay.revealed(&session), 10);
        replay.seek(&session, 30);
        assert_eq!(replay.revealed(&session), 31);
    }

    #[test]
    fn odd_times_do_no_harm() {
        for times in [vec![], vec![i64::MIN, i64::MAX], vec![0, i64::MAX]] {
            let session = session(&times);
            let mut replay = Replay::default();
            replay.play(&session, 0);
            for _ in 0..5 {
                replay.tick(&session, 1.0);
                replay.revealed(&session);
            }
        }
    }
}
