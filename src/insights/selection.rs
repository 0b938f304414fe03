//! `SOURCE`: which log groups a query reads.

use super::ast::{CommandKind, Expression, ExpressionKind, FieldPath, Pattern, Query, Regex, SourcePart, Span};

/// What an event's `@log`, `account:group`, must hold for the event to be of these sources, or what
/// of them cannot be told from an event. Events without a log group are taken, for whoever gave them
/// has chosen them. `None`: everything passes.
pub(crate) fn condition(query: &Query) -> Result<Option<Expression>, &'static str> {
    let mut groups = Vec::new();
    let mut accounts: Vec<String> = Vec::new();
    let parts = query.commands.iter().filter_map(|command| match &command.kind {
        CommandKind::Source(parts) => Some(parts),
        _ => None,
    });
    for part in parts.flatten() {
        match part {
            SourcePart::Group(name) => groups.push(format!("{}$", regex::escape(group_of(name)))),
            SourcePart::Setting { .. } => return Err("a time range in SOURCE"),
            SourcePart::Selector { name, arguments } if name.eq_ignore_ascii_case("logGroups") => {
                for (argument, value) in arguments {
                    let texts = || value.texts().into_iter().map(regex::escape);
                    match argument.as_deref().map(str::to_ascii_lowercase).as_deref() {
                        Some("nameprefix") => groups.extend(texts()),
                        Some("accountidentifiers" | "accountidentifier") => accounts.extend(texts()),
                        Some("class" | "loggroupclass") => {}
                        _ => return Err("this choice of log groups"),
                    }
                }
            }
            SourcePart::Selector { .. } => return Err("log groups by tags or data sources"),
        }
    }
    if groups.is_empty() && accounts.is_empty() {
        return Ok(None);
    }
    let account = if accounts.is_empty() { "[^:]*".to_owned() } else { format!("(?:{})", accounts.join("|")) };
    let source = format!("^$|^{account}:(?:{})", groups.join("|")).replace('/', "\\/");
    let value = Expression { span: Span::default(), kind: ExpressionKind::Field(FieldPath::single("@log")) };
    let pattern = Pattern::Regex(Regex { source, span: Span::default() });
    let kind = ExpressionKind::Like { value: Box::new(value), negated: false, pattern };
    Ok(Some(Expression { span: Span::default(), kind }))
}

/// The name of a group that is written as an ARN.
fn group_of(name: &str) -> &str {
    let arn = name.strip_prefix("arn:").and_then(|rest| rest.split_once(":log-group:"));
    arn.map_or(name, |(_, group)| group.strip_suffix(":*").unwrap_or(group))
}

#[cfg(test)]
mod tests {
    use super::super::{Evaluation, EvaluationOptions, parse};
    use crate::model::LogEvent;

    fn chosen(text: &str) -> Vec<String> {
        let query = parse(&format!("{text} | fields @log")).unwrap();
        let mut evaluation = Evaluation::new(&query, EvaluationOptions::default()).unwrap();
        for log in ["", "111122223333:/aws/a", "111122223333:/aws/ab", "444455556666:/aws/a", "444455556666:x/aws/a"] {
            evaluation.push(&LogEvent { log: log.to_owned(), ..LogEvent::default() });
        }
        let mut found: Vec<String> = evaluation.finish().rows.into_iter().map(|row| row[0].1.clone()).collect();
        found.sort();
        found
    }

    #[test]
    fn sources_choose_among_the_events_at_hand() {
        let a = ["", "111122223333:/aws/a", "444455556666:/aws/a"];
        assert_eq!(chosen("SOURCE '/aws/a'"), a);
        assert_eq!(chosen("SOURCE 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/a:*'"), a);
        let prefixed = ["", "111122223333:/aws/a", "111122223333:/aws/ab", "444455556666:/aws/a"];
        assert_eq!(chosen("SOURCE logGroups(namePrefix: ['/aws/', 'none'])"), prefixed);
        let account = ["", "444455556666:/aws/a", "444455556666:x/aws/a"];
        assert_eq!(chosen("SOURCE logGroups(accountIdentifiers: ['444455556666'])"), account);
        let both = ["", "444455556666:/aws/a"];
        assert_eq!(chosen("SOURCE logGroups(namePrefix: ['/aws'], accountIdentifiers: ['444455556666'])"), both);
        assert_eq!(chosen("SOURCE '/aws/ab' | SOURCE 'x/aws/a'").len(), 3);
        assert_eq!(chosen("SOURCE logGroups(class: ['INFREQUENT_ACCESS'])").len(), 5);
    }

    #[test]
    fn what_events_do_not_tell_is_not_evaluated() {
        for text in [
            "SOURCE dataSource(['amazon_vpc.flow'])",
            "SOURCE logGroupTags([{key: 'team', values: ['red']}])",
            "SOURCE 'g' START=-1h END=0s",
        ] {
            assert!(Evaluation::new(&parse(text).unwrap(), EvaluationOptions::default()).is_err(), "{text}");
        }
    }
}
