//! `session-lens commands FILE…`: the commands typed in recorded sessions.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::session_file::SessionFile;
use crate::evidence::{Sheet, write_json_line};
use crate::model::{ColumnKind, visible_line};
use crate::session::{Session, TypedCommand, read_log};

/// What to read and how to print it.
#[derive(Args, Clone, Debug)]
pub struct CommandsArgs {
    /// Recorded sessions: session files from S3, or one {"timestamp": ms, "message": "…"} a line; the file's name is the session's id
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
    for (file, read) in in_order(&args.files) {
        let shown = visible_line(&file.display().to_string()).into_owned();
        match read {
            Ok((session, odd_lines)) => {
                for number in odd_lines {
                    writeln!(complaints, "{shown}:{number}: not an event, shown as it is")?;
                }
                printer.write(&session)?;
            }
            Err(error) => {
                complete = false;
                writeln!(complaints, "{shown}: {error}")?;
            }
        }
    }
    printer.finish()?;
    Ok(complete)
}

/// A session, and the numbers of the lines that are no events.
type FileRead = io::Result<(Session, Vec<usize>)>;

/// Reads the files on all cores and gives what each holds, in their order, as soon as it is there.
fn in_order(files: &[PathBuf]) -> impl Iterator<Item = (&PathBuf, FileRead)> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let (slots, reads): (Vec<_>, Vec<_>) = files.iter().map(|_| mpsc::sync_channel::<FileRead>(1)).unzip();
    let work = Arc::new(Mutex::new(files.to_vec().into_iter().zip(slots)));
    for _ in 0..workers {
        let work = Arc::clone(&work);
        std::thread::spawn(move || {
            while let Some((file, slot)) = work.lock().ok().and_then(|mut work| work.next()) {
                // Nobody waits for it once the output is closed.
                if slot.send(read(&file)).is_err() {
                    return;
                }
            }
        });
    }
    let lost = || Err(io::Error::other("reading stopped"));
    files.iter().zip(reads).map(move |(file, read)| (file, read.recv().unwrap_or_else(|_stopped| lost())))
}

fn read(file: &Path) -> FileRead {
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    let log = SessionFile::open(file)?;
    let session = read_log(&name, &log)?;
    Ok((session, log.odd_lines))
}

/// Prints the commands of sessions that were read from elsewhere.
pub(super) fn write_sessions(sessions: &[Session], format: CommandsFormat, out: &mut impl Write) -> io::Result<()> {
    let mut printer = Printer::new(format, out)?;
    for session in sessions {
        printer.write(session)?;
    }
    printer.finish()
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
