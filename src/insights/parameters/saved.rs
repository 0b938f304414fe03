//! `$Name(p="v")`: the organisation's saved queries put in place of their names.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html>

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::ast::{CommandKind, Expression, ExpressionKind, Invocation, Query};
use super::super::diagnostic::Diagnostic;
use super::super::functions;
use super::super::suggest::nearest;
use super::super::walk::{Node, walk_query};
use super::{ParameterError, ParameterValue, fill, placeholders, refuse_long};

/// A saved query, as `DescribeQueryDefinitions` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// With its folders: `audit/Errors`.
    pub name: String,
    pub text: String,
    pub parameters: Vec<SavedParameter>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedParameter {
    pub name: String,
    /// Taken where an invocation says nothing; `"ERROR"` and `ERROR` are the same.
    pub default: Option<String>,
}

/// Why saved queries could not be put in. Places are in characters of the text that names them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpandError {
    /// The text that names them cannot be read.
    #[error("the query cannot be read: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Malformed(Vec<Diagnostic>),
    #[error("there is no saved query {name}")]
    UnknownQuery { name: String, suggestion: Option<String>, span: Range<usize> },
    #[error("the saved query {query} needs a value for {name}")]
    MissingParameter { query: String, name: String, span: Range<usize> },
    #[error("the saved query {query} has no parameter {name}")]
    UnknownParameter { query: String, name: String, suggestion: Option<String>, span: Range<usize> },
    /// AWS puts saved queries in once only.
    #[error("the saved query {query} names another saved query, which is not allowed")]
    Nested { query: String, span: Range<usize> },
    #[error("the saved query {query}: {error}")]
    Value { query: String, error: ParameterError, span: Range<usize> },
    #[error("{0}")]
    TooLong(ParameterError),
}

impl ExpandError {
    /// Where in the text that names them, in characters.
    pub fn span(&self) -> Option<Range<usize>> {
        match self {
            Self::Malformed(found) => found.first().map(|diagnostic| diagnostic.span.clone()),
            Self::UnknownQuery { span, .. }
            | Self::MissingParameter { span, .. }
            | Self::UnknownParameter { span, .. }
            | Self::Nested { span, .. }
            | Self::Value { span, .. } => Some(span.clone()),
            Self::TooLong(_) => None,
        }
    }
}

/// The text with every `$Name(…)` replaced by its saved query, in which each `{{parameter}}` has
/// become a literal. Everything else stays as it is.
pub fn expand(text: &str, saved: &[SavedQuery]) -> Result<String, ExpandError> {
    let characters: Vec<char> = text.chars().collect();
    let query = super::super::parse(text).map_err(ExpandError::Malformed)?;
    let mut expanded = String::with_capacity(text.len());
    let mut done = 0;
    for invocation in invocations(&query) {
        let Range { start, end } = invocation.span.0.clone();
        expanded.extend(characters.get(done..start).unwrap_or_default());
        expanded.push_str(&replacement(invocation, saved)?);
        done = end;
    }
    expanded.extend(characters.get(done..).unwrap_or_default());
    refuse_long(expanded.chars().count()).map_err(ExpandError::TooLong)?;
    Ok(expanded)
}

fn invocations(query: &Query) -> impl Iterator<Item = &Invocation> {
    query.commands.iter().filter_map(|command| match &command.kind {
        CommandKind::Invocation(invocation) => Some(invocation),
        _ => None,
    })
}

/// The commands that an invocation stands for.
fn replacement(invocation: &Invocation, saved: &[SavedQuery]) -> Result<String, ExpandError> {
    let span = || invocation.span.0.clone();
    let name = || invocation.name.clone();
    let Some(definition) = saved.iter().find(|saved| saved.name == invocation.name) else {
        let suggestion = nearest(&invocation.name, saved.iter().map(|saved| saved.name.clone()));
        return Err(ExpandError::UnknownQuery { name: name(), suggestion, span: span() });
    };
    let text = definition.text.trim().trim_start_matches('|').trim_start();
    let read = super::super::parse(text).map_err(|found| ExpandError::Value {
        query: name(),
        error: ParameterError::Template(found),
        span: span(),
    })?;
    if invocations(&read).next().is_some() {
        return Err(ExpandError::Nested { query: name(), span: span() });
    }
    let places = placeholders(text);
    for (given, value) in &invocation.arguments {
        let known = definition.parameters.iter().map(|parameter| parameter.name.as_str());
        let mut known = known.chain(places.iter().map(|place| place.name.as_str()));
        if !known.clone().any(|known| known == given) {
            return Err(ExpandError::UnknownParameter {
                query: name(),
                name: given.clone(),
                suggestion: nearest(given, &mut known).map(str::to_owned),
                span: value.span.0.clone(),
            });
        }
    }
    let lengths = lengths_of_time(&read);
    let mut values = BTreeMap::new();
    for place in places {
        let given =
            invocation.arguments.iter().find(|(given, _)| *given == place.name).map(|(_, value)| text_of(value));
        let default = definition.parameters.iter().find(|known| known.name == place.name);
        let default = default.and_then(|known| known.default.as_deref()).map(unquoted);
        let Some(value) = given.or(default) else {
            return Err(ExpandError::MissingParameter { query: name(), name: place.name, span: span() });
        };
        let value = if lengths.contains(&place.name) { ParameterValue::Duration(plain(&value)) } else { value };
        values.insert(place.name, value);
    }
    let filled = fill(text, &values).map_err(|error| ExpandError::Value { query: name(), error, span: span() })?;
    // A comment at its end must not swallow what follows.
    Ok(if filled.text.contains('#') { format!("{}\n", filled.text) } else { filled.text })
}

/// The placeholders that stand where only a length of time can.
fn lengths_of_time(query: &Query) -> Vec<String> {
    let mut names = Vec::new();
    walk_query(&mut query.clone(), &mut |node| {
        if let Node::Expression(Expression { kind: ExpressionKind::Call { name, arguments }, .. }) = node
            && functions::find(name).is_some_and(functions::Function::takes_length_of_time)
            && let Some(ExpressionKind::Placeholder(name)) = arguments.last().map(|last| &last.kind)
        {
            names.push(name.clone());
        }
    });
    names
}

/// A literal of an invocation as a value. Its kind is what it was written as.
fn text_of(value: &Expression) -> ParameterValue {
    match &value.kind {
        ExpressionKind::Text(text) => ParameterValue::Text(text.clone()),
        ExpressionKind::Duration(length) => ParameterValue::Duration(length.to_string()),
        // Only numbers, their signs and `true` are left.
        _ => ParameterValue::Number(value.to_string().replace("true", "1").replace("false", "0")),
    }
}

/// A default is text without a kind: a number where it is written like one.
fn unquoted(default: &str) -> ParameterValue {
    for quote in ['"', '\''] {
        if let Some(inner) = default.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return ParameterValue::Text(inner.to_owned());
        }
    }
    if super::is_number(default) {
        ParameterValue::Number(default.to_owned())
    } else {
        ParameterValue::Text(default.to_owned())
    }
}

fn plain(value: &ParameterValue) -> String {
    super::plain_text(value).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::super::parse;
    use super::*;

    fn saved(name: &str, text: &str, parameters: &[(&str, Option<&str>)]) -> SavedQuery {
        let parameter = |&(name, default): &(&str, Option<&str>)| SavedParameter {
            name: name.to_owned(),
            default: default.map(str::to_owned),
        };
        SavedQuery {
            name: name.to_owned(),
            text: text.to_owned(),
            parameters: parameters.iter().map(parameter).collect(),
        }
    }

    fn library() -> Vec<SavedQuery> {
        vec![
            saved(
                "ErrorsByLevel",
                "fields @timestamp, @message\n| filter level = {{logLevel}}\n| filter app = {{app}} # ours",
                &[("logLevel", Some("\"ERROR\"")), ("app", Some("OrderService"))],
            ),
            saved("RecentN", "sort @timestamp desc | limit {{count}}", &[("count", Some("20"))]),
            saved("audit/Per Hour", "stats count(*) by bin({{length}})", &[("length", None)]),
            saved("Outer", "$RecentN()", &[]),
        ]
    }

    #[test]
    fn saved_queries_take_the_place_of_their_names() {
        let text = "# mine\n$ErrorsByLevel(logLevel = \"WARN\", app= \"Order'Service\")\n| $RecentN(count = 10)";
        let expected = "# mine\nfields @timestamp, @message\n| filter level = \"WARN\"\n\
                        | filter app = \"Order'Service\" # ours\n\n| sort @timestamp desc | limit 10";
        assert_eq!(expand(text, &library()).as_deref(), Ok(expected));
        assert_eq!(parse(expected).unwrap().commands.len(), 5);
        let defaults = expand("$ErrorsByLevel() | $RecentN", &library()).unwrap();
        assert!(defaults.contains("level = \"ERROR\"") && defaults.contains("app = \"OrderService\""), "{defaults}");
        assert!(defaults.ends_with("limit 20"), "{defaults}");
        let name = "filter a = 1 | $`audit/Per Hour`(length=\"5m\")";
        assert_eq!(expand(name, &library()).as_deref(), Ok("filter a = 1 | stats count(*) by bin(5m)"));
        assert_eq!(expand("fields \"$RecentN()\"", &library()).as_deref(), Ok("fields \"$RecentN()\""));
    }

    #[test]
    fn a_value_is_a_value_whatever_it_holds() {
        for value in ["x\" or 1 = 1 #", "| $RecentN()", "{{app}}", "\\"] {
            let call = format!("$ErrorsByLevel(logLevel={})", super::super::quote_text(value));
            let filled = parse(&expand(&call, &library()).unwrap()).unwrap();
            let CommandKind::Filter(condition) = &filled.commands[1].kind else { panic!() };
            let ExpressionKind::Binary { right, .. } = &condition.kind else { panic!() };
            assert_eq!(right.kind, ExpressionKind::Text(value.to_owned()));
            assert_eq!(filled.commands.len(), 3);
        }
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let failed = |text: &str| expand(text, &library()).unwrap_err();
        assert_eq!(
            failed("fields a | $RecentM()"),
            ExpandError::UnknownQuery { name: "RecentM".into(), suggestion: Some("RecentN".into()), span: 11..21 }
        );
        assert_eq!(
            failed("$RecentN(cuont=1)"),
            ExpandError::UnknownParameter {
                query: "RecentN".into(),
                name: "cuont".into(),
                suggestion: Some("count".into()),
                span: 15..16
            }
        );
        assert_eq!(
            failed("$`audit/Per Hour`()"),
            ExpandError::MissingParameter { query: "audit/Per Hour".into(), name: "length".into(), span: 0..19 }
        );
        assert_eq!(failed("$Outer()"), ExpandError::Nested { query: "Outer".into(), span: 0..8 });
        assert!(matches!(failed("$RecentN(count=\"many\")"), ExpandError::Value { .. }));
        assert!(matches!(failed("$RecentN(count=)"), ExpandError::Malformed(_)));
        let long = "x".repeat(9_990);
        assert!(matches!(failed(&format!("filter a = '{long}'")), ExpandError::Malformed(_)));
        let value = "x".repeat(9_950);
        assert!(matches!(failed(&format!("$ErrorsByLevel(app='{value}')")), ExpandError::Value { .. }));
    }
}
