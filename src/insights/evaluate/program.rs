//! A query, ready to run: stretches of steps, each but the last ended by a `stats`.

use std::ops::Range;

use regex::{CaptureLocations, Regex};

use super::super::choices::MOST_ROWS_OF_ONE_EVENT;
use super::super::functions::Context;
use super::super::value::Value;
use super::aggregate::{Groups as StatsGroups, StatsPlan};
use super::beyond::{Groups, JoinTable, LookupRows};
use super::discovery::Discovery;
use super::event::{EventRef, System};
use super::expression::Expr;
use super::glob::Glob;
use super::prefilter::Needle;
use super::row::{Row, Surroundings};
use super::rows::{Rows, RowsPlan};
use super::tables;

pub(super) struct Program {
    pub stretches: Vec<Stretch>,
    pub discovery: Discovery,
    /// What `SOURCE` reads; `None`: every event.
    pub groups: Option<Groups>,
    pub context: Context,
}

pub(super) struct Stretch {
    /// What a message must contain to get to the end.
    pub needles: Vec<Needle>,
    pub slots: usize,
    pub steps: Vec<Step>,
    pub end: End,
}

pub(super) enum End {
    Stats(StatsPlan),
    Rows(RowsPlan),
}

pub(super) enum Step {
    Compute {
        slot: usize,
        value: Expr,
    },
    Filter(Expr),
    Glob {
        value: Expr,
        glob: Glob,
        slots: Vec<usize>,
    },
    /// `number` counts those of the stretch that are not `multi`.
    Regex {
        value: Expr,
        regex: Box<Regex>,
        number: usize,
        groups: Vec<(usize, usize)>,
        multi: bool,
    },
    Logfmt {
        value: Expr,
        slot: usize,
    },
    Csv {
        value: Expr,
        slots: Vec<usize>,
    },
    Unnest {
        value: Expr,
        slot: usize,
    },
    /// `inner`: events without a match are dropped.
    Join {
        keys: Vec<Expr>,
        table: Box<JoinTable>,
        slots: Vec<usize>,
        inner: bool,
    },
    /// Each slot with the value that the field has before.
    Lookup {
        value: Expr,
        rows: LookupRows,
        slots: Vec<(usize, Expr)>,
        only_new: bool,
    },
}

/// What the end of a stretch has gathered.
pub(super) enum Gathered {
    Groups(StatsGroups),
    Rows(Rows),
}

impl Gathered {
    pub fn new(end: &End) -> Self {
        match end {
            End::Stats(_) => Self::Groups(StatsGroups::default()),
            End::Rows(_) => Self::Rows(Rows::default()),
        }
    }

    /// Takes over what the same end has gathered elsewhere.
    pub fn merge(&mut self, end: &End, other: Self) {
        match (self, other, end) {
            (Self::Groups(groups), Self::Groups(other), _) => groups.merge(other),
            (Self::Rows(rows), Self::Rows(other), End::Rows(plan)) => rows.merge(plan, other),
            _ => {}
        }
    }

    /// About what it takes in memory, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Groups(groups) => groups.bytes,
            Self::Rows(rows) => rows.bytes,
        }
    }

    fn push(&mut self, end: &End, row: &Row<'_>, around: &Surroundings<'_>) {
        match (self, end) {
            (Self::Groups(groups), End::Stats(plan)) => groups.push(plan, row, around),
            (Self::Rows(rows), End::Rows(plan)) => rows.push(plan, row, around),
            _ => {}
        }
    }
}

/// Memory that is used again from row to row, and counters.
#[derive(Default)]
pub(super) struct Scratch {
    ranges: Vec<Range<usize>>,
    /// For each regular expression of the stretch, what it captured last.
    captures: Vec<CaptureLocations>,
    /// The place of the next row that reaches the end.
    pub place: u64,
    /// Rows of this event that got to the end.
    reached: usize,
    /// Rows that `unnest` and `parse … multi` have made of it, also those that a filter drops later.
    made: usize,
}

impl Scratch {
    pub fn new(stretch: &Stretch) -> Self {
        let captures = stretch.steps.iter().filter_map(|step| match step {
            Step::Regex { regex, multi: false, .. } => Some(regex.capture_locations()),
            _ => None,
        });
        Self { captures: captures.collect(), ..Self::default() }
    }
}

impl Stretch {
    /// Whether an event can get to the end.
    pub fn may_match(&self, event: &EventRef<'_>) -> bool {
        // Where globs need not search the message, nobody else should either.
        self.needles.is_empty()
            || self.globs_are_foreseen(event)
            || self.needles.iter().all(|needle| needle.may_match(event.message.text()))
    }

    fn globs_are_foreseen(&self, event: &EventRef<'_>) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Glob { value: Expr::System(System::Message), glob, .. } => event.message.is_foreseen(glob),
            _ => true,
        })
    }

    /// Runs a row through the steps; gives how many rows reached the end.
    pub fn run(
        &self,
        row: &mut Row<'_>,
        around: &Surroundings<'_>,
        gathered: &mut Gathered,
        scratch: &mut Scratch,
    ) -> usize {
        (scratch.reached, scratch.made) = (0, 0);
        self.run_from(0, row, around, gathered, scratch);
        scratch.reached
    }

    fn run_from(
        &self,
        first: usize,
        row: &mut Row<'_>,
        around: &Surroundings<'_>,
        gathered: &mut Gathered,
        scratch: &mut Scratch,
    ) {
        for (place, step) in self.steps.iter().enumerate().skip(first) {
            match step {
                Step::Compute { slot, value } => row.slots[*slot] = value.evaluate(row, around),
                Step::Filter(condition) => {
                    if condition.holds(row, around) != Some(true) {
                        return;
                    }
                }
                Step::Glob { value: Expr::System(System::Message), glob, slots }
                    if row.event.is_some_and(|event| event.message.take(glob, slots, &mut row.slots)) => {}
                Step::Glob { value, glob, slots } => {
                    let value = textual(value.evaluate(row, around));
                    let matches = value.as_str().is_some_and(|text| glob.find(text, &mut scratch.ranges));
                    for (number, slot) in slots.iter().enumerate() {
                        row.slots[*slot] =
                            if matches { value.slice(scratch.ranges[number].clone()) } else { Value::Null };
                    }
                }
                Step::Regex { value, regex, number, groups, multi: false } => {
                    let value = textual(value.evaluate(row, around));
                    let Some(captures) = scratch.captures.get_mut(*number) else { return };
                    let matches = value.as_str().is_some_and(|text| regex.captures_read(captures, text).is_some());
                    for (group, slot) in groups {
                        let found = if matches { captures.get(*group) } else { None };
                        row.slots[*slot] = found.map_or(Value::Null, |(start, end)| value.slice(start..end));
                    }
                }
                Step::Regex { value, regex, groups, multi: true, .. } => {
                    let value = textual(value.evaluate(row, around));
                    let mut any = false;
                    for captures in regex.captures_iter(value.as_str().unwrap_or_default()) {
                        any = true;
                        for (group, slot) in groups {
                            let found = captures.get(*group);
                            row.slots[*slot] = found.map_or(Value::Null, |found| value.slice(found.range()));
                        }
                        self.run_from(place + 1, row, around, gathered, scratch);
                        scratch.made += 1;
                        if scratch.made >= MOST_ROWS_OF_ONE_EVENT {
                            return;
                        }
                    }
                    if any {
                        return;
                    }
                    for (_, slot) in groups {
                        row.slots[*slot] = Value::Null;
                    }
                }
                Step::Logfmt { value, slot } => {
                    let value = textual(value.evaluate(row, around));
                    row.slots[*slot] = value.as_str().map_or(Value::Null, tables::logfmt);
                }
                Step::Csv { value, slots } => {
                    let value = textual(value.evaluate(row, around));
                    let mut cells = value.as_str().map(tables::csv).unwrap_or_default().into_iter();
                    for slot in slots {
                        row.slots[*slot] = cells.next().map_or(Value::Null, Value::text);
                    }
                }
                Step::Unnest { value, slot } => {
                    let value = value.evaluate(row, around);
                    if let Value::Json(json) = &value
                        && let serde_json::Value::Array(items) = &**json
                    {
                        for item in items {
                            row.slots[*slot] = Value::from_json(item);
                            self.run_from(place + 1, row, around, gathered, scratch);
                            scratch.made += 1;
                            if scratch.made >= MOST_ROWS_OF_ONE_EVENT {
                                return;
                            }
                        }
                        return;
                    }
                    row.slots[*slot] = value;
                }
                Step::Join { keys, table, slots, inner } => {
                    let matching = table.find(keys, row, around);
                    for found in matching {
                        for (slot, value) in slots.iter().zip(&**found) {
                            row.slots[*slot] = value.clone();
                        }
                        self.run_from(place + 1, row, around, gathered, scratch);
                        scratch.made += 1;
                        if scratch.made >= MOST_ROWS_OF_ONE_EVENT {
                            return;
                        }
                    }
                    if *inner || !matching.is_empty() {
                        return;
                    }
                    for slot in slots {
                        row.slots[*slot] = Value::Null;
                    }
                }
                Step::Lookup { value, rows, slots, only_new } => {
                    let found = value.evaluate(row, around).as_text().and_then(|key| rows.get(&*key));
                    for (number, (slot, before)) in slots.iter().enumerate() {
                        let before = before.evaluate(row, around);
                        row.slots[*slot] = match found.and_then(|found| found.get(number)) {
                            Some(new) if !*only_new || before.is_null() => new.clone(),
                            _ => before,
                        };
                    }
                }
            }
        }
        scratch.reached += 1;
        row.place = scratch.place;
        scratch.place += 1;
        gathered.push(&self.end, row, around);
    }
}

/// A value as text, for `parse`.
fn textual(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Text(_) | Value::Shared(_) | Value::Null => value,
        other => other.as_text().map_or(Value::Null, |text| Value::text(&*text)),
    }
}
