//! In which other regions the beginnings of role sessions may be recorded.

use std::collections::BTreeSet;

use super::person::Keys;
use super::{EventName, Identity, TrailEvent};

/// The regions, but for `here`, whose CloudTrail may have the events that people came by their credentials with, where those
/// of `here` do not lead to them: that of STS's global endpoint, and that of IAM Identity Center.
///
/// AWS IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail": "When you make calls to the global endpoint,
/// … events are logged in the US East (N. Virginia) Region"; "regional AWS STS endpoints … events are logged in the region
/// of the endpoint".
pub fn regions_to_ask(events: &[TrailEvent], here: &str) -> BTreeSet<String> {
    let keys = Keys::of(events);
    let starts = events.iter().filter(|event| event.name == EventName::StartSession && event.error_code.is_none());
    let open_ends = starts.filter_map(|start| keys.open_end(start));
    // What a machine got from its metadata service, no person asked for.
    let of_people = open_ends.filter(|identity| identity.ec2_role_delivery.is_none());
    let mut regions: BTreeSet<String> = of_people.flat_map(regions_of).collect();
    regions.remove(here);
    regions
}

fn regions_of(identity: &Identity) -> impl Iterator<Item = String> {
    let role = identity.issuer_arn.as_deref().unwrap_or_default();
    let arn = identity.arn.as_deref().unwrap_or(role);
    let global = match arn.split(':').nth(1) {
        Some("aws") => Some("us-east-1"),
        _ => None,
    };
    // `…:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_…`; without a region, it is us-east-1.
    let center = role.split_once("/sso.amazonaws.com/").and_then(|(_, rest)| rest.split_once('/'));
    let center = center.map(|(region, _)| region).filter(|region| is_region(region));
    global.into_iter().chain(center).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// Whether it looks like one: it becomes a part of a host's name.
fn is_region(name: &str) -> bool {
    let is_plain =
        |part: &str| !part.is_empty() && part.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    name.contains('-') && name.split('-').all(is_plain)
}
