//! Inputs of all sorts, from a seed: what people type at a shell, and how they get it wrong first.

use super::typist::{
    ALT_B, ALT_D, ALT_F, BACKSPACE, DELETE, DOWN, END, HOME, INSERT, LEFT, RIGHT, TAB, UP, ctrl, times,
};

const COMMANDS: [&str; 40] = [
    "ls -la PATH",
    "cat FILE",
    "grep -n WORD FILE",
    "grep -rn WORD PATH | head -NUMBER",
    "head -n NUMBER FILE",
    "wc -l FILE",
    "du -sh PATH",
    "find . -name \"*.txt\" -newer FILE",
    "echo WORD WORD NUMBER",
    "printf '%s\\n' WORD WORD",
    "date -u +%Y-%m-%d",
    "test -f FILE && echo WORD",
    "sort FILE | uniq -c | sort -rn",
    "awk '{print $1}' FILE | head -NUMBER",
    "sed -n '1,NUMBERp' FILE",
    "systemctl status SERVICE",
    "systemctl restart SERVICE && systemctl status SERVICE",
    "kubectl get pods -n WORD",
    "kubectl logs -n WORD deploy/SERVICE --tail=NUMBER",
    "docker ps -a",
    "docker inspect SERVICE | grep WORD",
    "aws s3 ls s3://WORD-backup/NUMBER/",
    "id",
    "whoami",
    "pwd",
    "cd PATH",
    "stat FILE",
    "export STAGE=WORD",
    "touch WORD-NUMBER.txt",
    "mkdir -p WORD/NUMBER",
    "tail -n NUMBER FILE > WORD.out",
    "cut -d, -f1 servers.csv | tail -n NUMBER",
    "journalctl -u SERVICE -n NUMBER --no-pager",
    "curl -s http://127.0.0.1:9/WORD",
    "ss -tlnp | grep NUMBER",
    "ps -ef | grep SERVICE",
    "true",
    "[ -d PATH ] || mkdir PATH",
    "echo \"WORD: NUMBER\" >> notes.txt",
    "basename PATH/FILE; dirname PATH/FILE",
];
const WORDS: [&str; 10] =
    ["billing", "alpha", "prod", "staging", "error", "timeout", "invoice", "tokyo", "retry", "canary"];
const FILES: [&str; 5] = ["notes.txt", "app.log", "servers.csv", "deploy-2026.sh", "config/app.conf"];
const PATHS: [&str; 5] = [".", "config", "logs", "/etc/hostname", "/nonexistent"];
const SERVICES: [&str; 5] = ["nginx", "payments", "redis", "worker", "sshd"];

/// Commands that answer alike on every machine.
pub const FUNCTIONS: &str = r#"
systemctl() { echo "* $2.service - the $2 daemon"; echo "     Active: active (running) since Mon; 3h ago"; }
kubectl() { printf 'NAME      READY   STATUS\napi-0     1/1     Running\napi-1     0/1     Pending\n'; }
docker() { echo "CONTAINER ID   IMAGE   COMMAND"; echo '0a1b2c3d4e5f   web     "/bin/run -> x"'; }
aws() { echo "2026-11-20 10:00:00       1234 report # 1.csv"; }
journalctl() { echo "Nov 23 05:58:51 host $2[311]: started"; }
curl() { printf '{"status":"ok","price":"$ 5"}'; echo; }
ss() { echo "LISTEN 0 128 0.0.0.0:22"; }
ps() { echo "root 1 0 0 05:00 ? 00:00:01 /sbin/init"; }
sudo() { "$@"; }
"#;

/// Somebody with a habit of correcting what they type.
pub struct Inputs {
    random: fastrand::Rng,
    earlier: Vec<String>,
}

impl Inputs {
    pub fn new(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed), earlier: Vec::new() }
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.random.usize(..from.len())]
    }

    /// A command as it should become.
    pub fn command(&mut self) -> String {
        let mut command = self.pick(&COMMANDS).to_owned();
        for (name, values) in [("FILE", &FILES[..]), ("PATH", &PATHS), ("WORD", &WORDS), ("SERVICE", &SERVICES)] {
            while command.contains(name) {
                let value = self.pick(values);
                command = command.replacen(name, value, 1);
            }
        }
        while command.contains("NUMBER") {
            let number = self.random.u32(1..40).to_string();
            command = command.replacen("NUMBER", &number, 1);
        }
        command
    }

    /// The keys of the next input in a shell with a line editor, without the last Enter.
    pub fn next(&mut self) -> String {
        let command = self.command();
        let keys = if self.random.u32(..5) < 2 { self.edited(&command) } else { command.clone() };
        self.earlier.push(command);
        keys
    }

    /// The same where the terminal edits: it knows how to erase a character, a word and the line.
    pub fn next_without_editor(&mut self) -> String {
        let command = self.command();
        let at = self.random.usize(1..=command.len());
        let (head, tail) = command.split_at(at);
        let keys = match self.random.u32(..8) {
            0 => format!("{head}xy{}{tail}", times(BACKSPACE, 2)),
            1 => format!("{head} wrong-word{}{tail}", ctrl('w')).replace("  ", " "),
            2 => format!("{head}{}{command}", ctrl('u')),
            _ => command.clone(),
        };
        self.earlier.push(command);
        keys
    }

    fn edited(&mut self, command: &str) -> String {
        let length = command.len();
        let at = self.random.usize(1..length);
        let (head, tail) = command.split_at(at);
        let wrong = self.pick(&["x", "sd", "qq", "lls"]);
        let word = self.pick(&WORDS);
        let near = length - self.random.usize(1..length.min(9));
        let (almost, rest) = command.split_at(near);
        let back = times(LEFT, rest.len());
        match self.random.u32(..20) {
            0 => format!("{head}{wrong}{}{tail}", times(BACKSPACE, wrong.len())),
            // A character that was forgotten.
            1 => format!("{almost}{}{back_one}{}{END}", &rest[1..], &rest[..1], back_one = times(LEFT, rest.len() - 1)),
            2 => format!("{command}{HOME}sudo {END}"),
            3 => format!("{command}{}time ", ctrl('a')),
            4 => format!("{almost}{wrong}{rest}{back}{}{}", times(LEFT, wrong.len()), times(DELETE, wrong.len())),
            5 => format!("{head} {word}{}{tail}", ctrl('w')),
            6 => format!("{head}{}{command}", ctrl('u')),
            7 => format!("{command} {word} {wrong}{}{}", times(ALT_B, 2), ctrl('k')),
            8 => format!("{command}{}{}cd . && {}", ctrl('a'), ctrl('k'), ctrl('y')),
            // Two characters in the wrong order.
            9 => {
                let mut letters: Vec<char> = command.chars().collect();
                letters.swap(length - 2, length - 1);
                format!("{}{}", letters.iter().collect::<String>(), ctrl('t'))
            }
            10 => format!("{command}{ALT_B}{word} {}", ctrl('e')),
            11 => format!("{command}{HOME}{ALT_D}{word}"),
            12 => format!("{command}{HOME}{ALT_F} --{word}{END}"),
            13 => times(UP, self.random.usize(1..4)),
            14 => format!("{}{} # {word}", times(UP, 2), END),
            15 => format!("{}{}{}{word}", times(UP, 3), times(DOWN, 1), times(BACKSPACE, 3)),
            16 => match self.earlier.last().filter(|earlier| earlier.len() > 4).cloned() {
                Some(earlier) => format!("{}{}", ctrl('r'), &earlier[..4]),
                None => command.to_owned(),
            },
            17 => match self.earlier.first().filter(|earlier| earlier.len() > 6).cloned() {
                Some(earlier) => format!("{}{}{END} | wc -l", ctrl('r'), &earlier[..5]),
                None => command.to_owned(),
            },
            18 => format!("{command} serv{TAB} not{TAB}"),
            _ => format!("{command}{back}{INSERT}{}{INSERT}{RIGHT}", &wrong[..1]),
        }
    }
}
