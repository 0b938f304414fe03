//! What a setup makes of the company's account.

use std::collections::BTreeSet;

use super::{
    applications,
    company::{Company, Instance, System},
    principals::iam_arn,
    random::Random,
    recorded,
    schedule::DAY_MS,
};
use crate::{
    emulator::{
        ACCOUNT, REGION,
        account::{Account, Node, Settings},
        store::{GroupSettings, Groups},
    },
    model::LogClass,
};

/// Sets the log groups up; those that are not there yet are created, empty.
pub(super) fn apply(groups: &mut Groups, settings: &Settings, now: i64) {
    for (name, said) in &settings.log_groups {
        if said.absent {
            let _not_there = groups.delete(name);
            continue;
        }
        if groups.get(name).is_none() {
            let new = GroupSettings {
                class: LogClass::Standard,
                creation_time: now - 402 * DAY_MS,
                retention_days: None,
                kms_key_id: None,
                other_bytes: 0,
                deletion_protection: false,
                data_protection: None,
                transformer: None,
            };
            let _there = groups.create(name, new);
        }
        let Ok(group) = groups.group_mut(name) else { continue };
        let settings = &mut group.settings;
        if let Some(class) = &said.class {
            settings.class = applications::class(Some(class));
        }
        settings.retention_days = said.retention_days.or(settings.retention_days);
        if let Some(key) = &said.key {
            settings.kms_key_id = (!key.is_empty()).then(|| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{key}"));
        }
        settings.deletion_protection = said.deletion_protection;
        settings.data_protection.clone_from(&said.data_protection);
        settings.transformer.clone_from(&said.transformer);
    }
}

/// The account around it, before anybody used it.
pub(super) fn account(company: &Company, instances: &[Instance], settings: Settings, now: i64) -> Account {
    let mut nodes: Vec<Node> = instances.iter().map(|instance| node(company, instance, &settings)).collect();
    let targets = recorded::known().into_iter().map(|known| known.target).collect::<BTreeSet<_>>();
    nodes.extend(targets.into_iter().map(|id| Node {
        host: format!("ip-10-0-105-{}", Random::of(&id, 37).between(4, 250)),
        id,
        platform_name: "Amazon Linux",
        platform_version: "2023",
        settings: settings.fleet("recorded"),
    }));
    let people = company.principal.iter().map(|principal| iam_arn(&principal.arn()));
    let recorded = recorded::known().into_iter().map(|known| iam_arn(&known.principal_arn));
    let principals: BTreeSet<String> = people.chain(recorded).collect();
    Account { nodes, principals: principals.into_iter().collect(), settings, now, ..Account::default() }
}

fn node(company: &Company, instance: &Instance, settings: &Settings) -> Node {
    let fleet = company.fleet.get(instance.fleet).map_or("default", |fleet| fleet.name.as_str());
    let settings = settings.fleet(fleet);
    let (platform_name, platform_version) = match instance.system {
        System::AmazonLinux2023 => ("Amazon Linux", "2023"),
        System::AmazonLinux2 => ("Amazon Linux", "2"),
        System::Ubuntu => ("Ubuntu", "22.04"),
    };
    let id = if settings.hybrid == Some(true) { format!("m{}", instance.id) } else { instance.id.clone() };
    Node { id, host: instance.host.clone(), platform_name, platform_version, settings }
}
