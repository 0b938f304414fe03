//! The rows of the table: from sessions to columns.

use std::{collections::HashMap, sync::Arc};

use crate::{
    model::{ColumnKind, ResultSet, ResultSetBuilder, TimeRange, format_insights_time},
    session::{CommandKind, Doubt, MarkKind, Session, TypedCommand, each_once, program},
};

use super::{
    CommandSet, Facet, Row, RowPlace,
    flagging::Flagged,
    values::{Values, ValuesBuilder},
};

impl CommandSet {
    pub const TIME: usize = 0;
    /// The session's OS user, under which the person came in: what a list of users is about.
    pub const OS_USER: usize = 1;
    /// The OS user at that moment, where that is another one.
    pub const AS_USER: usize = 2;
    pub const COMMAND: usize = 3;
    pub const CONFIDENCE: usize = 4;
    pub const DOUBTS: usize = 5;
    pub const FLAGS: usize = 6;
    /// Where it stands by what was said of it. Empty here: it changes while the rows stay.
    pub const REVIEW: usize = 7;
    pub const PRINCIPAL: usize = 8;
    pub const INSTANCE: usize = 9;
    pub const SESSION: usize = 10;
    /// What it was typed to, or which mark it is.
    pub const KIND: usize = 11;
    /// What the time is: that of the event, or the session's end.
    pub const TIME_BASIS: usize = 12;

    pub const COLUMNS: [(&'static str, ColumnKind); 13] = [
        ("time", ColumnKind::Time),
        ("user", ColumnKind::Text),
        ("asUser", ColumnKind::Text),
        ("command", ColumnKind::Text),
        ("confidence", ColumnKind::Text),
        ("doubts", ColumnKind::Text),
        ("flags", ColumnKind::Text),
        ("review", ColumnKind::Text),
        ("principal", ColumnKind::Text),
        ("instance", ColumnKind::Text),
        ("session", ColumnKind::Text),
        ("kind", ColumnKind::Text),
        ("timeBasis", ColumnKind::Text),
    ];

    /// Columns that have no place of their own on the screen: another column's cells say what is in them.
    pub const FOLDED: [(usize, usize); 3] =
        [(Self::TIME_BASIS, Self::TIME), (Self::DOUBTS, Self::CONFIDENCE), (Self::KIND, Self::COMMAND)];
}

pub(super) struct Columns {
    pub table: ResultSet,
    pub times: Vec<i64>,
    pub values: [Values; 8],
}

/// Commands and marks of that time (`None`: of any), by time. Those of one session and one moment stay in the order of
/// their lines.
pub(super) fn places(sessions: &[Session], range: Option<TimeRange>) -> Vec<RowPlace> {
    let is_in = |time: i64| range.is_none_or(|range| range.contains(time));
    let mut placed: Vec<(i64, RowPlace)> = Vec::new();
    for (session, read) in sessions.iter().enumerate() {
        let mut own: Vec<(usize, i64, RowPlace)> = read
            .typed_by_the_person()
            .filter(|(_, typed)| is_in(typed.time))
            .map(|(command, typed)| (typed.line, typed.time, RowPlace::Command { session, command }))
            .collect();
        let marks = read.marks.iter().enumerate().filter(|(_, mark)| is_in(mark.time));
        own.extend(marks.map(|(mark, found)| (found.line, found.time, RowPlace::Mark { session, mark })));
        own.sort_by_key(|(line, _, place)| (*line, matches!(place, RowPlace::Command { .. })));
        placed.extend(own.into_iter().map(|(_, time, place)| (time, place)));
    }
    placed.sort_by_key(|(time, _)| *time);
    placed.into_iter().map(|(_, place)| place).collect()
}

pub(super) fn row(sessions: &[Session], place: RowPlace) -> Option<Row<'_>> {
    let session = sessions.get(place.session())?;
    match place {
        RowPlace::Command { command, .. } => Some(Row::Command(session, session.commands.get(command)?)),
        RowPlace::Mark { mark, .. } => Some(Row::Mark(session, session.marks.get(mark)?)),
    }
}

pub(super) fn columns(sessions: &[Session], places: &[RowPlace], flagged: &Flagged) -> Columns {
    let mut table = ResultSetBuilder::new(CommandSet::COLUMNS);
    let mut times = Vec::with_capacity(places.len());
    let mut values: [ValuesBuilder; 8] = Default::default();
    let shared: Vec<SharedCells> = sessions.iter().map(SharedCells::of).collect();
    let mut names = Names::default();
    for (place, found) in places.iter().enumerate() {
        let Some(row) = row(sessions, *found) else { continue };
        let (session, time, basis) = match row {
            Row::Command(session, command) => (session, command.time, command.time_basis),
            Row::Mark(session, mark) => (session, mark.time, session.time_basis()),
        };
        let Some(shared) = shared.get(found.session()) else { continue };
        let guessed = shared.by_prompt.as_deref();
        let user = shared.user.as_deref();
        times.push(time);
        let mut cells: [Option<Arc<str>>; 13] = Default::default();
        cells[CommandSet::TIME] = Some(format_insights_time(time).into());
        cells[CommandSet::TIME_BASIS] = Some(names.shared(basis.name()));
        cells[CommandSet::OS_USER].clone_from(&shared.user);
        cells[CommandSet::PRINCIPAL] = Some(Arc::clone(&shared.principal));
        cells[CommandSet::INSTANCE].clone_from(&shared.instance);
        cells[CommandSet::SESSION] = Some(Arc::clone(&shared.session));
        values[Facet::OsUser.place()].push(Some(user.unwrap_or_default()));
        values[Facet::Principal.place()].push(Some(principal(session)));
        values[Facet::Instance.place()].push(Some(session.instance.as_deref().unwrap_or_default()));
        values[Facet::Session.place()].push(Some(&session.id));
        match row {
            Row::Command(_, command) => {
                let by_prompt = guessed.and_then(|user| user.strip_suffix(BY_PROMPT));
                let other = command.user.as_deref().filter(|now| Some(*now) != user && Some(*now) != by_prompt);
                cells[CommandSet::AS_USER] = other.map(Arc::from);
                cells[CommandSet::COMMAND] = Some(command.text.as_str().into());
                cells[CommandSet::CONFIDENCE] = Some(names.shared(command.confidence.name()));
                cells[CommandSet::DOUBTS] = doubts(command).map(Arc::from);
                cells[CommandSet::FLAGS] = flags(flagged, place).map(Arc::from);
                cells[CommandSet::KIND] = Some(names.shared(command.kind.name()));
                values[Facet::Confidence.place()].push(Some(command.confidence.name()));
                values[Facet::Program.place()].push(Some(&program_of(command)));
            }
            Row::Mark(_, mark) => {
                cells[CommandSet::KIND] = Some(match mark.kind {
                    MarkKind::Gap { milliseconds } => format!("{} {} s", mark.kind.name(), milliseconds / 1000).into(),
                    _ => names.shared(mark.kind.name()),
                });
                values[Facet::Confidence.place()].push(None);
                values[Facet::Program.place()].push(None);
            }
        }
        table.push_shared(cells);
    }
    Columns { table: table.finish(), times, values: values.map(ValuesBuilder::finish) }
}

/// What all rows of a session have.
struct SharedCells {
    by_prompt: Option<String>,
    user: Option<Arc<str>>,
    principal: Arc<str>,
    instance: Option<Arc<str>>,
    session: Arc<str>,
}

impl SharedCells {
    fn of(session: &Session) -> Self {
        let by_prompt = os_user_by_prompt(session);
        Self {
            user: session.os_user.as_deref().or(by_prompt.as_deref()).map(Arc::from),
            principal: principal(session).into(),
            instance: session.instance.as_deref().map(Arc::from),
            session: session.id.as_str().into(),
            by_prompt,
        }
    }
}

/// The few words that nearly every row has.
#[derive(Default)]
struct Names(HashMap<&'static str, Arc<str>>);

impl Names {
    fn shared(&mut self, name: &'static str) -> Arc<str> {
        Arc::clone(self.0.entry(name).or_insert_with(|| name.into()))
    }
}

/// Stands behind the name of an OS user whom no record names. No user's name has a space.
const BY_PROMPT: &str = " (prompt)";

/// For a session whose record names no OS user: the one that its prompts name first.
fn os_user_by_prompt(session: &Session) -> Option<String> {
    if session.os_user.is_some() {
        return None;
    }
    let first = session.commands.iter().find(|command| command.user_from_prompt)?;
    first.user.as_ref().map(|name| format!("{name}{BY_PROMPT}"))
}

fn principal(session: &Session) -> &str {
    session.principal.as_deref().unwrap_or(&session.principal_name)
}

/// The longest name of a program that is offered, in letters.
const LONGEST_PROGRAM: usize = 60;

/// The program of a shell's line; what was typed to something else is counted by what it was typed to.
fn program_of(command: &TypedCommand) -> String {
    if command.kind != CommandKind::Shell {
        return format!("({})", command.kind.name());
    }
    let first = command.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    program(first).map_or_else(String::new, |program| program.name.chars().take(LONGEST_PROGRAM).collect())
}

fn doubts(command: &TypedCommand) -> Option<String> {
    let names: Vec<&str> = each_once(&command.doubts).map(Doubt::name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Category, title and level of each flag: what a sheet needs without this program.
fn flags(flagged: &Flagged, place: usize) -> Option<String> {
    let set = flagged.rows.get(place).and_then(|set| flagged.sets.get(*set as usize))?;
    let texts = set
        .flags
        .iter()
        .map(|flag| format!("{}: {} [{}]", flag.rule.category.name(), flag.rule.title, flag.rule.level.name()));
    (!set.flags.is_empty()).then(|| texts.collect::<Vec<_>>().join("; "))
}
