//! A terminal of one's own: a pty with a program on it, what is typed into it, and what it shows.

use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use pty_process::{
    Size,
    blocking::{Command, Pty},
};
use session_lens::emulator::agent::Shown;

/// No shell takes this long over one of these inputs, also on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);
/// A key that shows nothing has been read by then, or is read before the next.
const SILENT_KEY: Duration = Duration::from_millis(12);

/// What it showed, in the pieces in which it came.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    /// Where each piece ends, and when it came.
    pieces: Vec<(usize, Instant)>,
    closed: bool,
}

pub struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    output: Arc<(Mutex<Output>, Condvar)>,
    started: Instant,
}

impl Terminal {
    pub fn start(command: Command, columns: u16) -> Self {
        let (pty, pts) = pty_process::blocking::open().unwrap();
        pty.resize(Size::new(24, columns)).unwrap();
        let child = command.spawn(pts).unwrap();
        let pty = Arc::new(pty);
        let output = Arc::new((Mutex::new(Output::default()), Condvar::new()));
        let (source, sink) = (Arc::clone(&pty), Arc::clone(&output));
        std::thread::spawn(move || {
            let mut buffer = [0; 8_192];
            loop {
                let read = (&*source).read(&mut buffer).unwrap_or(0);
                let mut output = sink.0.lock().unwrap();
                output.bytes.extend_from_slice(&buffer[..read]);
                let end = output.bytes.len();
                output.pieces.push((end, Instant::now()));
                // On Linux, reading fails when the last program has left the terminal.
                output.closed = read == 0;
                sink.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        Self { pty, child, output, started: Instant::now() }
    }

    pub fn resize(&self, columns: u16) {
        let before = self.length();
        self.pty.resize(Size::new(24, columns)).unwrap();
        self.wait(Duration::from_millis(300), |output| output.bytes.len() > before);
    }

    pub fn length(&self) -> usize {
        self.output.0.lock().unwrap().bytes.len()
    }

    fn wait(&self, longest: Duration, mut done: impl FnMut(&Output) -> bool) -> bool {
        let output = self.output.0.lock().unwrap();
        let waited = self.output.1.wait_timeout_while(output, longest, |output| !done(output) && !output.closed);
        !waited.unwrap().1.timed_out()
    }

    /// Waits until what came after a place satisfies the condition.
    pub fn wait_for(&self, from: usize, what: &str, mut done: impl FnMut(&[u8]) -> bool) {
        let in_time = self.wait(LONGEST, |output| done(&output.bytes[from..]));
        if !in_time {
            let shown = self.shown(from);
            panic!("waited for {what:?}; the terminal showed {shown:?}");
        }
    }

    /// Waits until nothing has come for this long.
    pub fn settle(&self, quiet: Duration) {
        let mut length = self.length();
        while self.wait(quiet, |output| output.bytes.len() > length) && self.length() > length {
            length = self.length();
        }
    }

    pub fn shown(&self, from: usize) -> String {
        String::from_utf8_lossy(&self.output.0.lock().unwrap().bytes[from..]).into_owned()
    }

    /// Presses keys, one after the other, as soon as the last one has been answered.
    pub fn keys(&self, keys: &str) {
        for key in split_keys(keys) {
            let before = self.length();
            self.send(key);
            self.wait(SILENT_KEY, |output| output.bytes.len() > before);
        }
    }

    /// Gives it all at once, as a terminal does with what is pasted.
    pub fn send(&self, text: &str) {
        (&*self.pty).write_all(text.as_bytes()).unwrap();
    }

    /// Waits until the program has ended, or ends it as a lost connection does.
    pub fn finish(mut self, ends_itself: bool) -> Vec<Shown> {
        if ends_itself {
            self.wait(LONGEST, |output| output.closed);
        }
        let pieces = self.pieces();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        pieces
    }

    /// What it showed. A person types a good deal slower than these keys were pressed.
    fn pieces(&self) -> Vec<Shown> {
        const SLOWER: u32 = 15;
        const BEGIN: i64 = 1_795_413_529_089;
        let output = self.output.0.lock().unwrap();
        let mut from = 0;
        let mut pieces = Vec::new();
        for (end, at) in &output.pieces {
            let after = (at.duration_since(self.started) * SLOWER).as_millis();
            let bytes = output.bytes[from..*end].to_vec();
            pieces.push(Shown { time: BEGIN + i64::try_from(after).unwrap(), bytes });
            from = *end;
        }
        pieces
    }
}

/// Keys that send more than one character are pressed as one.
fn split_keys(mut keys: &str) -> Vec<&str> {
    let mut split = Vec::new();
    while let Some(first) = keys.chars().next() {
        let length = match keys.strip_prefix("\u{1b}") {
            Some(rest) if rest.starts_with('[') => {
                2 + rest[1..].find(|end: char| end.is_ascii_alphabetic() || end == '~').unwrap() + 1
            }
            Some(rest) => 1 + rest.chars().next().map_or(0, char::len_utf8),
            None => first.len_utf8(),
        };
        let (key, rest) = keys.split_at(length);
        split.push(key);
        keys = rest;
    }
    split
}

/// A program with nothing of this machine's settings.
pub fn program(path: &Path, home: &Path) -> Command {
    Command::new(path).env_clear().current_dir(home).envs([
        ("PATH", std::env::var("PATH").unwrap_or_default().as_str()),
        ("HOME", home.to_str().unwrap()),
        ("TERM", "xterm-256color"),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC"),
        ("INPUTRC", "/dev/null"),
        ("PYTHON_BASIC_REPL", "1"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    ])
}

/// Where a program is installed, if it is and starts: a name on PATH may be a shim with nothing behind it.
pub fn program_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let mut paths = std::env::split_paths(&folders).map(|folder| folder.join(name));
    let starts = |path: &PathBuf| {
        let question: &[&str] = match name {
            "dash" => &["-c", "true"],
            "tmux" => &["-V"],
            _ => &["--version"],
        };
        let asked = std::process::Command::new(path).args(question).stdin(Stdio::null()).output();
        asked.is_ok_and(|answer| answer.status.success())
    };
    paths.find(|path| path.is_file()).filter(starts)
}
