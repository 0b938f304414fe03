//! Who is behind a principal. A role session's name is what its owner chose: it is never taken for a person.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{EventName, Identity, TrailEvent};

/// Who it was, as far as the records say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "person", rename_all = "kebab-case")]
pub enum Person {
    Resolved {
        name: String,
        how: How,
        /// The CloudTrail events that lead there, from the session's start backwards, by their ids.
        by: Vec<String>,
    },
    Unresolved {
        why: Why,
    },
}

/// How a person was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The principal is an IAM user: the name is the user's. Who held its keys is another question.
    IamUser,
    /// `sourceIdentity`, which was set when the role was assumed and cannot be changed after that.
    SourceIdentity,
    /// The identity provider named the user (`AssumeRoleWithSAML`), as IAM Identity Center does too.
    Saml,
    /// The identity provider named the user (`AssumeRoleWithWebIdentity`).
    WebIdentity,
    /// IAM Identity Center named the user.
    IdentityCenter,
}

/// Why there is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// No principal is known at all.
    NoPrincipal,
    /// A role session, and no CloudTrail event of its start was read.
    NoTrailEvent,
    /// A role session; the event that gave out its access key was not among those that were read.
    KeyNotFound,
    /// The account's root user: a person, but not known which.
    Root,
    /// An AWS service or a machine's role.
    Service,
    /// The events lead on too far, or in a circle.
    TooLong,
    /// An identity of a kind that this program does not know.
    UnknownKind,
}

/// Roles assumed from roles: AWS knows no limit, people do.
const MOST_STEPS: usize = 16;

/// Which event gave out which access key.
#[derive(Default)]
pub(super) struct Keys<'a> {
    by_key: HashMap<&'a str, &'a TrailEvent>,
}

impl<'a> Keys<'a> {
    pub fn of(events: &'a [TrailEvent]) -> Self {
        let mut by_key = HashMap::new();
        for event in events.iter().filter(|event| event.error_code.is_none()) {
            if let Some(key) = event.issued_key.as_deref() {
                by_key.entry(key).or_insert(event);
            }
        }
        Self { by_key }
    }

    /// Follows the access keys from the event that started a session to whoever was first.
    pub fn person(&self, start: &TrailEvent) -> Person {
        let mut by: Vec<String> = start.event_id.iter().cloned().collect();
        let mut event = start;
        for _ in 0..MOST_STEPS {
            let identity = &event.identity;
            let resolved = |name: &str, how| Person::Resolved { name: name.to_owned(), how, by: by.clone() };
            if let Some(name) = identity.source_identity.as_deref().or(event.source_identity.as_deref()) {
                return resolved(name, How::SourceIdentity);
            }
            let how = match (identity.kind.as_str(), event.name) {
                ("IAMUser", _) => How::IamUser,
                ("SAMLUser", _) => How::Saml,
                ("WebIdentityUser", _) => How::WebIdentity,
                ("IdentityCenterUser", _) | (_, EventName::GetRoleCredentials) => How::IdentityCenter,
                ("Root", _) => return Person::Unresolved { why: Why::Root },
                ("AWSService", _) => return Person::Unresolved { why: Why::Service },
                ("AssumedRole", _) => {
                    let key = identity.access_key_id.as_deref();
                    let Some(issuing) = key.and_then(|key| self.by_key.get(key)) else {
                        let why = if is_machine(identity) { Why::Service } else { Why::KeyNotFound };
                        return Person::Unresolved { why };
                    };
                    by.extend(issuing.event_id.iter().cloned());
                    event = issuing;
                    continue;
                }
                _ => return Person::Unresolved { why: Why::UnknownKind },
            };
            let name = identity.user_name.as_deref().or_else(|| identity.arn.as_deref().and_then(iam_user));
            return name.map_or(Person::Unresolved { why: Why::UnknownKind }, |name| resolved(name, how));
        }
        Person::Unresolved { why: Why::TooLong }
    }
}

/// Without the event of its start: an IAM user is named by the principal itself, a role session is not.
pub(super) fn of_principal(principal: Option<&str>) -> Person {
    let Some(arn) = principal else { return Person::Unresolved { why: Why::NoPrincipal } };
    match iam_user(arn) {
        Some(name) => Person::Resolved { name: name.to_owned(), how: How::IamUser, by: Vec::new() },
        None if arn.ends_with(":root") => Person::Unresolved { why: Why::Root },
        None if arn.contains(":assumed-role/") => Person::Unresolved { why: Why::NoTrailEvent },
        None => Person::Unresolved { why: Why::UnknownKind },
    }
}

/// The name in an IAM user's ARN, without its path: `arn:aws:iam::111122223333:user/team/alice`.
fn iam_user(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    let (first, _, service) = (parts.next()?, parts.next()?, parts.next()?);
    let resource = parts.nth(2)?.strip_prefix("user/")?;
    let name = resource.rsplit('/').next()?;
    (first == "arn" && service == "iam" && !name.is_empty()).then_some(name)
}

/// The role session of an EC2 instance is named after the instance.
fn is_machine(identity: &Identity) -> bool {
    let name = identity.arn.as_deref().and_then(|arn| arn.rsplit('/').next()).unwrap_or_default();
    name.strip_prefix("i-").is_some_and(|hex| hex.len() >= 8 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
