use jiff::{Timestamp, tz::TimeZone};

use crate::model::TimeRange;

use super::{CommandSet, PersonKey, RowPlace, filter::CommandFilter, steps::Step};

/// People who have a colour of their own; the rest share one.
pub const SERIES: usize = 4;
/// Bars that fit a narrow window.
const MOST_BARS: i64 = 96;
const MOST_TICKS: i64 = 9;

/// Commands over time, stacked by person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Where bars begin, and where the last one ends: milliseconds since 1970, UTC.
    pub edges: Vec<i64>,
    /// By bar, for each series; the last are all others'.
    pub counts: Vec<[u32; SERIES + 1]>,
    /// Who has which colour: values of the person key.
    pub people: [Option<String>; SERIES],
    pub ticks: Vec<Tick>,
}

/// A round time with the words that stand at it, in the zone that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub time: i64,
    pub label: String,
}

impl Histogram {
    /// The time that the bars are about.
    pub fn span(&self) -> Option<TimeRange> {
        Some(TimeRange { start: *self.edges.first()?, end: *self.edges.last()? })
    }

    /// Commands of a bar.
    pub fn total(&self, bar: usize) -> u32 {
        self.counts.get(bar).map_or(0, |counts| counts.iter().sum())
    }

    /// Bars over what was read, or over what was zoomed to.
    pub(super) fn begin(set: &CommandSet, filter: &CommandFilter, key: PersonKey, zone: &TimeZone) -> Self {
        let read = set.times.first().zip(set.times.last()).map(|(first, last)| (*first, *last + 1));
        let Some((start, end)) = filter.span.map(|span| (span.start, span.end)).or(read) else {
            return Self::default();
        };
        let length = end.saturating_sub(start);
        let edges = Step::dividing(length, MOST_BARS).walk(start, end, zone, 2 * 96);
        Self {
            counts: vec![[0; SERIES + 1]; edges.len().saturating_sub(1)],
            ticks: ticks(start, end, zone),
            edges,
            people: people(set, filter, key),
        }
    }

    /// Counts commands: rows by time, and the place in `people` of whose each is.
    pub(super) fn count(&mut self, rows: impl Iterator<Item = (i64, usize)>) {
        let mut bar = 0;
        for (time, series) in rows {
            while self.edges.get(bar + 1).is_some_and(|end| *end <= time) {
                bar += 1;
            }
            if let Some(counts) = self.counts.get_mut(bar) {
                counts[series.min(SERIES)] += 1;
            }
        }
    }
}

/// The busiest of all have their colours whatever is chosen; who is chosen besides takes one that is free.
fn people(set: &CommandSet, filter: &CommandFilter, key: PersonKey) -> [Option<String>; SERIES] {
    let mut people: [Option<String>; SERIES] = Default::default();
    for (place, person) in people.iter_mut().zip(set.people(key)) {
        *place = Some(person.value.clone());
    }
    let chosen = filter.chosen(key.facet());
    for person in chosen.iter().take(SERIES) {
        if people.iter().flatten().any(|known| known == person) {
            continue;
        }
        let free = people.iter().rposition(|known| known.as_ref().is_none_or(|known| !chosen.contains(known)));
        if let Some(free) = free {
            people[free] = Some(person.clone());
        }
    }
    people
}

fn ticks(start: i64, end: i64, zone: &TimeZone) -> Vec<Tick> {
    let length = end.saturating_sub(start);
    let step = Step::dividing(length, MOST_TICKS);
    let times = step.walk(start, end, zone, 40);
    times
        .into_iter()
        .filter(|time| (start..=end).contains(time))
        .filter_map(|time| {
            let local = Timestamp::from_millisecond(time).ok()?.to_zoned(zone.clone());
            let is_midnight = local.hour() == 0 && local.minute() == 0 && local.second() == 0;
            let format = if step.is_months() {
                "%Y-%m"
            } else if step.is_days() || (is_midnight && !step.is_below_minute()) {
                "%m-%d"
            } else if step.is_below_minute() {
                "%H:%M:%S"
            } else {
                "%H:%M"
            };
            Some(Tick { time, label: local.strftime(format).to_string() })
        })
        .collect()
}

impl CommandSet {
    /// Whether a row is a command, not a mark.
    pub(super) fn is_command(&self, row: usize) -> bool {
        matches!(self.places.get(row), Some(RowPlace::Command { .. }))
    }
}
