//! What is typed and shown in the demo's sessions: `assets/demo/scripts.txt`, whose head says its form.

use std::collections::BTreeMap;

/// Text with gaps.
pub(super) struct Template(pub Vec<Part>);

pub(super) enum Part {
    Text(String),
    /// A name that the session fills in.
    Name(String),
    /// A number between these.
    Number(i64, i64),
}

pub(super) enum Step {
    /// Typed at the shell's prompt.
    Typed(Template),
    /// Typed at a program's prompt.
    Answered(Template),
    Shown(Template),
    /// Shown as it is, without a new line.
    Raw(Template),
    /// Seconds that pass.
    Wait(i64),
    /// The prompt of the program that reads from now on.
    Prompt(Template),
    /// The shell is root's from now on.
    Root,
    /// The shell is the first one again.
    Back,
}

/// A piece of work.
pub(super) type Block = Vec<Step>;

/// The blocks of each trade.
pub(super) struct Scripts(BTreeMap<String, Vec<Block>>);

impl Scripts {
    pub fn load() -> Self {
        let mut blocks: BTreeMap<String, Vec<Block>> = BTreeMap::new();
        let mut trades: Vec<String> = Vec::new();
        for line in include_str!("../../../assets/demo/scripts.txt").lines() {
            if let Some(names) = line.strip_prefix("== ") {
                trades = names.split_whitespace().map(str::to_owned).collect();
                for trade in &trades {
                    blocks.entry(trade.clone()).or_default().push(Block::new());
                }
            } else {
                for trade in &trades {
                    if let (Some(step), Some(block)) =
                        (step(line), blocks.get_mut(trade).and_then(|blocks| blocks.last_mut()))
                    {
                        block.push(step);
                    }
                }
            }
        }
        Self(blocks)
    }

    pub fn of(&self, trade: &str) -> &[Block] {
        self.0.get(trade).map(Vec::as_slice).unwrap_or_default()
    }
}

fn step(line: &str) -> Option<Step> {
    let rest = || template(line.get(2..).unwrap_or_default());
    match line.as_bytes().first()? {
        b'$' => Some(Step::Typed(rest())),
        b'>' => Some(Step::Answered(rest())),
        b'|' => Some(Step::Shown(template(&line[1..]))),
        b'~' => Some(Step::Raw(template(&line[1..]))),
        b'@' => {
            let (word, rest) = line[1..].split_once(' ').unwrap_or((&line[1..], ""));
            match word {
                "wait" => rest.trim().parse().ok().map(Step::Wait),
                "prompt" => Some(Step::Prompt(template(rest.trim_matches('"')))),
                "root" => Some(Step::Root),
                "back" => Some(Step::Back),
                _ => None,
            }
        }
        _ => None,
    }
}

fn template(text: &str) -> Template {
    let text = text.replace("\\e", "\u{1b}").replace("\\a", "\u{7}").replace("\\b", "\u{8}").replace("\\r", "\r");
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        let number = name.split_once("..").and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
        parts.push(match number {
            Some((low, high)) => Part::Number(low, high),
            None => Part::Name(name.to_owned()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Template(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_scripts_is_understood() {
        for (number, line) in include_str!("../../../assets/demo/scripts.txt").lines().enumerate() {
            let known = line.is_empty() || line.starts_with("== ") || line.starts_with('#') || step(line).is_some();
            assert!(known, "line {}: {line}", number + 1);
        }
        let scripts = Scripts::load();
        for trade in ["any", "web", "batch", "db", "deploy", "security", "odd", "windows-less"] {
            assert_eq!(scripts.of(trade).is_empty(), trade == "windows-less", "{trade}");
        }
    }
}
