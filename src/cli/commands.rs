//! `session-lens commands FILE…`: the commands typed in recorded sessions.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::evidence::{Sheet, write_json_line};
use crate::model::{ColumnKind, LogEvent, visible_line};
use crate::session::{Session, TypedCommand, read_session};

/// What to read and how to print it.
#[derive(Args, Clone, Debug)]
pub struct CommandsArgs {
    /// Recorded sessions: one {"timestamp": ms, "message": "…"} a line; the file's name is the session's id
    #[arg(required_unless_present_any = ["demo", "log_group"], conflicts_with_all = ["demo", "log_group"], value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to print the commands
    #[arg(long, value_enum, default_value_t = CommandsFormat::Table)]
    pub format: CommandsFormat,
}

/// How to print commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CommandsFormat {
    Table,
    Csv,
    Ndjson,
}

/// Reads the files and prints their commands. Gives the exit code: 0, or 1 if a file could not be
/// read or the output not be written.
pub fn run(args: &CommandsArgs) -> u8 {
    let stdout = io::stdout();
    match print(args, &mut stdout.lock(), &mut io::stderr().lock()) {
        Ok(true) => 0,
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Ok(false) | Err(_) => 1,
    }
}

fn print(args: &CommandsArgs, out: &mut impl Write, complaints: &mut impl Write) -> io::Result<bool> {
    let mut complete = true;
    let mut printer = Printer::new(args.format, out)?;
    for file in &args.files {
        match std::fs::read(file) {
            Ok(bytes) => {
                let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
                let events = events_of(&String::from_utf8_lossy(&bytes), &name, file, complaints)?;
                printer.write(&read_session(&name, events))?;
            }
            Err(error) => {
                complete = false;
                writeln!(complaints, "{}: {error}", visible_line(&file.display().to_string()))?;
            }
        }
    }
    printer.finish()?;
    Ok(complete)
}

/// Prints the commands of sessions that were read from elsewhere.
pub(super) fn write_sessions(sessions: &[Session], format: CommandsFormat, out: &mut impl Write) -> io::Result<()> {
    let mut printer = Printer::new(format, out)?;
    for session in sessions {
        printer.write(session)?;
    }
    printer.finish()
}

/// The events of a recorded file. A line that is no event is told, and kept as an event of its own.
fn events_of(text: &str, session: &str, file: &Path, complaints: &mut impl Write) -> io::Result<Vec<LogEvent>> {
    let mut events: Vec<LogEvent> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let parsed: Option<Value> = serde_json::from_str(line).ok();
        let timestamp = parsed.as_ref().and_then(|event| event.get("timestamp")?.as_i64());
        let message = parsed.as_ref().and_then(|event| event.get("message")?.as_str());
        if timestamp.is_none() || message.is_none() {
            let shown = file.display().to_string();
            writeln!(complaints, "{}:{}: not an event, shown as it is", visible_line(&shown), number + 1)?;
        }
        events.push(LogEvent {
            timestamp: timestamp.unwrap_or_else(|| events.last().map_or(0, |event| event.timestamp)),
            message: message.map_or_else(|| line.to_owned(), str::to_owned),
            log_stream: session.to_owned(),
            ..LogEvent::default()
        });
    }
    Ok(events)
}

const COLUMNS: [&str; 11] = [
    "sessionId",
    "principal",
    "user",
    "instance",
    "time",
    "command",
    "kind",
    "confidence",
    "submitted",
    "event",
    "doubts",
];

/// Prints commands one by one, so that the first can be read before the last is found.
enum Printer<W: Write> {
    Table(W),
    Csv(Box<Sheet<W>>),
    Ndjson(W),
}

impl<W: Write> Printer<W> {
    fn new(format: CommandsFormat, out: W) -> io::Result<Self> {
        Ok(match format {
            CommandsFormat::Table => Self::Table(out),
            CommandsFormat::Csv => Self::Csv(Box::new(Sheet::new(out, COLUMNS)?)),
            CommandsFormat::Ndjson => Self::Ndjson(out),
        })
    }

    fn write(&mut self, session: &Session) -> io::Result<()> {
        for command in &session.commands {
            let row = row_of(session, command);
            match self {
                Self::Table(out) => write_line(session, command, &row, out)?,
                Self::Csv(sheet) => {
                    let cells: Vec<String> = row.values().map(plain).collect();
                    sheet.push(cells.iter().map(|cell| (cell.as_str(), ColumnKind::Text)))?;
                }
                Self::Ndjson(out) => write_json_line(&row, out)?,
            }
        }
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Table(mut out) | Self::Ndjson(mut out) => out.flush(),
            Self::Csv(sheet) => sheet.finish().map(drop),
        }
    }
}

fn write_line(
    session: &Session,
    command: &TypedCommand,
    row: &Map<String, Value>,
    out: &mut impl Write,
) -> io::Result<()> {
    let cell = |name: &str| row.get(name).map(plain).unwrap_or_default();
    let text = cell("command");
    let mut lines = text.split('\n');
    writeln!(
        out,
        "{:24}  {:16}  {:12}  {:9}  {}{}",
        visible_line(&cell("time")),
        visible_line(&session.principal_name),
        visible_line(&cell("user")),
        cell("confidence"),
        visible_line(lines.next().unwrap_or_default()),
        if command.submitted { "" } else { "  (not entered)" },
    )?;
    for line in lines {
        writeln!(out, "{:24}  {:16}  {:12}  {:9}  {}", "", "", "", "", visible_line(line))?;
    }
    Ok(())
}

fn row_of(session: &Session, command: &TypedCommand) -> Map<String, Value> {
    let values = [
        json!(session.id),
        json!(session.principal),
        json!(command.user),
        json!(session.instance),
        json!(iso(command.time)),
        json!(command.text),
        json!(command.kind.name()),
        json!(command.confidence.name()),
        json!(command.submitted),
        json!(command.source.first.event),
        json!(command.doubts.iter().map(|doubt| format!("{doubt:?}")).collect::<Vec<_>>()),
    ];
    COLUMNS.iter().map(|name| (*name).to_owned()).zip(values).collect()
}

fn iso(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(
        |_out_of_range| milliseconds.to_string(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    )
}

fn plain(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
