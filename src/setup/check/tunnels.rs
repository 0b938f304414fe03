//! Sessions that are never logged: port forwarding and SSH.
//!
//! AWS Systems Manager User Guide, "Enabling and disabling session logging": "Logging isn't available for Session Manager
//! sessions that connect through port forwarding or SSH."

use std::collections::BTreeMap;

use super::Setup;
use crate::setup::facts::{SessionDocumentFacts, Starters};
use crate::setup::finding::{NONE, shortened};
use crate::setup::{Answer, Certainty, Evidence, Finding, FindingKind, Quote, SessionType};

/// AWS's own documents of this kind: known by their names also where their content could not be read.
pub(in crate::setup) const AWS_TUNNELS: [&str; 4] = [
    "AWS-StartPortForwardingSession",
    "AWS-StartPortForwardingSessionToRemoteHost",
    "AWS-StartPortForwardingSessionToSocket",
    "AWS-StartSSHSession",
];

/// Whoever may do this to every role may allow anything to one that they can use.
pub(in crate::setup) const ADMINISTER: &str = "iam:AttachRolePolicy";

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    let mut tunnels: BTreeMap<&str, (Quote, Option<&SessionDocumentFacts>)> = BTreeMap::new();
    for document in &setup.documents {
        if document.read.session_type == SessionType::Port {
            let quote = Quote::new(document.evidence, "sessionType", "Port");
            tunnels.insert(document.name(), (quote, Some(document.facts)));
        }
    }
    if let Some((names, evidence)) = setup.facts.document_names.read() {
        for name in names.iter().filter(|name| AWS_TUNNELS.contains(&name.as_str())) {
            let facts = setup.facts.documents.iter().find(|document| document.name == *name);
            tunnels.entry(name).or_insert_with(|| (Quote::new(evidence, "Name", name.clone()), facts));
        }
    }
    for (name, (quote, facts)) in tunnels {
        found.push(tunnel(name, quote, facts.map(|facts| &facts.starters)));
    }
}

/// Names that are told in a sentence; all are in what was read.
const MOST_TOLD: usize = 12;

fn tunnel(name: &str, quote: Quote, starters: Option<&Answer<Starters>>) -> Finding {
    let Some((starters, evidence)) = starters.and_then(Answer::read) else {
        return Finding::new(FindingKind::TunnelsNotLogged, name, quote);
    };
    let counted =
        |finding: Finding| finding.with("simulated", starters.simulated).with("principals", starters.principals);
    if !starters.may.is_empty() {
        let (administrators, others): (Vec<&String>, Vec<&String>) =
            starters.may.iter().partition(|arn| starters.administrators.contains(arn));
        // Whoever may allow themselves anything is not kept from it by a policy of theirs.
        let kind =
            if others.is_empty() { FindingKind::TunnelsOpenToAdministrators } else { FindingKind::TunnelsOpenTo };
        let mut finding = Finding::new(kind, name, quote)
            .also(Quote::new(evidence, "allowed", starters.may.join("\n")))
            .with("count", starters.may.len())
            .with("others", others.len())
            .with("who", told(&others))
            .with("administrators", told(&administrators))
            .with("conditional", told(&starters.by_condition));
        if !administrators.is_empty() {
            let asked = Evidence { subject: ADMINISTER.to_owned(), ..evidence.clone() };
            finding = finding.also(Quote::new(&asked, "allowed", starters.administrators.join("\n")));
        }
        // The machine was not asked about, and a policy on somebody's session may still deny it.
        return counted(finding).sure(Certainty::Likely);
    }
    // One more may be among those who are not known.
    let is_known = starters.by_condition.is_empty() && starters.simulated >= starters.principals;
    let who = told(&starters.by_condition);
    let simulated = format!("{} / {}", starters.simulated, starters.principals);
    if is_known {
        let finding = Finding::new(FindingKind::TunnelsForNobody, name, Quote::new(evidence, "allowed", NONE));
        let finding = finding.also(Quote::new(evidence, "simulated", simulated)).also(quote);
        // Another account's policies may be changed, and a root user is never simulated.
        return counted(finding).sure(Certainty::Likely);
    }
    let finding = Finding::new(FindingKind::TunnelsPartlyKnown, name, quote)
        .also(Quote::new(evidence, "simulated", simulated))
        .also(Quote::new(evidence, "denied by conditions", who.clone()))
        .with("who", who);
    counted(finding).sure(Certainty::Unknown)
}

/// What comes after the account in their ARNs.
fn told<Arn: AsRef<str>>(arns: &[Arn]) -> String {
    let name = |arn: &Arn| arn.as_ref().splitn(6, ':').nth(5).unwrap_or(arn.as_ref()).to_owned();
    if arns.is_empty() { NONE.to_owned() } else { shortened(&arns.iter().map(name).collect::<Vec<_>>(), MOST_TOLD) }
}
