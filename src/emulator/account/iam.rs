//! IAM. The Query protocol: a form in, XML out.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>

use super::{Account, form::Form, settings::PolicySettings, ssm::refused, xml::Xml};
use crate::emulator::{ACCOUNT, paging, refusal::Refusal};

const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

/// `None`: no operation of this name.
pub(super) fn answer(
    account: &Account,
    operation: &str,
    form: &Form,
    request_id: &str,
) -> Option<Result<Vec<u8>, Refusal>> {
    let result = match operation {
        "SimulatePrincipalPolicy" => simulate(account, form),
        "GetInstanceProfile" => instance_profile(account, form),
        _ => return None,
    };
    Some(result.map(|result| {
        let mut xml = Xml::document();
        xml.element_in(&format!("{operation}Response"), NAMESPACE, |xml| {
            xml.element(&format!("{operation}Result"), |xml| result(xml));
            xml.element("ResponseMetadata", |xml| xml.text("RequestId", request_id));
        });
        xml.into_bytes()
    }))
}

type Content = Box<dyn FnOnce(&mut Xml)>;

fn simulate(account: &Account, form: &Form) -> Result<Content, Refusal> {
    let principal = form.get("PolicySourceArn").unwrap_or_default();
    let resource_part = principal.strip_prefix(&format!("arn:aws:iam::{ACCOUNT}:")).ok_or_else(|| {
        refused(
            "InvalidInput",
            format!("Invalid Entity Arn: {principal} does not clearly define entity type and name."),
        )
    })?;
    if !exists(account, principal, resource_part) {
        let (kind, name) = resource_part.split_once('/').unwrap_or(("role", resource_part));
        let missing = format!("The {kind} with name {name} cannot be found.");
        return Err(refused("NoSuchEntity", missing));
    }
    let actions = form.list("ActionNames.member.");
    if actions.is_empty() {
        return Err(Refusal::Validation("ActionNames must not be empty.".to_owned()));
    }
    let mut resources = form.list("ResourceArns.member.");
    if resources.is_empty() {
        resources.push("*");
    }
    let mut results: Vec<[String; 3]> = Vec::new();
    for action in actions {
        for resource in &resources {
            let decision = decide(account, resource_part, action, resource);
            results.push([action.to_owned(), (*resource).to_owned(), decision.to_owned()]);
        }
    }
    let most = form.get("MaxItems").and_then(|text| text.parse().ok()).unwrap_or(100_usize).clamp(1, 1000);
    let scope = format!("simulation/{principal}/{}", results.len());
    let place = paging::place(&scope, form.get("Marker")).map_err(|_| refused("InvalidInput", "Invalid Marker."))?;
    let (results, next) = paging::page(results, &scope, place, most);
    Ok(Box::new(move |xml| {
        xml.element("EvaluationResults", |xml| {
            for [action, resource, decision] in &results {
                xml.element("member", |xml| {
                    xml.text("EvalActionName", action);
                    xml.text("EvalResourceName", resource);
                    xml.text("EvalDecision", decision);
                    xml.element("MatchedStatements", |_| ());
                    xml.element("MissingContextValues", |_| ());
                });
            }
        });
        xml.text("IsTruncated", if next.is_some() { "true" } else { "false" });
        if let Some(next) = &next {
            xml.text("Marker", next);
        }
    }))
}

fn exists(account: &Account, principal: &str, resource_part: &str) -> bool {
    let is_nodes = |role: &str| account.nodes.iter().any(|node| node.settings.role.as_deref() == Some(role));
    account.principals.iter().any(|known| known == principal)
        || resource_part.strip_prefix("role/").is_some_and(is_nodes)
}

/// What the policies of a principal say: a denial goes before a permission.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
fn decide(account: &Account, principal: &str, action: &str, resource: &str) -> &'static str {
    let own = || account.settings.policies.values().filter(|policy| policy.who.iter().any(|who| fits(who, principal)));
    let says = |list: fn(&PolicySettings) -> &[String]| {
        own().flat_map(list).any(|said| {
            let (actions, resources) = said.split_once(' ').unwrap_or((said, "*"));
            fits(&actions.to_ascii_lowercase(), &action.to_ascii_lowercase()) && fits(resources, resource)
        })
    };
    if says(|policy| &policy.deny) {
        "explicitDeny"
    } else if says(|policy| &policy.allow) {
        "allowed"
    } else {
        "implicitDeny"
    }
}

/// Whether a pattern with `*` takes in the whole of a text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return true };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

/// The console names a profile and its role alike.
fn instance_profile(account: &Account, form: &Form) -> Result<Content, Refusal> {
    let name = form.get("InstanceProfileName").unwrap_or_default().to_owned();
    let known = account.nodes.iter().any(|node| !node.is_hybrid() && node.settings.role.as_deref() == Some(&name));
    if !known {
        return Err(refused("NoSuchEntity", format!("Instance Profile {name} cannot be found.")));
    }
    Ok(Box::new(move |xml| {
        xml.element("InstanceProfile", |xml| {
            xml.text("Path", "/");
            xml.text("InstanceProfileName", &name);
            xml.text("InstanceProfileId", "AIPA0123456789EXAMPLE");
            xml.text("Arn", &format!("arn:aws:iam::{ACCOUNT}:instance-profile/{name}"));
            xml.text("CreateDate", "2025-01-15T00:03:32Z");
            xml.element("Roles", |xml| {
                xml.element("member", |xml| {
                    xml.text("Path", "/");
                    xml.text("RoleName", &name);
                    xml.text("RoleId", "AROA9876543210EXAMPLE");
                    xml.text("Arn", &format!("arn:aws:iam::{ACCOUNT}:role/{name}"));
                    xml.text("CreateDate", "2025-01-15T00:03:31Z");
                    let trust = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow\
                                 %22%2C%22Principal%22%3A%7B%22Service%22%3A%22ec2.amazonaws.com%22%7D%2C%22Action\
                                 %22%3A%22sts%3AAssumeRole%22%7D%5D%7D";
                    xml.text("AssumeRolePolicyDocument", trust);
                });
            });
            xml.element("Tags", |_| ());
        });
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_in_whole_texts() {
        for (pattern, text) in
            [("*", ""), ("a*c", "abc"), ("a*c", "ac"), ("*b*", "abc"), ("abc", "abc"), ("a*b*c", "aXbYbc")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*c", "abcd"), ("*x*", "abc"), ("", "a"), ("b*", "ab"), ("ab*ab", "ab")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
