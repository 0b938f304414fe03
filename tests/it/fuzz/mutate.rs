//! Changes to a case that keep some of its structure.

use fastrand::Rng;
use serde_json::Value;

use super::case::{Events, events, file_of, streamed};
use super::pieces::{json, piece, pieces};

/// Most cases are no longer, in bytes.
const USUAL: usize = 64 << 10;
/// None is, about.
const MOST: usize = 2 << 20;

fn most(chance: &mut Rng) -> usize {
    if chance.u8(..) < 4 { MOST } else { USUAL }
}

/// A range within so many bytes, often a short one.
fn range(chance: &mut Rng, length: usize) -> std::ops::Range<usize> {
    let from = chance.usize(..=length);
    let longest = if chance.bool() { 40 } else { length };
    from..(from + chance.usize(..=longest)).min(length)
}

/// Changes bytes here and there.
pub fn bytes(of: &mut Vec<u8>, other: &[u8], chance: &mut Rng) {
    for _ in 0..chance.usize(1..6) {
        let at = chance.usize(..=of.len());
        match chance.u8(..14) {
            0 if at < of.len() => of[at] ^= 1 << chance.u8(..8),
            1 if at < of.len() => of[at] = chance.u8(..),
            2 => {
                of.drain(range(chance, of.len()));
            }
            3 => of.truncate(at),
            4 | 5 => {
                let part = of[range(chance, of.len())].to_vec();
                let most = most(chance);
                if !part.is_empty() && of.len() < most {
                    let times = chance.usize(1..=((most - of.len()) / part.len()).clamp(1, 2_000));
                    of.splice(at..at, part.repeat(times));
                }
            }
            6 => {
                let part = range(chance, other.len());
                of.splice(at..at, other[part].iter().copied());
            }
            7 => {
                let noise: Vec<u8> = (0..chance.usize(..200)).map(|_| chance.u8(..)).collect();
                of.splice(at..at, noise);
            }
            8 => {
                let times = chance.usize(1..300);
                of.splice(at..at, piece(chance).repeat(times).into_bytes());
            }
            9 if chance.u8(..) < 20 => {
                let length = [32_995, 33_000, 66_000, 200_000][chance.usize(..4)];
                let part = if of.is_empty() { b"x".to_vec() } else { of.clone() };
                *of = part.into_iter().cycle().take(length).collect();
            }
            _ => {
                of.splice(at..at, pieces(chance, 4).into_bytes());
            }
        }
    }
    of.truncate(MOST);
}

fn text(of: &str, other: &str, chance: &mut Rng) -> String {
    let mut changed = of.as_bytes().to_vec();
    bytes(&mut changed, other.as_bytes(), chance);
    String::from_utf8_lossy(&changed).into_owned()
}

/// Changes a message, within its lines where it is a record.
fn message(of: &str, other: &str, chance: &mut Rng) -> String {
    if let Ok(Value::Object(mut fields)) = serde_json::from_str::<Value>(of)
        && chance.u8(..10) > 0
    {
        if chance.u8(..12) == 0 {
            let name = fields.keys().nth(chance.usize(..fields.len().max(1))).cloned().unwrap_or_default();
            let odd = pieces(chance, 30).repeat(chance.usize(1..20));
            fields.insert(name, serde_json::from_str(&json(chance)).unwrap_or(Value::String(odd)));
        }
        if let Some(Value::Array(lines)) = fields.get_mut("sessionData") {
            for _ in 0..chance.usize(1..4) {
                let at = chance.usize(..=lines.len());
                let begins = lines.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
                match chance.u8(..8) {
                    0 => lines.insert(at, Value::String(pieces(chance, 12))),
                    1 if at < lines.len() => {
                        lines.remove(at);
                    }
                    2 if lines.len() < 1_000 => {
                        let times = chance.usize(1..100);
                        lines.splice(at..at, std::iter::repeat_n(Value::String(begins), times));
                    }
                    _ if at < lines.len() => lines[at] = Value::String(text(&begins, other, chance)),
                    _ => {}
                }
            }
        }
        return Value::Object(fields).to_string();
    }
    text(of, other, chance)
}

/// Changes the order, number, times and forms of events.
fn order(events: &mut Events, chance: &mut Rng) {
    let at = chance.usize(..events.len());
    let to = chance.usize(..events.len());
    match chance.u8(..16) {
        0 => {
            events.remove(at);
        }
        1 => events.swap(at, to),
        2 if events.len() < 2_000 => {
            let again = events[at].clone();
            let times = chance.usize(1..200).min(MOST / (again.1.len() + 1));
            events.splice(to..to, std::iter::repeat_n(again, times));
        }
        3 => events[at].0 = [0, -1, 1, i64::MIN, i64::MAX, 1_795_400_000_000][chance.usize(..6)],
        4 => events[at].0 = events[to].0,
        5 => chance.shuffle(events),
        6 => events.reverse(),
        7 => events.iter_mut().for_each(|event| event.0 = 1_795_400_000_000),
        8 => {
            // Torn in two.
            let (time, message) = events[at].clone();
            let cut = message.floor_char_boundary(chance.usize(..=message.len()));
            events[at].1.truncate(cut);
            events.insert(at + 1, (time, message[cut..].to_owned()));
        }
        9 => {
            let part = events[to].1.clone();
            events[at].1.push_str(&part);
        }
        10 => events.insert(at, (events[at].0, json(chance))),
        11 => {
            let lines: Vec<String> = (0..chance.usize(..6)).map(|_| pieces(chance, 8)).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            events.insert(at, (events[at].0, streamed(&lines)));
        }
        12 => {
            // The other form.
            let (_, message) = &mut events[at];
            *message = match serde_json::from_str::<Value>(message) {
                Ok(Value::Object(fields)) => {
                    let lines = fields.get("sessionData").and_then(Value::as_array).cloned().unwrap_or_default();
                    lines.iter().map(|line| line.as_str().unwrap_or_default()).collect::<Vec<_>>().join("\r\n")
                }
                _ => streamed(&message.split('\n').collect::<Vec<_>>()),
            };
        }
        13 => events.insert(0, (0, "Script started on 2026-11-23 05:58:51+00:00 [x]\r\n".to_owned())),
        14 => events[at].1.push_str(&" ".repeat([150_000, 200_000][chance.usize(..2)])),
        _ => {
            let kept = chance.usize(1..=events.len());
            events.truncate(kept);
        }
    }
}

/// Another file, made of one and pieces of another.
pub fn file(of: &[u8], other: &[u8], chance: &mut Rng) -> Vec<u8> {
    if chance.u8(..12) == 0 {
        let mut changed = of.to_vec();
        bytes(&mut changed, other, chance);
        return changed;
    }
    let mut changed = events(of);
    if changed.len() > 1 && chance.bool() {
        // A part of it: quick to read, quick to change.
        let part = range(chance, changed.len());
        changed = changed[part].to_vec();
    }
    let others = events(other);
    if changed.is_empty() || chance.u8(..8) == 0 && changed.len() + others.len() < 4_000 {
        let part = range(chance, others.len());
        changed.extend_from_slice(&others[part]);
    }
    if changed.is_empty() {
        changed.push((0, pieces(chance, 60)));
    }
    for _ in 0..chance.usize(1..5) {
        if changed.is_empty() || chance.u8(..3) == 0 && changed.iter().map(|event| event.1.len()).sum::<usize>() < MOST
        {
            changed.push((chance.i64(..), String::new()));
            order(&mut changed, chance);
            continue;
        }
        let at = chance.usize(..changed.len());
        let from = others.get(chance.usize(..=others.len())).map_or("", |event| event.1.as_str());
        changed[at].1 = message(&changed[at].1, from, chance);
    }
    file_of(&changed)
}

/// A terminal's bytes, made of a file or of nothing.
pub fn terminal(of: &[u8], other: &[u8], chance: &mut Rng) -> Vec<u8> {
    let mut made = match chance.u8(..3) {
        0 => pieces(chance, 40).into_bytes(),
        1 => of.to_vec(),
        _ => {
            let events = events(of);
            let at = chance.usize(..=events.len());
            events.get(at).map_or_else(Vec::new, |(_, message)| {
                if let Ok(fields) = serde_json::from_str::<Value>(message) {
                    fields["sessionData"][chance.usize(..4)].as_str().unwrap_or_default().as_bytes().to_vec()
                } else {
                    let part = range(chance, message.len());
                    message.as_bytes()[part].to_vec()
                }
            })
        }
    };
    bytes(&mut made, other, chance);
    made
}

/// A message, made of a file's or of nothing.
pub fn record(of: &[u8], other: &[u8], chance: &mut Rng) -> Vec<u8> {
    let events = events(of);
    let at = chance.usize(..=events.len());
    let Some((_, begun)) = events.get(at) else { return json(chance).into_bytes() };
    let mut made = if chance.bool() { message(begun, "", chance).into_bytes() } else { begun.clone().into_bytes() };
    if chance.bool() {
        bytes(&mut made, other, chance);
    }
    if chance.u8(..6) == 0 {
        let at = chance.usize(..=made.len());
        made.splice(at..at, json(chance).into_bytes());
    }
    made
}
