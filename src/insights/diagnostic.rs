use std::fmt;
use std::ops::Range;

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
        expected: &'static str,
    },
    /// The text ends too early.
    UnexpectedEnd {
        expected: &'static str,
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
    /// The language has it; this evaluator does not do it yet.
    NotEvaluated {
        what: String,
    },
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DiagnosticKind as Kind;
        match &self.kind {
            Kind::Empty => write!(out, "the query has no command"),
            Kind::TextTooLong { length, most } => {
                write!(out, "the query has {length} characters, more than the {most} allowed")
            }
            Kind::Unexpected { found, expected } => {
                write!(out, "unexpected symbol found {found} at position {}, expected {expected}", self.span.start)
            }
            Kind::UnexpectedEnd { expected } => write!(out, "unexpected end of the query, expected {expected}"),
            Kind::UnknownCharacter { character } => {
                write!(out, "unexpected character {character:?} at position {}", self.span.start)
            }
            Kind::UnterminatedText => {
                write!(out, "the text that starts at position {} has no closing quote", self.span.start)
            }
            Kind::UnterminatedRegex => {
                write!(out, "the regular expression that starts at position {} has no closing /", self.span.start)
            }
            Kind::UnterminatedName => {
                write!(out, "the field name that starts at position {} has no closing `", self.span.start)
            }
            Kind::UnknownCommand { name, suggestion } => {
                write!(out, "unknown command {name}")?;
                did_you_mean(out, suggestion.as_ref())
            }
            Kind::UnknownFunction { name, suggestion } => {
                write!(out, "unknown function {name}")?;
                did_you_mean(out, suggestion.as_ref())
            }
            Kind::WrongArguments { usage, given } => {
                write!(out, "wrong number of arguments ({given}), usage: {usage}")
            }
            Kind::UnknownUnit { unit } => {
                write!(out, "unknown unit of time {unit}, expected one of ms, s, m, h, d, w, mo, q, y")
            }
            Kind::TooDeep => write!(out, "the expression is nested too deeply"),
            Kind::BadRegex { reason } => write!(out, "the regular expression cannot be used: {reason}"),
            Kind::NoNamedGroup => write!(out, "the regular expression needs a named group such as (?<name>.*)"),
            Kind::GlobAliases { wildcards, aliases } => {
                write!(
                    out,
                    "the pattern has {wildcards} wildcards (*) for {aliases} aliases; there must be as many of both"
                )
            }
            Kind::AggregateOutsideStats { name } => write!(out, "{name} can only be used in stats"),
            Kind::AggregateInAggregate { name } => write!(out, "{name} cannot be used inside another aggregation"),
            Kind::FieldOutsideAggregate { name } => {
                write!(out, "{name} is neither inside an aggregation nor grouped by")
            }
            Kind::UnknownAfterStats { name, suggestion } => {
                write!(out, "{name} does not exist after stats, which leaves its own columns only")?;
                did_you_mean(out, suggestion.as_ref())
            }
            Kind::NotAllowedAfter { command, after } => {
                write!(out, "unexpected symbol found {command}: it cannot follow {after}")
            }
            Kind::NeedsBefore { command, needs } => write!(out, "{command} has to be used after {needs}"),
            Kind::SourceNotFirst => write!(out, "SOURCE must be the first command"),
            Kind::TooManyStats { most } => write!(out, "at most {most} stats commands are allowed in this log class"),
            Kind::LimitOutOfRange { most } => write!(out, "limit must be a number from 1 to {most}"),
            Kind::ClassForbids { what } => {
                write!(out, "{what} is not available for log groups of the Infrequent Access class")
            }
            Kind::UnfilledParameter { name } => write!(out, "the parameter {{{{{name}}}}} has no value"),
            Kind::SavedQuery { name } => write!(out, "the saved query {name} has not been put in place of its name"),
            Kind::NotEvaluated { what } => write!(out, "{what} is not evaluated here"),
        }
    }
}

fn did_you_mean(out: &mut fmt::Formatter<'_>, suggestion: Option<&impl fmt::Display>) -> fmt::Result {
    match suggestion {
        Some(suggestion) => write!(out, "; did you mean {suggestion}?"),
        None => Ok(()),
    }
}

impl std::error::Error for Diagnostic {}
