//! What a person can say about a query by clicking: columns, conditions, grouping, order, limit. A draft
//! becomes a [`Query`] and its text; a query becomes a draft again where a draft says exactly the same.

mod condition;
mod from_query;
#[cfg(test)]
mod tests;
mod to_query;
mod value;

use super::ast::{Duration, FieldPath, TimeUnit};
use super::{Query, parse};
use crate::model::MAX_QUERY_ROWS;

pub use condition::{Condition, Operator};
pub use value::{Value, field_from_typed, field_text};

/// A query as far as it can be made by clicking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryDraft {
    pub shown: Shown,
    pub conditions: Vec<Condition>,
    /// How two or more conditions are joined.
    pub joined: Joined,
    pub order: Vec<Order>,
    /// The most rows; `None`: not said, and AWS gives 10,000.
    pub limit: Option<u32>,
}

/// What the rows of the answer are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Events, with these columns; none: those that AWS shows by itself.
    Events(Vec<FieldPath>),
    /// Groups of events.
    Groups { measures: Vec<Measure>, by: Vec<GroupBy> },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joined {
    /// Every condition holds: `and`.
    #[default]
    All,
    /// One of them holds: `or`.
    Any,
}

/// What is counted or calculated of each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub what: Calculation,
    /// What the column is called; `None`: by its text.
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Calculation {
    /// `count(*)`
    Count,
    Of(MeasureFunction, FieldPath),
}

/// A function of the values of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MeasureFunction {
    CountDistinct,
    Sum,
    Average,
    Smallest,
    Largest,
}

impl MeasureFunction {
    pub const ALL: [Self; 5] = [Self::CountDistinct, Self::Sum, Self::Average, Self::Smallest, Self::Largest];

    /// Its name in the language.
    pub fn name(self) -> &'static str {
        match self {
            Self::CountDistinct => "count_distinct",
            Self::Sum => "sum",
            Self::Average => "avg",
            Self::Smallest => "min",
            Self::Largest => "max",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupBy {
    Field(FieldPath),
    /// Stretches of time: `bin(1h) as name`.
    Time {
        every: Duration,
        name: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub by: FieldPath,
    /// `None`: not said, and AWS does not say what it does then.
    pub descending: Option<bool>,
}

impl Default for QueryDraft {
    /// The newest events as they came.
    fn default() -> Self {
        Self {
            shown: Shown::Events(["@timestamp", "@logStream", "@message"].map(FieldPath::single).into()),
            conditions: Vec::new(),
            joined: Joined::All,
            order: vec![Order { by: FieldPath::single("@timestamp"), descending: Some(true) }],
            limit: Some(10_000),
        }
    }
}

impl QueryDraft {
    /// A draft that says nothing; its text is empty.
    pub fn nothing() -> Self {
        Self {
            shown: Shown::Events(Vec::new()),
            conditions: Vec::new(),
            joined: Joined::All,
            order: Vec::new(),
            limit: None,
        }
    }

    /// The one way to write the draft down among those that mean the same.
    #[must_use]
    pub fn normal(mut self) -> Self {
        if self.conditions.len() < 2 {
            self.joined = Joined::All;
        }
        self.limit = self.limit.map(|limit| limit.clamp(1, MAX_QUERY_ROWS));
        if let Shown::Groups { measures, by } = &mut self.shown {
            if measures.is_empty() {
                measures.push(Measure { what: Calculation::Count, name: None });
            }
            for measure in measures {
                clean_name(&mut measure.name);
            }
            for group in by {
                if let GroupBy::Time { name, .. } = group {
                    clean_name(name);
                }
            }
        }
        self
    }

    /// The names of the columns of the answer that rows can be ordered by.
    pub fn outputs(&self) -> Vec<FieldPath> {
        let named = |name: &Option<String>| name.as_deref().map(name_as_field);
        match &self.shown {
            Shown::Events(columns) => columns.clone(),
            Shown::Groups { measures, by } => {
                let groups = by.iter().filter_map(|group| match group {
                    GroupBy::Field(field) => Some(field.clone()),
                    GroupBy::Time { name, .. } => named(name),
                });
                measures.iter().filter_map(|measure| named(&measure.name)).chain(groups).collect()
            }
        }
    }

    /// The text of the query.
    pub fn to_text(&self) -> String {
        self.to_query().to_string()
    }

    /// A text as a draft, where a draft can say all of it: its comments too, of which it can say none.
    pub fn from_text(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::nothing());
        }
        Self::of_text(text, &parse(text).ok()?)
    }

    /// The same for a text that has been read already.
    pub fn of_text(text: &str, query: &Query) -> Option<Self> {
        let draft = Self::from_query(query)?;
        // What is in quotes or a name stays; what is gone was a comment.
        let marks = |text: &str| text.matches('#').count();
        (marks(text) == marks(&draft.to_text())).then_some(draft)
    }
}

impl Measure {
    /// With a name for its column that says what it is: a column without one is hard to order by.
    pub fn named(what: Calculation) -> Self {
        let name = match &what {
            Calculation::Count => "events".to_owned(),
            Calculation::Of(function, field) => {
                let last = field.name();
                let last = last.rsplit('.').next().unwrap_or_default();
                let plain: String = last.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '_').collect();
                let start = if *function == MeasureFunction::CountDistinct { "distinct" } else { function.name() };
                format!("{start}_{plain}")
            }
        };
        Self { what, name: Some(name) }
    }
}

impl GroupBy {
    /// The lengths of time that are offered. AWS cuts `bin(300s)` to 60 seconds, so none is written like that.
    pub const LENGTHS: [(&'static str, TimeUnit); 9] = [
        ("1", TimeUnit::Minute),
        ("5", TimeUnit::Minute),
        ("15", TimeUnit::Minute),
        ("1", TimeUnit::Hour),
        ("6", TimeUnit::Hour),
        ("12", TimeUnit::Hour),
        ("1", TimeUnit::Day),
        ("1", TimeUnit::Week),
        ("1", TimeUnit::Month),
    ];

    pub fn time((count, unit): (&str, TimeUnit)) -> Self {
        Self::Time { every: Duration { count: count.to_owned(), unit }, name: Some("time".to_owned()) }
    }
}

/// A name behind `as`: the language has no way to put a backtick into one.
fn clean_name(name: &mut Option<String>) {
    *name = name.take().map(|name| name.replace('`', "")).filter(|name| !name.is_empty());
}

/// How a later command calls the column.
fn name_as_field(name: &str) -> FieldPath {
    field_from_typed(name).unwrap_or_else(|| FieldPath::single(name))
}
