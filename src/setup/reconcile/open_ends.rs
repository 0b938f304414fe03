//! Role sessions whose beginning is not among the events that were read, and where it may be.

use std::collections::BTreeSet;

use super::person::{IDENTITY_CENTER_ROLES, Keys};
use super::{EventName, Identity, TrailEvent};
use crate::setup::region_name::is_region;

/// At which role sessions the events that lead on from starts end. What a machine got from its metadata service, no person
/// asked for.
fn open_ends(events: &[TrailEvent]) -> Vec<&Identity> {
    let keys = Keys::of(events, false);
    let starts = events.iter().filter(|event| event.name == EventName::StartSession && event.error_code.is_none());
    let ends = starts.filter_map(|start| keys.open_end(start));
    ends.filter(|identity| identity.ec2_role_delivery.is_none()).collect()
}

/// The regions, but for `here`, whose CloudTrail may have the events that people came by their credentials with, where those
/// that were read do not lead to them: that of STS's global endpoint, and that of IAM Identity Center.
///
/// AWS IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail": calls to the global endpoint are logged in
/// US East (N. Virginia), those to a regional one in its region.
pub fn regions_to_ask(events: &[TrailEvent], here: &str) -> BTreeSet<String> {
    let mut regions: BTreeSet<String> = open_ends(events).into_iter().flat_map(regions_of).collect();
    regions.remove(here);
    regions
}

/// By which names CloudTrail may be asked for those events: the role session's id, or else its access key, both of which it
/// lists as resources of the event that began it.
pub fn role_sessions_to_ask(events: &[TrailEvent]) -> BTreeSet<String> {
    let name = |identity: &Identity| identity.principal_id.clone().or_else(|| identity.access_key_id.clone());
    open_ends(events).into_iter().filter_map(name).collect()
}

fn regions_of(identity: &Identity) -> impl Iterator<Item = String> {
    let role = identity.issuer_arn.as_deref().unwrap_or_default();
    let arn = identity.arn.as_deref().unwrap_or(role);
    let global = match arn.split(':').nth(1) {
        Some("aws") => Some("us-east-1"),
        _ => None,
    };
    // `…:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_…`; without a region, it is us-east-1.
    let center = role.split_once(IDENTITY_CENTER_ROLES).and_then(|(_, rest)| rest.split_once('/'));
    let center = center.map(|(region, _)| region).filter(|region| is_region(region));
    global.into_iter().chain(center).map(str::to_owned).collect::<Vec<_>>().into_iter()
}
