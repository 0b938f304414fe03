use serde::{Deserialize, Serialize};

use super::{
    Finding, Requirements, SetupFacts, check,
    cost::{GroupCost, StoragePrices, Volume, cost},
    log_group_name::plain,
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
