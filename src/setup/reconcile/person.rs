//! Who is behind a principal. A role session's name is what its owner chose: it is never taken for a person.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Identity, TrailEvent};

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
        /// Whom the credentials lead to, where that is no person, or not the one who is claimed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leads_to: Option<String>,
        /// The CloudTrail events that were followed, by their ids.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        by: Vec<String>,
    },
}

impl Person {
    /// Nobody, and nothing that leads to anybody.
    pub fn unresolved(why: Why) -> Self {
        Self::Unresolved { why, leads_to: None, by: Vec::new() }
    }

    /// Whom the credentials lead to, a person or not.
    pub fn credentials_of(&self) -> Option<&str> {
        match self {
            Self::Resolved { how: How::SourceIdentity, .. } => None,
            Self::Resolved { name, .. } => Some(name),
            Self::Unresolved { leads_to, .. } => leads_to.as_deref(),
        }
    }

    /// The CloudTrail events that were followed.
    pub fn by(&self) -> &[String] {
        match self {
            Self::Resolved { by, .. } | Self::Unresolved { by, .. } => by,
        }
    }
}

/// How a person was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The principal is an IAM user: the name is the user's. Who held its keys is another question.
    IamUser,
    /// `sourceIdentity`, as the identity provider set it, which named nobody else. What callers of `AssumeRole` say of
    /// themselves is a claim, and names nobody (AWS IAM User Guide, "Monitor and control actions taken with assumed roles").
    SourceIdentity,
    /// The identity provider named the user (`AssumeRoleWithSAML`), as IAM Identity Center does too.
    Saml,
    /// The identity provider named the user (`AssumeRoleWithWebIdentity`).
    WebIdentity,
    /// IAM Identity Center named the user, as it does where it assumes a role of its own (`AssumeRoleWithSAML`).
    IdentityCenter,
    /// Whoever it was, the role session was joined to its beginning by its id and the second at which its credentials were
    /// made: the console works with other keys than the one that was given out.
    RoleSession,
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
    /// IAM Identity Center's id of the user is known, and not whose it is.
    OnlyUserId,
    /// The same, and the role session is named like an EC2 instance. That name is free to choose.
    NamedLikeInstance,
    /// The credentials lead to one name, and `sourceIdentity`, which the caller set, says another.
    SourceIdentityDiffers,
    /// The identity provider's name is put together as those of workloads are: a Kubernetes service account, a CI job.
    Workload,
    /// The account's root user: a person, but not known which.
    Root,
    /// An AWS service, also where it gives a machine its role.
    Service,
    /// Somebody of another account, whose CloudTrail knows who.
    OtherAccount,
    /// The events lead on too far, or in a circle.
    TooLong,
    /// An identity of a kind that this program does not know.
    UnknownKind,
}

/// Roles assumed from roles: AWS knows no limit, people do.
const MOST_STEPS: usize = 16;

/// Which event gave out which access key, and began which role session.
#[derive(Default)]
pub(super) struct Keys<'a> {
    by_key: HashMap<&'a str, &'a TrailEvent>,
    by_role_session: HashMap<&'a str, Vec<&'a TrailEvent>>,
    /// Whether the only one that is among the events is the only one.
    are_all: bool,
}

/// Between what CloudTrail has as the time of a role session's beginning and its credentials' `creationDate`, both of whole
/// seconds.
const SAME_SECOND_MILLISECONDS: u64 = 1_000;
/// Roles of IAM Identity Center, which nobody else can make (IAM Identity Center User Guide, "Referencing permission sets").
pub(super) const IDENTITY_CENTER_ROLES: &str = ":role/aws-reserved/sso.amazonaws.com/";

impl<'a> Keys<'a> {
    /// `are_all`: whether all events that give out credentials were read.
    pub fn of(events: &'a [TrailEvent], are_all: bool) -> Self {
        let mut by_key: HashMap<&str, &TrailEvent> = HashMap::new();
        let mut by_role_session: HashMap<&str, Vec<&TrailEvent>> = HashMap::new();
        for event in events.iter().filter(|event| event.error_code.is_none()) {
            if let Some(session) = event.role_session.as_deref() {
                by_role_session.entry(session).or_default().push(event);
            }
            let Some(key) = event.issued_key.as_deref() else { continue };
            let kept = by_key.entry(key).or_insert(event);
            if (event.time, &event.event_id) < (kept.time, &kept.event_id) {
                *kept = event;
            }
        }
        Self { by_key, by_role_session, are_all }
    }

    /// The event that gave out these credentials, and whether their key says so. The only one that began this role session
    /// in this second stands in for a key that was not given out as such.
    fn issuing(&self, identity: &Identity) -> Option<(&'a TrailEvent, bool)> {
        if let Some(event) = identity.access_key_id.as_deref().and_then(|key| self.by_key.get(key)) {
            return Some((event, true));
        }
        if !self.are_all {
            return None;
        }
        let (session, created) = (identity.principal_id.as_deref()?, identity.created?);
        let is_then = |event: &&&TrailEvent| event.time.abs_diff(created) <= SAME_SECOND_MILLISECONDS;
        let mut then = self.by_role_session.get(session)?.iter().filter(is_then);
        let first = then.next()?;
        // CloudTrail may give an event twice.
        then.all(|other| other.event_id.is_some() && other.event_id == first.event_id).then_some((*first, false))
    }

    /// The role session at which the events that lead on from a start end.
    pub fn open_end(&self, start: &'a TrailEvent) -> Option<&'a Identity> {
        let mut event = start;
        for _ in 0..MOST_STEPS {
            if event.identity.kind != "AssumedRole" {
                return None;
            }
            // Also one that no key leads on from: that it is the only one of its second has to be asked for elsewhere too.
            let Some((issuing, true)) = self.issuing(&event.identity) else { return Some(&event.identity) };
            event = issuing;
        }
        None
    }

    /// `sourceIdentity` of the credentials that started a session, or of the request for them.
    pub fn claim(&self, start: &'a TrailEvent) -> Option<&'a str> {
        let of_request = || self.issuing(&start.identity)?.0.source_identity.as_deref();
        start.identity.source_identity.as_deref().or_else(of_request)
    }

    /// Follows the access keys from the event that started a session to whoever was first.
    pub fn person(&self, start: &'a TrailEvent) -> Person {
        let mut by: Vec<String> = start.event_id.iter().cloned().collect();
        // What the credentials that the next event gave out carry with them.
        let mut carried = None;
        let mut event = start;
        let mut is_by_keys = true;
        for _ in 0..MOST_STEPS {
            let identity = &event.identity;
            if identity.kind == "AssumedRole" {
                let Some((issuing, is_by_key)) = self.issuing(identity) else {
                    if let Some(user) = identity.on_behalf_of.clone() {
                        return Person::Unresolved { why: Why::OnlyUserId, leads_to: Some(user), by };
                    }
                    let is_like_instance = || identity.arn.as_deref().is_some_and(is_named_like_instance);
                    let why = match identity.ec2_role_delivery {
                        Some(_) => Why::Service,
                        None if is_like_instance() => Why::NamedLikeInstance,
                        None => Why::KeyNotFound,
                    };
                    return Person::Unresolved { why, leads_to: None, by };
                };
                by.extend(issuing.event_id.iter().cloned());
                carried = identity.source_identity.as_deref();
                is_by_keys &= is_by_key;
                event = issuing;
                continue;
            }
            return match first(event, carried) {
                Err((why, leads_to)) => Person::Unresolved { why, leads_to, by },
                Ok((name, how)) => {
                    let by_provider = carried.filter(|_| how.is_by_provider());
                    let fits = |claim: &str| claim.eq_ignore_ascii_case(&name) || by_provider == Some(claim);
                    if self.claim(start).is_none_or(fits) {
                        Person::Resolved { name, how: if is_by_keys { how } else { How::RoleSession }, by }
                    } else {
                        Person::Unresolved { why: Why::SourceIdentityDiffers, leads_to: Some(name), by }
                    }
                }
            };
        }
        Person::Unresolved { why: Why::TooLong, leads_to: None, by }
    }
}

impl How {
    /// Named by an identity provider's assertion or token, which also sets a source identity that the credentials carry from
    /// the start (AWS STS API Reference, `AssumeRoleWithSAML` and `AssumeRoleWithWebIdentity`).
    fn is_by_provider(self) -> bool {
        matches!(self, Self::Saml | Self::WebIdentity | Self::SourceIdentity | Self::IdentityCenter)
    }
}

/// Who made the first of the events. `carried`: the source identity of the credentials that it gave out.
fn first(event: &TrailEvent, carried: Option<&str>) -> Result<(String, How), (Why, Option<String>)> {
    let identity = &event.identity;
    let is_center = event.role.as_deref().is_some_and(|role| role.contains(IDENTITY_CENTER_ROLES));
    let how = match identity.kind.as_str() {
        "IAMUser" => How::IamUser,
        "SAMLUser" if is_center => How::IdentityCenter,
        "SAMLUser" => How::Saml,
        "WebIdentityUser" => How::WebIdentity,
        "IdentityCenterUser" => How::IdentityCenter,
        "Root" => return Err((Why::Root, None)),
        "AWSService" => return Err((Why::Service, None)),
        "AWSAccount" => return Err((Why::OtherAccount, identity.account.clone())),
        _ => return Err((Why::UnknownKind, None)),
    };
    let name = identity.user_name.as_deref().or_else(|| identity.arn.as_deref().and_then(iam_user));
    let is_workload = how == How::WebIdentity && name.is_some_and(is_workload);
    match (name, carried) {
        (Some(name), _) if !is_workload => Ok((name.to_owned(), how)),
        (_, Some(carried)) if how.is_by_provider() => Ok((carried.to_owned(), How::SourceIdentity)),
        (Some(name), _) => Err((Why::Workload, Some(name.to_owned()))),
        (None, _) => match &identity.on_behalf_of {
            Some(user) => Err((Why::OnlyUserId, Some(user.clone()))),
            None => Err((Why::UnknownKind, None)),
        },
    }
}

/// Identity providers of workloads put a token's subject together from parts: `system:serviceaccount:NAMESPACE:NAME`
/// (Kubernetes), `repo:OWNER/NAME:ref:…` (GitHub), `project_path:…` (GitLab), `organization:…` (Terraform), `spiffe://…`.
/// Those of people give one part: a number, an address.
fn is_workload(subject: &str) -> bool {
    subject.contains(':')
}

/// Without the event of its start: an IAM user is named by the principal itself, a role session is not.
pub(super) fn of_principal(principal: Option<&str>) -> Person {
    let Some(arn) = principal else { return Person::unresolved(Why::NoPrincipal) };
    match iam_user(arn) {
        Some(name) => Person::Resolved { name: name.to_owned(), how: How::IamUser, by: Vec::new() },
        None if arn.ends_with(":root") => Person::unresolved(Why::Root),
        None if arn.contains(":assumed-role/") => Person::unresolved(Why::NoTrailEvent),
        None => Person::unresolved(Why::UnknownKind),
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

/// The role session of an EC2 instance is named after the instance; but so may be that of anybody.
fn is_named_like_instance(arn: &str) -> bool {
    let name = arn.rsplit('/').next().unwrap_or_default();
    name.strip_prefix("i-").is_some_and(|hex| hex.len() >= 8 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
