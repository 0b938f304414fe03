//! A reconciliation as a table, made away from the window's thread.

use std::{collections::HashMap, sync::Arc};

use crate::{
    model::{ColumnKind, ResultSet, ResultSetBuilder, format_insights_time},
    setup::reconcile::{Person, Reconciliation, Row, RowStatus},
};

/// What there is of a session's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TranscriptStatus {
    Matched,
    Cut,
    Contradictory,
    NoTranscript,
    TranscriptOnly,
    NotLoggedByDesign,
}

impl TranscriptStatus {
    /// What asks for a second look comes first.
    pub const ALL: [Self; 6] = [
        Self::NoTranscript,
        Self::Contradictory,
        Self::Cut,
        Self::TranscriptOnly,
        Self::NotLoggedByDesign,
        Self::Matched,
    ];

    pub fn of(status: &RowStatus) -> Self {
        match status {
            RowStatus::Matched => Self::Matched,
            RowStatus::Cut { .. } => Self::Cut,
            RowStatus::Contradictory { .. } => Self::Contradictory,
            RowStatus::NoTranscript { .. } => Self::NoTranscript,
            RowStatus::TranscriptOnly { .. } => Self::TranscriptOnly,
            RowStatus::NotLoggedByDesign { .. } => Self::NotLoggedByDesign,
        }
    }

    /// Its name in exports, as [`RowStatus::name`] has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Cut => "cut",
            Self::Contradictory => "contradictory",
            Self::NoTranscript => "no-transcript",
            Self::TranscriptOnly => "transcript-only",
            Self::NotLoggedByDesign => "not-logged-by-design",
        }
    }
}

/// A reconciliation, its rows as a table, and how many there are of each kind.
#[derive(Debug)]
pub struct SessionSet {
    pub found: Arc<Reconciliation>,
    /// One row for each row of `found`, in the same order.
    pub table: Arc<ResultSet>,
    counts: HashMap<TranscriptStatus, usize>,
    /// Sessions whose person is not known.
    pub unresolved: usize,
}

impl SessionSet {
    /// The first columns of the table; the others of [`Reconciliation::COLUMNS`] follow, and are not shown at first.
    pub const SHOWN: [&'static str; 14] = [
        "transcript",
        "start",
        "end",
        "person",
        "principal",
        "target",
        "document",
        "reason",
        "sourceAddress",
        "cause",
        "firstEvent",
        "lastEvent",
        "events",
        "sessionId",
    ];
    /// The columns that chips narrow by.
    pub const STATUS: usize = 0;
    pub const PERSON: usize = 3;
    /// What stands in the column of persons where nobody is known.
    pub const UNRESOLVED: &'static str = "unresolved";

    pub fn new(found: Arc<Reconciliation>) -> Self {
        let all = Reconciliation::COLUMNS;
        let place = |name: &str| all.iter().position(|column| *column == name);
        let mut order: Vec<usize> = Self::SHOWN.into_iter().filter_map(place).collect();
        let rest: Vec<usize> = (0..all.len()).filter(|column| !order.contains(column)).collect();
        order.extend(rest);
        let mut table = ResultSetBuilder::new(order.iter().map(|column| (all[*column], kind(all[*column]))));
        let mut counts = HashMap::new();
        let mut unresolved = 0;
        // Rows by the thousand have the same few persons, documents and machines.
        let mut shared: HashMap<String, Arc<str>> = HashMap::new();
        for row in &found.rows {
            *counts.entry(TranscriptStatus::of(&row.status)).or_default() += 1;
            unresolved += usize::from(matches!(row.person, Person::Unresolved { .. }));
            let mut cells = Reconciliation::cells(row, format_insights_time).map(Some);
            table.push_shared(order.iter().map(|column| {
                let cell = cells.get_mut(*column)?.take().filter(|cell| !cell.is_empty())?;
                if !is_repeated(all[*column]) {
                    return Some(Arc::from(cell));
                }
                if let Some(known) = shared.get(&cell) {
                    return Some(Arc::clone(known));
                }
                let new: Arc<str> = Arc::from(cell.as_str());
                shared.insert(cell, Arc::clone(&new));
                Some(new)
            }));
        }
        Self { found, table: Arc::new(table.finish()), counts, unresolved }
    }

    pub fn count(&self, status: TranscriptStatus) -> usize {
        self.counts.get(&status).copied().unwrap_or_default()
    }

    pub fn row(&self, row: u32) -> Option<&Row> {
        self.found.rows.get(row as usize)
    }
}

fn kind(column: &str) -> ColumnKind {
    match column {
        "start" | "end" | "firstEvent" | "lastEvent" => ColumnKind::Time,
        "events" | "silentSeconds" | "resumed" => ColumnKind::Number,
        _ => ColumnKind::Text,
    }
}

fn is_repeated(column: &str) -> bool {
    matches!(
        column,
        "transcript"
            | "cause"
            | "certainty"
            | "person"
            | "personBy"
            | "principal"
            | "target"
            | "document"
            | "seenIn"
            | "resumed"
            | "logGroups"
            | "sourceAddress"
            | "userAgent"
            | "principalInLog"
            | "errorCode"
            | "credentialsOf"
            | "sourceIdentity"
    )
}
