//! `session-lens commands FILE…`: the commands typed in recorded sessions.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::{
    session_file::SessionFile,
    verb::{Failure, verdict_code},
};
use crate::evidence::{COMMAND_COLUMNS, INCOMPLETE, Sheet, cell_text, command_row, write_json_line};
use crate::flags::{Flag, Rules, read_folder};
use crate::model::{ColumnKind, visible_line};
use crate::session::{CommandKind, Session, TypedCommand, read_log};

/// What to read and how to print it.
#[derive(Args, Clone, Debug)]
pub struct CommandsArgs {
    /// Recorded sessions: session files from S3, or one {"timestamp": ms, "message": "…"} a line; the file's name is the session's id
    #[arg(required_unless_present_any = ["demo", "log_group", "case"], conflicts_with_all = ["demo", "log_group", "case"], value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to print the commands
    #[arg(long, value_enum, default_value_t = CommandsFormat::Table)]
    pub format: CommandsFormat,
    /// A folder of your own Sigma rules, used beside the built-in ones
    #[arg(long, value_name = "FOLDER")]
    pub rules: Option<PathBuf>,
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
    verdict_code(print(args, &mut stdout.lock(), &mut io::stderr()))
}

fn print(args: &CommandsArgs, out: &mut impl Write, complaints: &mut impl Write) -> Result<bool, Failure> {
    let mut complete = true;
    let rules = rules(args.rules.as_deref(), complaints)?;
    let mut printer = Printer::new(args.format, None, out)?;
    for (file, pieces) in in_order(&args.files, &rules) {
        let shown = visible_line(&file.display().to_string()).into_owned();
        for piece in pieces {
            match piece {
                Piece::Command(session, command, flags) => printer.write(&session, &command, &flags)?,
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
    Command(Arc<Session>, TypedCommand, Vec<Flag>),
    Failed(io::Error),
}

/// How many commands of a file wait at most until those of the files before it are printed.
const MOST_WAITING: usize = 10_000;

/// Reads the files on all cores and gives what each holds, in their order, as soon as it is there.
fn in_order<'a>(
    files: &'a [PathBuf],
    rules: &Arc<Rules>,
) -> impl Iterator<Item = (&'a PathBuf, mpsc::Receiver<Piece>)> + use<'a> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let (slots, pieces): (Vec<_>, Vec<_>) = files.iter().map(|_| mpsc::sync_channel::<Piece>(MOST_WAITING)).unzip();
    let files_and_slots: Vec<_> = files.iter().cloned().zip(slots).collect();
    let work = Arc::new(Mutex::new(files_and_slots.into_iter()));
    for _ in 0..workers {
        let (work, rules) = (Arc::clone(&work), Arc::clone(rules));
        std::thread::spawn(move || {
            let mut flagger = Flagger::new(rules);
            while let Some((file, slot)) = work.lock().ok().and_then(|mut work| work.next()) {
                if let Err(error) = read(&file, &mut flagger, &slot) {
                    // Nobody waits for it once the output is closed.
                    let _closed = slot.send(Piece::Failed(error));
                }
            }
        });
    }
    files.iter().zip(pieces)
}

fn read(file: &Path, flagger: &mut Flagger, slot: &mpsc::SyncSender<Piece>) -> io::Result<()> {
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    let mut log = SessionFile::open(file)?;
    let _closed = slot.send(Piece::OddLines(std::mem::take(&mut log.odd_lines)));
    let mut known: Option<Arc<Session>> = None;
    read_log(&name, &log, &mut |session, command| {
        let session = known.get_or_insert_with(|| Arc::new(session.clone()));
        let flags = flagger.flags(&command);
        let _closed = slot.send(Piece::Command(Arc::clone(session), command, flags));
    })?;
    Ok(())
}

/// Prints the commands of sessions that were read from elsewhere.
pub(super) fn write_sessions(
    sessions: &[Session],
    format: CommandsFormat,
    rules: Arc<Rules>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut printer = SessionPrinter::new(format, rules, None, out)?;
    printer.write(sessions)?;
    printer.finish()
}

/// Prints the commands of sessions that come a few at a time.
pub(super) struct SessionPrinter<W: Write> {
    flagger: Flagger,
    printer: Printer<W>,
}

impl<W: Write> SessionPrinter<W> {
    /// `incomplete`: why there may be more commands; files say so in every row.
    pub fn new(
        format: CommandsFormat,
        rules: Arc<Rules>,
        incomplete: Option<&'static str>,
        out: W,
    ) -> io::Result<Self> {
        Ok(Self { flagger: Flagger::new(rules), printer: Printer::new(format, incomplete, out)? })
    }

    pub fn write(&mut self, sessions: &[Session]) -> io::Result<()> {
        for session in sessions {
            for command in &session.commands {
                self.printer.write(session, command, &self.flagger.flags(command))?;
            }
        }
        Ok(())
    }

    pub fn finish(self) -> io::Result<()> {
        self.printer.finish()
    }
}

/// The folder of the person's own rules cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "--rules {folder}: the folder of rules cannot be read, so nothing was done; check its name and that you may read it ({error})"
)]
pub struct NoRules {
    folder: String,
    error: io::Error,
}

/// The rules, those of the folder among them. What cannot be used is named.
pub(super) fn rules(folder: Option<&Path>, complaints: &mut impl Write) -> Result<Arc<Rules>, Failure> {
    let Some(folder) = folder else { return Ok(Rules::built_in()) };
    let name = visible_line(&folder.display().to_string()).into_owned();
    let found = match read_folder(folder) {
        Ok(found) => found,
        Err(error) => return Err(Failure::Other(NoRules { folder: name, error }.to_string())),
    };
    if found.files.is_empty() {
        writeln!(complaints, "{name}: no rule files (*.yml, *.yaml)")?;
    }
    let (rules, bad) = Rules::with_own(found.files);
    for bad in found.bad.into_iter().chain(bad) {
        let title = bad.title.map(|title| format!("{title}: ")).unwrap_or_default();
        writeln!(complaints, "{}", visible_line(&format!("{}: {title}{}", bad.file, bad.reason)))?;
    }
    Ok(Arc::new(rules))
}

/// Evaluates rules, remembering what was typed before.
struct Flagger {
    rules: Arc<Rules>,
    known: HashMap<(bool, String, Option<String>), Vec<Flag>>,
}

impl Flagger {
    const MOST_KNOWN: usize = 20_000;

    fn new(rules: Arc<Rules>) -> Self {
        Self { rules, known: HashMap::new() }
    }

    fn flags(&mut self, command: &TypedCommand) -> Vec<Flag> {
        if self.known.len() >= Self::MOST_KNOWN {
            self.known.clear();
        }
        if !matches!(command.kind, CommandKind::Shell | CommandKind::Sql) {
            return Vec::new();
        }
        let key = (command.kind == CommandKind::Sql, command.text.clone(), command.user.clone());
        self.known.entry(key).or_insert_with(|| self.rules.flags_of(command)).clone()
    }
}

/// Prints commands one by one, so that the first can be read before the last is found.
struct Printer<W: Write> {
    incomplete: Option<&'static str>,
    out: PrinterOut<W>,
}

enum PrinterOut<W: Write> {
    Table(W),
    Csv(Box<Sheet<W>>),
    Ndjson(W),
}

impl<W: Write> Printer<W> {
    fn new(format: CommandsFormat, incomplete: Option<&'static str>, out: W) -> io::Result<Self> {
        let out = match format {
            CommandsFormat::Table => PrinterOut::Table(out),
            CommandsFormat::Csv => {
                let names = COMMAND_COLUMNS.into_iter().chain(incomplete.map(|_| INCOMPLETE));
                PrinterOut::Csv(Box::new(Sheet::new(out, names)?))
            }
            CommandsFormat::Ndjson => PrinterOut::Ndjson(out),
        };
        Ok(Self { incomplete, out })
    }

    fn write(&mut self, session: &Session, command: &TypedCommand, flags: &[Flag]) -> io::Result<()> {
        let mut row = command_row(session, command, flags);
        let incomplete = self.incomplete.filter(|_| !matches!(self.out, PrinterOut::Table(_)));
        row.extend(incomplete.map(|why| (INCOMPLETE.to_owned(), why.into())));
        match &mut self.out {
            PrinterOut::Table(out) => write_line(session, command, &row, out),
            PrinterOut::Csv(sheet) => {
                let cells: Vec<String> = row.values().map(cell_text).collect();
                sheet.push(cells.iter().map(|cell| (cell.as_str(), ColumnKind::Text)))
            }
            PrinterOut::Ndjson(out) => write_json_line(&row, out),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self.out {
            PrinterOut::Table(mut out) | PrinterOut::Ndjson(mut out) => out.flush(),
            PrinterOut::Csv(sheet) => sheet.finish().map(drop),
        }
    }
}

fn write_line(
    session: &Session,
    command: &TypedCommand,
    row: &Map<String, Value>,
    out: &mut impl Write,
) -> io::Result<()> {
    let cell = |name: &str| row.get(name).map(cell_text).unwrap_or_default();
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
    let flags = cell("flags");
    for line in lines {
        writeln!(out, "{:24}  {:16}  {:12}  {:9}  {}", "", "", "", "", visible_line(line))?;
    }
    if !flags.is_empty() {
        writeln!(out, "{:24}  {:16}  {:12}  {:9}  ^ {}", "", "", "", "", visible_line(&flags))?;
    }
    Ok(())
}
