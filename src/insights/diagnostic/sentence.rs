use std::fmt;

use super::{Diagnostic, DiagnosticKind};

/// The English sentence that the embedded service gives.
impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DiagnosticKind as Kind;
        match &self.kind {
            Kind::Empty => write!(out, "the query has no command"),
            Kind::TextTooLong { length, most } => {
                write!(out, "the query has {length} characters, more than the {most} allowed")
            }
            Kind::Unexpected { found, expected, suggestion } => {
                write!(out, "unexpected symbol found {found} at position {}, expected {expected}", self.span.start)?;
                did_you_mean(out, suggestion.as_ref())
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
            Kind::OnlyOnce { command } => write!(out, "{command} can be used once in a query"),
            Kind::SplitNotUnnested => write!(out, "unnest cannot take apart a list that split has made"),
            Kind::NestedSubquery => write!(out, "a subquery cannot have a subquery in itself"),
            Kind::SubqueryColumns { given } => write!(out, "a subquery has to give one column, not {given}"),
            Kind::SourceNotFirst => write!(out, "SOURCE must be the first command"),
            Kind::TooManyStats { most } => write!(out, "at most {most} stats commands are allowed in this log class"),
            Kind::LimitOutOfRange { most } => write!(out, "limit must be a number from 1 to {most}"),
            Kind::ClassForbids { what } => {
                write!(out, "{what} is not available for log groups of the Infrequent Access class")
            }
            Kind::UnfilledParameter { name } => write!(out, "the parameter {{{{{name}}}}} has no value"),
            Kind::SavedQuery { name } => write!(out, "the saved query {name} has not been put in place of its name"),
            Kind::PerhapsMeant { name, suggestion } => {
                write!(out, "nothing before makes a field {name}; did you mean {suggestion}?")
            }
            Kind::TimeAgainstText { field } => {
                write!(out, "{field} is a time and no text is like it: nothing is found so")
            }
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
