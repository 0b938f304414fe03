use std::collections::{BTreeMap, BTreeSet};

use super::{
    Account, account, account_policies, buckets, documents, endpoints, groups, instances, keys, keys::NamedKey,
    place::Place, roles, roles::Need, starters, trails,
};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer, SessionDocument, SessionType, SetupFacts,
        check::AWS_TUNNELS,
        facts::{InstanceFacts, RolePermissions, SessionDocumentFacts, VpcEndpoints},
        log_group_name::plain,
    },
};

/// Reads how Session Manager is set up. `log_groups`: those that are audited, by name or ARN. `now`: milliseconds since
/// 1970, UTC. `tell` hears how many things of how many were asked for; `Err` only where the credentials are not good.
pub async fn read_setup(
    account: &Account,
    log_groups: &[String],
    now: i64,
    tell: &(dyn Fn(usize, usize) + Send + Sync),
) -> Result<SetupFacts, SourceError> {
    let identity = account.identity().await?;
    let place = Place::of(&identity, account.region());
    let mut facts = SetupFacts {
        account: identity.account.unwrap_or_default(),
        region: account.region().to_owned(),
        caller: identity.caller_arn.unwrap_or_default(),
        at: now,
        ..SetupFacts::default()
    };
    let mut told = Told { done: 0, of: 7, tell };

    let listed = documents::list(account, &mut facts.cut_short).await?;
    told.one();
    let names = documents::names(&listed);
    told.more(names.len());
    for (name, owner) in names {
        facts.documents.push(documents::read(account, &name, owner).await?);
        told.one();
    }
    facts.document_names = listed.map(|found| found.into_iter().map(|(name, _)| name).collect());
    start(account, &place, &mut facts.documents, &mut facts.cut_short, &mut told).await?;
    told.one();

    let pointed_to = Named::of(&facts, log_groups);
    told.more(pointed_to.groups.len() + pointed_to.buckets.len());
    facts.account_policies = account_policies::read(account).await?;
    told.one();
    facts.audited_groups = log_groups.iter().map(|group| plain(group).to_owned()).collect();
    for group in &pointed_to.groups {
        facts.groups.push(groups::read(account, group, now).await?);
        told.one();
    }
    for bucket in &pointed_to.buckets {
        facts.buckets.push(buckets::read(account, bucket).await?);
        told.one();
    }
    let keys = pointed_to.keys(&facts);
    told.more(keys.len());
    for key in keys {
        facts.keys.push(keys::read(account, key).await?);
        told.one();
    }

    facts.instances = instances::list(account, &mut facts.cut_short).await?;
    told.one();
    let needed = roles::needed(&facts, &place);
    if let Answer::Read { value: nodes, .. } = &mut facts.instances {
        facts.endpoints = surroundings(account, &place, nodes, &needed, &mut told).await?;
    }
    told.one();
    facts.trails = trails::read(account).await?;
    told.one();
    facts.regions = endpoints::regions(account).await?;
    told.one();
    Ok(facts)
}

struct Told<'t> {
    done: usize,
    of: usize,
    tell: &'t (dyn Fn(usize, usize) + Send + Sync),
}

impl Told<'_> {
    fn one(&mut self) {
        self.done += 1;
        (self.tell)(self.done, self.of);
    }

    fn more(&mut self, more: usize) {
        self.of += more;
    }
}

/// What the documents point to.
#[derive(Default)]
struct Named {
    groups: Vec<String>,
    buckets: BTreeSet<String>,
    keys: BTreeSet<NamedKey>,
}

impl Named {
    fn of(facts: &SetupFacts, audited: &[String]) -> Self {
        let mut named =
            Self { groups: audited.iter().map(|group| plain(group).to_owned()).collect(), ..Self::default() };
        for content in facts.documents.iter().filter_map(|document| document.content.value()) {
            let Ok(read) = SessionDocument::parse(content) else { continue };
            named.groups.extend(read.cloud_watch_log_group_name.value().map(|group| plain(group).to_owned()));
            named.buckets.extend(read.s3_bucket_name.value().cloned());
            named.keys.extend(read.kms_key_id.value().map(|key| NamedKey::of(key, Some(&facts.region))));
        }
        let mut seen = BTreeSet::new();
        named.groups.retain(|group| !group.is_empty() && seen.insert(group.clone()));
        named.buckets.retain(|bucket| !bucket.is_empty());
        named
    }

    /// The keys of documents, groups and buckets.
    fn keys(mut self, facts: &SetupFacts) -> BTreeSet<NamedKey> {
        let of_groups = facts.groups.iter().filter_map(|group| group.described.value()?.kms_key_id.as_deref());
        self.keys.extend(of_groups.map(|key| NamedKey::of(key, Some(&facts.region))));
        let of_buckets = facts.buckets.iter().filter_map(|bucket| {
            let key = bucket.encryption.value()?.kms_master_key_id.as_deref()?;
            Some(NamedKey::by_bucket(key, bucket.location.value().map(String::as_str)))
        });
        self.keys.extend(of_buckets);
        self.keys.retain(|key| !key.id.is_empty());
        self.keys
    }
}

/// Finds who may start sessions that are never logged.
async fn start(
    account: &Account,
    place: &Place,
    documents: &mut [SessionDocumentFacts],
    cut_short: &mut Vec<Answer<()>>,
    told: &mut Told<'_>,
) -> Result<(), SourceError> {
    let tunnels: Vec<&SessionDocumentFacts> = documents.iter().filter(|document| is_tunnel(document)).collect();
    if tunnels.is_empty() {
        return Ok(());
    }
    let mut found = match starters::principals(account, cut_short).await? {
        Answer::Read { value: principals, .. } => {
            told.more(principals.len().min(starters::MOST_SIMULATED));
            starters::read(account, place, &principals, &tunnels, cut_short, &mut || told.one()).await?
        }
        other => tunnels.iter().map(|document| (document.name.clone(), other.clone().without_value())).collect(),
    };
    for document in documents {
        if let Some(answer) = found.remove(&document.name) {
            document.starters = answer;
        }
    }
    Ok(())
}

fn is_tunnel(document: &SessionDocumentFacts) -> bool {
    let is_port = |content: &String| {
        SessionDocument::parse(content).is_ok_and(|document| document.session_type == SessionType::Port)
    };
    document.content.value().is_some_and(is_port) || AWS_TUNNELS.contains(&document.name.as_str())
}

/// That no role is shown of a node, by whatever shows roles of such nodes.
fn no_role(node: &InstanceFacts) -> Answer<RolePermissions> {
    let is_instance = node.instance_id.starts_with("i-");
    let operation = if is_instance { Operation::DescribeInstances } else { Operation::DescribeInstanceInformation };
    Answer::Absent { evidence: account::evidence(operation, &node.instance_id) }
}

/// Finds the networks and roles of nodes, and gives the endpoints of these networks. `needed`: what roles are to be
/// allowed.
async fn surroundings(
    account: &Account,
    place: &Place,
    nodes: &mut [InstanceFacts],
    needed: &[Need],
    told: &mut Told<'_>,
) -> Result<Answer<Vec<VpcEndpoints>>, SourceError> {
    let ids: Vec<String> =
        nodes.iter().map(|node| node.instance_id.clone()).filter(|id| id.starts_with("i-")).collect();
    if nodes.is_empty() {
        return Ok(Answer::NotAsked);
    }
    let mut profiles: BTreeMap<String, Answer<String>> = BTreeMap::new();
    let mut vpcs = BTreeSet::new();
    let placed = if ids.is_empty() { Answer::NotAsked } else { instances::placements(account, &ids).await? };
    if let Some(placements) = placed.value() {
        for node in nodes.iter_mut().filter(|node| node.instance_id.starts_with("i-")) {
            let placement = placements.get(&node.instance_id);
            node.vpc_id = placement.and_then(|placement| placement.vpc_id.clone());
            vpcs.extend(node.vpc_id.clone());
            // The role that the agent itself tells of is the one it works with, whatever the instance's profile is.
            if node.role.is_some() {
                continue;
            }
            let Some(profile) = placement.and_then(|placement| placement.instance_profile.as_ref()) else {
                node.permissions = no_role(node);
                continue;
            };
            if !profiles.contains_key(profile) {
                told.more(1);
                profiles.insert(profile.clone(), roles::of_profile(account, profile).await?);
                told.one();
            }
            match profiles.get(profile) {
                Some(Answer::Read { value, .. }) => node.role = Some(value.clone()),
                Some(other) => node.permissions = other.clone().without_value(),
                None => {}
            }
        }
    } else {
        for node in nodes.iter_mut().filter(|node| node.instance_id.starts_with("i-")) {
            node.permissions = placed.clone().without_value();
        }
    }
    for node in nodes.iter_mut().filter(|node| !node.instance_id.starts_with("i-") && node.role.is_none()) {
        node.permissions = no_role(node);
    }
    let roles: BTreeSet<String> = nodes.iter().filter_map(|node| node.role.clone()).collect();
    told.more(roles.len());
    let mut allowed: BTreeMap<String, Answer<RolePermissions>> = BTreeMap::new();
    for role in roles {
        let found = if role.starts_with("arn:") {
            roles::permissions(account, &role, needed).await?
        } else {
            roles::permissions_by_name(account, place, &role, needed).await?
        };
        allowed.insert(role, found);
        told.one();
    }
    for node in nodes.iter_mut() {
        if let Some(found) = node.role.as_ref().and_then(|role| allowed.get(role)) {
            node.permissions = found.clone();
        }
    }
    if vpcs.is_empty() {
        return Ok(placed.without_value());
    }
    endpoints::read(account, &vpcs.into_iter().collect::<Vec<_>>()).await
}
