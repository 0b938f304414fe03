//! Policies of the whole account, and what they do to what is shown of a group.
//!
//! Source: CloudWatch Logs API Reference, "`PutAccountPolicy`": a data protection policy of the account and one of the
//! group's own are cumulative; a group with a transformer of its own ignores the account's; only groups of class Standard
//! can have transformers.

use super::Setup;
use super::group::MOST_QUOTED;
use super::selection::{Selected, selects};
use crate::model::LogClass;
use crate::setup::facts::{AccountPolicy, LogGroupFacts};
use crate::setup::finding::NONE;
use crate::setup::{Answer, Certainty, Evidence, Finding, FindingKind, Quote};

/// What `DescribeLogGroups` has among a group's `inheritedProperties` where the account's data protection policy holds for
/// it (API Reference, "`LogGroup`").
const INHERITED: &str = "ACCOUNT_DATA_PROTECTION";
/// All log groups: the only scope there is (API Reference, "`PutAccountPolicy`").
const ALL: &str = "ALL";

/// That nothing of the account's comes between this group and its reader: what was read. `None`: something does, or may.
pub(super) type Untouched = Option<Vec<Quote>>;

/// Finds the policies that hold for a group.
pub(super) fn check(setup: &Setup, group: &LogGroupFacts, found: &mut Vec<Finding>) -> Untouched {
    // Of a group that is not there, nothing is shown.
    if group.described.absent().is_some() {
        return None;
    }
    let policies = &setup.facts.account_policies;
    let before = found.len();
    masking(group, &policies.data_protection, found);
    let transformers = may_be_transformed(group).then_some(&policies.transformers);
    if let Some(transformers) = transformers {
        transforming(group, transformers, found);
    }
    if found.len() > before {
        return None;
    }
    // A policy that was not read may be for this group.
    let answers = [Some(&policies.data_protection), transformers].into_iter().flatten();
    let quote = |answer: &Answer<Vec<AccountPolicy>>| {
        let (policies, evidence) = answer.read()?;
        Some(Quote::new(evidence, "accountPolicies", named_out(policies)))
    };
    answers.map(quote).collect()
}

fn masking(group: &LogGroupFacts, policies: &Answer<Vec<AccountPolicy>>, found: &mut Vec<Finding>) {
    let inherits = group.described.read().and_then(|(description, evidence)| {
        let is_named = description.inherited_properties.iter().any(|property| property == INHERITED);
        is_named.then(|| Quote::new(evidence, "inheritedProperties", INHERITED))
    });
    let before = found.len();
    for (policy, evidence, selected) in selecting(group, policies) {
        let finding = of_policy(FindingKind::AccountMasking, group, policy, evidence);
        found.push(match &inherits {
            Some(quote) => finding.also(quote.clone()),
            // AWS lists what a group inherits; where it does not, the policy may not have reached it, or not hold for its
            // class.
            None => finding.sure(selected.max(Certainty::Likely)),
        });
    }
    // AWS says it of the group itself, whether or not the policy may be read.
    if let Some(quote) = inherits.filter(|_| found.len() == before) {
        let finding = Finding::new(FindingKind::AccountMasking, &group.name, quote);
        found.push(finding.with("policy", NONE).with("criteria", NONE));
    }
}

fn transforming(group: &LogGroupFacts, policies: &Answer<Vec<AccountPolicy>>, found: &mut Vec<Finding>) {
    // One of its own, or another class, would speak against it.
    let is_known = group.transformer.absent().is_some() && class(group) == Some(LogClass::Standard);
    let at_best = if is_known { Certainty::Certain } else { Certainty::Likely };
    for (policy, evidence, selected) in selecting(group, policies) {
        let finding = of_policy(FindingKind::AccountTransformer, group, policy, evidence);
        found.push(finding.sure(selected.max(at_best)));
    }
}

fn may_be_transformed(group: &LogGroupFacts) -> bool {
    let is_other_class = matches!(class(group), Some(LogClass::InfrequentAccess | LogClass::Delivery));
    group.transformer.value().is_none() && !is_other_class
}

fn class(group: &LogGroupFacts) -> Option<LogClass> {
    group.described.value()?.log_group_class.as_deref().map(LogClass::from_name)
}

/// The policies that do not name the group out, each with how sure it is that they are for it.
fn selecting<'a>(
    group: &LogGroupFacts,
    policies: &'a Answer<Vec<AccountPolicy>>,
) -> Vec<(&'a AccountPolicy, &'a Evidence, Certainty)> {
    let Some((policies, evidence)) = policies.read() else { return Vec::new() };
    let sure = |policy: &AccountPolicy| match selects(policy.selection_criteria.as_deref(), &group.name) {
        Selected::Out => None,
        Selected::In if policy.scope.as_deref().unwrap_or(ALL) == ALL => Some(Certainty::Certain),
        Selected::In | Selected::Unknown => Some(Certainty::Unknown),
    };
    policies.iter().filter_map(|policy| Some((policy, evidence, sure(policy)?))).collect()
}

fn of_policy(kind: FindingKind, group: &LogGroupFacts, policy: &AccountPolicy, evidence: &Evidence) -> Finding {
    let criteria = policy.selection_criteria.as_deref().unwrap_or(NONE);
    let document: String = policy.policy_document.as_deref().unwrap_or(NONE).chars().take(MOST_QUOTED).collect();
    Finding::new(kind, &group.name, Quote::new(evidence, "policyName", policy.policy_name.clone()))
        .with("policy", &policy.policy_name)
        .with("criteria", criteria)
        .also(Quote::new(evidence, "policyDocument", document))
        .also(Quote::new(evidence, "selectionCriteria", criteria))
}

/// What was read of policies that are for other groups.
fn named_out(policies: &[AccountPolicy]) -> String {
    let said = |policy: &AccountPolicy| {
        format!("{}: {}", policy.policy_name, policy.selection_criteria.as_deref().unwrap_or(NONE))
    };
    let all: Vec<String> = policies.iter().map(said).collect();
    if all.is_empty() { NONE.to_owned() } else { all.join("; ").chars().take(MOST_QUOTED).collect() }
}
