//! Pieces that act on terminals, look like prompts or leave something open.

use fastrand::Rng;

const FIXED: [&str; 76] = [
    "\u{1b}[?2004h",
    "\u{1b}[?2004l",
    "\u{1b}[?2004h\u{1b}[?2004l\r",
    "\u{1b}[?1049h",
    "\u{1b}[?1049l",
    "\u{1b}[?1049;1h",
    "\u{1b}[?25;2004h",
    "\u{1b}[?47h",
    "\u{1b}[?1047l",
    "\u{1b}]133;A\u{7}",
    "\u{1b}]133;B\u{7}",
    "\u{1b}]133;C\u{7}",
    "\u{1b}]133;C;cmdline_url=ls%20%2f\u{7}",
    "\u{1b}]133;D;0\u{1b}\\",
    "\u{1b}]133;A",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]0;",
    "\u{1b}P",
    "\u{1b}\\",
    "\u{1b}(B",
    "\u{1b}c",
    "\u{1b}7",
    "\u{1b}8",
    "\u{1b}M",
    "\u{1b}D",
    "\u{1b}=",
    "\u{1b}>",
    "\u{1b}",
    "\u{9b}",
    "\u{8}",
    "\u{8} \u{8}",
    "\u{7}",
    "\r",
    "\n",
    "\r\n",
    " \r",
    "\r\r\n",
    "\0",
    "\u{b}",
    "\u{c}",
    "\t",
    "\u{7f}",
    "\u{fffd}",
    "\u{300}",
    "\u{200d}",
    "\u{202e}",
    "漢",
    "👩\u{200d}👩",
    "ﾊ",
    "e\u{301}",
    "^C",
    "^[[D",
    "(reverse-i-search)`': ",
    "sh-5.2$ ",
    "$ ",
    "# ",
    "> ",
    "[me@host ~]$ ",
    "root@host:~# ",
    "me@host ~ % ",
    ">>> ",
    "sqlite> ",
    "mysql> ",
    "    -> ",
    "\u{1b}[1m\u{1b}[7m%\u{1b}[27m\u{1b}[1m\u{1b}[0m",
    "\u{1b}[0m\u{1b}[27m\u{1b}[24m\u{1b}[J",
    "\u{1b}[?1h\u{1b}=",
    "\u{1b}[?1l\u{1b}>",
    "\u{1b}[7m",
    "\u{1b}[27m",
    "Script started on 2026-11-23 05:58:51+00:00 [x]\r\n",
    "\nScript done on 2026-11-23\r\n",
    "Password:",
    "Do you want to continue? [Y/n] y",
    "sh: foo: command not found",
    "exit",
];

const COMMANDS: [&str; 30] = [
    "ls -la",
    "sudo -i",
    "su - bob",
    "stty -echo",
    "printf x",
    "read -p 'Name: ' n",
    "cat <<EOF",
    "EOF",
    "if true; then",
    "fi",
    "for i in 1 2; do",
    "done",
    "echo \"a",
    "echo 'a",
    "case $x in",
    "esac",
    "(((",
    "f() {",
    "}",
    "ls \\",
    "ls |",
    "!!",
    "^a^b",
    "python3",
    "sqlite3 x.db",
    "vim x",
    "exec bash",
    "PS1='> '",
    "(sleep 1; echo finished) &",
    "echo -e '\\e[?2004h'",
];

fn number(chance: &mut Rng) -> u32 {
    const ODD: [u32; 12] = [0, 1, 2, 20, 79, 80, 81, 255, 999, 4_096, 65_535, 99_999_999];
    if chance.bool() { ODD[chance.usize(..ODD.len())] } else { chance.u32(..200) }
}

fn sequence(chance: &mut Rng) -> String {
    const FINAL: &[u8] = b"ABCDEFGHJKLMPSTX@`abdefghilmnrsu";
    let end = char::from(FINAL[chance.usize(..FINAL.len())]);
    let first = number(chance);
    match chance.u8(..6) {
        0 => format!("\u{1b}[{end}"),
        1 => format!("\u{1b}[{first};{}{end}", number(chance)),
        2 => format!("\u{1b}[?{first}{end}"),
        3 => format!("\u{1b}[{}{end}", format!("{first};").repeat(chance.usize(1..40))),
        _ => format!("\u{1b}[{first}{end}"),
    }
}

fn word(chance: &mut Rng) -> String {
    (0..chance.usize(1..9)).map(|_| chance.alphanumeric()).collect()
}

/// A piece of any kind.
pub fn piece(chance: &mut Rng) -> String {
    match chance.u8(..20) {
        0..6 => FIXED[chance.usize(..FIXED.len())].to_owned(),
        6..11 => sequence(chance),
        11..14 => COMMANDS[chance.usize(..COMMANDS.len())].to_owned(),
        14 => format!("{}{}\r\n", FIXED[chance.usize(53..64)], COMMANDS[chance.usize(..COMMANDS.len())]),
        15 => format!("{}@{}:~{} ", word(chance), word(chance), ['$', '#', '%', '>'][chance.usize(..4)]),
        16 => format!("{}{}", FIXED[chance.usize(29..50)].repeat(chance.usize(1..400)), word(chance)),
        17 => " ".repeat(number(chance).min(5_000) as usize),
        18 => chance.char('\0'..=char::MAX).to_string(),
        _ => word(chance),
    }
}

/// Pieces one after the other.
pub fn pieces(chance: &mut Rng, most: usize) -> String {
    (0..chance.usize(1..=most)).map(|_| piece(chance)).collect()
}

/// What JSON may be where a record is looked for.
pub fn json(chance: &mut Rng) -> String {
    const ODD: [&str; 16] = [
        "null",
        "[]",
        "{}",
        "1e308",
        "-0",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[[[[]]]]",
        "{\"id\":1}",
        "{\"id\":\"i-1\",\"id\":2}",
        "true",
        "\"\"",
        "[\"\"]",
        "[null,1,\"a\"]",
        "{\"arn\":\"a/b:c\"}",
        "18446744073709551616",
    ];
    const NAMES: [&str; 9] = [
        "eventVersion",
        "eventTime",
        "awsRegion",
        "target",
        "userIdentity",
        "runAsUser",
        "sessionId",
        "sessionData",
        "other",
    ];
    match chance.u8(..6) {
        0 => "[".repeat(chance.usize(1..3_000)),
        1 => "{\"sessionData\":".repeat(chance.usize(1..300)),
        2 => format!("{{\"sessionData\":[{}\"\"]}}", "0,".repeat(chance.usize(1..2_000))),
        _ => {
            let fields: Vec<String> = (0..chance.usize(1..10))
                .map(|_| format!("\"{}\":{}", NAMES[chance.usize(..NAMES.len())], ODD[chance.usize(..ODD.len())]))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
    }
}
