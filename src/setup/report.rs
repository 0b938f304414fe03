use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Finding, Requirements, SessionDocument, SessionType, SetupFacts, check,
    cost::{GroupCost, StoragePrices, Volume, cost},
    log_group_name::{here, plain},
};
use crate::model::ScanPrices;

/// The setup check of one account and region at one time: what was read, what was found in it, and what its log groups
/// cost. It goes into the case file, and as `setup.json` into the evidence pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetupReport {
    pub facts: SetupFacts,
    pub requirements: Requirements,
    /// The heaviest first.
    pub findings: Vec<Finding>,
    /// Of each log group of which enough is known.
    pub costs: Vec<NamedCost>,
    /// When the prices behind `costs` were put together, as a date; empty: not known.
    #[serde(default)]
    pub prices_as_of: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedCost {
    pub log_group: String,
    pub cost: GroupCost,
}

impl SetupReport {
    pub fn is_of(&self, account: &str, region: &str) -> bool {
        (self.facts.account.as_str(), self.facts.region.as_str()) == (account, region)
    }

    /// The log groups, by name, that session documents send shells' logs to, as far as they are there.
    pub fn groups_of_documents(&self) -> Vec<String> {
        let contents = self.facts.documents.iter().filter_map(|document| document.content.value());
        let shells = contents
            .filter_map(|content| SessionDocument::parse(content).ok())
            .filter(|read| read.session_type == SessionType::StandardStream);
        let named: BTreeSet<String> = shells
            .filter_map(|read| {
                Some(here(read.cloud_watch_log_group_name.value()?, &self.facts.region, &self.facts.account))
            })
            .collect();
        let is_there = |name: &String| {
            self.facts.groups.iter().any(|group| group.name == *name && group.described.value().is_some())
        };
        named.into_iter().filter(is_there).collect()
    }

    /// Whether all these log groups were read for it. By name or ARN.
    pub fn is_about(&self, log_groups: &[String]) -> bool {
        let is_read = |group: &String| self.facts.groups.iter().any(|read| read.name == plain(group));
        log_groups.iter().all(is_read)
    }

    /// `now`: milliseconds since 1970, UTC.
    pub fn new(
        facts: SetupFacts,
        requirements: Requirements,
        storage: &StoragePrices,
        scan: &ScanPrices,
        now: i64,
    ) -> Self {
        let findings = check(&facts, &requirements, now);
        let costs = facts
            .groups
            .iter()
            .filter_map(|group| {
                let volume = Volume::of(group.described.value()?, group.incoming.value(), None, now)?;
                Some(NamedCost { log_group: group.name.clone(), cost: cost(volume, &facts.region, storage, scan) })
            })
            .collect();
        Self { facts, requirements, findings, costs, prices_as_of: storage.as_of.clone() }
    }
}
