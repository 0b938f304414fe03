//! Every function of the language, in one registry: the parser checks against it, the evaluator calls
//! through it, and its examples are tests.

mod general;
mod json;
mod network;
mod numbers;
mod text;
mod times;

use std::ops::RangeInclusive;

use super::suggest::nearest;
use super::value::Value;
use crate::model::TimeRange;

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
    /// Calls and what they give.
    pub examples: &'static [(&'static str, &'static str)],
}

impl Function {
    /// Whether this program can evaluate it; otherwise it is read and printed only.
    pub fn is_evaluated(&self) -> bool {
        !matches!(self.kind, FunctionKind::NotEvaluated)
    }

    /// Whether it stands in `stats` only.
    pub fn is_aggregate(&self) -> bool {
        matches!(self.kind, FunctionKind::Aggregate(_) | FunctionKind::AggregateNotEvaluated)
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
    NotEvaluated,
    AggregateNotEvaluated,
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

const fn aggregate(
    name: &'static str,
    usage: &'static str,
    arguments: RangeInclusive<usize>,
    kind: Aggregate,
) -> Function {
    Function { name, usage, arguments, kind: FunctionKind::Aggregate(kind), examples: &[] }
}

const fn special(
    name: &'static str,
    usage: &'static str,
    arguments: RangeInclusive<usize>,
    kind: FunctionKind,
    examples: &'static [(&'static str, &'static str)],
) -> Function {
    Function { name, usage, arguments, kind, examples }
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

static SPECIAL: &[Function] = &[
    aggregate("count", "count(*) or count(field)", 0..=1, Aggregate::Count),
    aggregate("count_distinct", "count_distinct(field)", 1..=1, Aggregate::CountDistinct),
    aggregate("min", "min(value)", 1..=1, Aggregate::Min),
    aggregate("max", "max(value)", 1..=1, Aggregate::Max),
    aggregate("sum", "sum(number)", 1..=1, Aggregate::Sum),
    aggregate("avg", "avg(number)", 1..=1, Aggregate::Average),
    aggregate("stddev", "stddev(number)", 1..=1, Aggregate::StandardDeviation),
    aggregate("pct", "pct(number, percent)", 2..=2, Aggregate::Percentile),
    aggregate("percentile", "percentile(number, percent)", 2..=2, Aggregate::Percentile),
    aggregate("median", "median(number)", 1..=1, Aggregate::Median),
    aggregate("earliest", "earliest(value)", 1..=1, Aggregate::Earliest),
    aggregate("latest", "latest(value)", 1..=1, Aggregate::Latest),
    aggregate("sortsFirst", "sortsFirst(value)", 1..=1, Aggregate::SortsFirst),
    aggregate("sortsLast", "sortsLast(value)", 1..=1, Aggregate::SortsLast),
    aggregate("values", "values(value)", 1..=1, Aggregate::Values),
    aggregate("count_over_time", "count_over_time(*)", 0..=1, Aggregate::Count),
    aggregate("sum_over_time", "sum_over_time(number)", 1..=1, Aggregate::Sum),
    special("rate", "rate(number, period)", 2..=2, FunctionKind::AggregateNotEvaluated, &[]),
    special("bin", "bin(period)", 1..=1, FunctionKind::Period(Period::Bin), &[]),
    special(
        "datefloor",
        "datefloor(time, period)",
        2..=2,
        FunctionKind::Period(Period::Floor),
        &[("datefloor(fromMillis(1795413529089), 1h)", "2026-11-23 05:00:00.000")],
    ),
    special(
        "dateceil",
        "dateceil(time, period)",
        2..=2,
        FunctionKind::Period(Period::Ceiling),
        &[("dateceil(fromMillis(1795413529089), 1h)", "2026-11-23 06:00:00.000")],
    ),
    special(
        "ispresent",
        "ispresent(field)",
        1..=1,
        FunctionKind::IsPresent,
        &[("ispresent(nothing)", "0"), ("ispresent(@message)", "1")],
    ),
    special("coalesce", "coalesce(value, …)", 1..=MANY, FunctionKind::Coalesce, &[("coalesce(nothing, 2)", "2")]),
    special("if", "if(condition, then, else)", 2..=3, FunctionKind::If, &[("if(1 > 2, \"a\", \"b\")", "b")]),
    special(
        "case",
        "case(condition, value, …, otherwise)",
        2..=MANY,
        FunctionKind::Case,
        &[("case(1 > 2, \"a\", 2 > 1, \"b\", \"c\")", "b")],
    ),
    special("unmask", "unmask(field)", 1..=1, FunctionKind::Unmask, &[]),
    special("haversine", "haversine(latitude, longitude, latitude, longitude)", 4..=4, FunctionKind::NotEvaluated, &[]),
    special("md5", "md5(text)", 1..=1, FunctionKind::NotEvaluated, &[]),
    special("sha256", "sha256(text)", 1..=1, FunctionKind::NotEvaluated, &[]),
];

/// Every function, aggregates first.
pub fn all() -> impl Iterator<Item = &'static Function> {
    [
        SPECIAL,
        numbers::FUNCTIONS,
        text::FUNCTIONS,
        times::FUNCTIONS,
        json::FUNCTIONS,
        network::FUNCTIONS,
        general::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The function of this name, in any case of letters.
pub fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// The function that was probably meant.
pub(crate) fn suggestion(name: &str) -> Option<&'static str> {
    nearest(name, all().map(|function| function.name))
}
