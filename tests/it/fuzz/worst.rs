//! Logs made to take as long, and to hold as much, as can be.

use super::case::{Events, file_of, streamed};

/// How a log of about so many bytes is made.
type Make = fn(usize) -> Events;

pub const WORST: [(&str, Make); 34] = [
    ("one line", |size| text("x".repeat(size))),
    ("one prompt", |size| text(format!("sh-5.2$ {}", "ab ".repeat(size / 3)))),
    ("one streamed prompt", |size| lines(&[format!("sh-5.2$ {}", "x".repeat(size))])),
    ("one streamed line said twice", |size| lines(&[format!("sh-5.2$ {}", "xy z".repeat(size / 4))])),
    ("one line over many events", |size| {
        (0..=(size / 33_000)).map(|_| (0, streamed(&[&"x".repeat(33_000)]))).collect()
    }),
    ("uploads cut within lines", |size| {
        let piece = "ab\r\n".repeat(45_000);
        (0..=(size / piece.len())).map(|_| (0, piece[1..piece.len() - 3].to_owned())).collect()
    }),
    ("screens that never end", |size| text("\u{1b}[?1049hx\r\n".repeat(size / 11))),
    ("streamed screens that never end", |size| each(size, "\u{1b}[?1049hx")),
    ("streamed screens with other modes", |size| each(size, "\u{1b}[?1049;1hx")),
    ("one screen before all", |size| {
        let mut events = lines(&["\u{1b}[?1049h"]);
        events.extend(each(size, "\u{1b}[?25;1hsh-5.2$ ls"));
        events
    }),
    ("screens", |size| text("\u{1b}[?1049hx\r\ny\u{1b}[?1049l\r\n".repeat(size / 23))),
    ("edits that never end", |size| each(size, "\u{1b}[?2004hsh-5.2$ ls")),
    ("zsh edits that never end", |size| each(size, "me@host ~ % \u{1b}[K\u{1b}[?25;2004hls")),
    ("one paste that never ends", |size| text(format!("\u{1b}[?2004hsh-5.2$ {}", "ls -la\r\n".repeat(size / 8)))),
    ("empty edits", |size| text("\u{1b}[?2004h\u{1b}[?2004l\r".repeat(size / 17))),
    ("marks of the shell's own", |size| text("\u{1b}]133;A\u{7}\u{1b}]133;B\u{7}\u{1b}]133;C\u{7}".repeat(size / 24))),
    ("marks that do not end", |size| text(format!("{}\u{1b}[?2004h", "\u{1b}]133;A".repeat(size / 7)))),
    ("names", |size| (0..size / 140).map(|at| (0, streamed(&[&format!("[me{at}@host{at} x]$ ls")]))).collect()),
    ("prompts in lines of one event", |size| {
        lines(&(0..size / 24).map(|at| format!("u{}% ls", at.wrapping_mul(7_919) % 99_991)).collect::<Vec<_>>())
    }),
    ("prompts in a prompt", |size| text(format!("\u{1b}[?2004h{}\r\n\u{1b}[?2004l", "$ ".repeat(size / 2)))),
    ("open syntax", |size| {
        text(repeated("sh-5.2$ cat <<A <<B; if true; then (( \"x\r\n", "> if x; then ( \"$(a `\r\n", size))
    }),
    ("continued for ever", |size| text(repeated("sh-5.2$ echo \\\r\n", "> some more of it \\\r\n", size))),
    ("an interpreter that never ends", |size| text(repeated("sh-5.2$ python3\r\n", ">>> print(1)\r\n1\r\n", size))),
    ("backspaces", |size| lines(&[format!("sh-5.2$ {}{}x", "a".repeat(size / 2), "\u{8}".repeat(size / 2))])),
    ("steps to and fro", |size| {
        let line = format!("sh-5.2$ xa{}{}{}", "b".repeat(4_000), "\u{8}".repeat(4_002), "x\u{8}".repeat(4_000));
        lines(&vec![line; size / 16_000 + 1])
    }),
    ("combining marks", |size| text(format!("$ ab{}", "\u{300}x".repeat(size / 3)).replace('x', "\u{8}y"))),
    ("a row that is shifted", |size| {
        text(format!("{}\r{}", "x".repeat(size / 2), "\u{1b}[@\u{1b}[P".repeat(size / 12)))
    }),
    ("a row that is erased", |size| text(format!("{}{}", "x".repeat(size / 2), "\u{1b}[2Kx".repeat(size / 10)))),
    ("far jumps", |size| edits(size, "\u{1b}[9999Gx\r\n\u{1b}[999bx\u{1b}[99Bx\u{1b}[999L\u{1b}[2J\u{1b}[99;999Hx")),
    ("edits that go far down", |size| edits(size, "\u{1b}[9999Bx")),
    ("a long command and short output", |size| {
        text(repeated(&format!("$ read -x printx{}\r\n", " y".repeat(size / 4)), "a y ?\r\n", size / 2))
    }),
    ("a long name", |size| text(repeated(&format!("$ su {}\r\n", "y".repeat(size / 4)), "$ a\r\n", size / 2))),
    ("a long user", |size| {
        let mut events = lines(&["x"]);
        events[0].1 = events[0].1.replace("ssm-user", &"u".repeat(size / 4));
        events.extend(each(size / 2, "$ a"));
        events
    }),
    ("times the other way round", |size| {
        (0..size / 150)
            .rev()
            .map(|at| (i64::try_from(at).unwrap(), streamed(&[if at % 3 == 0 { "sh-5.2$ ls" } else { "x" }])))
            .collect()
    }),
];

pub fn worst(name: &str, size: usize) -> Vec<u8> {
    let (_, make) = WORST.iter().find(|(known, _)| *known == name).unwrap();
    file_of(&make(size))
}

/// One uploaded text.
fn text(text: String) -> Events {
    vec![(0, text)]
}

/// One streamed event.
fn lines<T: AsRef<str>>(lines: &[T]) -> Events {
    vec![(0, streamed(&lines.iter().map(AsRef::as_ref).collect::<Vec<_>>()))]
}

/// Streamed events of many such lines each.
fn each(size: usize, line: &str) -> Events {
    const LINES: usize = 100;
    let event = streamed(&[line; LINES]);
    vec![(0, event); size / ((line.len() + 3) * LINES) + 1]
}

/// Uploaded edits in which this was done.
fn edits(size: usize, done: &str) -> Events {
    let edit = format!("\u{1b}[?2004hsh-5.2$ {done}\r\n\u{1b}[?2004l\r");
    text(edit.repeat(size / edit.len() + 1))
}

fn repeated(first: &str, then: &str, size: usize) -> String {
    format!("{first}{}", then.repeat(size / then.len()))
}
