//! EC2. Its own Query protocol: a form in, XML out, without a wrapper around the result.
//!
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/>

use super::{Account, Node, form::Form, ssm::refused, xml::Xml};
use crate::emulator::{ACCOUNT, REGION, paging, refusal::Refusal};

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// `None`: no operation of this name.
pub(super) fn answer(
    account: &Account,
    operation: &str,
    form: &Form,
    request_id: &str,
) -> Option<Result<Vec<u8>, Refusal>> {
    let mut xml = Xml::document();
    let mut written = Ok(());
    let write: fn(&Account, &Form, &mut Xml) -> Result<(), Refusal> = match operation {
        "DescribeInstances" => instances,
        "DescribeVpcEndpoints" => endpoints,
        "DescribeRegions" => regions,
        _ => return None,
    };
    xml.element_in(&format!("{operation}Response"), NAMESPACE, |xml| {
        xml.text("requestId", request_id);
        written = write(account, form, xml);
    });
    Some(written.map(|()| xml.into_bytes()))
}

/// A page of `items`, and its token in the answer.
fn page<T>(items: Vec<T>, scope: &str, form: &Form, most: usize, xml: &mut Xml) -> Result<Vec<T>, Refusal> {
    let size = form.get("MaxResults").map_or(Ok(most), |text| {
        let size = text.parse().ok().filter(|size| (5..=1000).contains(size));
        size.ok_or_else(|| {
            refused("InvalidParameterValue", format!("Value ( {text} ) for parameter maxResults is invalid."))
        })
    })?;
    let scope = format!("{scope}/{:?}", form.filters());
    let place = paging::place(&scope, form.get("NextToken"))
        .map_err(|_| refused("InvalidNextToken", "The token is invalid."))?;
    let (items, next) = paging::page(items, &scope, place, size);
    if let Some(next) = next {
        xml.text("nextToken", &next);
    }
    Ok(items)
}

fn instances(account: &Account, form: &Form, xml: &mut Xml) -> Result<(), Refusal> {
    let own: Vec<&Node> = account.nodes.iter().filter(|node| !node.is_hybrid()).collect();
    let asked = form.list("InstanceId.");
    for id in &asked {
        if !id.starts_with("i-") {
            return Err(refused("InvalidInstanceID.Malformed", format!("Invalid id: \"{id}\" (expecting \"i-...\")")));
        }
        if !own.iter().any(|node| node.id == *id) {
            return Err(refused("InvalidInstanceID.NotFound", format!("The instance ID '{id}' does not exist")));
        }
    }
    let mut wanted = Vec::new();
    for node in own {
        let mut is_wanted = asked.is_empty() || asked.contains(&node.id.as_str());
        for (name, values) in form.filters() {
            let has = match name {
                "instance-id" => Some(node.id.as_str()),
                "vpc-id" => node.settings.vpc_id.as_deref(),
                "instance-state-name" => Some("running"),
                other => return Err(unknown_filter(other)),
            };
            is_wanted &= has.is_some_and(|has| values.contains(&has));
        }
        if is_wanted {
            wanted.push(node);
        }
    }
    let listed = page(wanted, "instances", form, 1000, xml)?;
    xml.element("reservationSet", |xml| {
        for node in listed {
            xml.element("item", |xml| {
                xml.text("reservationId", &node.id.replacen('i', "r", 1));
                xml.text("ownerId", ACCOUNT);
                xml.element("groupSet", |_| ());
                xml.element("instancesSet", |xml| xml.element("item", |xml| instance(node, xml)));
            });
        }
    });
    Ok(())
}

fn instance(node: &Node, xml: &mut Xml) {
    xml.text("instanceId", &node.id);
    xml.element("instanceState", |xml| {
        xml.text("code", "16");
        xml.text("name", "running");
    });
    xml.text("privateDnsName", &format!("{}.{REGION}.compute.internal", node.host));
    xml.text("instanceType", "m7i.large");
    xml.text("launchTime", "2026-01-15T00:03:32.000Z");
    if let Some(vpc) = &node.settings.vpc_id {
        xml.text("subnetId", &vpc.replacen("vpc", "subnet", 1));
        xml.text("vpcId", vpc);
    }
    xml.text("architecture", "x86_64");
    if let Some(role) = node.role() {
        xml.element("iamInstanceProfile", |xml| {
            xml.text("arn", &format!("arn:aws:iam::{ACCOUNT}:instance-profile/{role}"));
            xml.text("id", "AIPA0123456789EXAMPLE");
        });
    }
}

fn unknown_filter(name: &str) -> Refusal {
    refused("InvalidParameterValue", format!("The filter '{name}' is invalid"))
}

fn endpoints(account: &Account, form: &Form, xml: &mut Xml) -> Result<(), Refusal> {
    let mut wanted = Vec::new();
    for (vpc, settings) in &account.settings.vpcs {
        for service in &settings.endpoints {
            let full = full_name(service);
            let mut is_wanted = true;
            for (name, values) in form.filters() {
                is_wanted &= match name {
                    "vpc-id" => values.contains(&vpc.as_str()),
                    "service-name" => values.contains(&full.as_str()),
                    "vpc-endpoint-state" => values.iter().any(|value| value.eq_ignore_ascii_case("available")),
                    "vpc-endpoint-type" => values.contains(&kind(service)),
                    other => return Err(unknown_filter(other)),
                };
            }
            if is_wanted {
                wanted.push((vpc, service, full, settings));
            }
        }
    }
    let listed = page(wanted, "endpoints", form, 1000, xml)?;
    xml.element("vpcEndpointSet", |xml| {
        for (vpc, service, full, settings) in listed {
            let has_dns = kind(service) == "Interface" && !settings.without_private_dns.contains(service);
            xml.element("item", |xml| {
                xml.text("vpcEndpointId", &format!("{}-{service}", vpc.replacen("vpc", "vpce", 1)));
                xml.text("vpcEndpointType", kind(service));
                xml.text("vpcId", vpc);
                xml.text("serviceName", &full);
                xml.text("state", "available");
                xml.text("privateDnsEnabled", if has_dns { "true" } else { "false" });
                xml.text("policyDocument", settings.endpoint_policies.get(service).map_or(FULL_ACCESS, String::as_str));
                xml.text("requesterManaged", "false");
                xml.text("ownerId", ACCOUNT);
            });
        }
    });
    Ok(())
}

/// The policy that endpoints have by default.
///
/// Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>
const FULL_ACCESS: &str = r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#;

fn full_name(service: &str) -> String {
    if service.contains('.') { format!("com.amazonaws.{service}") } else { format!("com.amazonaws.{REGION}.{service}") }
}

fn kind(service: &str) -> &'static str {
    if service == "s3" { "Gateway" } else { "Interface" }
}

fn regions(account: &Account, form: &Form, xml: &mut Xml) -> Result<(), Refusal> {
    let asked = form.list("RegionName.");
    let known = &account.settings.regions;
    if let Some(other) = asked.iter().find(|name| !known.iter().any(|region| region == *name)) {
        return Err(refused("InvalidParameterValue", format!("Invalid region names: [{other}]")));
    }
    xml.element("regionInfo", |xml| {
        for region in known.iter().filter(|region| asked.is_empty() || asked.contains(&region.as_str())) {
            xml.element("item", |xml| {
                xml.text("regionName", region);
                xml.text("regionEndpoint", &format!("ec2.{region}.amazonaws.com"));
                xml.text("optInStatus", "opt-in-not-required");
            });
        }
    });
    Ok(())
}
