//! The commands of a scope, ready for the screens: one table in time order, and who typed how many.

use std::{collections::HashMap, sync::Arc};

use crate::{
    model::{ColumnKind, LogEvent, ResultSet, ResultSetBuilder, format_insights_time, free_elsewhere},
    session::{self, Session, TypedCommand},
};

/// Which session a row of the commands' table comes from, and which of its commands it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandPlace {
    pub session: usize,
    pub command: usize,
}

/// Whom commands are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonKey {
    OsUser,
    Principal,
}

/// One line of the list of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSummary {
    /// The OS user, or the principal's ARN (its name, where no ARN is known). Empty: not known.
    pub value: String,
    pub commands: usize,
    pub sessions: usize,
    /// Milliseconds since 1970, UTC.
    pub last_seen: i64,
}

/// Sessions and commands of a scope.
#[derive(Debug)]
pub struct CommandSet {
    /// Newest last event first.
    pub sessions: Vec<Session>,
    /// Events that were read.
    pub events: usize,
    /// Events that are no session record at all.
    pub broken_events: usize,
    /// One row for each command that a person typed, oldest first; columns as [`CommandSet::COLUMNS`].
    pub table: Arc<ResultSet>,
    /// For each row of the table.
    pub places: Vec<CommandPlace>,
    pub os_users: Vec<PersonSummary>,
    pub principals: Vec<PersonSummary>,
    /// The instances of the sessions, sorted.
    pub instances: Vec<String>,
}

impl CommandSet {
    pub const TIME: usize = 0;
    pub const OS_USER: usize = 1;
    pub const PRINCIPAL: usize = 2;
    pub const COMMAND: usize = 3;
    pub const CONFIDENCE: usize = 4;
    pub const INSTANCE: usize = 5;
    pub const SESSION: usize = 6;

    pub const COLUMNS: [(&'static str, ColumnKind); 7] = [
        ("time", ColumnKind::Time),
        ("user", ColumnKind::Text),
        ("principal", ColumnKind::Text),
        ("command", ColumnKind::Text),
        ("confidence", ColumnKind::Text),
        ("instance", ColumnKind::Text),
        ("session", ColumnKind::Text),
    ];

    /// Reads events in any order. Takes time that grows with them.
    pub fn read(events: Vec<LogEvent>) -> Self {
        let count = events.len();
        let sessions = session::read_sessions(events);
        let mut places: Vec<CommandPlace> = sessions
            .iter()
            .enumerate()
            .flat_map(|(session, read)| {
                read.typed_by_the_person().map(move |(command, _)| CommandPlace { session, command })
            })
            .collect();
        // Stable: commands of one session and one moment stay in the order they were typed in.
        places.sort_by_key(|place| sessions[place.session].commands[place.command].time);
        let mut table = ResultSetBuilder::new(Self::COLUMNS);
        for place in &places {
            let session = &sessions[place.session];
            let command = &session.commands[place.command];
            table.push([
                Some(format_insights_time(command.time)),
                os_user(session, command).map(str::to_owned),
                Some(principal(session).to_owned()),
                Some(command.text.clone()),
                Some(command.confidence.name().to_owned()),
                session.instance.clone(),
                Some(session.id.clone()),
            ]);
        }
        let os_users = summarise(&sessions, |session, command| os_user(session, command).unwrap_or_default());
        let principals = summarise(&sessions, |session, _| principal(session));
        let instances: std::collections::BTreeSet<String> =
            sessions.iter().filter_map(|session| session.instance.clone()).collect();
        Self {
            instances: instances.into_iter().collect(),
            events: count,
            broken_events: sessions.iter().map(|session| session.broken_events).sum(),
            table: Arc::new(table.finish()),
            places,
            os_users,
            principals,
            sessions,
        }
    }

    pub fn people(&self, key: PersonKey) -> &[PersonSummary] {
        match key {
            PersonKey::OsUser => &self.os_users,
            PersonKey::Principal => &self.principals,
        }
    }

    /// The session and the command behind a row of the table.
    pub fn at(&self, row: usize) -> Option<(&Session, &TypedCommand)> {
        let place = self.places.get(row)?;
        let session = self.sessions.get(place.session)?;
        Some((session, session.commands.get(place.command)?))
    }
}

impl Drop for CommandSet {
    fn drop(&mut self) {
        free_elsewhere(std::mem::take(&mut self.sessions), self.events);
    }
}

/// The session's OS user, under which the person came in: what a list of users is about. Whom the
/// prompt shows at the moment (after `sudo su`) stands in the command's detail.
fn os_user<'a>(session: &'a Session, command: &'a TypedCommand) -> Option<&'a str> {
    session.os_user.as_deref().or(command.user.as_deref())
}

fn principal(session: &Session) -> &str {
    session.principal.as_deref().unwrap_or(&session.principal_name)
}

/// The busiest first.
fn summarise<'a>(
    sessions: &'a [Session],
    person: impl Fn(&'a Session, &'a TypedCommand) -> &'a str,
) -> Vec<PersonSummary> {
    let mut found: HashMap<&str, PersonSummary> = HashMap::new();
    for session in sessions {
        let mut counted: Vec<&str> = Vec::new();
        for (_, command) in session.typed_by_the_person() {
            let value = person(session, command);
            let summary = found.entry(value).or_insert_with(|| PersonSummary {
                value: value.to_owned(),
                commands: 0,
                sessions: 0,
                last_seen: i64::MIN,
            });
            summary.commands += 1;
            summary.last_seen = summary.last_seen.max(command.time);
            if !counted.contains(&value) {
                counted.push(value);
                summary.sessions += 1;
            }
        }
    }
    let mut people: Vec<PersonSummary> = found.into_values().collect();
    people.sort_by(|one, other| other.commands.cmp(&one.commands).then_with(|| one.value.cmp(&other.value)));
    people
}
