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
use crate::session::{Said, Session, TypedCommand, read_log};

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
    for (file, pieces) in in_order(&args.files) {
        let shown = visible_line(&file.display().to_string()).into_owned();
        for piece in pieces {
            match piece {
                Piece::Command(session, command) => printer.write_one(&session, &command)?,
                Piece::OddLines(numbers) => {
                    for number in numbers {
                        writeln!(complaints, "{shown}:{number}: not an event, shown as it is")?;
                    }
                }
                Piece::Failed(error) => {
                    complete = false;
                    writeln!(complaints, "{shown}: {error}")?;
                }
            }
        }
    }
    printer.finish()?;
    Ok(complete)
}

/// What a file gives, one after the other.
enum Piece {
    /// Numbers of lines that are no events.
    OddLines(Vec<usize>),
    Command(Arc<Session>, TypedCommand),
    Failed(io::Error),
}

/// How many commands of a file wait at most until those of the files before it are printed.
const MOST_WAITING: usize = 50_000;

/// Reads the files on all cores and gives what each holds, in their order, as soon as it is there.
fn in_order(files: &[PathBuf]) -> impl Iterator<Item = (&PathBuf, mpsc::Receiver<Piece>)> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let (slots, pieces): (Vec<_>, Vec<_>) = files.iter().map(|_| mpsc::sync_channel::<Piece>(MOST_WAITING)).unzip();
    let files_and_slots: Vec<_> = files.iter().cloned().zip(slots).collect();
    let work = Arc::new(Mutex::new(files_and_slots.into_iter()));
    for _ in 0..workers {
        let work = Arc::clone(&work);
        std::thread::spawn(move || {
            while let Some((file, slot)) = work.lock().ok().and_then(|mut work| work.next()) {
                if let Err(error) = read(&file, &slot) {
                    // Nobody waits for it once the output is closed.
                    let _closed = slot.send(Piece::Failed(error));
                }
            }
        });
    }
    files.iter().zip(pieces)
}

fn read(file: &Path, slot: &mpsc::SyncSender<Piece>) -> io::Result<()> {
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    let mut log = SessionFile::open(file)?;
    let _closed = slot.send(Piece::OddLines(std::mem::take(&mut log.odd_lines)));
    let mut known: Option<Arc<Session>> = None;
    read_log(&name, &log, &mut |session, command| {
        let session = known.get_or_insert_with(|| Arc::new(session.clone()));
        let _closed = slot.send(Piece::Command(Arc::clone(session), command));
    })?;
    Ok(())
}

/// Prints the commands of sessions that were read from elsewhere.
pub(super) fn write_sessions(sessions: &[Session], format: CommandsFormat, out: &mut impl Write) -> io::Result<()> {
    let mut printer = Printer::new(format, out)?;
    for session in sessions {
        printer.write(session)?;
    }
    printer.finish()
}

const COLUMNS: [&str; 16] = [
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
    "eventLine",
    "doubts",
    "outputLines",
    "outputBytes",
    "outputSays",
    "fullScreenMilliseconds",
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
        session.commands.iter().try_for_each(|command| self.write_one(session, command))
    }

    fn write_one(&mut self, session: &Session, command: &TypedCommand) -> io::Result<()> {
        let row = row_of(session, command);
        match self {
            Self::Table(out) => write_line(session, command, &row, out),
            Self::Csv(sheet) => {
                let cells: Vec<String> = row.values().map(plain).collect();
                sheet.push(cells.iter().map(|cell| (cell.as_str(), ColumnKind::Text)))
            }
            Self::Ndjson(out) => write_json_line(&row, out),
        }
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
        json!(command.source.first.line),
        json!(command.doubts.iter().map(|doubt| format!("{doubt:?}")).collect::<Vec<_>>()),
        json!(command.output.lines),
        json!(command.output.bytes),
        json!(command.output.said.map(Said::name)),
        json!(command.full_screen.and_then(|screen| screen.milliseconds)),
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
