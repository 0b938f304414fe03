//! From filters to rows, and how many there would be with another value.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::model::{TableView, contains_folded};

use super::{
    CommandFilter, CommandSet, Facet, Histogram, PersonKey, PersonSummary, SERIES,
    flagging::{ANY, ONLY_LOW},
    reviews,
    reviews::Reviews,
    values::{NONE, Values},
};

/// Which commands to show, and how to count them.
#[derive(Clone, Debug, PartialEq)]
pub struct Narrowing {
    pub filter: CommandFilter,
    /// Sort keys, and the text that is searched for.
    pub view: TableView,
    pub key: PersonKey,
    /// In which days are counted.
    pub zone: TimeZone,
    /// What was said of the commands, in an open case.
    pub reviews: Option<Reviews>,
}

/// A value of a facet and the commands that have it, under all filters but the facet's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacetCount {
    /// Place in [`CommandSet::values`].
    pub value: u32,
    pub commands: u32,
}

/// What is shown.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// Rows of the table, in the order to show them in.
    pub order: Arc<[u32]>,
    /// Those of them that are commands, not marks.
    pub commands: usize,
    /// Of those, the commands with a flag of level medium or higher.
    pub flagged: usize,
    /// By facet, the busiest value first.
    pub facets: [Vec<FacetCount>; 8],
    /// People under all filters but their own, the busiest first.
    pub people: Vec<PersonSummary>,
    /// All of them together.
    pub everyone: Option<PersonSummary>,
    pub histogram: Histogram,
}

impl Narrowed {
    pub fn counts(&self, facet: Facet) -> &[FacetCount] {
        &self.facets[facet.place()]
    }
}

/// What keeps a row out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// It is shown.
    Shown,
    /// It would be shown with another value of this facet.
    But(usize),
    Out,
}

impl CommandSet {
    /// Finds the rows to show and counts what there is to choose.
    pub fn narrow(&self, by: &Narrowing) -> Narrowed {
        let standings = by.reviews.as_ref().map(|reviews| reviews.codes(self)).unwrap_or_default();
        let kept = self.keep(by, &standings);
        let shown = |row: &usize| kept[*row] == Kept::Shown;
        let mut order: Vec<u32> = (0..self.places.len()).filter(shown).filter_map(|row| row.try_into().ok()).collect();
        let commands = order.iter().filter(|row| self.is_command(**row as usize)).count();
        let flagged = order.iter().filter(|row| self.is_flagged(**row as usize)).count();
        let mut histogram = Histogram::begin(self, &by.filter, by.key, &by.zone);
        let people = self.values(by.key.facet());
        let series: Vec<usize> = people
            .iter()
            .map(|person| histogram.people.iter().position(|known| known.as_ref() == Some(person)).unwrap_or(SERIES))
            .collect();
        let codes = &self.values[by.key.facet().place()].codes;
        let counted = order.iter().map(|row| *row as usize).filter(|row| self.is_command(*row));
        histogram
            .count(counted.map(|row| (self.times[row], series.get(codes[row] as usize).copied().unwrap_or(SERIES))));
        by.view.sort_rows(&mut order, &self.table);
        reviews::sort(&mut order, &standings, &by.view);
        let (people, everyone) = self.people_among(by.key, &kept);
        Narrowed {
            order: order.into(),
            commands,
            flagged,
            facets: Facet::ALL.map(|facet| self.count_values(facet, &kept, &standings)),
            people,
            everyone: Some(everyone),
            histogram,
        }
    }

    /// Everybody, whatever the filters.
    pub(super) fn everybody(&self, key: PersonKey) -> Vec<PersonSummary> {
        self.people_among(key, &vec![Kept::Shown; self.places.len()]).0
    }

    pub(super) fn is_flagged(&self, row: usize) -> bool {
        self.flag_codes(row).contains(&ANY)
    }

    fn keep(&self, by: &Narrowing, standings: &[u32]) -> Vec<Kept> {
        let filter = &by.filter;
        let allowed: [Option<Vec<bool>>; 8] = Facet::ALL.map(|facet| {
            let chosen = filter.chosen(facet);
            (!chosen.is_empty()).then(|| self.values(facet).iter().map(|value| chosen.contains(value)).collect())
        });
        let search = Search::new(self, &by.view.filter);
        let marks_out = filter.without_marks
            || search.is_some()
            || Facet::ALL.iter().any(|facet| facet.is_of_commands() && !filter.chosen(*facet).is_empty());
        (0..self.places.len())
            .map(|row| {
                let is_command = self.is_command(row);
                if filter.span.is_some_and(|span| !span.contains(self.times[row]))
                    || (marks_out && !is_command)
                    || search.as_ref().is_some_and(|search| !search.finds(self, row))
                {
                    return Kept::Out;
                }
                let mut kept = Kept::Shown;
                for (place, allowed) in allowed.iter().enumerate() {
                    let Some(allowed) = allowed else { continue };
                    if self.has_one_of(place, row, allowed, standings) {
                        continue;
                    }
                    kept = match kept {
                        Kept::Shown if is_command => Kept::But(place),
                        _ => return Kept::Out,
                    };
                }
                kept
            })
            .collect()
    }

    fn has_one_of(&self, facet: usize, row: usize, allowed: &[bool], standings: &[u32]) -> bool {
        let is_allowed = |code: u32| allowed.get(code as usize).copied().unwrap_or_default();
        if facet == Facet::Flag.place() {
            return self.flag_codes(row).iter().any(|code| is_allowed(*code));
        }
        if facet == Facet::Review.place() {
            return standings.get(row).is_some_and(|code| is_allowed(*code));
        }
        self.values[facet].codes.get(row).is_some_and(|code| is_allowed(*code))
    }

    fn flag_codes(&self, row: usize) -> &[u32] {
        let set = self.flagged.rows.get(row).and_then(|set| self.flagged.sets.get(*set as usize));
        set.map(|set| set.codes.as_slice()).unwrap_or_default()
    }

    /// Values in the order of their counts; flags keep theirs, for some of them are parts of others.
    fn count_values(&self, facet: Facet, kept: &[Kept], standings: &[u32]) -> Vec<FacetCount> {
        let place = facet.place();
        let mut counts = vec![0_u32; self.values(facet).len()];
        let mut count = |code: u32| {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        };
        for (row, kept) in kept.iter().enumerate() {
            if !matches!(kept, Kept::Shown) && *kept != Kept::But(place) || !self.is_command(row) {
                continue;
            }
            if facet == Facet::Flag {
                self.flag_codes(row).iter().for_each(|code| count(*code));
            } else if facet == Facet::Review {
                standings.get(row).into_iter().for_each(|code| count(*code));
            } else {
                count(self.values[place].codes[row]);
            }
        }
        let counted = counts.into_iter().zip(0..).map(|(commands, value)| FacetCount { value, commands });
        let mut counted: Vec<FacetCount> = counted.filter(|count| count.commands > 0).collect();
        if facet != Facet::Flag {
            let names = self.values(facet);
            counted.sort_by(|one, other| {
                let by_name = || names[one.value as usize].cmp(&names[other.value as usize]);
                other.commands.cmp(&one.commands).then_with(by_name)
            });
        }
        counted
    }

    fn people_among(&self, key: PersonKey, kept: &[Kept]) -> (Vec<PersonSummary>, PersonSummary) {
        let place = key.facet().place();
        let Values { names, codes } = &self.values[place];
        let sessions = &self.values[Facet::Session.place()].codes;
        let summary = |value: &str| PersonSummary {
            value: value.to_owned(),
            commands: 0,
            sessions: 0,
            flagged: 0,
            only_low: 0,
            last_seen: i64::MIN,
        };
        let mut people: Vec<PersonSummary> = names.iter().map(|name| summary(name)).collect();
        let mut everyone = summary("");
        let mut seen: Vec<(u32, u32)> = Vec::new();
        for (row, kept) in kept.iter().enumerate() {
            if *kept != Kept::Shown && *kept != Kept::But(place) || !self.is_command(row) {
                continue;
            }
            let Some(person) = people.get_mut(codes[row] as usize) else { continue };
            for counted in [person, &mut everyone] {
                counted.commands += 1;
                counted.flagged += usize::from(self.is_flagged(row));
                counted.only_low += usize::from(self.flag_codes(row).contains(&ONLY_LOW));
                counted.last_seen = counted.last_seen.max(self.times[row]);
            }
            let pair = (codes[row], sessions[row]);
            if seen.last() != Some(&pair) {
                seen.push(pair);
            }
        }
        seen.sort_unstable();
        seen.dedup();
        for (person, _) in &seen {
            people[*person as usize].sessions += 1;
        }
        let mut used: Vec<u32> = seen.into_iter().map(|(_, session)| session).collect();
        used.sort_unstable();
        used.dedup();
        everyone.sessions = used.len();
        people.retain(|person| person.commands > 0);
        people.sort_by(|one, other| other.commands.cmp(&one.commands).then_with(|| one.value.cmp(&other.value)));
        (people, everyone)
    }
}

/// One text over what was typed and who, where and when it was. Values that come often are looked at once.
struct Search {
    needle: String,
    /// By column: which of its values have the text.
    found: [(usize, Vec<bool>); 4],
}

impl Search {
    fn new(set: &CommandSet, text: &str) -> Option<Self> {
        let needle = text.trim().to_lowercase();
        if needle.is_empty() {
            return None;
        }
        let of = |facet: Facet| {
            (facet.place(), set.values(facet).iter().map(|value| contains_folded(value, &needle)).collect())
        };
        Some(Self { found: [Facet::OsUser, Facet::Principal, Facet::Instance, Facet::Session].map(of), needle })
    }

    fn finds(&self, set: &CommandSet, row: usize) -> bool {
        let in_value = |(facet, found): &(usize, Vec<bool>)| {
            let code = set.values[*facet].codes.get(row).copied().unwrap_or(NONE);
            found.get(code as usize).copied().unwrap_or_default()
        };
        let in_cell =
            |column: usize| set.table.cell(row, column).is_some_and(|cell| contains_folded(cell, &self.needle));
        self.found.iter().any(in_value) || in_cell(CommandSet::COMMAND) || in_cell(CommandSet::AS_USER)
    }
}
