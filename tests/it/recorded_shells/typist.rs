//! Somebody who types into a shell, and the shells' own histories as what was typed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use session_lens::emulator::agent::Shown;

use super::{
    Recording,
    terminal::{Terminal, program},
};

pub const BACKSPACE: &str = "\u{7f}";
pub const LEFT: &str = "\u{1b}[D";
pub const RIGHT: &str = "\u{1b}[C";
pub const UP: &str = "\u{1b}[A";
pub const DOWN: &str = "\u{1b}[B";
pub const HOME: &str = "\u{1b}[H";
pub const END: &str = "\u{1b}[F";
pub const INSERT: &str = "\u{1b}[2~";
pub const DELETE: &str = "\u{1b}[3~";
pub const TAB: &str = "\t";
pub const ALT_B: &str = "\u{1b}b";
pub const ALT_D: &str = "\u{1b}d";
pub const ALT_F: &str = "\u{1b}f";

/// Ctrl with a letter.
pub fn ctrl(letter: char) -> String {
    char::from(u8::try_from(letter.to_ascii_uppercase()).unwrap() & 0x1f).to_string()
}

/// A key, pressed several times.
pub fn times(key: &str, count: usize) -> String {
    key.repeat(count)
}

/// Who keeps the truth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    Bash,
    Zsh,
    /// dash has no history, and the terminal edits its lines: the same keys go into a second terminal,
    /// where what it hands on is kept.
    Terminal,
}

/// How the terminal shows that a shell waits for input.
#[derive(Clone, Copy)]
pub enum Ready {
    /// The output ends in this.
    EndsIn(&'static str),
    /// This stands in the output, and no more comes.
    Shows(&'static str),
}

/// One shell's own history.
struct History {
    keeper: Keeper,
    /// Shells that were started in it: after how many entries, and which.
    inner: Vec<(usize, usize)>,
    /// Entries that the log cannot show: echo was off.
    unseen: BTreeSet<usize>,
    /// Entries that were pasted as one block and entered at once, and which of them is the last.
    pasted: BTreeMap<usize, usize>,
}

pub struct Typist {
    pub terminal: Terminal,
    ready: Vec<Ready>,
    folder: PathBuf,
    histories: Vec<History>,
    /// The shells that run in each other: their places in `histories`.
    open: Vec<usize>,
    twin: Option<Twin>,
}

/// The second terminal.
struct Twin {
    terminal: Terminal,
    kept: PathBuf,
    taken: usize,
    inputs: Vec<String>,
}

impl Typist {
    /// Sits down at a shell. `home` holds the shells' settings; they write their histories into
    /// `home/histories`, one file each, named by the order in which they start.
    pub fn at(shell: &Path, arguments: &[&str], home: &Path, keeper: Keeper, columns: u16, ready: Ready) -> Self {
        let folder = home.join("histories");
        let command = program(shell, home).args(arguments).env("HISTORIES", &folder).env("ENV", home.join(".shrc"));
        let terminal = Terminal::start(command, 80);
        let twin = (keeper == Keeper::Terminal).then(|| {
            let kept = home.join("kept");
            let command = program(Path::new("/bin/sh"), home)
                .args(["-c", "trap '' INT QUIT TSTP; echo ready; exec cat >\"$HOME/kept\""]);
            let terminal = Terminal::start(command, 80);
            terminal.wait_for(0, "ready", |shown| shown.ends_with(b"ready\r\n"));
            Twin { terminal, kept, taken: 0, inputs: Vec::new() }
        });
        let mut typist = Self { terminal, ready: vec![ready], folder, histories: Vec::new(), open: Vec::new(), twin };
        typist.histories.push(History { keeper, inner: Vec::new(), unseen: BTreeSet::new(), pasted: BTreeMap::new() });
        typist.open.push(0);
        typist.wait_ready(0);
        // The agent tells the shell the terminal's size once it runs.
        typist.terminal.resize(columns);
        typist
    }

    /// Presses keys that do not enter the line.
    pub fn keys(&self, keys: &str) {
        self.terminal.keys(keys);
        if let Some(twin) = &self.twin {
            twin.terminal.send(keys);
        }
    }

    fn wait_ready(&self, from: usize) {
        match self.ready.last().unwrap() {
            Ready::EndsIn(end) => self.terminal.wait_for(from, end, |shown| shown.ends_with(end.as_bytes())),
            Ready::Shows(mark) => {
                self.terminal.wait_for(from, mark, |shown| contains(shown, mark.as_bytes()));
                self.terminal.settle(Duration::from_millis(40));
            }
        }
    }

    fn press_enter(&mut self) -> usize {
        let from = self.terminal.length();
        self.terminal.send("\r");
        if let Some(twin) = &self.twin {
            twin.terminal.send("\r");
        }
        from
    }

    /// Takes what the terminal handed on as one input of so many lines.
    fn keep(&mut self, lines: usize) {
        let Some(twin) = &mut self.twin else { return };
        let mut input = String::new();
        for _ in 0..1_000 {
            let kept = fs::read(&twin.kept).unwrap_or_default();
            let kept = String::from_utf8_lossy(&kept[twin.taken.min(kept.len())..]).into_owned();
            let mut ends = kept.match_indices('\n').map(|(end, _)| end);
            if let Some(end) = ends.nth(lines - 1) {
                kept[..end].clone_into(&mut input);
                twin.taken += end + 1;
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        if !input.trim().is_empty() {
            twin.inputs.push(input);
        }
    }

    /// Enters the line and waits for the next prompt.
    pub fn enter(&mut self) {
        let from = self.press_enter();
        self.wait_ready(from);
        self.keep(1);
    }

    /// Types a line and enters it.
    pub fn line(&mut self, keys: &str) {
        self.keys(keys);
        self.enter();
    }

    /// Types several lines that the shell takes as one command; it asks for each with `asks`.
    pub fn block(&mut self, lines: &[&str], asks: &str) {
        let (last, first) = lines.split_last().unwrap();
        for line in first {
            self.keys(line);
            let from = self.press_enter();
            self.terminal.wait_for(from, asks, |shown| contains(shown, b"\n") && shown.ends_with(asks.as_bytes()));
        }
        self.keys(last);
        let from = self.press_enter();
        self.wait_ready(from);
        self.keep(lines.len());
    }

    /// Pastes, as terminals do where the shell asked for marks around it, and enters it.
    pub fn paste(&mut self, text: &str) {
        let before = self.terminal.length();
        self.terminal.send(&format!("\u{1b}[200~{}\u{1b}[201~", text.replace('\n', "\r")));
        let last = text.lines().last().unwrap().as_bytes().to_vec();
        self.terminal.wait_for(before, "the pasted text", |shown| contains(shown, &last));
        self.terminal.settle(Duration::from_millis(20));
        let shell = *self.open.last().unwrap();
        let first = self.entries(shell).len();
        self.enter();
        let last = self.entries(shell).len() - 1;
        self.histories[shell].pasted.insert(first, last);
    }

    /// Abandons the line.
    pub fn abandon(&mut self) {
        // bash misses the signal while it still draws.
        self.terminal.settle(Duration::from_millis(25));
        let from = self.terminal.length();
        self.keys(&ctrl('c'));
        self.wait_ready(from);
    }

    /// Types a line that asks for something else than a command, answers each question, and waits for the
    /// next prompt. The questions are what the terminal shows last before each answer.
    pub fn dialogue(&mut self, line: &str, answers: &[(&str, &str)]) {
        self.keys(line);
        let mut from = self.press_enter();
        for (question, keys) in answers {
            self.terminal.wait_for(from, question, |shown| contains(shown, question.as_bytes()));
            self.terminal.settle(Duration::from_millis(15));
            from = self.terminal.length();
            self.keys(keys);
        }
        self.wait_ready(from);
        self.keep(1);
        // The answers' lines are no commands.
        for _ in 0..answers.iter().map(|(_, keys)| keys.matches('\r').count()).sum() {
            self.drop_line();
        }
    }

    fn drop_line(&mut self) {
        let inputs = self.twin.as_ref().map_or(0, |twin| twin.inputs.len());
        self.keep(1);
        if let Some(twin) = &mut self.twin {
            twin.inputs.truncate(inputs);
        }
    }

    /// Starts another shell that keeps a history, with a prompt of its own.
    pub fn begin_shell(&mut self, line: &str, keeper: Keeper, ready: Ready) {
        let outer = *self.open.last().unwrap();
        let entries = self.entries(outer).len();
        let inner = self.histories.len();
        self.histories[outer].inner.push((entries + 1, inner));
        self.histories.push(History { keeper, inner: Vec::new(), unseen: BTreeSet::new(), pasted: BTreeMap::new() });
        self.open.push(inner);
        self.ready.push(ready);
        self.line(line);
    }

    /// Ends the inner shell.
    pub fn end_shell(&mut self, line: &str) {
        self.open.pop();
        self.ready.pop();
        self.line(line);
    }

    /// Changes the prompt.
    pub fn new_prompt(&mut self, line: &str, ready: Ready) {
        *self.ready.last_mut().unwrap() = ready;
        self.line(line);
    }

    /// Switches echo off with one line, on again with the last of others that nobody sees.
    pub fn unseen_block(&mut self, off: &str, unseen: &[&str]) {
        self.line(off);
        for line in unseen {
            let shell = *self.open.last().unwrap();
            let entry = self.entries(shell).len();
            self.histories[shell].unseen.insert(entry);
            self.line(line);
        }
    }

    /// Whether another user's shell can be started: for root only, and where there is that user.
    pub fn can_be(user: &str) -> bool {
        let run = |arguments: &[&str]| Command::new(arguments[0]).args(&arguments[1..]).output();
        run(&["su", "-s", "/bin/sh", "-c", "exit 7", user]).is_ok_and(|done| done.status.code() == Some(7))
    }

    /// Leaves, and gives the recording.
    pub fn end(self, name: &'static str, last: Option<&str>) -> Recording {
        let (shown, typed) = self.leave(last);
        Recording { name, shown, typed }
    }

    fn entries(&self, shell: usize) -> Vec<String> {
        if let Some(twin) = &self.twin {
            return twin.inputs.clone();
        }
        let file = self.folder.join(format!("{shell:02}"));
        let bytes = fs::read(&file).unwrap_or_default();
        match self.histories[shell].keeper {
            Keeper::Zsh => of_zsh(&bytes),
            _ => of_bash(&bytes),
        }
    }

    /// Leaves with the shell's last command, or, where there is none, as a lost connection does. Gives what
    /// the terminal showed, and what was typed.
    fn leave(mut self, last: Option<&str>) -> (Vec<Shown>, Vec<String>) {
        if let Some(last) = last {
            self.keys(last);
            self.press_enter();
            self.keep(1);
        }
        let Self { terminal, folder, histories, twin, .. } = self;
        let pieces = terminal.finish(last.is_some());
        let typed = match twin {
            Some(twin) => {
                twin.terminal.finish(false);
                let seen = |place: &usize| !histories[0].unseen.contains(place);
                (0..).zip(twin.inputs).filter(|(place, _)| seen(place)).map(|(_, input)| input).collect()
            }
            None => typed_in(0, &histories, &folder),
        };
        (pieces, typed)
    }
}

fn typed_in(shell: usize, histories: &[History], folder: &Path) -> Vec<String> {
    let history = &histories[shell];
    let bytes = fs::read(folder.join(format!("{shell:02}"))).unwrap_or_default();
    let entries = if history.keeper == Keeper::Zsh { of_zsh(&bytes) } else { of_bash(&bytes) };
    let mut typed: Vec<String> = Vec::new();
    let goes_on = |place: usize| history.pasted.iter().any(|(first, last)| *first < place && place <= *last);
    for (place, entry) in entries.into_iter().enumerate() {
        match typed.last_mut() {
            Some(begun) if goes_on(place) => {
                begun.push('\n');
                begun.push_str(&entry);
            }
            _ if history.unseen.contains(&place) => {}
            _ => typed.push(entry),
        }
        for (_, inner) in history.inner.iter().filter(|(after, _)| *after == place + 1) {
            typed.extend(typed_in(*inner, histories, folder));
        }
    }
    typed
}

/// bash writes a line with the time before each command, which may have several lines.
fn of_bash(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut entries: Vec<String> = Vec::new();
    for line in text.lines() {
        let is_time = line.strip_prefix('#').is_some_and(|time| time.len() > 8 && time.parse::<u64>().is_ok());
        match entries.last_mut() {
            _ if is_time => entries.push(String::new()),
            Some(entry) if entry.is_empty() => line.clone_into(entry),
            Some(entry) => {
                entry.push('\n');
                entry.push_str(line);
            }
            None => {}
        }
    }
    entries
}

/// zsh writes `: time:0;command`, a backslash before each newline inside of it, and some bytes as 0x83 and
/// the byte with one bit turned.
fn of_zsh(bytes: &[u8]) -> Vec<String> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        plain.push(if *byte == 0x83 { bytes.next().map_or(0, |next| next ^ 0x20) } else { *byte });
    }
    let text = String::from_utf8_lossy(&plain).replace("\\\n", "\u{1}");
    let command = |line: &str| line.split_once(';').map(|(_, command)| command.replace('\u{1}', "\n"));
    text.lines().filter_map(command).collect()
}

pub fn contains(shown: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(shown, what).is_some()
}
