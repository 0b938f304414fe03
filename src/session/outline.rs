//! A session at a glance: when something was logged, and where the commands are. Of the same size
//! whatever the session's.

use super::{CommandKind, RecordForm, Session};

/// Into so many parts the line is divided.
pub const BINS: usize = 1_000;
/// A pause may be folded from here on, in milliseconds.
const PAUSE: i64 = 30_000;
/// No more pauses are folded: the longest.
const MOST_FOLDED: usize = 24;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// Whether the line stands for time. If not, it stands for lines: an uploaded log has no times.
    pub has_times: bool,
    /// Milliseconds since 1970, UTC.
    first: i64,
    last: i64,
    lines: usize,
    /// The length of the line with its pauses folded, in milliseconds.
    length: f64,
    /// Folded pauses, oldest first.
    pub pauses: Vec<Pause>,
    pub bins: Vec<Bin>,
    /// What the person typed.
    pub commands: usize,
    /// Lines that hold all that a full-screen program drew, and what came next; with the place of the command
    /// that started it. What was drawn on lines of its own is folded instead.
    pub screens: Vec<(usize, usize)>,
}

/// A time without events, shown shorter than it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pause {
    /// Milliseconds since 1970, UTC.
    pub from: i64,
    pub to: i64,
    /// On the line, from zero to one.
    pub begins: f64,
    pub ends: f64,
}

/// What lies in a part of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin {
    pub lines: usize,
    /// Commands that the person typed.
    pub commands: usize,
}

impl Outline {
    /// Goes through the session's events once: not for the window's thread.
    pub fn of(session: &Session) -> Self {
        let (first, last) = (session.first_event, session.last_event);
        let has_times = session.form != RecordForm::Uploaded && last > first;
        let lines = session.transcript.len();
        let mut outline = Self { has_times, first, last, lines, bins: vec![Bin::default(); BINS], ..Self::default() };
        outline.fold(session);
        if has_times {
            let mut before: Option<(i64, usize)> = None;
            for (time, line) in session.transcript.steps().chain([(last, lines)]) {
                if let Some((earlier, begun)) = before.replace((time, line)) {
                    let bin = outline.bin(outline.position(earlier));
                    outline.bins[bin].lines += line.saturating_sub(begun);
                }
            }
        } else {
            for bin in 0..BINS {
                outline.bins[bin].lines = lines * (bin + 1) / BINS - lines * bin / BINS;
            }
        }
        for command in session.commands.iter().filter(|command| command.kind != CommandKind::Profile) {
            let bin = outline.bin(outline.place(command.line, command.time));
            outline.bins[bin].commands += 1;
            outline.commands += 1;
        }
        outline.screens = screens(session);
        outline
    }

    fn fold(&mut self, session: &Session) {
        let mut pauses: Vec<(i64, i64)> = Vec::new();
        if self.has_times {
            let mut before = self.first;
            for (time, _) in session.transcript.steps() {
                if time.saturating_sub(before) > PAUSE {
                    pauses.push((before, time));
                }
                before = before.max(time);
            }
        }
        pauses.sort_by_key(|(from, to)| std::cmp::Reverse(to.saturating_sub(*from)));
        pauses.truncate(MOST_FOLDED);
        pauses.sort_unstable();
        let folded: i64 = pauses.iter().map(|(from, to)| to.saturating_sub(*from)).fold(0, i64::saturating_add);
        let active = (self.last.saturating_sub(self.first).saturating_sub(folded)).max(1_000) as f64;
        // All folds together are at most a third of the line.
        let width = active / (2 * MOST_FOLDED) as f64;
        self.length = active + width * pauses.len() as f64;
        let mut skipped = 0.0;
        for (from, to) in pauses {
            let begins = (from.saturating_sub(self.first) as f64 - skipped) / self.length;
            self.pauses.push(Pause { from, to, begins, ends: begins + width / self.length });
            skipped += to.saturating_sub(from) as f64 - width;
        }
    }

    /// Where a moment lies on the line, from zero to one.
    pub fn position(&self, time: i64) -> f64 {
        let after = self.pauses.partition_point(|pause| pause.from <= time);
        let position = match after.checked_sub(1).map(|at| &self.pauses[at]) {
            Some(pause) if time < pause.to => {
                let part = time.saturating_sub(pause.from) as f64 / pause.to.saturating_sub(pause.from) as f64;
                pause.begins + (pause.ends - pause.begins) * part
            }
            Some(pause) => pause.ends + time.saturating_sub(pause.to) as f64 / self.length,
            None => time.saturating_sub(self.first) as f64 / self.length,
        };
        position.clamp(0.0, 1.0)
    }

    /// The moment at a place on the line.
    pub fn time_at(&self, position: f64) -> i64 {
        let position = position.clamp(0.0, 1.0);
        let after = self.pauses.partition_point(|pause| pause.begins <= position);
        let (from, ahead) = match after.checked_sub(1).map(|at| &self.pauses[at]) {
            Some(pause) if position < pause.ends => {
                let part = (position - pause.begins) / (pause.ends - pause.begins);
                (pause.from, pause.to.saturating_sub(pause.from) as f64 * part)
            }
            Some(pause) => (pause.to, (position - pause.ends) * self.length),
            None => (self.first, position * self.length),
        };
        #[expect(clippy::cast_possible_truncation, reason = "no further than the last event")]
        let time = from.saturating_add(ahead.round() as i64);
        time.clamp(self.first, self.last.max(self.first))
    }

    /// Where a line lies, whose event has this time.
    pub fn place(&self, line: usize, time: i64) -> f64 {
        if self.has_times { self.position(time) } else { (line as f64 / self.lines.max(1) as f64).clamp(0.0, 1.0) }
    }

    /// The line at a place: the first one of the event that is nearest.
    pub fn line_at(&self, session: &Session, position: f64) -> usize {
        let line = if self.has_times {
            let transcript = &session.transcript;
            let next = transcript.line_at(self.time_at(position));
            let away = |line: usize| {
                transcript.time(line).map_or(f64::INFINITY, |time| (self.position(time) - position).abs())
            };
            let before = next.checked_sub(1).and_then(|last| transcript.time(last));
            let before = before.map(|time| transcript.line_at(time));
            before.filter(|before| away(*before) < away(next)).unwrap_or(next)
        } else {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a part of the number of lines"
            )]
            let line = (position.clamp(0.0, 1.0) * self.lines as f64) as usize;
            line
        };
        line.min(self.lines.saturating_sub(1))
    }

    /// The pause that is folded at a place.
    pub fn pause_at(&self, position: f64) -> Option<&Pause> {
        self.pauses.iter().find(|pause| (pause.begins..=pause.ends).contains(&position))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a small number")]
    fn bin(&self, position: f64) -> usize {
        ((position * BINS as f64) as usize).min(self.bins.len() - 1)
    }
}

fn screens(session: &Session) -> Vec<(usize, usize)> {
    let lines = session.transcript.len();
    let had = session.commands.iter().enumerate().filter(|(_, command)| command.full_screen.is_some());
    had.filter_map(|(place, command)| {
        let below = command.line + command.lines;
        let next = session.commands.get(place + 1).map_or(lines, |next| next.line);
        let is_folded = session.transcript.folded(command.line..next + 1).next().is_some();
        (!is_folded && below < lines).then_some((below, place))
    })
    .collect()
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
    fn a_pause_takes_little_room_and_says_how_long_it_was() {
        let session = session(&[0, 5_000, 10_000, 3_610_000, 3_620_000]);
        let outline = Outline::of(&session);
        let pause = outline.pauses[0];
        assert_eq!((outline.pauses.len(), pause.from, pause.to), (1, 10_000, 3_610_000));
        assert!(pause.ends - pause.begins < 0.05, "{pause:?}");
        assert!((outline.position(3_620_000) - 1.0).abs() < 1e-9);
        assert_eq!(outline.bins.iter().map(|bin| bin.lines).sum::<usize>(), 10);
        assert_eq!(outline.bins.iter().map(|bin| bin.commands).sum::<usize>(), outline.commands);
    }

    #[test]
    fn places_and_moments_lead_to_each_other() {
        let session = session(&[0, 1_000, 100_000, 130_000, 9_000_000, 9_000_001]);
        let outline = Outline::of(&session);
        for time in [0, 500, 1_000, 50_000, 100_000, 120_000, 5_000_000, 9_000_001] {
            assert!((outline.time_at(outline.position(time)) - time).abs() <= 1, "{time}");
        }
        assert_eq!(outline.line_at(&session, outline.position(100_000)), 4);
    }

    #[test]
    fn without_times_the_line_stands_for_lines() {
        let session = session(&[7, 7, 7]);
        let outline = Outline::of(&session);
        assert!(!outline.has_times && outline.pauses.is_empty());
        assert_eq!(outline.line_at(&session, 0.5), 3);
        assert_eq!(outline.bins.iter().map(|bin| bin.lines).sum::<usize>(), 6);
    }

    #[test]
    fn times_that_no_calendar_has_do_no_harm() {
        for times in [vec![], vec![i64::MIN, i64::MAX], vec![i64::MIN, 0, i64::MAX], vec![i64::MAX]] {
            let session = session(&times);
            let outline = Outline::of(&session);
            for place in [0.0, 0.3, 1.0, f64::NAN] {
                outline.line_at(&session, place);
                outline.position(outline.time_at(place));
            }
        }
    }
}
