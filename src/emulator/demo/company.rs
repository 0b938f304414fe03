use std::collections::BTreeMap;

use serde::Deserialize;

use super::random::Random;
use crate::emulator::ACCOUNT;

/// The company that the demo shows, as `assets/demo/company.toml` says it.
#[derive(Default, Deserialize)]
pub(super) struct Company {
    /// What people give as reason when they start a session.
    #[serde(default)]
    pub reasons: Vec<String>,
    pub principal: Vec<Principal>,
    #[serde(default)]
    pub role: Vec<RoleSaid>,
    /// Sessions that are each a case of their own.
    #[serde(default)]
    pub session: Vec<CaseSaid>,
    pub fleet: Vec<Fleet>,
    pub group: Vec<LogGroupSaid>,
    pub query: Vec<SavedQuery>,
}

/// Somebody who starts sessions.
#[derive(Deserialize)]
pub(super) struct Principal {
    /// The last part of the ARN: `user/…` or `assumed-role/role/session`.
    pub name: String,
    /// What kind of work: the name of a trade in `scripts.txt` and of fleets.
    pub trade: String,
    /// How often, compared with others.
    pub weight: u32,
    /// The OS users that sessions run as.
    pub os_users: Vec<String>,
    /// Works at night as well.
    #[serde(default)]
    pub on_call: bool,
}

impl Principal {
    pub fn arn(&self) -> String {
        principal_arn(&self.name)
    }

    /// What a session's id begins with.
    pub fn session_name(&self) -> &str {
        self.name.rsplit_once('/').map_or(self.name.as_str(), |(_, name)| name)
    }
}

/// How a role comes to be assumed, where it is not through IAM Identity Center or by a person of the same name.
#[derive(Deserialize)]
pub(super) struct RoleSaid {
    /// A role, or one session of it: `role/session`.
    pub name: String,
    pub assumed: Assumed,
    /// A service's or an account's name.
    #[serde(default)]
    pub by: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Assumed {
    /// By a person, with a source identity.
    WithSourceIdentity,
    Service,
    /// By the role of an instance.
    Machine,
    OtherAccount,
    /// At the endpoint of another region, whose history has the event.
    OtherRegion,
}

#[derive(Deserialize)]
pub(super) struct CaseSaid {
    pub case: Case,
    /// As in [`Principal::name`].
    pub principal: String,
    /// What follows the principal's name in the session's id.
    #[serde(default)]
    pub id: String,
    /// An instance's name.
    pub instance: String,
    pub document: Option<String>,
    #[serde(default)]
    pub days_back: i64,
    /// The time of day, in minutes, where the company is.
    #[serde(default)]
    pub minute: i64,
    pub lasts_ms: i64,
    pub reason: Option<String>,
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Case {
    LoggingOff,
    RoleCannotWrite,
    TooShort,
    PortForwarding,
    Ssh,
    /// `StartSession` was refused.
    StartDenied,
    /// Goes on, and nothing was typed yet.
    NothingYet,
}

/// Instances of one kind.
#[derive(Deserialize)]
pub(super) struct Fleet {
    /// `web`: its instances are `web-01` and so on.
    pub name: String,
    pub count: u32,
    pub system: System,
    /// Whose instances these are.
    pub trades: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum System {
    /// `sh-5.2$ `
    AmazonLinux2023,
    /// `sh-4.2$ `, without bracketed paste
    AmazonLinux2,
    /// dash: `$ `
    Ubuntu,
}

/// One machine.
#[derive(Debug)]
pub(super) struct Instance {
    pub id: String,
    /// `web-03`
    pub name: String,
    /// `ip-10-0-12-34`
    pub host: String,
    pub system: System,
    /// Whether its bash prompt sets the window's title.
    pub titled: bool,
    pub fleet: usize,
}

#[derive(Deserialize)]
pub(super) struct LogGroupSaid {
    pub name: String,
    /// `STANDARD` where it is left out.
    pub class: Option<String>,
    pub retention_days: Option<i32>,
    /// The id of the KMS key.
    pub key: Option<String>,
    /// Bytes it stores besides what the demo makes.
    #[serde(default)]
    pub stored_bytes: u64,
    pub age_days: i64,
}

#[derive(Deserialize)]
pub(super) struct SavedQuery {
    pub name: String,
    pub text: String,
    #[serde(default)]
    pub log_groups: Vec<String>,
    #[serde(default)]
    pub parameters: Vec<SavedParameter>,
    pub age_days: i64,
}

#[derive(Deserialize)]
pub(super) struct SavedParameter {
    pub name: String,
    pub default: Option<String>,
    pub description: Option<String>,
}

/// `user/…` or `assumed-role/role/session` with what stands before it.
pub(super) fn principal_arn(name: &str) -> String {
    let service = if name.starts_with("user/") { "iam" } else { "sts" };
    format!("arn:aws:{service}::{ACCOUNT}:{name}")
}

impl Company {
    pub fn load() -> Self {
        // A test holds that it can be read.
        toml::from_str(include_str!("../../../assets/demo/company.toml")).unwrap_or_default()
    }

    pub fn instances(&self, seed: u64) -> Vec<Instance> {
        let mut random = Random::new(seed, 1);
        let mut instances = Vec::new();
        for (fleet, Fleet { name, count, system, .. }) in self.fleet.iter().enumerate() {
            for number in 1..=*count {
                instances.push(Instance {
                    id: format!("i-0{}", random.text(16, b"0123456789abcdef")),
                    name: format!("{name}-{number:02}"),
                    host: format!("ip-10-0-{}-{}", random.between(10, 99), random.between(4, 250)),
                    system: *system,
                    titled: random.chance(400),
                    fleet,
                });
            }
        }
        instances
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_company_can_be_read() {
        let company: Company = toml::from_str(include_str!("../../../assets/demo/company.toml")).unwrap();
        assert!(company.principal.len() >= 40);
        assert!(company.instances(1).len() >= 60);
        assert!(company.group.len() >= 20);
        for principal in &company.principal {
            let fleets = company.fleet.iter().filter(|fleet| fleet.trades.contains(&principal.trade));
            assert!(fleets.count() > 0, "{} has no machine", principal.name);
        }
    }
}
