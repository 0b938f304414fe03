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
    let made = query.reading.names.iter().map(String::as_str).filter(|name| !name.contains('('));
    let mut names: Vec<&str> = query.fields().chain(made).filter(|name| name.to_lowercase().contains(typed)).collect();
    // What begins so is meant first.
    names.sort_by_key(|name| !name.to_lowercase().starts_with(typed));
    names.dedup();
    let fields = names.into_iter().filter_map(|name| {
        let insert = field_text(&field_from_typed(name)?);
        Some(suggestion(&insert, &visible_line(name), view.words.field_part()))
    });
    let functions = functions::all()
        .filter(|function| function.name.to_lowercase().starts_with(typed))
        .map(|function| suggestion(&format!("{}(", function.name), function.usage, view.words.about(function.about())));
    let keywords = KEYWORDS.iter().filter(|word| word.starts_with(typed)).map(|word| suggestion(word, word, ""));
    keywords.chain(fields).chain(functions).collect()
}

fn suggestion(insert: &str, shown: &str, about: &str) -> Suggestion {
    Suggestion::new(insert).content(RichText::new(shown).monospace()).description(RichText::new(about).small())
}
