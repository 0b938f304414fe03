//! One millisecond that has more events than a query gives: by log stream, then by what the messages hash to.

/// Conditions that together hold for every event of the millisecond, each for no more than so many, as far as that is
/// known.
pub(super) fn by_streams(streams: &[(String, u64)], limit: u64) -> Vec<Vec<String>> {
    let mut packs: Vec<(Vec<String>, u64, usize)> = Vec::new();
    for (name, count) in streams {
        let fits = packs.last().is_some_and(|(_, sum, bytes)| {
            // At the limit itself nobody knows whether there is more.
            sum + count < limit && bytes + name.len() < LONGEST_NAMES
        });
        match packs.last_mut() {
            Some((names, sum, bytes)) if fits => {
                names.push(name.clone());
                *sum += count;
                *bytes += name.len() + 4;
            }
            _ => packs.push((vec![name.clone()], *count, name.len())),
        }
    }
    packs.into_iter().map(|(names, ..)| names).collect()
}

/// Names that a query's text has room for, in bytes: it takes 10,000 characters.
const LONGEST_NAMES: usize = 7_000;
/// Halving goes on for so many hexadecimal digits: what is the same so far is the same message.
const DEEPEST: usize = 12;

/// Quarters of the hexadecimal digits, as classes of a regular expression.
const QUARTERS: [&str; 4] = ["[0-3]", "[4-7]", "[89ab]", "[c-f]"];

/// The pattern in four, each of a quarter of what it stands for; `None` where nothing is different any more.
pub(super) fn by_hash(pattern: &str) -> Option<[String; 4]> {
    if let Some((place, head)) =
        QUARTERS.iter().enumerate().find_map(|(place, class)| Some((place, pattern.strip_suffix(class)?)))
    {
        // A class of four digits becomes each of them.
        let digits = ["0123", "4567", "89ab", "cdef"][place].as_bytes();
        return Some([0, 1, 2, 3].map(|digit| format!("{head}{}", char::from(digits[digit]))));
    }
    (pattern.len() < DEEPEST).then(|| QUARTERS.map(|class| format!("{pattern}{class}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_packed_as_far_as_they_fit() {
        let streams: Vec<(String, u64)> =
            [("a", 3), ("b", 3), ("c", 9), ("d", 20), ("e", 1)].map(|(name, count)| (name.to_owned(), count)).into();
        assert_eq!(by_streams(&streams, 10), [vec!["a", "b"], vec!["c"], vec!["d"], vec!["e"]]);
    }

    #[test]
    fn every_hash_is_in_exactly_one_quarter() {
        let mut patterns = vec![String::new()];
        for _ in 0..3 {
            patterns = patterns.iter().flat_map(|pattern| by_hash(pattern).unwrap()).collect();
            let known: Vec<regex::Regex> =
                patterns.iter().map(|pattern| regex::Regex::new(&format!("^{pattern}")).unwrap()).collect();
            for hash in (0..=0xffff_u32).step_by(97) {
                let hash = format!("{hash:04x}");
                assert_eq!(known.iter().filter(|pattern| pattern.is_match(&hash)).count(), 1);
            }
        }
        assert!(by_hash("0123456789ab").is_none());
    }
}
