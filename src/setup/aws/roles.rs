use super::{
    Account,
    place::Place,
    simulate::{Decided, Decision, simulate},
};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer, SessionDocument,
        facts::{RolePermissions, SetupFacts},
        log_group_name::plain,
    },
};

/// The ARN of an instance profile's role. `profile`: the profile's ARN.
pub(super) async fn of_profile(account: &Account, profile: &str) -> Result<Answer<String>, SourceError> {
    let name = profile.rsplit('/').next().unwrap_or(profile);
    let request = account.iam.get_instance_profile().instance_profile_name(name);
    let answer = account.ask(Operation::GetInstanceProfile, profile, || request.clone().send()).await?;
    Ok(answer.some(|found| Some(found.instance_profile?.roles.into_iter().next()?.arn)))
}

/// What writing a session's log needs: actions, each on a resource.
///
/// AWS Systems Manager User Guide, "Create a custom IAM role for Session Manager".
pub(super) fn needed(facts: &SetupFacts, place: &Place) -> Vec<(&'static str, String)> {
    let mut needed = Vec::new();
    for content in facts.documents.iter().filter_map(|document| document.content.value()) {
        let Ok(read) = SessionDocument::parse(content) else { continue };
        if let Some(group) = read.cloud_watch_log_group_name.value().map(|group| plain(group)) {
            for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
                needed.push((action, place.log_stream(group)));
            }
            needed.push(("logs:DescribeLogStreams", place.log_group(group)));
            // It lists groups, so it is asked about none of them.
            needed.push(("logs:DescribeLogGroups", place.log_group("")));
        }
        if let Some(bucket) = read.s3_bucket_name.value() {
            needed.push(("s3:GetEncryptionConfiguration", place.bucket(bucket)));
            let prefix = read.s3_key_prefix.value().map(|prefix| prefix.trim_matches('/')).unwrap_or_default();
            let object = if prefix.is_empty() { "session.log".to_owned() } else { format!("{prefix}/session.log") };
            needed.push(("s3:PutObject", format!("{}/{object}", place.bucket(bucket))));
            let encryption = facts.buckets.iter().find(|known| known.name == *bucket);
            let key = encryption.and_then(|bucket| bucket.encryption.value()?.kms_master_key_id.as_deref());
            let region = encryption.and_then(|bucket| bucket.location.value());
            let key = key.and_then(|key| key_arn(facts, place, key, region.map_or("", String::as_str)));
            needed.extend(key.map(|key| ("kms:GenerateDataKey", key)));
        }
        let key = read.kms_key_id.value().and_then(|key| key_arn(facts, place, key, &place.region));
        needed.extend(key.map(|key| ("kms:Decrypt", key)));
    }
    needed.sort();
    needed.dedup();
    needed
}

/// The key itself, also where an alias is given. `region`: of what names it.
fn key_arn(facts: &SetupFacts, place: &Place, id: &str, region: &str) -> Option<String> {
    let is_arn = id.starts_with("arn:");
    let mut keys = facts.keys.iter();
    let known = keys.find(|key| key.id == id && (is_arn || key.region.as_deref() == Some(region)));
    let described = known.and_then(|key| key.described.value());
    let is_here = is_arn || region == place.region;
    described.and_then(|key| key.arn.clone()).or_else(|| place.key(id).filter(|_| is_here))
}

/// What a role may do of what is needed, by its own policies. `role`: its ARN.
pub(super) async fn permissions(
    account: &Account,
    role: &str,
    needed: &[(&'static str, String)],
) -> Result<Answer<RolePermissions>, SourceError> {
    if needed.is_empty() {
        return Ok(Answer::NotAsked);
    }
    let mut actions: Vec<&str> = needed.iter().map(|(action, _)| *action).collect();
    actions.dedup();
    let mut permissions = RolePermissions::default();
    let mut read = None;
    let mut failed = None;
    for action in actions {
        let resources: Vec<String> =
            needed.iter().filter(|(of, _)| *of == action).map(|(_, resource)| resource.clone()).collect();
        // One at a time: IAM refuses a simulation of actions that "require different authorization information".
        let decisions = match simulate(account, role, &[action], &resources, None).await? {
            Answer::Read { value, evidence } => {
                read = Some(evidence);
                value
            }
            // This action stays unknown, and what is known of the others counts.
            failure @ (Answer::Failed { .. } | Answer::CutShort { .. }) => {
                failed.get_or_insert(failure);
                continue;
            }
            other => return Ok(other.without_value()),
        };
        let of = |resource: &String| {
            let of_it = |decision: &&Decision| decision.resource == *resource;
            decisions.iter().find(of_it).map(|decision| decision.decided)
        };
        let denied = resources.iter().filter(|resource| of(resource) == Some(Decided::Denied));
        let on: Vec<String> = denied.map(|resource| format!("{action} {resource}")).collect();
        if !on.is_empty() {
            permissions.denied.push(action.to_owned());
            permissions.denied_on.extend(on);
        } else if resources.iter().all(|resource| of(resource) == Some(Decided::Allowed)) {
            permissions.allowed.push(action.to_owned());
        }
    }
    Ok(match (read, failed) {
        (Some(evidence), _) => Answer::Read { value: permissions, evidence },
        (None, Some(failed)) => failed.without_value(),
        (None, None) => Answer::NotAsked,
    })
}
