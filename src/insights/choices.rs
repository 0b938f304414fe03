//! What AWS does not document, decided in one place. Queries of our own are written so that either
//! reading gives the same rows.

use super::value::Value;

/// A missing field makes `=`, `!=`, `<`, `like`, `in` and their negations *unknown*, and `filter`
/// keeps what is true only: `level != "INFO"` does not keep events without a level. `not` of unknown
/// stays unknown. The alternative, `!=` and `not like` being true for a missing field, would keep
/// them. Published queries guard with `ispresent`, which suggests this reading.
pub(crate) const COMPARED_WITH_MISSING: Value<'static> = Value::Null;

/// Without `asc` or `desc`, `sort` ascends, as the samples imply. The alternative (moto's) descends.
pub(crate) const SORT_DESCENDS_BY_DEFAULT: bool = false;

/// Without `sort`, rows of events come newest first; that is documented for `dedup` and seen in the
/// console. The alternative is any order.
pub(crate) const NEWEST_FIRST_BY_DEFAULT: bool = true;

/// In sorting, text that is written like a number with a sign or a point counts as a number. AWS says
/// that numbers are "digits only"; the alternative puts `-1` and `2.5` among the texts.
pub(crate) const SIGNED_TEXT_SORTS_AS_NUMBER: bool = true;

/// `true` in JSON is shown as 1, as every function answers 1 or 0; it equals `1`, `true` and
/// `"true"`. The alternative shows `true`.
pub(crate) const TRUE_IS_SHOWN_AS: &str = "1";
pub(crate) const FALSE_IS_SHOWN_AS: &str = "0";

/// One event gives at most so many rows through `unnest` and `parse … multi`, so that a chain of
/// them stays bounded. AWS names no number.
pub(crate) const MOST_ROWS_OF_ONE_EVENT: usize = 100_000;

/// Fields found in one JSON event. Documented:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html>.
pub(crate) const MOST_DISCOVERED_FIELDS: usize = 200;

/// `haversine` takes the earth for a ball of this mean radius (IUGG). Documented is only that it gives
/// kilometres; 6378.137, the equator's, is the alternative and gives 0.1 % more.
pub(crate) const EARTH_RADIUS_IN_KILOMETRES: f64 = 6371.0088;

/// Texts that functions make stay below this, so that `replace` in a chain cannot eat all memory. AWS
/// names no number; an event has at most 1 MB.
pub(crate) const LONGEST_TEXT: usize = 16 << 20;

/// `join` without `type` keeps only events that have a match. The alternative keeps all of the left side.
pub(crate) const JOIN_IS_INNER_BY_DEFAULT: bool = true;

// More choices, where they are made:
// - `lookup`: of rows with the same key the first counts, and without a row a field keeps the value it has
//   (`evaluate/beyond.rs`). Alternative: `OUTPUT` empties it.
// - `join`: every matching row of the right side gives a row (`evaluate/program.rs`).
// - `addtotals` adds its column after `stats … by` too, as documented (`evaluate/compile/beyond.rs`). Alternative, as
//   others have measured: no column.
// - `SOURCE` does not look at classes, and takes events that do not say their group (`evaluate/beyond.rs`).
// - glob: `*` is the shortest text up to the next literal, runs over newlines, and the last one runs
//   to the end (`evaluate/glob.rs`). Alternatives: longest text; stops at newlines.
// - `limit` acts after `sort` wherever it stands, as AWS's AppSync page uses it; with a limit in the
//   request as well, the one in the text counts (`evaluate/compile/ends.rs`). Alternative: the request's.
// - of several `sort` commands the last one counts (`evaluate/compile/mod.rs`).
// - `sort` and `display` by a name that does not exist after `stats` have no effect, as in AWS's own
//   samples; `filter`, `fields`, `dedup` and `stats` by one are refused (`check.rs`).
// - a discovered field that is an object or a list is given as its JSON text (`evaluate/discovery.rs`).
//   Alternative: missing, since only leaves are counted as fields.
// - quotes: `\\`, `\"` and `\'` are unescaped, any other backslash stays (`lexer.rs`).
// - `pct` takes the nearest rank; `stddev` is that of the population (`evaluate/aggregate.rs`).
// - a week starts on Monday; longer units follow the calendar in UTC (`evaluate/periods.rs`).
// - `regexReplace`: `\0` to `\9` in the replacement are groups, as in RE2, whose syntax AWS names; `$` is a
//   dollar sign (`functions/regex_replace.rs`). Alternative: Java's `$1`.
// - `rate(x, period)`: the last value less the first one, by the time between them, times the period
//   (`evaluate/compile/expression.rs`). Alternative: the sum by the length of the group's bin.
// - `histogram(x, n)` gives the lower bound of a bucket of width n, to group by, as was measured on AWS
//   (`functions/numbers.rs`). Alternative, as documented: a map of n buckets of equal width.
// - `bin(time, period)` is `datefloor(time, period)`, as AWS's observability guide uses it
//   (`evaluate/compile/expression.rs`). Alternative, as the reference has it: `bin(period)` only.
// - a glob without `*` gives its one alias what follows it, as if it ended in `*`, which is what AWS's Aurora
//   page means by it (`evaluate/glob.rs`). Alternative: refused.
// - `regexReplace`, `parse` and `like` read `\d`, `\w`, `\s` and `\b` in ASCII only, as RE2 does
//   (`regexes.rs`). Alternative: in all scripts.
// - `toInt` beyond 32 bits gives nothing (`functions/numbers.rs`). Alternative: the nearest such number.
// - `parseDate` takes Java's patterns, and strftime's where the pattern has a `%` (`functions/dates.rs`).
// - `expand` takes lists and the JSON text of lists; anything else is one item, as with `unnest`
//   (`evaluate/compile/mod.rs`).
// - a default of a saved query's parameter is a number where it is written like one, and text otherwise
//   (`parameters/saved.rs`).
// - `=~` is `like`: behind it a text is contained, as an AWS sample writes it (`parser/expression.rs`).
//   Alternative: only a regular expression may stand there.
