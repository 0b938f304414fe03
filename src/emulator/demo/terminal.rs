use super::{
    company::{Instance, System},
    random::Random,
    script::{Block, Part, Step, Template},
};
use crate::model::format_insights_time;

/// Bytes that the terminal has shown by some time.
pub struct Shown {
    /// Milliseconds since 1970, UTC.
    pub time: i64,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shell {
    /// bash as `sh`: `sh-5.2$ `
    Posix,
    Bash,
    Dash,
}

/// A person at a terminal, and what it shows: echo, prompts, output, line editing.
pub(super) struct Terminal<'a> {
    instance: &'a Instance,
    os_user: &'a str,
    random: Random,
    /// Milliseconds since 1970, UTC.
    time: i64,
    width: usize,
    shell: Shell,
    root: bool,
    directory: String,
    /// The prompt of a program that runs in the shell.
    program_prompt: Option<String>,
    prompt_is_shown: bool,
    fresh: bool,
    names: Vec<(&'static str, String)>,
    shown: Vec<Shown>,
}

impl<'a> Terminal<'a> {
    pub fn new(instance: &'a Instance, os_user: &'a str, mut random: Random, time: i64) -> Self {
        let width = random.pick(&[80, 80, 100, 120, 132, 200]).copied().unwrap_or(80);
        let shell = if instance.system == System::Ubuntu { Shell::Dash } else { Shell::Posix };
        Self {
            instance,
            os_user,
            random,
            time,
            width,
            shell,
            root: false,
            directory: "~".to_owned(),
            program_prompt: None,
            prompt_is_shown: false,
            fresh: true,
            names: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// What the session document types before the person can.
    pub fn run_profile(&mut self) {
        let profile = "cd ~; exec bash";
        self.show(format!("{profile}\r\n"));
        self.time += self.random.between(100, 300);
        self.show_prompt();
        self.show(format!("{profile}\r\n"));
        self.prompt_is_shown = false;
        self.shell = Shell::Bash;
        self.fresh = true;
        self.time += self.random.between(150, 700);
    }

    pub fn play(&mut self, block: &Block) {
        self.names = self.new_names();
        for step in block {
            match step {
                Step::Typed(text) => {
                    self.program_prompt = None;
                    let text = self.fill(text);
                    self.type_line(&text);
                    if let Some(directory) = text.strip_prefix("cd ") {
                        directory.clone_into(&mut self.directory);
                    }
                }
                Step::Answered(text) => {
                    let text = self.fill(text);
                    self.type_line(&text);
                }
                Step::Shown(text) => {
                    let text = self.fill(text);
                    self.show(format!("{text}\r\n"));
                }
                Step::Raw(text) => {
                    let text = self.fill(text);
                    self.show(text);
                }
                Step::Wait(seconds) => self.time += seconds * 1000 + self.random.between(0, 900),
                Step::Prompt(text) => self.program_prompt = Some(self.fill(text)),
                Step::Root => {
                    self.root = true;
                    "~".clone_into(&mut self.directory);
                }
                Step::Back => {
                    self.root = false;
                    "~".clone_into(&mut self.directory);
                }
            }
        }
        self.program_prompt = None;
    }

    /// Leaves the shell, and root's before it.
    pub fn leave(mut self) -> Vec<Shown> {
        self.program_prompt = None;
        if self.root {
            self.type_line("exit");
            self.show("exit\r\n".to_owned());
            self.root = false;
        }
        self.type_line("exit");
        if self.shell != Shell::Dash {
            self.show("exit\r\n".to_owned());
        }
        self.shown
    }

    /// The connection is gone: nothing more is shown.
    pub fn lose(self) -> Vec<Shown> {
        self.shown
    }

    fn type_line(&mut self, text: &str) {
        self.time += self.random.between(1_200, 16_000);
        if !self.prompt_is_shown {
            self.show_prompt();
        }
        if self.random.chance(12) && self.program_prompt.is_none() {
            let half = text.chars().take(text.chars().count() / 2).collect::<String>();
            self.show(format!("{half}^C\r\n"));
            self.time += self.random.between(1_500, 6_000);
            self.show_prompt();
        }
        let echo = self.echo(text);
        self.time += text.chars().map(|_| self.random.between(40, 140)).sum::<i64>();
        let after = if self.brackets_paste() { "\u{1b}[?2004l\r" } else { "" };
        self.show(format!("{echo}\r\n{after}"));
        self.prompt_is_shown = false;
        self.time += self.random.between(20, 400);
    }

    /// What the line editor shows while a line is typed, with a slip now and then.
    fn echo(&mut self, text: &str) -> String {
        let prompt_width = self.prompt_text().chars().count();
        let edits = self.shell != Shell::Dash && self.program_prompt.is_none();
        let slip_at = self.random.chance(60).then(|| self.random.place(text.chars().count()));
        let erase = if edits { "\u{8}\u{1b}[K" } else { "\u{8} \u{8}" };
        let mut echo = String::with_capacity(text.len() + 16);
        if self.random.chance(8) {
            let other = *self.random.pick(&["ls -la /var/log", "sudo systemctl restart ", "cd /opt"]).unwrap_or(&"ls");
            echo.push_str(other);
            // readline goes back by a return where that is shorter, else step by step.
            if edits && prompt_width + 1 < other.len() {
                echo.extend(["\r", &"\u{1b}[C".repeat(prompt_width), "\u{1b}[K"]);
            } else if edits {
                echo.extend([&"\u{8}".repeat(other.len()), "\u{1b}[K"]);
            } else {
                echo.push_str(&"\u{8} \u{8}".repeat(other.len()));
            }
        }
        let mut column = prompt_width;
        for (place, character) in text.chars().enumerate() {
            if slip_at == Some(place) {
                echo.push(char::from(*self.random.pick(b"asdfjkl;eio").unwrap_or(&b'x')));
                echo.push_str(erase);
            }
            echo.push(character);
            column += if character.is_ascii() { 1 } else { 2 };
            // readline wraps itself: a space and a return to the margin.
            if edits && column >= self.width {
                echo.push_str(" \r");
                column = 0;
            }
        }
        echo
    }

    fn show_prompt(&mut self) {
        let text = self.prompt_text();
        let mut bytes = String::new();
        let in_shell = self.program_prompt.is_none();
        if in_shell && self.shell == Shell::Bash && self.instance.titled {
            let user = if self.root { "root" } else { self.os_user };
            bytes.extend(["\u{1b}]0;", user, "@", &self.instance.host, ":", &self.directory, "\u{7}"]);
        }
        if in_shell && self.brackets_paste() {
            bytes.push_str("\u{1b}[?2004h");
        }
        bytes.push_str(&text);
        // The terminal's size arrives after the first prompt, which is drawn again.
        if self.fresh && in_shell && self.shell != Shell::Dash {
            bytes.extend(["\r\u{1b}[K\r", &text]);
        }
        self.fresh = false;
        self.prompt_is_shown = true;
        self.show(bytes);
    }

    fn prompt_text(&self) -> String {
        if let Some(prompt) = &self.program_prompt {
            return prompt.clone();
        }
        let Instance { host, system, .. } = self.instance;
        let user = if self.root { "root" } else { self.os_user };
        let mark = if self.root { '#' } else { '$' };
        match (self.shell, system) {
            (Shell::Dash, _) if !self.root => "$ ".to_owned(),
            (Shell::Dash | Shell::Bash, System::Ubuntu) => format!("{user}@{host}:{}{mark} ", self.directory),
            (Shell::Posix, System::AmazonLinux2) if !self.root => "sh-4.2$ ".to_owned(),
            (Shell::Posix, _) if !self.root => "sh-5.2$ ".to_owned(),
            _ => {
                let directory = self.directory.rsplit_once('/').map_or(self.directory.as_str(), |(_, last)| last);
                format!("[{user}@{host} {directory}]{mark} ")
            }
        }
    }

    fn brackets_paste(&self) -> bool {
        self.instance.system != System::AmazonLinux2
            && self.program_prompt.is_none()
            && (self.shell != Shell::Dash || self.root)
    }

    fn show(&mut self, text: String) {
        self.shown.push(Shown { time: self.time, bytes: text.into_bytes() });
    }

    fn fill(&mut self, template: &Template) -> String {
        let mut text = String::new();
        for part in &template.0 {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Number(low, high) => text.push_str(&self.random.between(*low, *high).to_string()),
                Part::Name(name) => match name.as_str() {
                    "host" => text.push_str(&self.instance.host),
                    "name" => text.push_str(&self.instance.name),
                    "instance" => text.push_str(&self.instance.id),
                    "user" => text.push_str(if self.root { "root" } else { self.os_user }),
                    "date" => text.push_str(format_insights_time(self.time).get(..10).unwrap_or_default()),
                    "time" => text.push_str(format_insights_time(self.time).get(11..19).unwrap_or_default()),
                    "day" => text.push_str(&short_day(self.time)),
                    other => {
                        if let Some((_, value)) = self.names.iter().find(|(name, _)| *name == other) {
                            text.push_str(value);
                        }
                    }
                },
            }
        }
        text
    }

    /// What stays the same within one block.
    fn new_names(&mut self) -> Vec<(&'static str, String)> {
        let random = &mut self.random;
        let customers = ["1001-hokusei", "1002-minato", "1017-asahikawa", "1040-tsubaki", "1066-kuroshio"];
        vec![
            ("order", random.between(1_040_000, 1_999_999).to_string()),
            ("release", format!("2026.{}.{}", random.between(1, 11), random.between(1, 30))),
            ("pid", random.between(1_200, 32_000).to_string()),
            ("hex", random.text(8, b"0123456789abcdef")),
            ("commit", random.text(7, b"0123456789abcdef")),
            ("ip", format!("203.0.113.{}", random.between(2, 250))),
            ("inner", format!("10.0.{}.{}", random.between(10, 99), random.between(4, 250))),
            ("customer", (*random.pick(&customers).unwrap_or(&"1001")).to_owned()),
        ]
    }
}

/// `Nov 23`
fn short_day(time: i64) -> String {
    jiff::Timestamp::from_millisecond(time).map(|time| time.strftime("%b %e").to_string()).unwrap_or_default()
}
