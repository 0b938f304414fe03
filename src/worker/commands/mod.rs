//! The commands of a scope, ready for the screens: one table in time order, who typed how many, and what they can be
//! narrowed by. Everything here takes time that grows with the commands: it is the worker's, not a frame's.

mod context;
mod filter;
mod flagging;
mod from_case;
mod histogram;
mod narrow;
mod reviews;
mod steps;
mod table;
#[cfg(test)]
mod tests;
mod values;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    flags::{BadRule, Flag, Rule, Rules},
    model::{LogEvent, ResultSet, TimeRange, free_elsewhere},
    session::{self, Mark, Session, TimeBasis, TypedCommand},
};

pub use context::{CommandContext, ContextEvent, ContextLine};
pub use filter::{CommandFilter, Facet};
pub use flagging::FlagValue;
pub use histogram::{Histogram, SERIES, Tick};
pub use narrow::{FacetCount, Narrowed, Narrowing};
pub use reviews::Reviews;

pub(super) use from_case::read as read_session;

use flagging::Flagged;
use from_case::CaseOrigin;
use values::Values;

/// What a row of the commands' table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowPlace {
    /// The session and the command in it.
    Command { session: usize, command: usize },
    /// The session and the mark in it.
    Mark { session: usize, mark: usize },
}

impl RowPlace {
    pub fn session(self) -> usize {
        match self {
            Self::Command { session, .. } | Self::Mark { session, .. } => session,
        }
    }
}

/// A row of the commands' table.
#[derive(Clone, Copy, Debug)]
pub enum Row<'a> {
    Command(&'a Session, &'a TypedCommand),
    Mark(&'a Session, &'a Mark),
}

/// Whom commands are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonKey {
    OsUser,
    Principal,
}

impl PersonKey {
    pub fn facet(self) -> Facet {
        match self {
            Self::OsUser => Facet::OsUser,
            Self::Principal => Facet::Principal,
        }
    }
}

/// One line of the list of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSummary {
    /// The OS user, or the principal's ARN (its name, where no ARN is known). Empty: not known.
    pub value: String,
    pub commands: usize,
    /// Sessions with at least one of these commands.
    pub sessions: usize,
    /// Commands with a flag of level medium or higher.
    pub flagged: usize,
    /// Commands with flags below that level alone.
    pub only_low: usize,
    /// Milliseconds since 1970, UTC.
    pub last_seen: i64,
}

/// Sessions and commands of a scope.
#[derive(Debug)]
pub struct CommandSet {
    /// Newest last event first. Those of a case are without their transcripts.
    pub sessions: Vec<Session>,
    /// Events that were read.
    pub events: usize,
    /// Events that are no session record at all.
    pub broken_events: usize,
    /// One row for each command that a person typed and each mark between them, oldest first; columns as
    /// [`CommandSet::COLUMNS`].
    pub table: Arc<ResultSet>,
    /// For each row of the table.
    pub places: Vec<RowPlace>,
    /// Rows that are commands.
    pub commands: usize,
    /// Sessions in which nothing was typed, as far as the log shows.
    pub sessions_without_commands: usize,
    /// Whether any of the sessions is one of Session Manager's, by the form of its events.
    pub has_session_records: bool,
    /// Whether the times of any of them are that of its end.
    pub has_session_ends: bool,
    /// Everybody, the busiest first.
    pub os_users: Vec<PersonSummary>,
    pub principals: Vec<PersonSummary>,
    /// The instances of the sessions, sorted.
    pub instances: Vec<String>,
    /// The person's own rules that could not be used.
    pub bad_rules: Vec<BadRule>,
    /// By row, milliseconds since 1970; sorted.
    times: Vec<i64>,
    /// By [`Facet::place`]; that of flags is empty, for a command can have several, and that of reviews, for they come
    /// later.
    values: [Values; 8],
    flagged: Flagged,
    /// Where transcripts are read from, where the sessions came without them.
    case: Option<CaseOrigin>,
}

impl CommandSet {
    /// Reads events in any order.
    pub fn read(events: Vec<LogEvent>, rules: &Rules, bad_rules: Vec<BadRule>) -> Self {
        let count = events.len();
        Self::of(session::read_sessions(events), (count, None), None, (rules, bad_rules))
    }

    /// `events`: how many were read, and in which time commands are looked at.
    fn of(
        sessions: Vec<Session>,
        events: (usize, Option<TimeRange>),
        case: Option<CaseOrigin>,
        rules: (&Rules, Vec<BadRule>),
    ) -> Self {
        let ((count, range), (rules, bad_rules)) = (events, rules);
        let places = table::places(&sessions, range);
        let mut has_commands = vec![false; sessions.len()];
        for place in &places {
            if let RowPlace::Command { session, .. } = place {
                has_commands[*session] = true;
            }
        }
        let row = |place: RowPlace| table::row(&sessions, place);
        let flagged = flagging::flag(
            places.iter().map(|place| match row(*place) {
                Some(Row::Command(_, command)) => Some(command),
                _ => None,
            }),
            rules,
        );
        let table::Columns { table, times, values } = table::columns(&sessions, &places, &flagged);
        let instances: std::collections::BTreeSet<String> =
            sessions.iter().filter_map(|session| session.instance.clone()).collect();
        let mut set = Self {
            instances: instances.into_iter().collect(),
            has_session_records: sessions.iter().any(Session::is_of_session_manager),
            has_session_ends: sessions.iter().any(|session| session.time_basis() == TimeBasis::SessionEnd),
            events: count,
            broken_events: sessions.iter().map(|session| session.broken_events).sum(),
            sessions_without_commands: has_commands.iter().filter(|has| !**has).count(),
            commands: places.iter().filter(|place| matches!(place, RowPlace::Command { .. })).count(),
            table: Arc::new(table),
            places,
            os_users: Vec::new(),
            principals: Vec::new(),
            sessions,
            bad_rules,
            times,
            values,
            flagged,
            case,
        };
        set.os_users = set.everybody(PersonKey::OsUser);
        set.principals = set.everybody(PersonKey::Principal);
        set
    }

    pub fn people(&self, key: PersonKey) -> &[PersonSummary] {
        match key {
            PersonKey::OsUser => &self.os_users,
            PersonKey::Principal => &self.principals,
        }
    }

    /// What stands behind a row of the table.
    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        table::row(&self.sessions, *self.places.get(row)?)
    }

    /// The session and the command behind a row of the table, if it is one.
    pub fn at(&self, row: usize) -> Option<(&Session, &TypedCommand)> {
        match self.row(row)? {
            Row::Command(session, command) => Some((session, command)),
            Row::Mark(..) => None,
        }
    }

    /// The command that a session's transcript opens at for a row: for a mark the one before it.
    pub fn opens_at(&self, row: usize) -> Option<(usize, Option<usize>)> {
        match *self.places.get(row)? {
            RowPlace::Command { session, command } => Some((session, Some(command))),
            RowPlace::Mark { session, mark } => {
                let found = self.sessions.get(session)?;
                let line = found.marks.get(mark)?.line;
                Some((session, found.commands.partition_point(|command| command.line <= line).checked_sub(1)))
            }
        }
    }

    /// Whether all rows are of one year in that zone: times are told apart without it.
    pub fn is_of_one_year(&self, zone: &jiff::tz::TimeZone) -> bool {
        let year = |time: Option<&i64>| {
            let time = jiff::Timestamp::from_millisecond(*time?).ok()?;
            Some(time.to_zoned(zone.clone()).year())
        };
        year(self.times.first()).is_some_and(|first| year(self.times.last()) == Some(first))
    }

    /// What rules say of a row's command, the gravest first.
    pub fn flags(&self, row: usize) -> &[Flag] {
        let set = self.flagged.rows.get(row).and_then(|set| self.flagged.sets.get(*set as usize));
        set.map(|set| set.flags.as_slice()).unwrap_or_default()
    }

    /// What rules say of a session's commands, by the command's place in it; those without flags are left out.
    pub(in crate::worker) fn flags_of_session(&self, of: usize) -> BTreeMap<usize, Vec<Flag>> {
        let rows = self.places.iter().enumerate().filter_map(|(row, place)| match place {
            RowPlace::Command { session, command } if *session == of => Some((*command, self.flags(row).to_vec())),
            _ => None,
        });
        rows.filter(|(_, flags)| !flags.is_empty()).collect()
    }

    /// The different values of a facet; [`FacetCount::value`] counts in them.
    pub fn values(&self, facet: Facet) -> &[String] {
        match facet {
            Facet::Review => reviews::names(),
            Facet::Flag => &self.flagged.names,
            _ => &self.values[facet.place()].names,
        }
    }

    /// The different values of flags, as [`CommandSet::values`] names them.
    pub fn flag_values(&self) -> &[FlagValue] {
        &self.flagged.values
    }

    /// Each rule that flagged any command, with how many.
    pub fn raised(&self) -> Vec<(&Rule, u64)> {
        self.flagged.by_rule()
    }
}

impl Drop for CommandSet {
    fn drop(&mut self) {
        free_elsewhere(std::mem::take(&mut self.sessions), self.events);
    }
}
