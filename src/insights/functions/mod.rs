//! Every function of the language, in one registry: the parser checks against it, the evaluator calls
//! through it, and its examples are tests.

mod about;
mod dates;
mod encoding;
mod json;
mod network;
mod numbers;
mod regex_replace;
mod registry;
#[cfg(test)]
mod tests;
mod text;
mod times;

use std::ops::RangeInclusive;

use super::suggest::nearest;
use super::value::Value;
use crate::model::TimeRange;

pub use about::About;

/// What functions may know besides their arguments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    /// Milliseconds since 1970, UTC.
    pub now: i64,
    /// The range of the query.
    pub range: TimeRange,
}

pub(crate) type Scalar = for<'e> fn(&[Value<'e>], &Context) -> Value<'e>;

/// A function of Logs Insights QL.
pub struct Function {
    pub name: &'static str,
    /// How it is called, with the names of its arguments.
    pub usage: &'static str,
    pub(crate) arguments: RangeInclusive<usize>,
    pub(crate) kind: FunctionKind,
    /// Calls and what they give. Those of aggregates are over three events a minute apart: `{"n": 1, "u": "a"}`,
    /// `{"n": 2, "u": "b"}`, `{"n": 6, "u": "a"}`, the first at 2026-11-23 05:58:49.089 UTC.
    pub examples: &'static [(&'static str, &'static str)],
}

impl Function {
    /// One line that says what it gives.
    pub fn about(&self) -> About {
        about::of(self.name)
    }

    /// The numbers of arguments that it takes; the second is very large where there is no limit.
    pub fn argument_counts(&self) -> RangeInclusive<usize> {
        self.arguments.clone()
    }

    /// Whether its last argument is a length of time.
    pub(crate) fn takes_length_of_time(&self) -> bool {
        matches!(self.kind, FunctionKind::Period(_) | FunctionKind::Rate)
    }

    /// Whether it stands in `stats` only.
    pub fn is_aggregate(&self) -> bool {
        matches!(self.kind, FunctionKind::Aggregate(_) | FunctionKind::Rate)
    }
}

#[derive(Clone, Copy)]
pub(crate) enum FunctionKind {
    Scalar(Scalar),
    Aggregate(Aggregate),
    /// `bin`, `datefloor` and `dateceil`, which take a length of time.
    Period(Period),
    /// Only conditions of a value: evaluated without its arguments being needed all.
    IsPresent,
    Coalesce,
    If,
    Case,
    /// Not for Infrequent Access; there is nothing masked here, so it gives its argument.
    Unmask,
    /// Made of other aggregations: how fast a value grows.
    Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    CountDistinct,
    Min,
    Max,
    Sum,
    Average,
    StandardDeviation,
    Percentile,
    Median,
    Earliest,
    Latest,
    SortsFirst,
    SortsLast,
    Values,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    /// Of `@timestamp`.
    Bin,
    Floor,
    Ceiling,
}

pub(crate) const fn scalar(
    name: &'static str,
    usage: &'static str,
    arguments: RangeInclusive<usize>,
    call: Scalar,
    examples: &'static [(&'static str, &'static str)],
) -> Function {
    Function { name, usage, arguments, kind: FunctionKind::Scalar(call), examples }
}

const MANY: usize = 10_000;

/// Every function, aggregates first.
pub fn all() -> impl Iterator<Item = &'static Function> {
    [
        registry::AGGREGATES,
        registry::SPECIAL,
        numbers::FUNCTIONS,
        text::FUNCTIONS,
        encoding::FUNCTIONS,
        times::FUNCTIONS,
        json::FUNCTIONS,
        network::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The function of this name, in any case of letters.
pub fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// What other languages call it.
const ELSEWHERE: [(&str, &str); 16] = [
    ("average", "avg"),
    ("mean", "avg"),
    ("distinct", "count_distinct"),
    ("dc", "count_distinct"),
    ("lower", "tolower"),
    ("upper", "toupper"),
    ("len", "strlen"),
    ("length", "strlen"),
    ("substring", "substr"),
    ("contains", "strcontains"),
    ("exists", "ispresent"),
    ("isnull", "ispresent"),
    ("nvl", "coalesce"),
    ("date_trunc", "datefloor"),
    ("trunc", "datefloor"),
    ("ago", "now"),
];

/// The function that was probably meant.
pub(crate) fn suggestion(name: &str) -> Option<&'static str> {
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, own)| *own);
    elsewhere.or_else(|| nearest(name, all().map(|function| function.name)))
}
