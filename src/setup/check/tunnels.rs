//! Sessions that are never logged: port forwarding and SSH.
//!
//! AWS Systems Manager User Guide, "Logging session activity": "Logging is not available for Session Manager sessions
//! that connect through port forwarding or SSH."

use std::collections::BTreeMap;

use super::Setup;
use crate::setup::facts::SessionDocumentFacts;
use crate::setup::finding::NONE;
use crate::setup::{Answer, Certainty, Finding, FindingKind, Quote, SessionType};

/// AWS's own documents of this kind: known by their names also where their content could not be read.
pub(in crate::setup) const AWS_TUNNELS: [&str; 3] =
    ["AWS-StartPortForwardingSession", "AWS-StartPortForwardingSessionToRemoteHost", "AWS-StartSSHSession"];

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

fn tunnel(name: &str, quote: Quote, starters: Option<&Answer<Vec<String>>>) -> Finding {
    match starters.and_then(Answer::read) {
        Some((starters, evidence)) if starters.is_empty() => {
            Finding::new(FindingKind::TunnelsForNobody, name, Quote::new(evidence, "", NONE))
                .also(quote)
                // Only those who were simulated, and another policy may still come.
                .sure(Certainty::Likely)
        }
        Some((starters, evidence)) => {
            let who = starters.join(", ");
            Finding::new(FindingKind::TunnelsOpenTo, name, quote)
                .also(Quote::new(evidence, "", who.clone()))
                .with("who", who)
        }
        None => Finding::new(FindingKind::TunnelsNotLogged, name, quote),
    }
}
