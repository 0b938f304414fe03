use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

/// How an account is set up, in AWS's words: one setup of `assets/demo/setups.toml`, whose head says its form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// SSM documents by name.
    pub documents: BTreeMap<String, DocumentSettings>,
    pub log_groups: BTreeMap<String, LogGroupSettings>,
    /// Policies of CloudWatch Logs for the account, by name.
    pub account_policies: BTreeMap<String, AccountPolicySettings>,
    /// KMS keys by id.
    pub keys: BTreeMap<String, KeySettings>,
    pub buckets: BTreeMap<String, BucketSettings>,
    pub trails: BTreeMap<String, TrailSettings>,
    /// By the fleet's name in `company.toml`; `default` holds for what a fleet leaves out.
    pub fleets: BTreeMap<String, FleetSettings>,
    pub vpcs: BTreeMap<String, VpcSettings>,
    /// Who may do what, by any name.
    pub policies: BTreeMap<String, PolicySettings>,
    /// The regions that are enabled.
    pub regions: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentSettings {
    pub absent: bool,
    /// `Amazon`, or another account; else the account's own.
    pub owner: Option<String>,
    /// Of another account's: with whom it is shared, `Private` or `Public`.
    pub shared: Option<String>,
    /// `Session` where it is left out.
    pub document_type: Option<String>,
    pub version: u32,
    pub description: String,
    pub session_type: Option<String>,
    pub parameters: Table,
    pub inputs: Table,
    pub properties: Table,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogGroupSettings {
    pub absent: bool,
    /// What is left out stays as `company.toml` has it.
    pub class: Option<String>,
    pub retention_days: Option<i32>,
    /// A key's id; an empty one takes the group's key away.
    pub key: Option<String>,
    pub deletion_protection: bool,
    /// The policy's JSON.
    pub data_protection: Option<String>,
    /// The configuration's JSON.
    pub transformer: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountPolicySettings {
    pub absent: bool,
    /// `DATA_PROTECTION_POLICY`, `TRANSFORMER_POLICY`.
    pub policy_type: String,
    /// The policy's JSON.
    pub document: String,
    /// For all log groups where it is left out.
    pub selection_criteria: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeySettings {
    pub absent: bool,
    /// The account's own region where it is left out.
    pub region: Option<String>,
    pub aliases: Vec<String>,
    /// `Enabled` where it is left out.
    pub state: Option<String>,
    /// `CUSTOMER` where it is left out.
    pub manager: Option<String>,
    /// Another account, which lets this one use it: it is found by its ARN only.
    pub owner: Option<String>,
    /// `AWS_KMS` where it is left out.
    pub origin: Option<String>,
    /// `SYMMETRIC_DEFAULT` where it is left out.
    pub spec: Option<String>,
    pub rotation: bool,
    pub description: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BucketSettings {
    pub absent: bool,
    pub location: Option<String>,
    /// `AES256`, `aws:kms`; empty: none at all, as buckets before 2023 could be.
    pub encryption: String,
    pub key: Option<String>,
    /// `Enabled`, `Suspended`.
    pub versioning: Option<String>,
    /// `GOVERNANCE`, `COMPLIANCE`; empty: switched on without a default retention.
    pub object_lock: Option<String>,
    pub object_lock_days: u32,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "as CloudTrail has them")]
pub struct TrailSettings {
    pub absent: bool,
    pub multi_region: bool,
    pub validation: bool,
    pub logging: bool,
    pub management_events: bool,
    /// `All`, `WriteOnly`, `ReadOnly`; `All` where it is left out.
    pub read_write_type: Option<String>,
    /// Told with advanced selectors, as new trails are.
    pub advanced: bool,
    pub bucket: String,
    /// The log group that it sends its events to, if it does.
    pub log_group: Option<String>,
    /// Listed, and not there when asked about.
    pub lost: bool,
    /// The error of the last delivery to its bucket.
    pub delivery_error: Option<String>,
    /// Of advanced selectors, further ones as JSON.
    pub field_selectors: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FleetSettings {
    pub agent_version: Option<String>,
    pub platform_type: Option<String>,
    pub platform_name: Option<String>,
    pub platform_version: Option<String>,
    pub ping_status: Option<String>,
    /// The instance profile's name, and its role's; empty: none.
    pub role: Option<String>,
    /// The role that Systems Manager gave to EC2 instances besides their profile's, as it tells it; empty: none.
    pub managed_role: Option<String>,
    /// Whether the profile and its role were deleted.
    pub role_deleted: Option<bool>,
    pub vpc_id: Option<String>,
    /// No EC2 instance: a machine that was activated, with a service role.
    pub hybrid: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VpcSettings {
    pub absent: bool,
    /// `ssm`, `logs` and so on; of another region's services with the region before them: `us-east-1.logs`.
    pub endpoints: Vec<String>,
    /// Those of them that the usual names do not lead to.
    pub without_private_dns: Vec<String>,
    /// The policies of those that do not have the default one, as JSON.
    pub endpoint_policies: BTreeMap<String, String>,
}

/// What some principals may do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicySettings {
    pub absent: bool,
    /// What follows the account in their ARNs: `role/SessionManagerNode`, `user/*`.
    pub who: Vec<String>,
    /// Actions, each followed by a space and a resource if it is not for all: `ssm:StartSession arn:…:document/AWS-*`.
    pub allow: Vec<String>,
    pub deny: Vec<String>,
    /// The caller may not simulate these principals, though others.
    pub not_simulated: bool,
    /// An organization's policy whose conditions were not given keeps these principals from everything.
    pub organization_denies: bool,
    /// What conditions of their policies ask for: told as missing where it is not given.
    pub asks_for: Vec<String>,
}

#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    setup: Vec<Said>,
}

#[derive(Clone, Deserialize)]
struct Said {
    name: String,
    about: String,
    /// The setup that this one differs from.
    from: Option<String>,
    #[serde(flatten)]
    settings: Table,
}

/// So many setups may stand behind one.
const MOST_STEPS: usize = 8;

fn file() -> File {
    // A test holds that it can be read.
    toml::from_str(include_str!("../../../assets/demo/setups.toml")).unwrap_or_default()
}

impl Settings {
    /// The names of all setups, each with what it is.
    pub fn names() -> Vec<(String, String)> {
        file().setup.into_iter().map(|said| (said.name, said.about)).collect()
    }

    /// A setup by its name; `None`: there is none, or it cannot be read.
    pub fn load(name: &str) -> Option<Self> {
        let file = file();
        let find = |name: &str| file.setup.iter().find(|said| said.name == name).cloned();
        let mut chain = vec![find(name)?];
        while let Some(from) = chain.last().and_then(|said| said.from.clone()) {
            if chain.len() > MOST_STEPS {
                return None;
            }
            chain.push(find(&from)?);
        }
        let mut whole = Table::new();
        for said in chain.into_iter().rev() {
            lay_over(&mut whole, said.settings);
        }
        let mut settings: Self = Value::Table(whole).try_into().ok()?;
        settings.drop_absent();
        Some(settings)
    }

    fn drop_absent(&mut self) {
        self.documents.retain(|_, said| !said.absent);
        self.account_policies.retain(|_, said| !said.absent);
        self.keys.retain(|_, said| !said.absent);
        self.buckets.retain(|_, said| !said.absent);
        self.trails.retain(|_, said| !said.absent);
        self.vpcs.retain(|_, said| !said.absent);
        self.policies.retain(|_, said| !said.absent);
    }

    /// What holds for a fleet's machines.
    pub fn fleet(&self, name: &str) -> FleetSettings {
        let own = self.fleets.get(name).cloned().unwrap_or_default();
        let usual = self.fleets.get("default").cloned().unwrap_or_default();
        FleetSettings {
            agent_version: own.agent_version.or(usual.agent_version),
            platform_type: own.platform_type.or(usual.platform_type),
            platform_name: own.platform_name.or(usual.platform_name),
            platform_version: own.platform_version.or(usual.platform_version),
            ping_status: own.ping_status.or(usual.ping_status),
            role: own.role.or(usual.role),
            managed_role: own.managed_role.or(usual.managed_role),
            role_deleted: own.role_deleted.or(usual.role_deleted),
            vpc_id: own.vpc_id.or(usual.vpc_id),
            hybrid: own.hybrid.or(usual.hybrid),
        }
    }

    /// The log groups that trails write Session Manager's events to.
    pub fn trail_log_groups(&self) -> impl Iterator<Item = &str> {
        let writing = self.trails.values().filter(|trail| trail.logging && trail.management_events);
        writing.filter_map(|trail| trail.log_group.as_deref())
    }

    /// After how many minutes an idle session ends.
    ///
    /// Source: AWS Systems Manager User Guide, "Specify an idle session timeout value": 20 by default.
    pub fn idle_minutes(&self) -> i64 {
        let preferences = self.documents.get("SSM-SessionManagerRunShell");
        let said = preferences.and_then(|document| document.inputs.get("idleSessionTimeout")?.as_str()?.parse().ok());
        said.unwrap_or(20)
    }
}

/// Tables are laid over each other member by member, all else is replaced.
fn lay_over(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => lay_over(under, over),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::{Setup, UnknownSetup};

    #[test]
    fn every_setup_can_be_read() {
        let file: File = toml::from_str(include_str!("../../../assets/demo/setups.toml")).unwrap();
        let mut names: Vec<&str> = file.setup.iter().map(|said| said.name.as_str()).collect();
        assert_eq!(names[0], "demo", "the default stands first");
        for name in &names {
            let settings = Settings::load(name).unwrap_or_else(|| panic!("{name}"));
            assert!(!settings.regions.is_empty() && !settings.fleets.is_empty(), "{name}");
            assert!(name.parse::<Setup>().is_ok());
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), file.setup.len(), "a name stands there twice");
        let asked_for = [
            "demo",
            "good",
            "no-preferences",
            "logging-off",
            "upload-only",
            "group-missing",
            "streaming-only",
            "no-keys",
            "run-as-off",
            "tunnels",
            "short-retention",
            "history-erased",
            "old-agents",
            "role-cannot-write",
            "no-endpoints",
            "bucket-missing",
            "s3-only",
            "data-protection",
            "account-policies",
            "no-trail",
        ];
        for name in asked_for {
            assert!(names.contains(&name), "{name}");
        }
    }

    #[test]
    fn an_unknown_setup_says_which_are_known() {
        let unknown: UnknownSetup = "nice".parse::<Setup>().unwrap_err();
        assert!(unknown.to_string().starts_with("no setup: nice; known are demo, good,"), "{unknown}");
    }
}
