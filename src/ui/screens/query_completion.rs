//! What a word that is being written may become: a command, a function, a field.

use egui::{CompletionQuery, RichText, Suggestion};

use crate::{
    insights::{
        commands,
        draft::{field_from_typed, field_text},
        functions,
        highlight::{Place, place_of_word},
    },
    model::visible_line,
    ui::view::View,
};

/// More are no help.
const MOST: usize = 30;

/// Words between expressions, as far as they are worth completing.
const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "like", "as", "by", "asc", "desc"];

/// Whether a sign is a part of a word that can be completed.
pub fn in_word(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '@' | '.')
}

pub fn suggest(view: &View, asked: &CompletionQuery<'_>) -> Vec<Suggestion> {
    if asked.word.is_empty() {
        return Vec::new();
    }
    let typed = asked.word.to_lowercase();
    let mut found = match place_of_word(asked.text, asked.word_range.start.0..asked.word_range.end.0) {
        Place::Value => return Vec::new(),
        Place::Command => commands_like(view, &typed),
        Place::Expression => names_like(view, &typed),
    };
    // A word that is whole needs no help, and Enter begins a line.
    if found.iter().any(|suggestion| suggestion.insert.eq_ignore_ascii_case(asked.word)) {
        return Vec::new();
    }
    found.truncate(MOST);
    found
}

fn commands_like(view: &View, typed: &str) -> Vec<Suggestion> {
    let fits = commands::all().filter(|command| command.name.to_lowercase().starts_with(typed));
    fits.map(|command| suggestion(command.name, command.name, view.words.about(command.about))).collect()
}

fn names_like(view: &View, typed: &str) -> Vec<Suggestion> {
    let query = &view.state.query;
    let begins = |name: &str| name.to_lowercase().starts_with(typed);
    // A piece out of the middle says what is meant only if it is long enough.
    let fits = |name: &str| begins(name) || typed.len() > 2 && name.to_lowercase().contains(typed);
    let keywords = KEYWORDS.iter().filter(|word| begins(word)).map(|word| suggestion(word, word, ""));
    let made = query.reading.names.iter().map(String::as_str).filter(|name| !name.contains('('));
    let mut names: Vec<&str> = query.fields().chain(made).filter(|name| fits(name)).collect();
    names.sort_by_key(|name| !begins(name));
    names.dedup();
    let functions = functions::all().filter(|function| begins(function.name));
    let functions = functions
        .map(|function| suggestion(&format!("{}(", function.name), function.usage, view.words.about(function.about())));
    let field = |name: &&str| {
        let insert = field_text(&field_from_typed(name)?);
        Some(suggestion(&insert, &visible_line(name), view.words.field_part()))
    };
    let (first, last) = names.split_at(names.partition_point(|name| begins(name)));
    let first = keywords.chain(first.iter().filter_map(field));
    first.chain(functions).chain(last.iter().filter_map(field)).collect()
}

fn suggestion(insert: &str, shown: &str, about: &str) -> Suggestion {
    Suggestion::new(insert).content(RichText::new(shown).monospace()).description(RichText::new(about).small())
}
