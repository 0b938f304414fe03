//! `stats`: groups and what is counted in them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::functions::Aggregate;
use super::super::value::Value;
use super::expression::{Expr, Row, Surroundings};
use super::order::{SortKey, ascending};

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
    rows: i64,
}

struct Group {
    values: Vec<Value<'static>>,
    states: Vec<State>,
}

impl Groups {
    pub fn push(&mut self, plan: &StatsPlan, row: &Row<'_>, around: &Surroundings<'_>) {
        self.rows += 1;
        let values: Vec<Value<'_>> = plan.groups.iter().map(|group| group.evaluate(row, around)).collect();
        self.key.clear();
        for value in &values {
            add_to_key(&mut self.key, value);
        }
        let place = if let Some(place) = self.places.get(self.key.as_slice()) {
            *place
        } else {
            self.places.insert(self.key.clone().into_boxed_slice(), self.all.len());
            let states = plan.aggregations.iter().map(|aggregation| State::new(aggregation.kind)).collect();
            self.all.push(Group { values: values.into_iter().map(Value::into_owned).collect(), states });
            self.all.len() - 1
        };
        // Rows without a time of their own come in an order; that stands in for it.
        let time = row.event.map_or(self.rows, |event| event.timestamp);
        for (aggregation, state) in plan.aggregations.iter().zip(&mut self.all[place].states) {
            match &aggregation.value {
                None => state.add(Value::Integer(1), time),
                Some(value) => match value.evaluate(row, around) {
                    Value::Null => {}
                    value => state.add(value, time),
                },
            }
        }
    }

    /// The rows as they are now. Without groups there is always one.
    pub fn rows(&self, plan: &StatsPlan, around: &Surroundings<'_>) -> Vec<Vec<Value<'static>>> {
        let empty: Vec<State> = plan.aggregations.iter().map(|aggregation| State::new(aggregation.kind)).collect();
        if self.all.is_empty() && plan.groups.is_empty() {
            return vec![finished(plan, &[], &empty, around)];
        }
        self.all.iter().map(|group| finished(plan, &group.values, &group.states, around)).collect()
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
    let mut row = Row { event: None, slots, discovered: std::cell::OnceCell::new() };
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
            let shown = other.shown().unwrap_or_default();
            key.push(2);
            key.extend_from_slice(&shown.len().to_le_bytes());
            key.extend_from_slice(shown.as_bytes());
        }
    }
}

enum State {
    Count(i64),
    Distinct(HashSet<Box<[u8]>>),
    /// The best so far; `true`: the largest.
    Extreme(bool, Option<(SortKey<'static>, Value<'static>)>),
    Sum {
        sum: f64,
        exact: Option<i64>,
        any: bool,
    },
    Average {
        sum: f64,
        count: f64,
    },
    /// Welford's running mean and sum of squared distances.
    Deviation {
        count: f64,
        mean: f64,
        squares: f64,
    },
    Numbers(Vec<f64>),
    /// The value at the first or (`true`) last time.
    AtTime(bool, Option<(i64, Value<'static>)>),
    Values(Vec<serde_json::Value>, HashSet<Box<[u8]>>),
}

impl State {
    fn new(kind: Aggregate) -> Self {
        match kind {
            Aggregate::Count => Self::Count(0),
            Aggregate::CountDistinct => Self::Distinct(HashSet::new()),
            Aggregate::Min | Aggregate::SortsFirst => Self::Extreme(false, None),
            Aggregate::Max | Aggregate::SortsLast => Self::Extreme(true, None),
            Aggregate::Sum => Self::Sum { sum: 0.0, exact: Some(0), any: false },
            Aggregate::Average => Self::Average { sum: 0.0, count: 0.0 },
            Aggregate::StandardDeviation => Self::Deviation { count: 0.0, mean: 0.0, squares: 0.0 },
            Aggregate::Percentile | Aggregate::Median => Self::Numbers(Vec::new()),
            Aggregate::Earliest => Self::AtTime(false, None),
            Aggregate::Latest => Self::AtTime(true, None),
            Aggregate::Values => Self::Values(Vec::new(), HashSet::new()),
        }
    }

    fn add(&mut self, value: Value<'_>, time: i64) {
        match self {
            Self::Count(count) => *count += 1,
            Self::Distinct(seen) => {
                let mut key = Vec::new();
                add_to_key(&mut key, &value);
                if !seen.contains(key.as_slice()) {
                    seen.insert(key.into_boxed_slice());
                }
            }
            Self::Extreme(largest, best) => {
                let key = SortKey::new(value.clone());
                let better = best.as_ref().is_none_or(|(known, _)| {
                    let order = ascending(&key, known);
                    if *largest { order.is_gt() } else { order.is_lt() }
                });
                if better {
                    *best = Some((key.into_owned(), value.into_owned()));
                }
            }
            Self::Sum { sum, exact, any } => {
                let Some(number) = value.as_number() else { return };
                *any = true;
                *sum += number;
                *exact = match Value::number(number) {
                    Value::Integer(integer) => exact.and_then(|exact| exact.checked_add(integer)),
                    _ => None,
                };
            }
            Self::Average { sum, count } => {
                let Some(number) = value.as_number() else { return };
                *sum += number;
                *count += 1.0;
            }
            Self::Deviation { count, mean, squares } => {
                let Some(number) = value.as_number() else { return };
                *count += 1.0;
                let distance = number - *mean;
                *mean += distance / *count;
                *squares += distance * (number - *mean);
            }
            Self::Numbers(numbers) => numbers.extend(value.as_number()),
            Self::AtTime(last, best) => {
                let better = best.as_ref().is_none_or(|(known, _)| if *last { time >= *known } else { time < *known });
                if better {
                    *best = Some((time, value.into_owned()));
                }
            }
            Self::Values(values, seen) => {
                let mut key = Vec::new();
                add_to_key(&mut key, &value);
                if seen.insert(key.into_boxed_slice()) {
                    values.push(serde_json::Value::from(value.shown().unwrap_or_default()));
                }
            }
        }
    }

    fn value(&self, percent: f64) -> Value<'static> {
        // Times come out of aggregations as milliseconds, as measured on AWS.
        let plain = |value: &Value<'static>| match value {
            Value::Time(time) => Value::Integer(*time),
            other => other.clone(),
        };
        match self {
            Self::Count(count) => Value::Integer(*count),
            Self::Distinct(seen) => Value::number(seen.len() as f64),
            Self::Extreme(_, best) => best.as_ref().map_or(Value::Null, |(_, value)| plain(value)),
            Self::Sum { any: false, .. } => Value::Null,
            Self::Sum { sum, exact, .. } => exact.map_or_else(|| Value::number(*sum), Value::Integer),
            Self::Average { sum, count } => Value::number(sum / count),
            Self::Deviation { count, squares, .. } => Value::number((squares / count).sqrt()),
            Self::Numbers(numbers) => percentile(numbers, percent),
            Self::AtTime(_, best) => best.as_ref().map_or(Value::Null, |(_, value)| plain(value)),
            Self::Values(values, _) => Value::Json(Arc::new(serde_json::Value::Array(values.clone()))),
        }
    }
}

/// The smallest number with at least that share of all at or below it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank within the numbers")]
fn percentile(numbers: &[f64], percent: f64) -> Value<'static> {
    if numbers.is_empty() {
        return Value::Null;
    }
    let mut sorted = numbers.to_vec();
    let rank = (percent.clamp(0.0, 100.0) / 100.0 * sorted.len() as f64).ceil().max(1.0) as usize - 1;
    let rank = rank.min(sorted.len() - 1);
    let (_, value, _) = sorted.select_nth_unstable_by(rank, f64::total_cmp);
    Value::number(*value)
}
