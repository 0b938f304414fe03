//! What could not be read: one finding for each permission that is missing, for each list that goes on, and for each
//! other failure.

use std::collections::BTreeMap;

use super::Setup;
use crate::setup::{Answer, Certainty, Finding, FindingKind, Quote, SetupFacts};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    let mut denied: BTreeMap<String, Finding> = BTreeMap::new();
    for answer in answers(setup.facts) {
        match answer {
            Answer::Denied { permission, message, evidence } => {
                let quote = Quote::new(&evidence, "", message);
                if let Some(finding) = denied.get_mut(&permission) {
                    finding.further.push(quote);
                } else {
                    let finding = Finding::new(FindingKind::CouldNotRead, &permission, quote);
                    denied.insert(permission.clone(), finding.with("permission", permission));
                }
            }
            Answer::Failed { message, evidence } => {
                let finding = Finding::new(
                    FindingKind::ReadFailed,
                    &evidence.subject,
                    Quote::new(&evidence, "", message.clone()),
                );
                let finding = finding.with("operation", &evidence.operation).with("message", message);
                found.push(finding.sure(Certainty::Unknown));
            }
            Answer::CutShort { read, evidence } => {
                let quote = Quote::new(&evidence, "", read.to_string());
                let finding = Finding::new(FindingKind::ListCutShort, &evidence.subject, quote);
                let finding = finding.with("operation", &evidence.operation).with("count", read);
                found.push(finding.sure(Certainty::Unknown));
            }
            _ => {}
        }
    }
    found.extend(denied.into_values().map(|finding| {
        let mut about = vec![finding.evidence.evidence.subject.clone()];
        about.extend(finding.further.iter().map(|quote| quote.evidence.subject.clone()));
        about.dedup();
        finding.with("about", about.join(", ")).sure(Certainty::Unknown)
    }));
}

/// Every answer among the facts, without its value.
fn answers(facts: &SetupFacts) -> Vec<Answer<()>> {
    let mut all = vec![
        facts.document_names.outcome(),
        facts.instances.outcome(),
        facts.endpoints.outcome(),
        facts.trails.outcome(),
        facts.regions.outcome(),
        facts.account_policies.data_protection.outcome(),
        facts.account_policies.transformers.outcome(),
    ];
    all.extend(facts.cut_short.iter().cloned());
    for document in &facts.documents {
        all.extend([document.content.outcome(), document.starters.outcome()]);
    }
    for group in &facts.groups {
        all.extend([
            group.described.outcome(),
            group.data_protection.outcome(),
            group.transformer.outcome(),
            group.incoming.outcome(),
        ]);
    }
    for bucket in &facts.buckets {
        all.extend([
            bucket.location.outcome(),
            bucket.encryption.outcome(),
            bucket.versioning.outcome(),
            bucket.object_lock.outcome(),
        ]);
    }
    for key in &facts.keys {
        all.extend([key.described.outcome(), key.rotation.outcome()]);
    }
    for instance in facts.instances.value().into_iter().flatten() {
        all.push(instance.permissions.outcome());
    }
    for trail in facts.trails.value().into_iter().flatten() {
        all.extend([trail.is_logging.outcome(), trail.management_events.outcome()]);
    }
    all
}
