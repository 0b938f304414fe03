use std::collections::{BTreeMap, BTreeSet};

use super::{
    Account,
    place::Place,
    simulate::{Decided, Question, simulate},
};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer, SessionDocument,
        check::reads_bucket_encryption,
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

/// What writing a session's log needs: an action on a resource, in a region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Need {
    pub action: &'static str,
    /// Its ARN.
    pub resource: String,
    pub region: String,
}

/// What writing the sessions' logs needs.
///
/// AWS Systems Manager User Guide, "Create a custom IAM role for Session Manager".
pub(super) fn needed(facts: &SetupFacts, place: &Place) -> Vec<Need> {
    let mut needed = Vec::new();
    let mut need = |action, resource: String, region: &str| {
        needed.push(Need { action, resource, region: region.to_owned() });
    };
    for content in facts.documents.iter().filter_map(|document| document.content.value()) {
        let Ok(read) = SessionDocument::parse(content) else { continue };
        if let Some(group) = read.cloud_watch_log_group_name.value().map(|group| plain(group)) {
            for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
                need(action, place.log_stream(group), &place.region);
            }
            need("logs:DescribeLogStreams", place.log_group(group), &place.region);
            // It lists groups, so it is asked about none of them.
            need("logs:DescribeLogGroups", place.log_group(""), &place.region);
        }
        if let Some(name) = read.s3_bucket_name.value() {
            let bucket = facts.buckets.iter().find(|known| known.name == *name);
            let region = bucket.and_then(|bucket| bucket.location.value()).map(String::as_str);
            let there = region.unwrap_or(&place.region);
            if reads_bucket_encryption(&read) {
                need("s3:GetEncryptionConfiguration", place.bucket(name), there);
            }
            let prefix = read.s3_key_prefix.value().map(|prefix| prefix.trim_matches('/')).unwrap_or_default();
            let object = if prefix.is_empty() { "session.log".to_owned() } else { format!("{prefix}/session.log") };
            need("s3:PutObject", format!("{}/{object}", place.bucket(name)), there);
            let key = bucket.and_then(|bucket| facts.own_key_of(bucket));
            if let Some(key) = key.and_then(|key| key_arn(facts, place, key, region.unwrap_or_default())) {
                need("kms:GenerateDataKey", key, there);
            }
        }
        let key = read.kms_key_id.value().and_then(|key| key_arn(facts, place, key, &place.region));
        if let Some(key) = key {
            need("kms:Decrypt", key, &place.region);
        }
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
    needed: &[Need],
) -> Result<Answer<RolePermissions>, SourceError> {
    let mut permissions = RolePermissions::default();
    let mut read = None;
    let mut failed = None;
    for of_action in needed.chunk_by(|one, other| one.action == other.action) {
        let action = of_action[0].action;
        let mut decided = BTreeMap::new();
        let regions: BTreeSet<&str> = of_action.iter().map(|need| need.region.as_str()).collect();
        for region in regions {
            let there = of_action.iter().filter(|need| need.region == region);
            let resources: Vec<String> = there.map(|need| need.resource.clone()).collect();
            let question = Question { principal: role, action, resources: &resources, region };
            match simulate(account, question, &[]).await? {
                Answer::Read { value, evidence } => {
                    read = Some(evidence);
                    decided.extend(value.into_iter().map(|decision| (decision.resource, decision.decided)));
                }
                // This action stays unknown, and what is known of the others counts.
                failure @ (Answer::Failed { .. } | Answer::CutShort { .. }) => {
                    failed.get_or_insert(failure.without_value());
                }
                other => return Ok(other.without_value()),
            }
        }
        let of = |need: &Need| decided.get(&need.resource).copied();
        let denied = of_action.iter().filter(|need| of(need) == Some(Decided::Denied));
        let on: Vec<String> = denied.map(|need| format!("{action} {}", need.resource)).collect();
        if !on.is_empty() {
            permissions.denied.push(action.to_owned());
            permissions.denied_on.extend(on);
        } else if of_action.iter().all(|need| of(need) == Some(Decided::Allowed)) {
            permissions.allowed.push(action.to_owned());
        }
    }
    Ok(match (read, failed) {
        (Some(evidence), _) => Answer::Read { value: permissions, evidence },
        (None, Some(failed)) => failed,
        (None, None) => Answer::NotAsked,
    })
}

/// The same of a role that Systems Manager names without its account, and at times without its path. One that is found
/// under no path that is likely is not known: it may have another.
pub(super) async fn permissions_by_name(
    account: &Account,
    place: &Place,
    name: &str,
    needed: &[Need],
) -> Result<Answer<RolePermissions>, SourceError> {
    let found = permissions(account, &place.role(name), needed).await?;
    if found.absent().is_none() || name.contains('/') {
        return Ok(found);
    }
    // Where the console makes roles for services (IAM User Guide, "Create a role for an AWS service").
    let found = permissions(account, &place.role(&format!("service-role/{name}")), needed).await?;
    Ok(if found.absent().is_some() { Answer::NotAsked } else { found })
}
