use std::{collections::HashMap, num::NonZero, sync::Arc, thread};

use crate::{
    flags::{Category, Flag, Level, Rule, Rules},
    session::{CommandKind, TypedCommand},
};

/// What can be chosen of flags.
#[derive(Clone, Debug)]
pub enum FlagValue {
    /// Any flag of level medium or higher. The others are leads too, but most of them are daily work.
    Any,
    /// Flags, but none of that level: with [`FlagValue::Any`] it is every command that has a flag.
    OnlyLow,
    Category(Category),
    Rule(Arc<Rule>),
}

impl FlagValue {
    /// As filters name it.
    pub fn name(&self) -> String {
        match self {
            Self::Any => "flagged".to_owned(),
            Self::OnlyLow => "only low".to_owned(),
            Self::Category(category) => category.name().to_owned(),
            Self::Rule(rule) => rule_name(rule),
        }
    }
}

/// The first places of [`Flagged::values`].
pub(super) const ANY: u32 = 0;
pub(super) const ONLY_LOW: u32 = 1;

/// As filters name a rule; ids of rules cannot be taken for names of categories.
fn rule_name(rule: &Rule) -> String {
    format!("rule {}", rule.id)
}

/// What rules say of the commands, each different line once.
#[derive(Debug)]
pub(super) struct Flagged {
    /// By row: the place in `sets`; zero is no flag.
    pub rows: Vec<u32>,
    pub sets: Vec<FlagSet>,
    /// In the order in which they are offered: any, only low, categories, rules.
    pub values: Vec<FlagValue>,
    pub names: Vec<String>,
}

impl Flagged {
    /// Each rule that flagged any command, with how many.
    pub fn by_rule(&self) -> Vec<(&Rule, u64)> {
        let mut counts = vec![0_u64; self.values.len()];
        for code in self.rows.iter().filter_map(|set| self.sets.get(*set as usize)).flat_map(|set| &set.codes) {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
        let rules = self.values.iter().zip(counts).filter_map(|(value, count)| match value {
            FlagValue::Rule(rule) => Some((rule.as_ref(), count)),
            _ => None,
        });
        rules.collect()
    }
}

#[derive(Debug, Default)]
pub(super) struct FlagSet {
    /// The gravest first.
    pub flags: Vec<Flag>,
    /// Places in `values`, of all that it counts for.
    pub codes: Vec<u32>,
}

/// Holds the commands against the rules, on all cores. `None` in `rows`: no command stands there.
pub(super) fn flag<'a>(rows: impl Iterator<Item = Option<&'a TypedCommand>>, rules: &Rules) -> Flagged {
    let mut known: HashMap<(CommandKind, &str, Option<&str>), u32> = HashMap::new();
    let mut lines: Vec<&TypedCommand> = Vec::new();
    let mut row_lines: Vec<u32> = Vec::new();
    for command in rows {
        row_lines.push(command.map_or(0, |command| {
            let line = (command.kind, command.text.as_str(), command.user.as_deref());
            *known.entry(line).or_insert_with(|| {
                lines.push(command);
                u32::try_from(lines.len()).unwrap_or_default()
            })
        }));
    }
    let found = in_parallel(&lines, |command| rules.flags_of(command));
    collect(&row_lines, found)
}

fn in_parallel<L: Sync>(lines: &[L], look: impl Fn(&L) -> Vec<Flag> + Sync) -> Vec<Vec<Flag>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let size = lines.len().div_ceil(threads).max(64);
    let look = &look;
    thread::scope(|scope| {
        let parts: Vec<_> = lines
            .chunks(size)
            .map(|part| (part, scope.spawn(move || part.iter().map(look).collect::<Vec<_>>())))
            .collect();
        parts
            .into_iter()
            .flat_map(|(part, running)| {
                running.join().unwrap_or_else(|_panic| {
                    tracing::error!("looking for flags ended badly");
                    vec![Vec::new(); part.len()]
                })
            })
            .collect()
    })
}

fn collect(row_lines: &[u32], found: Vec<Vec<Flag>>) -> Flagged {
    let mut rules: Vec<Arc<Rule>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for flag in found.iter().flatten() {
        places.entry(flag.rule.id.clone()).or_insert_with(|| {
            rules.push(Arc::clone(&flag.rule));
            rules.len() - 1
        });
    }
    rules.sort_by(|one, other| (one.category as u8, &one.title).cmp(&(other.category as u8, &other.title)));
    let mut values = vec![FlagValue::Any, FlagValue::OnlyLow];
    values.extend(
        Category::ALL
            .into_iter()
            .filter(|category| rules.iter().any(|rule| rule.category == *category))
            .map(FlagValue::Category),
    );
    values.extend(rules.into_iter().map(FlagValue::Rule));
    let names: Vec<String> = values.iter().map(FlagValue::name).collect();
    let codes: HashMap<&str, u32> = names.iter().zip(0_u32..).map(|(name, code)| (name.as_str(), code)).collect();
    let code = |name: &str| codes.get(name).copied();
    let mut sets = vec![FlagSet::default()];
    let mut line_sets: Vec<u32> = vec![0];
    for flags in found {
        if flags.is_empty() {
            line_sets.push(0);
            continue;
        }
        let is_worth_a_look = flags.iter().any(|flag| flag.rule.level >= Level::Medium);
        let mut set_codes = vec![if is_worth_a_look { ANY } else { ONLY_LOW }];
        for flag in &flags {
            for found in [code(flag.rule.category.name()), code(&rule_name(&flag.rule))].into_iter().flatten() {
                if !set_codes.contains(&found) {
                    set_codes.push(found);
                }
            }
        }
        line_sets.push(u32::try_from(sets.len()).unwrap_or_default());
        sets.push(FlagSet { flags, codes: set_codes });
    }
    let rows = row_lines.iter().map(|line| line_sets.get(*line as usize).copied().unwrap_or_default()).collect();
    Flagged { rows, sets, values, names }
}
