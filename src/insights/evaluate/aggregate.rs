//! `stats`: groups and what is counted in them.

use std::collections::HashMap;
use std::io::Write;

use super::super::functions::Aggregate;
use super::super::value::Value;
use super::expression::Expr;
use super::row::{Row, Surroundings};
use super::states::{PER_ENTRY, State};

/// What a `stats` computes. Its rows hold the groups, then the columns, then the aggregations.
pub(super) struct StatsPlan {
    pub groups: Vec<Expr>,
    pub aggregations: Vec<Aggregation>,
    /// Over the row itself: groups, columns before, aggregations.
    pub columns: Vec<Expr>,
}

pub(super) struct Aggregation {
    pub kind: Aggregate,
    /// `None`: every row counts.
    pub value: Option<Expr>,
    /// For percentiles, 0 to 100.
    pub percent: f64,
}

#[derive(Default)]
pub(super) struct Groups {
    places: HashMap<Box<[u8]>, usize>,
    all: Vec<Group>,
    key: Vec<u8>,
    /// About what all of it takes in memory.
    pub bytes: usize,
}

struct Group {
    values: Vec<Value<'static>>,
    /// That of its first row: groups come out in the order in which they were met.
    place: u64,
    states: Vec<State>,
}

impl Groups {
    pub fn push(&mut self, plan: &StatsPlan, row: &Row<'_>, around: &Surroundings<'_>) {
        self.key.clear();
        for group in &plan.groups {
            add_to_key(&mut self.key, &group.evaluate(row, around));
        }
        let group = if let Some(place) = self.places.get(self.key.as_slice()) {
            *place
        } else {
            self.bytes += 2 * self.key.len() + PER_ENTRY + size_of::<Group>();
            self.bytes += plan.groups.len() * size_of::<Value>() + plan.aggregations.len() * size_of::<State>();
            self.places.insert(self.key.as_slice().into(), self.all.len());
            let values = plan.groups.iter().map(|group| group.evaluate(row, around).into_owned()).collect();
            let states = plan.aggregations.iter().map(|aggregation| State::new(aggregation.kind)).collect();
            self.all.push(Group { values, place: row.place, states });
            self.all.len() - 1
        };
        let time = row.event.and_then(|event| event.timestamp);
        for (aggregation, state) in plan.aggregations.iter().zip(&mut self.all[group].states) {
            let value = match &aggregation.value {
                None => Value::Integer(1),
                Some(value) => value.evaluate(row, around),
            };
            if !value.is_null() {
                self.bytes += state.add(value, time, row.place);
            }
        }
    }

    /// Takes over the groups of other rows.
    pub fn merge(&mut self, other: Self) {
        let mut others: Vec<Option<Group>> = other.all.into_iter().map(Some).collect();
        for (key, place) in other.places {
            let Some(group) = others.get_mut(place).and_then(Option::take) else { continue };
            let Some(known) = self.places.get(&key) else {
                self.places.insert(key, self.all.len());
                self.all.push(group);
                continue;
            };
            let known = &mut self.all[*known];
            if group.place < known.place {
                known.place = group.place;
                known.values = group.values;
            }
            for (state, other) in known.states.iter_mut().zip(group.states) {
                state.merge(other);
            }
        }
        self.bytes += other.bytes;
    }

    /// The rows as they are now. Without groups there is always one.
    pub fn rows(&self, plan: &StatsPlan, around: &Surroundings<'_>) -> Vec<Vec<Value<'static>>> {
        let empty: Vec<State> = plan.aggregations.iter().map(|aggregation| State::new(aggregation.kind)).collect();
        if self.all.is_empty() && plan.groups.is_empty() {
            return vec![finished(plan, &[], &empty, around)];
        }
        let mut all: Vec<&Group> = self.all.iter().collect();
        all.sort_by_key(|group| group.place);
        all.into_iter().map(|group| finished(plan, &group.values, &group.states, around)).collect()
    }
}

fn finished(
    plan: &StatsPlan,
    groups: &[Value<'static>],
    states: &[State],
    around: &Surroundings<'_>,
) -> Vec<Value<'static>> {
    let mut slots = groups.to_vec();
    slots.resize(groups.len() + plan.columns.len(), Value::Null);
    slots.extend(states.iter().zip(&plan.aggregations).map(|(state, aggregation)| state.value(aggregation.percent)));
    let mut row = Row::new(slots);
    for (place, column) in plan.columns.iter().enumerate() {
        let value = column.evaluate(&row, around);
        row.slots[groups.len() + place] = value;
    }
    row.slots
}

/// Adds a value to a key so that different values give different keys. Values are the same when
/// they are shown the same: `200` in JSON and the text `200` are one group.
pub(super) fn add_to_key(key: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Null => key.push(0),
        Value::Time(time) => {
            key.push(1);
            key.extend_from_slice(&time.to_le_bytes());
        }
        other => {
            key.push(2);
            let length = key.len();
            key.extend_from_slice(&[0; size_of::<u64>()]);
            match (other.as_str(), other) {
                (Some(text), _) => key.extend_from_slice(text.as_bytes()),
                // Writing to memory cannot fail.
                (None, Value::Integer(integer)) => drop(write!(key, "{integer}")),
                _ => key.extend_from_slice(other.shown().unwrap_or_default().as_bytes()),
            }
            let written = (key.len() - length - size_of::<u64>()) as u64;
            key[length..length + size_of::<u64>()].copy_from_slice(&written.to_le_bytes());
        }
    }
}
