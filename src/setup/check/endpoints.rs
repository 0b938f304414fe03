//! The ways out of a VPC that has no other.
//!
//! AWS Systems Manager User Guide, "Improve the security of EC2 instances by using VPC endpoints for Systems Manager".

use std::collections::BTreeSet;

use serde_json::Value;

use super::Setup;
use crate::setup::facts::{VpcEndpoint, VpcEndpoints};
use crate::setup::finding::NONE;
use crate::setup::{AgentVersion, Certainty, Evidence, Finding, FindingKind, Quote};

/// How much of a policy is quoted: the rest is in the facts.
const MOST_QUOTED: usize = 2_000;

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    let Some((vpcs, evidence)) = setup.facts.endpoints.read() else { return };
    for vpc in vpcs {
        of_vpc(setup, vpc, evidence, found);
    }
}

/// A service that has to be reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Service {
    name: &'static str,
    region: String,
}

impl Service {
    /// Whether requests to the service's usual name take this way. An endpoint of another region's service does not
    /// take requests to this one, and without private DNS the usual name leads out of the VPC.
    fn goes_through(&self, endpoint: &VpcEndpoint) -> bool {
        // Some services' names in China have `cn.` before them.
        let name = endpoint.service_name.strip_prefix("cn.").unwrap_or(&endpoint.service_name);
        let is_it = name == format!("com.amazonaws.{}.{}", self.region, self.name);
        is_it && (endpoint.endpoint_type == "Gateway" || endpoint.private_dns_enabled)
    }

    /// With its region where that is another than the machines'.
    fn told(&self, here: &str) -> String {
        if self.region == here { self.name.to_owned() } else { format!("{} ({})", self.name, self.region) }
    }
}

fn of_vpc(setup: &Setup, vpc: &VpcEndpoints, evidence: &Evidence, found: &mut Vec<Finding>) {
    let here = setup.facts.region.as_str();
    let needed = needed(setup, &vpc.vpc_id);
    let all = needed.len();
    let used = |endpoint: &&VpcEndpoint| needed.iter().any(|service| service.goes_through(endpoint));
    // What cannot be read as full access may be less: what it lets through was not worked out.
    let limited: Vec<&VpcEndpoint> =
        vpc.endpoints.iter().filter(used).filter(|endpoint| !is_full_access(endpoint.policy.as_deref())).collect();
    let has = |service: &Service| vpc.endpoints.iter().any(|endpoint| service.goes_through(endpoint));
    let missing: Vec<String> =
        needed.iter().filter(|service| !has(service)).map(|service| service.told(here)).collect();

    let there: Vec<String> = vpc.endpoints.iter().map(shown).collect();
    let there = if there.is_empty() { NONE.to_owned() } else { there.join("\n") };
    let quote = Quote::new(evidence, "ServiceName", there);
    let is_whole = missing.is_empty() && limited.is_empty();
    if is_whole {
        found.push(Finding::new(FindingKind::EndpointsThere, &vpc.vpc_id, quote));
    } else if !missing.is_empty() {
        // A VPC without any endpoint of these most likely has another way out; one with some of them may not.
        let certainty = if all > missing.len() { Certainty::Likely } else { Certainty::Unknown };
        let finding = Finding::new(FindingKind::EndpointsMissing, &vpc.vpc_id, quote);
        found.push(finding.with("services", missing.join(", ")).sure(certainty));
    }
    let names: Vec<&str> = limited.iter().map(|endpoint| endpoint.service_name.as_str()).collect();
    let mut quotes = limited.iter().map(|endpoint| {
        let policy = endpoint.policy.as_deref().unwrap_or_default().chars().take(MOST_QUOTED).collect::<String>();
        Quote::new(evidence, "PolicyDocument", format!("{} {policy}", endpoint.service_name))
    });
    if let Some(first) = quotes.next() {
        let finding = Finding::new(FindingKind::EndpointPolicy, &vpc.vpc_id, first);
        let finding = quotes.fold(finding, Finding::also);
        found.push(finding.with("services", names.join(", ")).sure(Certainty::Unknown));
    }
}

fn shown(endpoint: &VpcEndpoint) -> String {
    let dns = if endpoint.endpoint_type == "Gateway" {
        String::new()
    } else {
        format!(" PrivateDnsEnabled={}", endpoint.private_dns_enabled)
    };
    format!("{} {}{dns}", endpoint.service_name, endpoint.endpoint_type)
}

fn needed(setup: &Setup, vpc: &str) -> BTreeSet<Service> {
    let here = || setup.facts.region.clone();
    let mut needed: BTreeSet<Service> =
        ["ssm", "ssmmessages"].into_iter().map(|name| Service { name, region: here() }).collect();
    for document in setup.shells() {
        let read = &document.read;
        if !read.cloud_watch_log_group_name.is_unset() {
            needed.insert(Service { name: "logs", region: here() });
        }
        if !read.kms_key_id.is_unset() {
            needed.insert(Service { name: "kms", region: here() });
        }
        if !read.s3_bucket_name.is_unset() {
            // A gateway leads to buckets of its own region only (Amazon VPC, "Gateway endpoints for Amazon S3").
            let bucket = read.s3_bucket_name.value().and_then(|name| setup.bucket(name));
            let region = bucket.and_then(|bucket| bucket.location.value().cloned());
            needed.insert(Service { name: "s3", region: region.unwrap_or_else(here) });
        }
    }
    let old = setup.facts.instances.value().into_iter().flatten().any(|instance| {
        let version = instance.agent_version.as_deref().and_then(|text| text.parse::<AgentVersion>().ok());
        instance.vpc_id.as_deref() == Some(vpc)
            && version.is_some_and(|version| version < AgentVersion::WITHOUT_EC2MESSAGES)
    });
    if old {
        needed.insert(Service { name: "ec2messages", region: here() });
    }
    needed
}

/// Whether a policy is the one that endpoints have by default, or says the same. Without one, everything may pass.
///
/// Source: Amazon VPC, AWS `PrivateLink`, "Control access to VPC endpoints using endpoint policies".
fn is_full_access(policy: Option<&str>) -> bool {
    let Some(policy) = policy.filter(|policy| !policy.trim().is_empty()) else { return true };
    let Ok(policy) = serde_json::from_str::<Value>(policy) else { return false };
    let is_all = |value: &Value| match value {
        Value::String(text) => text == "*",
        Value::Array(values) => values.iter().any(|value| value == "*"),
        _ => false,
    };
    let opens = |statement: &Value| {
        let principal = &statement["Principal"];
        statement["Effect"] == "Allow"
            && (is_all(principal) || is_all(&principal["AWS"]))
            && is_all(&statement["Action"])
            && is_all(&statement["Resource"])
            && statement.get("Condition").is_none()
    };
    let statements = match &policy["Statement"] {
        Value::Array(statements) => statements.iter().collect(),
        one => vec![one],
    };
    let denies = statements.iter().any(|statement| statement["Effect"] != "Allow");
    !denies && statements.iter().any(|statement| opens(statement))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lets_everything_through_is_full_access() {
        let default = r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#;
        let with_aws = r#"{"Version":"2012-10-17","Statement":{"Sid":"a","Effect":"Allow","Principal":{"AWS":"*"},"Action":["*"],"Resource":["*"]}}"#;
        for full in [None, Some(""), Some(default), Some(with_aws)] {
            assert!(is_full_access(full), "{full:?}");
        }
        for (from, to) in [
            ("\"Action\":\"*\"", "\"Action\":\"s3:GetObject\""),
            ("\"Resource\":\"*\"", "\"Resource\":\"arn:aws:s3:::a/*\""),
            ("\"Principal\":\"*\"", "\"Principal\":{\"AWS\":\"111122223333\"}"),
            ("\"Effect\":\"Allow\"", "\"Effect\":\"Deny\""),
            ("}]", ",\"Condition\":{}}]"),
            ("}]", "},{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:Put*\",\"Resource\":\"*\"}]"),
            ("{\"Statement\"", "{\"Statements\""),
            ("]}", ""),
        ] {
            let policy = default.replacen(from, to, 1);
            assert!(policy != default && !is_full_access(Some(&policy)), "{policy}");
        }
    }
}
