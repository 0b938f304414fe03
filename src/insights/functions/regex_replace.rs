use std::cell::RefCell;

use regex::Regex;

use super::Context;
use super::text::text;
use crate::insights::choices::LONGEST_TEXT;
use crate::insights::regexes;
use crate::insights::value::Value;

/// Compiled expressions that a thread keeps. A query has few of them, and they are the same for
/// every event.
const MOST_KEPT: usize = 16;

thread_local! {
    static KEPT: RefCell<Vec<(String, Option<Regex>)>> = const { RefCell::new(Vec::new()) };
}

/// `regexReplace(text, regex, replacement)`; nothing where the expression cannot be used.
pub(super) fn call<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let (Some(value), Some(source), Some(by)) = (text(arguments, 0), text(arguments, 1), text(arguments, 2)) else {
        return Value::Null;
    };
    let Some(regex) = compiled(&source) else { return Value::Null };
    let pieces = pieces(&by);
    let mut made = String::with_capacity(value.len());
    let mut done = 0;
    for captures in regex.captures_iter(&value) {
        let Some(whole) = captures.get(0) else { continue };
        made.push_str(&value[done..whole.start()]);
        done = whole.end();
        for piece in &pieces {
            match piece {
                Piece::Text(text) => made.push_str(text),
                Piece::Group(group) => made.push_str(captures.get(*group).map_or("", |group| group.as_str())),
            }
        }
        if made.len() > LONGEST_TEXT {
            return Value::Null;
        }
    }
    made.push_str(&value[done..]);
    Value::text(made)
}

enum Piece<'t> {
    Text(&'t str),
    Group(usize),
}

/// `\0` to `\9` are groups, `\\` is a backslash; any other backslash is one, too.
fn pieces(replacement: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = replacement;
    while let Some(place) = rest.find('\\') {
        let (before, from) = rest.split_at(place);
        pieces.push(Piece::Text(before));
        let (piece, length) = match from.as_bytes().get(1) {
            Some(digit @ b'0'..=b'9') => (Piece::Group(usize::from(digit - b'0')), 2),
            Some(b'\\') => (Piece::Text("\\"), 2),
            _ => (Piece::Text("\\"), 1),
        };
        pieces.push(piece);
        rest = &from[length..];
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn compiled(source: &str) -> Option<Regex> {
    KEPT.with_borrow_mut(|kept| {
        if let Some((_, regex)) = kept.iter().find(|(known, _)| known == source) {
            return regex.clone();
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        let regex = regexes::compile(source).ok();
        kept.push((source.to_owned(), regex.clone()));
        regex
    })
}
