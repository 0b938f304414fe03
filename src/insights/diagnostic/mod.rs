mod expected;
mod sentence;

use std::ops::Range;

pub use expected::Expected;

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// In characters of the query's text.
    pub span: Range<usize>,
    pub kind: DiagnosticKind,
}

impl Diagnostic {
    pub(crate) fn new(span: Range<usize>, kind: DiagnosticKind) -> Self {
        Self { span, kind }
    }
}

/// What is wrong. `Display` of [`Diagnostic`] is the English sentence that the embedded service
/// gives; the window has its own words in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiagnosticKind {
    /// There is no command.
    Empty,
    /// The text is longer than AWS takes; both in characters.
    TextTooLong {
        length: usize,
        most: usize,
    },
    /// Something stands where something else must stand.
    Unexpected {
        found: String,
        expected: Expected,
        suggestion: Option<String>,
    },
    /// The text ends too early.
    UnexpectedEnd {
        expected: Expected,
    },
    UnknownCharacter {
        character: char,
    },
    UnterminatedText,
    UnterminatedRegex,
    UnterminatedName,
    UnknownCommand {
        name: String,
        suggestion: Option<&'static str>,
    },
    UnknownFunction {
        name: String,
        suggestion: Option<&'static str>,
    },
    WrongArguments {
        usage: &'static str,
        given: usize,
    },
    /// `5 parsecs`.
    UnknownUnit {
        unit: String,
    },
    /// More levels of parentheses, calls and operators inside each other than are read.
    TooDeep,
    BadRegex {
        reason: String,
    },
    /// A `parse` with a regular expression needs at least one named group.
    NoNamedGroup,
    /// A glob needs one alias for each `*`.
    GlobAliases {
        wildcards: usize,
        aliases: usize,
    },
    /// `sum(…)` and the like stand in `stats` only.
    AggregateOutsideStats {
        name: String,
    },
    /// `max(sum(…))`.
    AggregateInAggregate {
        name: String,
    },
    /// `stats count(*), user`: neither aggregated nor grouped by.
    FieldOutsideAggregate {
        name: String,
    },
    /// After `stats`, only its own columns exist.
    UnknownAfterStats {
        name: String,
        suggestion: Option<String>,
    },
    /// A command that must stand somewhere else, `after` which one it may not stand.
    NotAllowedAfter {
        command: &'static str,
        after: &'static str,
    },
    /// A command that only makes sense after `needs`.
    NeedsBefore {
        command: &'static str,
        needs: &'static str,
    },
    SourceNotFirst,
    /// A command that a query can have once.
    OnlyOnce {
        command: &'static str,
    },
    /// `unnest` of what `split` has made.
    SplitNotUnnested,
    /// A query in `in (…)` within another one.
    NestedSubquery,
    /// A query in `in (…)` that gives more than one column.
    SubqueryColumns {
        given: usize,
    },
    /// More `stats` commands in a row than the class of the log group allows.
    TooManyStats {
        most: usize,
    },
    LimitOutOfRange {
        most: u32,
    },
    /// The class of the log group does not allow the command.
    ClassForbids {
        what: &'static str,
    },
    /// `{{name}}` without a value.
    UnfilledParameter {
        name: String,
    },
    /// `$Name()` that the saved query has not been put in place of.
    SavedQuery {
        name: String,
    },
    /// No fault: a name that nothing before makes is nearly one that something makes.
    PerhapsMeant {
        name: String,
        suggestion: String,
    },
    /// No fault: a time is never equal to, before or after a text, and AWS finds nothing without saying so.
    TimeAgainstText {
        field: String,
    },
    /// The language has it; this evaluator does not do it yet.
    NotEvaluated {
        what: String,
    },
}

impl std::error::Error for Diagnostic {}
