//! What the SSM agent makes of a terminal's bytes on their way to CloudWatch Logs.
//!
//! Source: aws/amazon-ssm-agent, `agent/agentlogstocloudwatch/cloudwatchlogspublisher/cloudwatchlogsservice.go`,
//! `agent/session/shell/shell_unix.go` and `vendor/github.com/pborman/ansi`.

use std::fmt::Write;

use super::terminal::Shown;
use crate::{emulator::REGION, model::format_insights_time};

/// Whose session it is.
pub struct SessionFacts<'a> {
    pub id: &'a str,
    pub principal_arn: &'a str,
    pub os_user: &'a str,
    pub instance_id: &'a str,
}

/// The events of a streamed session, with their times: every second, `phase` milliseconds after the whole one,
/// the agent sends the lines that have been completed.
pub fn stream(facts: &SessionFacts<'_>, shown: &[Shown], phase: i64) -> Vec<(i64, String)> {
    let mut events = Vec::new();
    let mut pending: Vec<u8> = Vec::new();
    let mut lines: Vec<u8> = Vec::new();
    let mut tick: Option<i64> = None;
    for Shown { time, bytes } in shown {
        if let Some(due) = tick.filter(|due| time > due) {
            events.push((due, event(facts, due, &lines)));
            lines.clear();
            tick = None;
        }
        pending.extend_from_slice(bytes);
        if let Some(end) = memchr::memrchr(b'\n', &pending) {
            lines.extend(pending.drain(..=end));
            tick.get_or_insert_with(|| (time - phase).div_euclid(1000) * 1000 + 1000 + phase + (time & 1));
        }
    }
    // The end of a session flushes what is left, also without a newline.
    lines.append(&mut pending);
    if !lines.is_empty() {
        let last = shown.last().map_or(0, |last| last.time);
        let due = tick.unwrap_or((last - phase).div_euclid(1000) * 1000 + 1000 + phase);
        events.push((due, event(facts, due, &lines)));
    }
    events
}

/// A whole session as it is uploaded at its end: plain text between the lines of `script`. `plugin`: the session type.
pub fn upload(facts: &SessionFacts<'_>, shown: &[Shown], plugin: &str) -> (i64, String) {
    let end = shown.last().map_or(0, |last| last.time) + 1_400;
    let when = |time: i64| format_insights_time(time).get(..19).unwrap_or_default().to_owned();
    let bytes: Vec<u8> = shown.iter().flat_map(|shown| shown.bytes.iter().copied()).collect();
    let text = format!(
        "Script started on {}+00:00 [COMMAND=\"cat /var/lib/amazon/ssm/{}/session/orchestration/{}/{plugin}/ipcTempFile.log\" \
         <not executed on terminal>]\n{}\nScript done on {}+00:00 [COMMAND_EXIT_CODE=\"0\"]",
        when(end - 400),
        facts.instance_id,
        facts.id,
        String::from_utf8_lossy(&bytes),
        when(end - 300),
    );
    (end, text)
}

/// One streamed event: the agent's own order of keys, without spaces.
fn event(facts: &SessionFacts<'_>, time: i64, lines: &[u8]) -> String {
    let mut json = String::with_capacity(lines.len() + 360);
    json.push_str("{\"eventVersion\":\"1.0\",\"eventTime\":\"");
    json.push_str(&rfc3339(time));
    json.push_str("\",\"awsRegion\":\"");
    json.push_str(REGION);
    json.push_str("\",\"target\":{\"id\":");
    json_text(&mut json, facts.instance_id);
    json.push_str("},\"userIdentity\":{\"arn\":");
    json_text(&mut json, facts.principal_arn);
    json.push_str("},\"runAsUser\":");
    json_text(&mut json, facts.os_user);
    json.push_str(",\"sessionId\":");
    json_text(&mut json, facts.id);
    json.push_str(",\"sessionData\":[");
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    for (place, line) in lines.split(|byte| *byte == b'\n').enumerate() {
        if place > 0 {
            json.push(',');
        }
        json_text(&mut json, &clean(line));
    }
    json.push_str("]}");
    json
}

/// As the agent writes an event's time: whole seconds, UTC.
pub(super) fn rfc3339(time: i64) -> String {
    let mut text = format_insights_time(time);
    text.truncate(19);
    text = text.replace(' ', "T");
    text.push('Z');
    text
}

/// One line, cleaned all or not at all, then without returns and tabs. What is no UTF-8 after that
/// becomes one U+FFFD a byte.
fn clean(line: &[u8]) -> String {
    let stripped = strip(line);
    let bytes = stripped.as_deref().unwrap_or(line);
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\r' => {}
                '\t' => text.push(' '),
                other => text.push(other),
            }
        }
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// The line without escape sequences, or `None` where one of them is not understood: then the agent
/// leaves the whole line as it is. Bytes 0x80 to 0x9f are taken for C1 controls and go, though they
/// belong to UTF-8 characters.
fn strip(line: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            0x1b => match after.split_first() {
                Some((b'[', after)) => after_csi(after)?,
                Some((b']' | b'P', after)) => after_string(after)?,
                _ => return None,
            },
            0x9b => after_csi(after)?,
            0x8e | 0x8f => after.get(1..).unwrap_or_default(),
            0x80..=0x9f => after,
            _ => {
                kept.push(*first);
                after
            }
        };
    }
    Some(kept)
}

fn after_csi(rest: &[u8]) -> Option<&[u8]> {
    let end = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte))?;
    (0x40..=0x7e).contains(&rest[end]).then(|| &rest[end + 1..])
}

/// Ended by ESC \ and by nothing else: a BEL, as most terminals take it too, is an error.
fn after_string(rest: &[u8]) -> Option<&[u8]> {
    let end = rest.iter().position(|byte| *byte == 0x1b || *byte == 0x07)?;
    rest[end..].strip_prefix(b"\x1b\\")
}

/// As Go's `encoding/json` writes text.
fn json_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | char::REPLACEMENT_CHARACTER => {
                // Writing to a String cannot fail.
                let _written = write!(json, "\\u{:04x}", u32::from(character));
            }
            other => json.push(other),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cleaned_as_the_agent_does() {
        assert_eq!(clean(b"\x1b[?2004hsh-5.2$ \r\x1b[K\rsh-5.2$ whoami\r"), "sh-5.2$ sh-5.2$ whoami");
        // An edit leaves no trace.
        assert_eq!(clean(b"sh-5.2$ rm -rf /tmp/x\r\x1b[8C\x1b[Kls /tmp\r"), "sh-5.2$ rm -rf /tmp/xls /tmp");
        // A title ended by BEL keeps the whole line raw.
        assert_eq!(clean(b"\x1b]0;a\x07\x1b[?2004h$ ls\r"), "\u{1b}]0;a\u{7}\u{1b}[?2004h$ ls");
        assert_eq!(clean("日本語".as_bytes()), "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(clean("障害報告: x".as_bytes()), "\u{fffd}害報\u{fffd}: x");
        assert_eq!(clean(b"a\tb\x08c"), "a b\u{8}c");
    }

    #[test]
    fn an_event_is_written_as_go_writes_it() {
        let facts = SessionFacts { id: "s-1", principal_arn: "arn:x", os_user: "ssm-user", instance_id: "i-1" };
        assert_eq!(
            event(&facts, 1_795_413_531_090, b"sh-5.2$ a && b > c\r\nx\r\n"),
            "{\"eventVersion\":\"1.0\",\"eventTime\":\"2026-11-23T05:58:51Z\",\"awsRegion\":\"ap-northeast-1\",\
             \"target\":{\"id\":\"i-1\"},\"userIdentity\":{\"arn\":\"arn:x\"},\"runAsUser\":\"ssm-user\",\
             \"sessionId\":\"s-1\",\"sessionData\":[\"sh-5.2$ a \\u0026\\u0026 b \\u003e c\",\"x\"]}"
        );
    }

    #[test]
    fn a_line_waits_for_its_end() {
        let facts = SessionFacts { id: "s-1", principal_arn: "arn:x", os_user: "u", instance_id: "i-1" };
        let shown = [(10_000, "$ "), (20_000, "ls\r\n"), (20_100, "a\r\n$ "), (50_000, "exit\r\n")]
            .map(|(time, text)| Shown { time, bytes: text.as_bytes().to_vec() });
        let events = stream(&facts, &shown, 300);
        let times: Vec<i64> = events.iter().map(|(time, _)| *time).collect();
        assert_eq!(times, [20_300, 50_300]);
        assert!(events[0].1.ends_with("[\"$ ls\",\"a\"]}"), "{}", events[0].1);
    }
}
