//! "Did you mean": the known name that is nearest to a mistyped one.

use super::commands;
use super::diagnostic::Expected;

/// Words that stand between the parts of commands.
const KEYWORDS: [&str; 20] = [
    "and",
    "or",
    "not",
    "in",
    "like",
    "as",
    "by",
    "asc",
    "desc",
    "into",
    "where",
    "offset",
    "multi",
    "any",
    "logfmt",
    "csv",
    "OUTPUT",
    "OUTPUTNEW",
    "with",
    "maxspan",
];

/// What other query languages call it.
const ELSEWHERE: [(&str, &str); 20] = [
    ("eval", "fields"),
    ("extend", "fields"),
    ("project", "fields"),
    ("select", "fields"),
    ("table", "display"),
    ("search", "filter"),
    ("grep", "filter"),
    ("summarize", "stats"),
    ("aggregate", "stats"),
    ("count", "stats"),
    ("order", "sort"),
    ("orderby", "sort"),
    ("head", "limit"),
    ("take", "limit"),
    ("top", "limit"),
    ("extract", "parse"),
    ("rex", "parse"),
    ("distinct", "dedup"),
    ("uniq", "dedup"),
    ("mvexpand", "expand"),
];

/// The command that was probably meant.
pub(crate) fn command(word: &str) -> Option<&'static str> {
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| other.eq_ignore_ascii_case(word)).map(|(_, own)| *own);
    elsewhere.or_else(|| nearest(word, commands::names()))
}

/// What was probably meant by a word that cannot stand where it stands.
pub(crate) fn in_place_of(word: &str, expected: Expected) -> Option<String> {
    match expected {
        Expected::CommandEnd => {
            if let Some(command) = commands::find(word) {
                return Some(format!("| {command}"));
            }
            nearest(word, KEYWORDS).map(str::to_owned)
        }
        Expected::Syntax(text) => nearest(word, [text]).map(str::to_owned),
        Expected::LikeOrIn => nearest(word, ["like", "in"]).map(str::to_owned),
        _ => None,
    }
}

/// The candidate with the fewest edits, if it is near enough to be meant.
pub(crate) fn nearest<T: AsRef<str> + Clone>(name: &str, candidates: impl IntoIterator<Item = T>) -> Option<T> {
    let wanted: Vec<char> = name.to_lowercase().chars().take(40).collect();
    let allowed = (wanted.len() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (edits(&wanted, &candidate.as_ref().to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
fn edits(from: &[char], to: &str) -> usize {
    let to: Vec<char> = to.chars().take(60).collect();
    let mut before = vec![0; to.len() + 1];
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, &left) in from.iter().enumerate() {
        let mut line = vec![row + 1; to.len() + 1];
        for (column, &right) in to.iter().enumerate() {
            let replaced = last[column] + usize::from(left != right);
            line[column + 1] = replaced.min(last[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && left == to[column - 1] && from[row - 1] == right {
                line[column + 1] = line[column + 1].min(before[column - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, line);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        let commands = ["fields", "filter", "stats", "sort", "limit"];
        assert_eq!(nearest("fitler", commands), Some("filter"));
        assert_eq!(nearest("FEILDS", commands), Some("fields"));
        assert_eq!(nearest("stat", commands), Some("stats"));
        assert_eq!(nearest("select", commands), None);
    }
}
