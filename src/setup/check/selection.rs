//! Which log groups a policy of the account is for.

/// What the selection criteria of an account policy say of one log group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Selected {
    In,
    Out,
    /// They are in words that this program does not understand.
    Unknown,
}

/// Reads selection criteria; none at all: every log group.
///
/// Source: CloudWatch Logs API Reference, "`PutAccountPolicy`". Of transformer policies the only filter is
/// `LogGroupNamePrefix`, written `LogGroupNamePrefix = "my-log"`; other types have `LogGroupName NOT IN ["a", "b"]` and
/// `LogGroupNamePrefix IN ["a"]`. Data protection policies have none today. All of these are read of every type: what AWS
/// answers is not ours to doubt. Names are compared as they stand, letter by letter.
pub(super) fn selects(criteria: Option<&str>, group: &str) -> Selected {
    let criteria = criteria.unwrap_or_default().trim();
    if criteria.is_empty() {
        return Selected::In;
    }
    understood(criteria, group).unwrap_or(Selected::Unknown)
}

fn understood(criteria: &str, group: &str) -> Option<Selected> {
    let (is_prefix, rest) = match criteria.strip_prefix("LogGroupNamePrefix") {
        Some(rest) => (true, rest),
        None => (false, criteria.strip_prefix("LogGroupName")?),
    };
    let rest = rest.trim_start();
    // The first bracket or quote ends the operator: whatever stands there else is none of ours.
    let (operator, values) = rest.split_at(rest.find(['[', '"'])?);
    let operator: Vec<&str> = operator.split_whitespace().collect();
    let (is_listed, values): (_, Vec<String>) = match operator.as_slice() {
        ["="] => (Selected::In, vec![serde_json::from_str(values).ok()?]),
        ["IN"] => (Selected::In, serde_json::from_str(values).ok()?),
        ["NOT", "IN"] => (Selected::Out, serde_json::from_str(values).ok()?),
        _ => return None,
    };
    // Nothing in a list to be in: AWS does not say what it makes of that.
    if values.is_empty() && is_listed == Selected::In {
        return None;
    }
    let fits = |value: &String| if is_prefix { group.starts_with(value.as_str()) } else { group == value };
    Some(match (values.iter().any(fits), is_listed) {
        (true, listed) => listed,
        (false, Selected::In) => Selected::Out,
        (false, _) => Selected::In,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_named_in_named_out_or_nobody_knows() {
        use Selected::{In, Out, Unknown};

        let group = "/ssm/session-logs";
        for (criteria, expected) in [
            (None, In),
            (Some(" "), In),
            (Some(r#"LogGroupNamePrefix = "/ssm/""#), In),
            (Some(r#"LogGroupNamePrefix="/ssm/session-logs""#), In),
            (Some(r#"LogGroupNamePrefix = "/ssm/session-logs-2""#), Out),
            (Some(r#"LogGroupNamePrefix = "/SSM/""#), Out),
            (Some(r#"LogGroupNamePrefix IN ["/aws/", "/ssm/"]"#), In),
            (Some(r#"LogGroupNamePrefix NOT IN ["/ssm/"]"#), Out),
            (Some(r#"LogGroupName NOT IN ["/ssm/session-logs"]"#), Out),
            (Some(r#"LogGroupName NOT IN ["/ssm/"]"#), In),
            (Some("LogGroupName NOT IN []"), In),
            (Some(r#"LogGroupName IN ["/ssm/session-logs"]"#), In),
            // What is not understood is not guessed.
            (Some("LogGroupName IN []"), Unknown),
            (Some("LogGroupName NOT IN [/ssm/session-logs]"), Unknown),
            (Some(r#"LogGroupName LIKE "/ssm/%""#), Unknown),
            (Some(r#"LogGroupNamePrefix = "/ssm/" OR LogGroupNamePrefix = "/aws/""#), Unknown),
            (Some(r#"NOT LogGroupName IN ["/ssm/session-logs"]"#), Unknown),
            (Some(r#"DataSourceName = "amazon_vpc" AND DataSourceType = "flow""#), Unknown),
            (Some("LogGroupNamePrefix"), Unknown),
            (Some("\u{0}["), Unknown),
        ] {
            assert_eq!(selects(criteria, group), expected, "{criteria:?}");
        }
    }
}
