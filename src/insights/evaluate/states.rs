//! What each aggregation of `stats` keeps while events come in. All of them can be merged, and give
//! the same whatever the parts were.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher;
use std::sync::Arc;

use super::super::functions::Aggregate;
use super::super::value::Value;
use super::aggregate::add_to_key;
use super::order::{SortKey, ascending};
use super::sums::{Spread, Sum};

pub(super) enum State {
    Count(i64),
    /// The keys of the values, long ones shortened.
    Distinct(HashSet<Box<[u8]>>),
    /// The best so far, and its place; `true`: the largest. Of equal ones the first.
    Extreme(bool, Option<Box<(SortKey<'static>, u64, Value<'static>)>>),
    Sum(Sum),
    Average(Sum),
    Deviation(Box<Spread>),
    Numbers(Vec<f64>),
    /// The value at the first or (`true`) last time; of equal times the first or last place.
    AtTime(bool, Option<Box<Timed>>),
    /// Texts with the place of the first of each.
    Values(HashMap<Box<str>, u64>),
}

/// A value with its time and place.
type Timed = ((Option<i64>, u64), Value<'static>);

impl State {
    pub fn new(kind: Aggregate) -> Self {
        match kind {
            Aggregate::Count => Self::Count(0),
            Aggregate::CountDistinct => Self::Distinct(HashSet::new()),
            Aggregate::Min | Aggregate::SortsFirst => Self::Extreme(false, None),
            Aggregate::Max | Aggregate::SortsLast => Self::Extreme(true, None),
            Aggregate::Sum => Self::Sum(Sum::default()),
            Aggregate::Average => Self::Average(Sum::default()),
            Aggregate::StandardDeviation => Self::Deviation(Box::new(Spread::new())),
            Aggregate::Percentile | Aggregate::Median => Self::Numbers(Vec::new()),
            Aggregate::Earliest => Self::AtTime(false, None),
            Aggregate::Latest => Self::AtTime(true, None),
            Aggregate::Values => Self::Values(HashMap::new()),
        }
    }

    /// Takes a value that is not missing. Gives about how many bytes it has kept of it.
    pub fn add(&mut self, value: Value<'_>, time: Option<i64>, place: u64) -> usize {
        match self {
            Self::Count(count) => *count += 1,
            Self::Distinct(seen) => {
                let mut key = Vec::new();
                add_to_key(&mut key, &value);
                shorten(&mut key);
                if !seen.contains(key.as_slice()) {
                    let kept = key.len() + PER_ENTRY;
                    seen.insert(key.into_boxed_slice());
                    return kept;
                }
            }
            Self::Extreme(largest, best) => {
                let key = SortKey::new(value.clone());
                if best.as_ref().is_none_or(|known| is_better(*largest, (&key, place), (&known.0, known.1))) {
                    *best = Some(Box::new((key.into_owned(), place, value.into_owned())));
                }
            }
            Self::Sum(sum) | Self::Average(sum) => sum.add(&value),
            Self::Deviation(squares) => squares.add(&value),
            Self::Numbers(numbers) => {
                numbers.extend(value.as_number());
                return size_of::<f64>();
            }
            Self::AtTime(last, best) => {
                let at = (time, place);
                if best.as_ref().is_none_or(|known| if *last { at > known.0 } else { at < known.0 }) {
                    *best = Some(Box::new((at, value.into_owned())));
                }
            }
            Self::Values(values) => {
                let shown = value.shown().unwrap_or_default();
                if !values.contains_key(&*shown) {
                    let kept = shown.len() + PER_ENTRY;
                    values.insert(shown.into(), place);
                    return kept;
                }
            }
        }
        0
    }

    /// Takes over what the same aggregation has kept of other rows.
    pub fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Count(count), Self::Count(other)) => *count += other,
            (Self::Distinct(seen), Self::Distinct(other)) => seen.extend(other),
            (Self::Extreme(largest, best), Self::Extreme(_, Some(other)))
                if best.as_ref().is_none_or(|known| is_better(*largest, (&other.0, other.1), (&known.0, known.1))) =>
            {
                *best = Some(other);
            }
            (Self::Sum(sum), Self::Sum(other)) | (Self::Average(sum), Self::Average(other)) => sum.merge(other),
            (Self::Deviation(squares), Self::Deviation(other)) => squares.merge(*other),
            (Self::Numbers(numbers), Self::Numbers(other)) => numbers.extend(other),
            (Self::AtTime(last, best), Self::AtTime(_, Some(other)))
                if best.as_ref().is_none_or(|known| if *last { other.0 > known.0 } else { other.0 < known.0 }) =>
            {
                *best = Some(other);
            }
            (Self::Values(values), Self::Values(other)) => {
                for (text, place) in other {
                    values.entry(text).and_modify(|known| *known = place.min(*known)).or_insert(place);
                }
            }
            _ => {}
        }
    }

    pub fn value(&self, percent: f64) -> Value<'static> {
        // Times come out of aggregations as milliseconds, as measured on AWS.
        let plain = |value: &Value<'static>| match value {
            Value::Time(time) => Value::Integer(*time),
            other => other.clone(),
        };
        match self {
            Self::Count(count) => Value::Integer(*count),
            Self::Distinct(seen) => Value::number(seen.len() as f64),
            Self::Extreme(_, best) => best.as_ref().map_or(Value::Null, |known| plain(&known.2)),
            Self::Sum(sum) => sum.total(),
            Self::Average(sum) => sum.average(),
            Self::Deviation(squares) => squares.deviation(),
            Self::Numbers(numbers) => percentile(numbers, percent),
            Self::AtTime(_, best) => best.as_ref().map_or(Value::Null, |known| plain(&known.1)),
            Self::Values(values) => {
                let mut all: Vec<(&str, u64)> = values.iter().map(|(text, place)| (&**text, *place)).collect();
                // One row may bring several.
                all.sort_unstable_by(|left, right| (left.1, left.0).cmp(&(right.1, right.0)));
                Value::Json(Arc::new(all.into_iter().map(|(text, _)| text).collect()))
            }
        }
    }
}

/// About what an entry of a table takes besides its text.
pub(super) const PER_ENTRY: usize = 48;

/// A long key is kept as its hash of 128 bits: two that are different by the same hash are not to be expected in any
/// number of events, and making one takes more effort than a log is worth.
fn shorten(key: &mut Vec<u8>) {
    if key.len() <= 4 * size_of::<u64>() {
        return;
    }
    let hash = |seed: u8| {
        let mut hasher = std::hash::DefaultHasher::new();
        hasher.write_u8(seed);
        hasher.write(key);
        hasher.finish().to_le_bytes()
    };
    let (one, other) = (hash(1), hash(2));
    key.clear();
    // No key begins so.
    key.push(u8::MAX);
    key.extend_from_slice(&one);
    key.extend_from_slice(&other);
}

fn is_better(largest: bool, new: (&SortKey<'_>, u64), known: (&SortKey<'_>, u64)) -> bool {
    let order = ascending(new.0, known.0);
    let order = if largest { order.reverse() } else { order };
    order.then(new.1.cmp(&known.1)).is_lt()
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
