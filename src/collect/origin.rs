//! Where the events of a collection come from, for the record: whose account, and how each log group was kept.

use serde_json::{Map, Value, json};

use crate::model::{GroupFilter, LogGroup, LogSource, SourceErrorKind, SourceIdentity};

/// Who collects, from where, and what AWS says of each log group at that moment. A group that may not be described, or
/// is not there, is recorded as such: it takes nothing from the collection.
pub async fn origin(source: &dyn LogSource, identity: &SourceIdentity, log_groups: &[String]) -> Value {
    let mut groups = Vec::new();
    for group in log_groups {
        groups.push(described(source, group).await);
    }
    json!({
        "account": identity.account, "caller": identity.caller_arn, "region": identity.region,
        "endpoint": identity.endpoint, "program": env!("CARGO_PKG_VERSION"), "groups": groups,
    })
}

/// `facts` says whether the others could be had.
async fn described(source: &dyn LogSource, asked: &str) -> Value {
    let name = name_of(asked);
    let filter = GroupFilter { name_prefix: Some(name.to_owned()), ..GroupFilter::default() };
    let mut said = Map::from_iter([("asked".to_owned(), json!(asked)), ("name".to_owned(), json!(name))]);
    // Names come in order, so the one that is asked for is the first of those that begin with it.
    let facts = match source.log_groups(&filter, None).await {
        Ok(page) => match page.items.into_iter().find(|group| is_asked_for(group, asked, name)) {
            Some(group) => {
                said.extend([
                    ("arn".to_owned(), json!(group.arn)),
                    ("class".to_owned(), json!(group.class.as_ref().map(crate::model::LogClass::name))),
                    ("retentionDays".to_owned(), json!(group.retention_days)),
                    ("kmsKeyId".to_owned(), json!(group.kms_key_id)),
                    ("storedBytes".to_owned(), json!(group.stored_bytes)),
                    ("creationTime".to_owned(), json!(group.creation_time)),
                ]);
                "recorded"
            }
            None => "not found",
        },
        Err(error) if matches!(error.kind, SourceErrorKind::AccessDenied { .. }) => "not permitted",
        Err(_) => "not available",
    };
    said.insert("facts".to_owned(), json!(facts));
    Value::Object(said)
}

/// Groups of one name may be in several accounts; only an ARN tells them apart.
fn is_asked_for(group: &LogGroup, asked: &str, name: &str) -> bool {
    let same_arn = || group.arn.as_deref().is_none_or(|arn| bare(arn) == bare(asked));
    group.name == name && (asked == name || same_arn())
}

fn bare(arn: &str) -> &str {
    arn.trim_end_matches(":*")
}

fn name_of(asked: &str) -> &str {
    bare(asked).split_once(":log-group:").map_or(asked, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_the_same_name_in_another_account_is_not_the_one() {
        let group = LogGroup {
            name: "/a".to_owned(),
            arn: Some("arn:aws:logs:eu-west-1:111122223333:log-group:/a".to_owned()),
            class: None,
            creation_time: None,
            retention_days: None,
            stored_bytes: None,
            kms_key_id: None,
        };
        for (asked, is_it) in [
            ("/a", true),
            ("/a/b", false),
            ("arn:aws:logs:eu-west-1:111122223333:log-group:/a:*", true),
            ("arn:aws:logs:eu-west-1:444455556666:log-group:/a", false),
        ] {
            assert_eq!(is_asked_for(&group, asked, name_of(asked)), is_it, "{asked}");
        }
    }
}
