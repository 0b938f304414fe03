//! `query --check` and `query --check-file`: whether queries are right, without running them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::query;
use super::verb::Failure;
use crate::insights::{self, Diagnostic, Query, can_be_evaluated};
use crate::model::{LogClass, visible_line};

/// Whether everything was right: then the program ends with 0, else with 1.
pub type AllRight = bool;

/// One query: `-` reads it from standard input.
pub fn check(argument: &str, out: &mut impl Write) -> Result<AllRight, Failure> {
    let verdict = verdict(&query::text(argument)?);
    writeln!(out, "{verdict}")?;
    Ok(is_right(&verdict))
}

/// A file of `{"query": "…"}` lines, `-` for standard input: a verdict for each line, in order.
pub fn check_file(path: &Path, out: &mut impl Write) -> Result<AllRight, Failure> {
    if path == Path::new("-") {
        return check_lines(io::stdin().lock(), out);
    }
    let file = File::open(path).map_err(|error| Failure::Other(format!("{}: {error}", path.display())))?;
    check_lines(BufReader::new(file), out)
}

fn check_lines(mut lines: impl BufRead, out: &mut impl Write) -> Result<AllRight, Failure> {
    let mut all_right = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            out.flush()?;
            return Ok(all_right);
        }
        let verdict = line_verdict(&line);
        all_right &= is_right(&verdict);
        writeln!(out, "{verdict}")?;
    }
}

fn line_verdict(line: &[u8]) -> Value {
    let wrong = |message: String| json!({ "ok": false, "message": message, "start": 0, "end": 0 });
    match serde_json::from_slice::<Value>(line) {
        Err(error) => wrong(format!("the line is no JSON: {error}")),
        Ok(value) => match value.get("query").and_then(Value::as_str) {
            Some(text) => verdict(text),
            None => wrong("the line has no text named query".to_owned()),
        },
    }
}

fn is_right(verdict: &Value) -> bool {
    verdict["ok"] == true
}

/// `evaluated` tells whether this program can run the query itself, found by preparing it. Places
/// are in characters of the text.
fn verdict(text: &str) -> Value {
    match insights::parse_notes(text) {
        Err(found) => {
            let message = in_words(&found);
            let span = found.first().map_or(0..0, |first| first.span.clone());
            json!({ "ok": false, "message": message, "start": span.start, "end": span.end })
        }
        Ok(queries) => {
            let mut verdict = json!({ "ok": true, "evaluated": true });
            if let Some(reason) = queries.iter().find_map(reason_against) {
                verdict["evaluated"] = Value::Bool(false);
                verdict["reason"] = Value::String(reason);
            }
            if queries.len() > 1 {
                verdict["queries"] = queries.len().into();
            }
            verdict
        }
    }
}

/// Why a query cannot be evaluated here.
fn reason_against(query: &Query) -> Option<String> {
    let found = can_be_evaluated(query, LogClass::Standard).err()?;
    Some(in_words(&found))
}

/// All that is wrong, in English as the service says it.
fn in_words(found: &[Diagnostic]) -> String {
    let words: Vec<String> = found.iter().map(Diagnostic::to_string).collect();
    visible_line(&words.join("; ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(lines: &str) -> (AllRight, Vec<Value>) {
        let mut out = Vec::new();
        let right = check_lines(lines.as_bytes(), &mut out).unwrap();
        let verdicts =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (right, verdicts)
    }

    #[test]
    fn every_line_has_its_verdict() {
        let (right, verdicts) = checked(concat!(
            "{\"query\": \"fields a\"}\n",
            "{\"query\": \"fitler a = 1\"}\n",
            "no JSON\n",
            "\n",
            "{\"text\": \"fields a\"}\n",
            "{\"query\": \"pattern @message\"}"
        ));
        assert!(!right);
        assert_eq!(verdicts[0], json!({ "ok": true, "evaluated": true }));
        let message = "unknown command fitler; did you mean filter?";
        assert_eq!(verdicts[1], json!({ "ok": false, "message": message, "start": 0, "end": 6 }));
        for wrong in &verdicts[2..5] {
            assert_eq!((&wrong["ok"], &wrong["end"]), (&json!(false), &json!(0)));
        }
        assert_eq!((&verdicts[5]["ok"], &verdicts[5]["evaluated"]), (&json!(true), &json!(false)));
        assert_eq!(verdicts.len(), 6);
    }

    #[test]
    fn a_line_that_is_no_unicode_is_a_wrong_line() {
        let mut out = Vec::new();
        assert!(!check_lines(&b"{\"query\": \"\xff\"}\n"[..], &mut out).unwrap());
        assert!(String::from_utf8(out).unwrap().starts_with("{\"ok\":false"));
    }

    #[test]
    fn a_text_may_hold_several_queries() {
        let notes = "# all\nfields a\n| limit 5\n\n# some\nfilter a = 1";
        let (right, verdicts) = checked(&json!({ "query": notes }).to_string());
        assert!(right);
        assert_eq!(verdicts[0], json!({ "ok": true, "evaluated": true, "queries": 2 }));
        // A pipe that was forgotten is no second query.
        let (right, verdicts) = checked(&json!({ "query": "fields a\n\nfilter a = 1" }).to_string());
        assert!(!right);
        assert_eq!((&verdicts[0]["start"], &verdicts[0]["end"]), (&json!(10), &json!(16)));
    }
}
