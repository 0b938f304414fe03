//! The log group: what its class allows, and what may come between the events and their reader.

use super::{Setup, account_policies};
use crate::model::LogClass;
use crate::setup::facts::LogGroupFacts;
use crate::setup::finding::NONE;
use crate::setup::{Certainty, Finding, FindingKind, Quote};

/// How much of a policy is quoted: the rest is in the facts.
pub(super) const MOST_QUOTED: usize = 2_000;

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for group in &setup.facts.groups {
        class(group, found);
        deletion(group, found);
        shown(setup, group, found);
        empty(group, found);
        missing(setup, group, found);
    }
    in_use(setup, found);
}

fn class(group: &LogGroupFacts, found: &mut Vec<Finding>) {
    let Some((description, evidence)) = group.described.read() else { return };
    let name = description.log_group_class.as_deref();
    let kind = match name.map(LogClass::from_name) {
        Some(LogClass::Standard) => FindingKind::ClassStandard,
        Some(LogClass::InfrequentAccess) => FindingKind::ClassInfrequentAccess,
        Some(LogClass::Delivery) => FindingKind::ClassDelivery,
        Some(LogClass::Other(_)) | None => FindingKind::ClassUnknown,
    };
    let certainty = if kind == FindingKind::ClassUnknown { Certainty::Unknown } else { Certainty::Certain };
    let quote = Quote::new(evidence, "logGroupClass", name.unwrap_or(NONE));
    found.push(Finding::new(kind, &group.name, quote).with("class", name.unwrap_or(NONE)).sure(certainty));
}

fn deletion(group: &LogGroupFacts, found: &mut Vec<Finding>) {
    let Some((description, evidence)) = group.described.read() else { return };
    // An older service does not say.
    let Some(is_on) = description.deletion_protection_enabled else { return };
    let kind = if is_on { FindingKind::DeletionProtectionOn } else { FindingKind::DeletionProtectionOff };
    found.push(Finding::new(kind, &group.name, Quote::new(evidence, "deletionProtectionEnabled", is_on.to_string())));
}

fn shown(setup: &Setup, group: &LogGroupFacts, found: &mut Vec<Finding>) {
    for (answer, kind) in
        [(&group.data_protection, FindingKind::Masking), (&group.transformer, FindingKind::Transformer)]
    {
        if let Some((policy, evidence)) = answer.read() {
            let quoted: String = policy.chars().take(MOST_QUOTED).collect();
            found.push(Finding::new(kind, &group.name, Quote::new(evidence, "", quoted)));
        }
    }
    let Some(of_account) = account_policies::check(setup, group, found) else { return };
    if let (Some(masking), Some(transformer)) = (group.data_protection.absent(), group.transformer.absent()) {
        let mut finding = Finding::new(FindingKind::ShownAsWritten, &group.name, Quote::new(masking, "", NONE));
        let class = group.described.value().and_then(|described| described.log_group_class.as_deref());
        finding = finding.also(match class.filter(|_| transformer.operation == "logs:DescribeLogGroups") {
            // Groups of such a class have none.
            Some(class) => Quote::new(transformer, "logGroupClass", class),
            None => Quote::new(transformer, "", NONE),
        });
        finding.further.extend(of_account);
        found.push(finding);
    }
}

fn empty(group: &LogGroupFacts, found: &mut Vec<Finding>) {
    let Some((description, evidence)) = group.described.read() else { return };
    if description.stored_bytes == Some(0) {
        let finding = Finding::new(FindingKind::GroupEmpty, &group.name, Quote::new(evidence, "storedBytes", "0"));
        // AWS counts with a delay.
        found.push(finding.sure(Certainty::Likely));
    }
}

/// A group that a document names is told of where logging is checked.
fn missing(setup: &Setup, group: &LogGroupFacts, found: &mut Vec<Finding>) {
    let is_named = setup.groups_in_use().contains(&group.name.as_str());
    if let Some(evidence) =
        group.described.absent().filter(|_| !is_named && setup.facts.audited_groups.contains(&group.name))
    {
        found.push(Finding::new(FindingKind::AuditedGroupMissing, &group.name, Quote::new(evidence, "", NONE)));
    }
}

/// Whether the audited groups are those that sessions are logged to today.
fn in_use(setup: &Setup, found: &mut Vec<Finding>) {
    let in_use = setup.groups_in_use();
    let Some(document) = setup.shells().next() else { return };
    // A name that cannot be known may be this one.
    let all_known = setup.shells().all(|document| {
        let name = &document.read.cloud_watch_log_group_name;
        name.is_unset() || name.value().is_some()
    });
    for audited in setup.facts.audited_groups.iter().filter(|name| !in_use.contains(&name.as_str())) {
        if all_known {
            let named = if in_use.is_empty() { NONE.to_owned() } else { in_use.join(", ") };
            let finding = Finding::new(
                FindingKind::AuditedGroupNotInUse,
                audited,
                document.quote("cloudWatchLogGroupName", named.clone()),
            );
            found.push(finding.with("named", named).sure(Certainty::Likely));
        }
    }
}
