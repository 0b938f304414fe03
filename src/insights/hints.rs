//! What is no fault, and probably not what was meant.

use super::ast::{Column, CommandKind, Expression, ExpressionKind, Further, ParseHow, PathPart, Query};
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::regexes;
use super::substitute::with_stand_ins;
use super::suggest::nearest;
use super::walk::{Node, walk_command};

/// Fields that every event has.
const SYSTEM: [&str; 6] = ["@timestamp", "@message", "@logStream", "@log", "@ingestionTime", "@ptr"];

/// Those of them that are times.
const TIMES: [&str; 2] = ["@timestamp", "@ingestionTime"];

/// Fields that nothing before makes and that are nearly called like one: `filter levle = …` behind
/// `parse … as level`. Events may have such a field, so this is no fault.
pub fn hints(query: &Query) -> Vec<Diagnostic> {
    let mut made: Vec<String> = SYSTEM.map(str::to_owned).into();
    let mut shown = Vec::new();
    let mut found = Vec::new();
    for command in &query.commands {
        let own = made_by(&command.kind);
        walk_command(&mut command.clone(), &mut |node| {
            let Node::Expression(expression) = node else { return };
            found.extend(time_against_text(expression));
            let ExpressionKind::Field(path) = &expression.kind else { return };
            // A path leads into an event or into a list, and says enough to be meant.
            let [PathPart::Name(name)] = path.parts.as_slice() else { return };
            let known = || made.iter().chain(&own).chain(&shown).any(|known| known == name);
            if name.chars().count() < 4 || known() {
                return;
            }
            // `message` is a field of JSON, `@message` the event's: neither is a slip for the other.
            let alike = |known: &&String| known.chars().count() >= 4 && known.starts_with('@') == name.starts_with('@');
            if let Some(suggestion) = nearest(name, made.iter().filter(alike).map(String::as_str)) {
                let kind = DiagnosticKind::PerhapsMeant { name: name.clone(), suggestion: suggestion.to_owned() };
                found.push(Diagnostic::new(expression.span.0.clone(), kind));
            }
        });
        made.extend(own);
        // A field that is shown is meant the next time, too; yet it is no name that others are held against, for
        // `eventTime` and `eventName` are both right.
        shown.extend(named_in(&command.kind));
    }
    found
}

/// `@timestamp > "2026-01-01"`: AWS compares no time with a text, and finds nothing.
fn time_against_text(expression: &Expression) -> Option<Diagnostic> {
    let ExpressionKind::Binary { left, operator, right } = &expression.kind else { return None };
    let is_time = |side: &Expression| match &side.kind {
        ExpressionKind::Field(path) => Some(path.name()).filter(|name| TIMES.contains(&name.as_str())),
        _ => None,
    };
    let is_text = |side: &Expression| matches!(side.kind, ExpressionKind::Text(_));
    let field = match (is_time(left), is_time(right)) {
        (Some(field), None) if is_text(right) => field,
        (None, Some(field)) if is_text(left) => field,
        _ => return None,
    };
    operator.compares().then(|| Diagnostic::new(expression.span.0.clone(), DiagnosticKind::TimeAgainstText { field }))
}

/// The names that the commands of a query make, in order.
pub fn names_made(query: &Query) -> Vec<String> {
    query.commands.iter().flat_map(|command| made_by(&command.kind)).collect()
}

/// Fields that are shown as they are.
fn named_in(kind: &CommandKind) -> Vec<String> {
    match kind {
        CommandKind::Fields(columns) | CommandKind::Display(columns) => columns.iter().map(Column::name).collect(),
        CommandKind::Stats(stats) => stats.by.iter().map(|group| group.column.name()).collect(),
        _ => Vec::new(),
    }
}

/// The names that a command makes.
fn made_by(kind: &CommandKind) -> Vec<String> {
    match kind {
        CommandKind::Fields(columns) | CommandKind::Display(columns) => {
            columns.iter().filter_map(|column| column.alias.clone()).collect()
        }
        CommandKind::Stats(stats) => {
            let columns = stats.columns.iter().chain(stats.by.iter().map(|group| &group.column));
            let is_field = |column: &&Column| matches!(column.expression.kind, ExpressionKind::Field(_));
            columns.filter(|column| column.alias.is_some() || !is_field(column)).map(Column::name).collect()
        }
        CommandKind::Parse(parse) => match &parse.how {
            ParseHow::Glob { aliases, .. } | ParseHow::Csv { aliases } | ParseHow::Xml { aliases, .. } => {
                aliases.clone()
            }
            ParseHow::Logfmt { alias } => alias.iter().cloned().collect(),
            ParseHow::Regex { regex, aliases, .. } => {
                let compiled = regexes::compile(&with_stand_ins(&regex.source));
                let named = compiled.iter().flat_map(|regex| regex.capture_names().flatten().map(str::to_owned));
                aliases.iter().cloned().chain(named.collect::<Vec<_>>()).collect()
            }
        },
        CommandKind::Json { path, alias, .. } => vec![alias.clone().unwrap_or_else(|| path.clone())],
        CommandKind::Unnest { alias, .. } => vec![alias.clone()],
        CommandKind::Further(Further::Accumulate { alias, .. } | Further::Autoregress { alias, .. }) => {
            alias.iter().cloned().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn hinted(text: &str) -> Vec<String> {
        hints(&parse(text).unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_slip_in_a_name_is_noticed() {
        assert_eq!(
            hinted("fields strlen(@mesage) as length | sort lenght desc"),
            [
                "nothing before makes a field @mesage; did you mean @message?",
                "nothing before makes a field lenght; did you mean length?"
            ]
        );
        assert_eq!(hinted("parse /(?<status>\\d+)/ | stats count(*) by statsu").len(), 1);
        let found = hints(&parse("fields @mesage").unwrap());
        assert_eq!(found[0].span, 7..14);
    }

    #[test]
    fn a_time_against_a_text_is_noticed() {
        for text in ["filter @timestamp > '2026-01-01'", "filter a = 1 and \"x\" != @ingestionTime"] {
            assert_eq!(hinted(text).len(), 1, "{text}");
        }
        for text in
            ["filter toMillis(@timestamp) > 1", "filter @message = '2026-01-01'", "filter @timestamp like '2026'"]
        {
            assert!(hinted(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn fields_of_events_are_left_alone() {
        for text in [
            "fields srcAddr, dstAddr | filter srcAddr = '1' and dstPort = 1",
            "stats sum(bytes) as total by userIdentity.arn | sort total desc",
            "fields a, b | filter c = 1",
            "fields jsonParse(@message) as j | filter j.users[1].name = 'x'",
            "filter @type = 'REPORT' | stats max(@memorySize), max(@maxMemoryUsed)",
        ] {
            assert!(hinted(text).is_empty(), "{text}: {:?}", hinted(text));
        }
    }
}
