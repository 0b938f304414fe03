use std::collections::HashMap;

use super::{Account, account, pages::Pages};
use crate::{
    model::{Operation, SourceError},
    setup::{Answer, facts::InstanceFacts},
};

/// Managed nodes that are read at most.
const MOST_INSTANCES: usize = 20_000;
/// Instances that are asked for by one request.
const AT_ONCE: usize = 100;

/// The managed nodes, as their agents tell of them. `cut_short` takes it if there are more than are read.
pub(super) async fn list(
    account: &Account,
    cut_short: &mut Vec<Answer<()>>,
) -> Result<Answer<Vec<InstanceFacts>>, SourceError> {
    let mut found = Vec::new();
    let mut pages = Pages::new(MOST_INSTANCES);
    loop {
        let request = account.ssm.describe_instance_information().max_results(50).set_next_token(pages.token());
        let page = account.ask(Operation::DescribeInstanceInformation, account.region(), || request.clone().send());
        let page = match page.await? {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        for instance in page.instance_information_list.unwrap_or_default() {
            let Some(instance_id) = instance.instance_id else { continue };
            found.push(InstanceFacts {
                instance_id,
                agent_version: instance.agent_version,
                platform_type: instance.platform_type.map(|platform| platform.as_str().to_owned()),
                platform_name: instance.platform_name,
                ping_status: instance.ping_status.map(|status| status.as_str().to_owned()),
                // Of nodes that were activated, and of EC2 instances whose role is not their profile's (API Reference,
                // "InstanceInformation"): Systems Manager gives some to instances by its own configurations.
                role: instance.iam_role.filter(|role| !role.is_empty()),
                vpc_id: None,
                permissions: Answer::NotAsked,
            });
        }
        if !pages.go_on(page.next_token, found.len() < MOST_INSTANCES) {
            break;
        }
    }
    let evidence = account::evidence(Operation::DescribeInstanceInformation, account.region());
    if pages.is_cut_short() {
        cut_short.push(Answer::CutShort { read: found.len(), evidence: evidence.clone() });
    }
    Ok(Answer::Read { value: found, evidence })
}

/// The network and the instance profile of an EC2 instance.
#[derive(Clone, Debug, Default)]
pub(super) struct Placement {
    pub vpc_id: Option<String>,
    pub instance_profile: Option<String>,
}

/// Where EC2 instances are. Those that are gone are left out.
pub(super) async fn placements(
    account: &Account,
    ids: &[String],
) -> Result<Answer<HashMap<String, Placement>>, SourceError> {
    use aws_sdk_ec2::types::Filter;

    let mut found = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        // As a filter: an id that is not there any more is no error then.
        let only = Filter::builder().name("instance-id").set_values(Some(ids.to_vec())).build();
        let request = account.ec2.describe_instances().filters(only);
        let answer = account.ask(Operation::DescribeInstances, account.region(), || request.clone().send()).await?;
        let page = match answer {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        let instances =
            page.reservations.unwrap_or_default().into_iter().flat_map(|each| each.instances.unwrap_or_default());
        for instance in instances {
            let Some(id) = instance.instance_id else { continue };
            let instance_profile = instance.iam_instance_profile.and_then(|profile| profile.arn);
            found.insert(id, Placement { vpc_id: instance.vpc_id, instance_profile });
        }
    }
    Ok(Answer::Read { value: found, evidence: account::evidence(Operation::DescribeInstances, account.region()) })
}
