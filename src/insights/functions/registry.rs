//! Functions that are more than a computation over their arguments.

use std::ops::RangeInclusive;

use super::{Aggregate, Function, FunctionKind, MANY, Period};

const fn aggregate(
    name: &'static str,
    usage: &'static str,
    arguments: RangeInclusive<usize>,
    kind: Aggregate,
    examples: &'static [(&'static str, &'static str)],
) -> Function {
    Function { name, usage, arguments, kind: FunctionKind::Aggregate(kind), examples }
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

pub(super) static AGGREGATES: &[Function] = &[
    aggregate(
        "count",
        "count(*) or count(field)",
        0..=1,
        Aggregate::Count,
        &[("count(*)", "3"), ("count(missing)", "0")],
    ),
    aggregate(
        "count_distinct",
        "count_distinct(field)",
        1..=1,
        Aggregate::CountDistinct,
        &[("count_distinct(u)", "2")],
    ),
    aggregate("min", "min(value)", 1..=1, Aggregate::Min, &[("min(n)", "1")]),
    aggregate("max", "max(value)", 1..=1, Aggregate::Max, &[("max(n)", "6")]),
    aggregate("sum", "sum(number)", 1..=1, Aggregate::Sum, &[("sum(n)", "9"), ("sum(u = \"a\")", "2")]),
    aggregate("avg", "avg(number)", 1..=1, Aggregate::Average, &[("avg(n)", "3")]),
    aggregate("stddev", "stddev(number)", 1..=1, Aggregate::StandardDeviation, &[("stddev(n)", "2.160246899469287")]),
    aggregate("pct", "pct(number, percent)", 2..=2, Aggregate::Percentile, &[("pct(n, 50)", "2")]),
    aggregate("percentile", "percentile(number, percent)", 2..=2, Aggregate::Percentile, &[("percentile(n, 90)", "6")]),
    aggregate("median", "median(number)", 1..=1, Aggregate::Median, &[("median(n)", "2")]),
    aggregate("earliest", "earliest(value)", 1..=1, Aggregate::Earliest, &[("earliest(n)", "1")]),
    aggregate("latest", "latest(value)", 1..=1, Aggregate::Latest, &[("latest(n)", "6")]),
    aggregate("sortsFirst", "sortsFirst(value)", 1..=1, Aggregate::SortsFirst, &[("sortsFirst(u)", "a")]),
    aggregate("sortsLast", "sortsLast(value)", 1..=1, Aggregate::SortsLast, &[("sortsLast(u)", "b")]),
    aggregate("values", "values(value)", 1..=1, Aggregate::Values, &[("values(u)", "[\"a\",\"b\"]")]),
    aggregate("count_over_time", "count_over_time(*)", 0..=1, Aggregate::Count, &[("count_over_time(*)", "3")]),
    aggregate("sum_over_time", "sum_over_time(number)", 1..=1, Aggregate::Sum, &[("sum_over_time(n)", "9")]),
    aggregate("countOverTime", "countOverTime(field)", 0..=1, Aggregate::Count, &[("countOverTime(n)", "3")]),
    aggregate("sumOverTime", "sumOverTime(number)", 1..=1, Aggregate::Sum, &[("sumOverTime(n)", "9")]),
    special("rate", "rate(number, period)", 2..=2, FunctionKind::Rate, &[("rate(n, 1m)", "2.5")]),
];

pub(super) static SPECIAL: &[Function] = &[
    special("bin", "bin(period)", 1..=2, FunctionKind::Period(Period::Bin), &[("bin(1h)", "2026-11-23 05:00:00.000")]),
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
    special("if", "if(condition, then, else)", 3..=3, FunctionKind::If, &[("if(1 > 2, \"a\", \"b\")", "b")]),
    special(
        "case",
        "case(condition, value, …, otherwise)",
        2..=MANY,
        FunctionKind::Case,
        &[("case(1 > 2, \"a\", 2 > 1, \"b\", \"c\")", "b")],
    ),
    special("unmask", "unmask(field)", 1..=1, FunctionKind::Unmask, &[("unmask(\"x\")", "x")]),
];
