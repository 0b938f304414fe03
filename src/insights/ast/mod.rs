//! What a query is once it has been read. Two queries are equal when they say the same; where their
//! parts stood in the text does not count.

mod command;
mod expression;
mod further;

use std::ops::Range;

pub use command::{
    Column, Command, CommandKind, Count, GroupColumn, Join, Lookup, Parse, ParseHow, SortColumn, SourcePart,
    SourceValue, Stats,
};
pub use expression::{
    BinaryOperator, Duration, Expression, ExpressionKind, FieldPath, InList, PathPart, Pattern, Regex, TimeUnit,
};
pub use further::{Further, Invocation, Lags, Outputs};

/// A place in the query's text, in characters. Never counts when queries are compared.
#[derive(Clone, Debug, Default, Eq)]
pub struct Span(pub Range<usize>);

impl PartialEq for Span {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

/// How an expression stood in the text: Insights names a column without an alias by it. Never
/// counts when queries are compared.
#[derive(Clone, Debug, Default, Eq)]
pub struct Written(pub String);

impl PartialEq for Written {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

/// A whole query: commands joined by `|`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub commands: Vec<Command>,
}
