//! What must hold of anything that is read.

use std::io::Write;
use std::time::Duration;

use session_lens::cli::session_file::SessionFile;
use session_lens::model::LogEvent;
use session_lens::session::record::{Record, decode};
use session_lens::session::{
    Confidence, Needle, Outline, Place, Session, TypedCommand, event_order, program, read_log, read_session,
};

use super::bounds::{Clock, longest, most_text};
use super::case::{Events, events, log_events, streamed};

/// How long the slowest part took, for its size, and what was seen, to tell one case from another.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub longest: Duration,
    pub of_bound: f64,
    pub signature: u64,
}

impl Told {
    /// Runs something that has to be quick.
    fn timed<T>(&mut self, what: &str, size: usize, run: impl FnOnce() -> T) -> T {
        let clock = Clock::start();
        let done = run();
        let taken = clock.taken();
        let bound = longest(size);
        self.longest = self.longest.max(taken);
        self.of_bound = self.of_bound.max(taken.as_secs_f64() / bound.as_secs_f64());
        assert!(taken <= bound, "{what} is slow: {taken:.1?} for {size} bytes");
        done
    }

    fn sees(&mut self, what: impl std::hash::Hash) {
        use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
        // In no order: what was seen is a set.
        self.signature |= 1 << (BuildHasherDefault::<DefaultHasher>::default().hash_one(what) % 64);
    }
}

/// A message, decoded.
pub fn records(bytes: &[u8]) -> Told {
    let mut told = Told::default();
    let message = String::from_utf8_lossy(bytes);
    match told.timed("decode", message.len(), || decode(&message)) {
        Record::Streamed(record) => {
            let length: usize = record.lines.iter().map(|line| line.len()).sum();
            assert!(length <= most_text(message.len()), "{length} of {}", message.len());
            assert!(record.lines.len() <= message.len(), "more lines than bytes");
            told.sees((
                record.odd,
                record.lines.len().min(3),
                record.principal.is_some(),
                record.run_as_user.is_some(),
            ));
        }
        other => told.sees(other == Record::Text),
    }
    let lines: Vec<&str> = message.split('\n').collect();
    let made = streamed(&lines);
    let Record::Streamed(record) = decode(&made) else { panic!("no record: {made}") };
    assert!(!record.odd && record.lines == lines, "lines are not those that were written");
    told
}

/// A terminal's bytes: within an edit, as output, and as the agent streams them.
pub fn terminal(bytes: &[u8]) -> Told {
    let mut told = Told::default();
    let text = String::from_utf8_lossy(bytes);
    let cleaned: Vec<&str> = text.split('\n').collect();
    for message in [
        format!("Script started on 2026-11-23\r\n\u{1b}[?2004hsh-5.2$ {text}\r\n\u{1b}[?2004l\rdone\r\n"),
        format!("me@host ~ % \u{1b}[K\u{1b}[?2004h{text}\u{1b}[?2004l\r\r\ndone\r\n$ {text}\r\n$ {text}"),
        text.clone().into_owned(),
        streamed(
            &[&["sh-5.2$ id"], &cleaned[..], &[&format!("\u{1b}[?2004hsh-5.2$ {text}"), &format!("$ {text}")]].concat(),
        ),
    ] {
        session(vec![(1_795_400_000_000, message)], &mut told);
    }
    told
}

/// A file of events, or one as Session Manager writes it to S3.
pub fn commands(bytes: &[u8]) -> Told {
    let mut told = Told::default();
    file(bytes, &mut told);
    session(events(bytes), &mut told);
    told
}

fn file(bytes: &[u8], told: &mut Told) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let size = bytes.len() + 40 * memchr::memchr_iter(b'\n', bytes).count();
    let log = told.timed("the file", size, || SessionFile::open(file.path()).unwrap());
    let mut commands = Vec::new();
    let read = told.timed("read_log of a file", size, || {
        read_log("mallory-1", &log, &mut |session, command| commands.push((session.events, command)))
    });
    let session = read.unwrap();
    for (known, command) in &commands {
        assert_eq!(*known, session.events);
        assert!(command.source.last.event < session.events, "{command:?}");
    }
    let length: usize = commands.iter().map(|(_, command)| length(command)).sum();
    assert!(length <= most_text(size), "{length} bytes of commands for {size}");
}

fn length(command: &TypedCommand) -> usize {
    command.text.len() + command.user.as_ref().map_or(0, String::len) + command.doubts.len()
}

/// How many lines an event has, whatever it goes on with.
fn lines_of(event: &LogEvent) -> usize {
    let in_text = event.message.split('\n').count();
    match decode(&event.message) {
        Record::Streamed(record) => record.lines.len().max(1),
        Record::Text | Record::Broken => in_text,
    }
}

fn session(events: Events, told: &mut Told) {
    let mut events = log_events(events);
    let size: usize = events.iter().map(|event| event.message.len() + 100).sum();
    events.sort_by_key(|event| event_order(event.timestamp, &event.message));
    let mut given = Vec::new();
    let Ok(mut log) = told
        .timed("read_log", size, || read_log("mallory-1", events.as_slice(), &mut |_, command| given.push(command)));
    let session = told.timed("read_session", size, || read_session("mallory-1", events.clone()));
    // The two ways give the same.
    assert!(given == session.commands, "read_log gives other commands than read_session");
    log.commands = given;
    assert_eq!(format!("{:?}", facts(&log)), format!("{:?}", facts(&session)));
    let transcript = &session.transcript;
    assert_eq!(transcript.events(), &events[..]);
    in_place(&session, &events, told);
    let text: usize = session.commands.iter().map(length).sum();
    assert!(text <= most_text(size), "{text} bytes of commands for {size}");
    // The lines, at once and in parts.
    let all = told.timed("all lines", size, || session.lines(0..transcript.len()));
    assert_eq!(all.len(), transcript.len());
    let shown: usize = all.iter().map(|line| line.text.len() + line.raw.as_ref().map_or(0, String::len)).sum();
    assert!(shown <= most_text(size), "{shown} bytes of lines for {size}");
    for (at, line) in all.iter().enumerate() {
        assert!(line.event < events.len() && line.time == events[line.event].timestamp, "{line:?}");
        assert!(line.command.is_none_or(|command| command < session.commands.len()), "{line:?}");
        assert_eq!(transcript.time(at), Some(line.time));
    }
    let mut chance = fastrand::Rng::with_seed(size as u64);
    for _ in 0..6 {
        let from = chance.usize(..=all.len());
        let to = if chance.bool() { chance.usize(from..=all.len()) } else { (from + 3).min(all.len()) };
        let part = told.timed("some lines", size, || session.lines(from..to));
        assert!(part == all[from..to], "lines {from}..{to} are others than among all");
    }
    assert!(session.lines(all.len()..all.len() + 9).is_empty());
    for time in [i64::MIN, session.first_event, session.last_event, i64::MAX] {
        assert!(transcript.line_at(time) <= transcript.len());
    }
    looks(&session, size, told);
    told.sees((session.form, session.broken_events.min(2), all.iter().any(|line| line.full_screen)));
}

/// What the window asks of a session besides its lines.
fn looks(session: &Session, size: usize, told: &mut Told) {
    let lines = session.transcript.len();
    let outline = told.timed("the outline", size, || Outline::of(session));
    for line in [0, lines / 2, lines] {
        let place = outline.place(line, session.last_event);
        assert!((0.0..=1.0).contains(&place), "{place}");
        assert!(outline.line_at(session, place) <= lines);
    }
    let needle = Needle::new("sh-5").unwrap();
    let hits = told.timed("finding", size, || session.find(&needle, 0..lines, 1_000));
    for hit in hits.iter().take(20) {
        let line = session.lines(hit.line..hit.line + 1).pop().unwrap();
        let found = line.text.get(hit.bytes.clone()).unwrap();
        assert!(found.is_empty() || found.eq_ignore_ascii_case("sh-5"), "{found}");
    }
    let mut at = 0;
    let mut pieces = 0;
    while at < lines {
        let piece = session.piece(at, 20_000);
        assert!(piece.start == at && piece.end > at && piece.end <= lines, "{piece:?}");
        at = piece.end;
        pieces += 1;
    }
    assert!(pieces <= size / 10_000 + lines, "{pieces}");
    told.timed("the programs", size, || session.commands.iter().filter_map(|command| program(&command.text)).count());
}

/// Everything that is no command and no transcript.
fn facts(session: &Session) -> impl std::fmt::Debug + '_ {
    (
        (&session.principal, &session.principal_name, &session.os_user, &session.instance, &session.region),
        (session.first_event, session.last_event, session.events, session.form, session.broken_events),
        &session.marks,
    )
}

/// Every command lies where it says.
fn in_place(session: &Session, events: &[LogEvent], told: &mut Told) {
    let lines = session.transcript.len();
    let counts: Vec<usize> = events.iter().map(lines_of).collect();
    let in_log = |place: Place| counts.get(place.event).is_some_and(|count| place.line < *count);
    let mut before = 0;
    for command in &session.commands {
        assert!(command.line >= before, "out of order: {command:?}");
        before = command.line;
        let (first, last) = (command.source.first, command.source.last);
        assert!(in_log(first) && in_log(last), "not in the log: {command:?}");
        assert!((first.event, first.line) <= (last.event, last.line), "{command:?}");
        assert_eq!(command.time, events[first.event].timestamp, "{command:?}");
        assert!(command.lines > 0 && command.line + command.lines <= lines, "beyond the lines: {command:?}");
        let output = command.output;
        assert!(output.lines == 0 || output.line + output.lines <= lines, "beyond the lines: {command:?}");
        assert!(command.confidence != Confidence::Exact || command.doubts.is_empty(), "{command:?}");
        assert!(!command.text.trim().is_empty(), "{command:?}");
        told.sees((command.kind, command.confidence, command.submitted));
        told.sees((command.full_screen.is_some(), output.said, output.ended));
        command.doubts.iter().for_each(|doubt| told.sees(doubt));
    }
    for mark in &session.marks {
        assert!(mark.line <= lines, "{mark:?}");
        told.sees(mark.kind.name());
    }
}
