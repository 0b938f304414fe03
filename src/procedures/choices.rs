//! The texts of choices, put into a template before the values: they are parts of the query.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::insights::parameters::{Filled, Placeholder, placeholders};

/// A template whose choices have been made.
pub(super) struct Chosen {
    pub template: String,
    /// What was put in for which choice, in characters of the template.
    places: Vec<(String, Range<usize>)>,
}

/// Replaces the placeholders named in `texts`.
pub(super) fn choose(template: &str, texts: &BTreeMap<&str, &str>) -> Chosen {
    let characters: Vec<char> = template.chars().collect();
    let part = |range: Range<usize>| characters.get(range).unwrap_or_default().iter();
    let mut chosen = Chosen { template: String::with_capacity(template.len()), places: Vec::new() };
    let mut length = 0;
    let mut done = 0;
    for Placeholder { name, span, .. } in placeholders(template) {
        let Some(text) = texts.get(name.as_str()) else { continue };
        chosen.template.extend(part(done..span.start));
        chosen.template.push_str(text);
        length += span.start - done;
        let start = length;
        length += text.chars().count();
        chosen.places.push((name, start..length));
        done = span.end;
    }
    chosen.template.extend(part(done..characters.len()));
    chosen
}

impl Chosen {
    /// Adds the choices to what `filled`, made from this template, says of its values.
    pub fn add_to(self, filled: &mut Filled) {
        let values: Vec<(Range<usize>, Range<usize>)> = placeholders(&self.template)
            .into_iter()
            .zip(&filled.inserted)
            .map(|(placeholder, (_, inserted))| (placeholder.span, inserted.clone()))
            .collect();
        for (name, place) in self.places {
            // Behind the last value before it, everything has moved as far as that value's end.
            let before = values.iter().rev().find(|(span, _)| span.end <= place.start);
            let (from, to) = before.map_or((0, 0), |(span, inserted)| (span.end, inserted.end));
            filled.inserted.push((name, place.start - from + to..place.end - from + to));
        }
        filled.inserted.sort_by_key(|(_, range)| (range.start, range.end));
    }
}
