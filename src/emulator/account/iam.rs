//! IAM. The Query protocol: a form in, XML out.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>

use std::collections::BTreeSet;

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
        "ListUsers" => list(account, form, "user/", "Users", user),
        "ListRoles" => list(account, form, "role/", "Roles", role),
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
    if !principals(account).contains(principal) {
        let (kind, name) = resource_part.split_once('/').unwrap_or(("role", resource_part));
        let missing = format!("The {kind} with name {name} cannot be found.");
        return Err(refused("NoSuchEntity", missing));
    }
    if of(account, resource_part).any(|policy| policy.not_simulated) {
        let told = format!("User is not authorized to perform: iam:SimulatePrincipalPolicy on resource: {principal}");
        return Err(refused("AccessDenied", told));
    }
    let actions = form.list("ActionNames.member.");
    if actions.is_empty() {
        return Err(Refusal::Validation("ActionNames must not be empty.".to_owned()));
    }
    // Which actions go together is not described; those of two services do not.
    let service = |action: &str| action.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if let Some(other) = actions.iter().find(|action| service(action) != service(actions[0])) {
        let told = format!(
            "Invalid Input Actions: [{}] and [{other}] require different authorization information.",
            actions[0]
        );
        return Err(refused("InvalidInput", told));
    }
    let mut resources = form.list("ResourceArns.member.");
    if resources.is_empty() {
        resources.push("*");
    }
    let given = form.list_of("ContextEntries.member.", "ContextKeyName");
    let missing: BTreeSet<String> = of(account, resource_part)
        .flat_map(|policy| &policy.asks_for)
        .filter(|key| !given.iter().any(|given| given.eq_ignore_ascii_case(key)))
        .cloned()
        .collect();
    let missing: Vec<String> = missing.into_iter().collect();
    let is_outside = of(account, resource_part).any(|policy| policy.organization_denies);
    let mut results: Vec<Simulated> = Vec::new();
    for action in actions {
        let of = |resource: &&str| ((*resource).to_owned(), decide(account, resource_part, action, resource));
        let decisions = resources.iter().map(of).collect();
        results.push(Simulated { action: action.to_owned(), decisions, missing: missing.clone(), is_outside });
    }
    let most = most(form);
    let scope = format!("simulation/{principal}/{}", results.len());
    let place = paging::place(&scope, form.get("Marker")).map_err(|_| refused("InvalidInput", "Invalid Marker."))?;
    let (results, next) = paging::page(results, &scope, place, most);
    Ok(Box::new(move |xml| {
        xml.element("EvaluationResults", |xml| results.iter().for_each(|result| result.write(xml)));
        end_of_page(xml, next.as_deref());
    }))
}

/// One action on each of the resources. There is one result for an action, and the decision for each resource within.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>
struct Simulated {
    action: String,
    decisions: Vec<(String, &'static str)>,
    missing: Vec<String>,
    /// The organization denies it: then there is a decision on the whole only, and nothing is told of the conditions.
    is_outside: bool,
}

impl Simulated {
    fn write(&self, xml: &mut Xml) {
        // The most restrictive one is the whole's.
        let of_whole = ["explicitDeny", "implicitDeny"].into_iter();
        let of_whole = of_whole.clone().find(|whole| self.decisions.iter().any(|(_, decision)| decision == whole));
        let of_whole = if self.is_outside { "implicitDeny" } else { of_whole.unwrap_or("allowed") };
        let missing = |xml: &mut Xml| {
            xml.element("MissingContextValues", |xml| self.missing.iter().for_each(|key| xml.text("member", key)));
        };
        xml.element("member", |xml| {
            xml.text("EvalActionName", &self.action);
            xml.text("EvalResourceName", "*");
            xml.text("EvalDecision", of_whole);
            xml.element("MatchedStatements", |_| ());
            if self.is_outside {
                xml.element("MissingContextValues", |_| ());
                xml.element("OrganizationsDecisionDetail", |xml| xml.text("AllowedByOrganizations", "false"));
                return;
            }
            missing(xml);
            if self.decisions.iter().any(|(resource, _)| resource != "*") {
                xml.element("ResourceSpecificResults", |xml| {
                    for (resource, decision) in &self.decisions {
                        xml.element("member", |xml| {
                            xml.text("EvalResourceName", resource);
                            xml.text("EvalResourceDecision", decision);
                            xml.element("MatchedStatements", |_| ());
                            missing(xml);
                        });
                    }
                });
            }
        });
    }
}

/// How many there are on a page.
fn most(form: &Form) -> usize {
    form.get("MaxItems").and_then(|text| text.parse().ok()).unwrap_or(100_usize).clamp(1, 1000)
}

fn end_of_page(xml: &mut Xml, next: Option<&str>) {
    xml.text("IsTruncated", if next.is_some() { "true" } else { "false" });
    if let Some(next) = next {
        xml.text("Marker", next);
    }
}

/// A page of users or roles. `stem`: what their ARNs have after the account.
fn list(
    account: &Account,
    form: &Form,
    stem: &str,
    holder: &'static str,
    write: fn(&mut Xml, &str, &str),
) -> Result<Content, Refusal> {
    let head = format!("arn:aws:iam::{ACCOUNT}:{stem}");
    let found: Vec<String> = principals(account).into_iter().filter(|arn| arn.starts_with(&head)).collect();
    let place = paging::place(holder, form.get("Marker")).map_err(|_| refused("InvalidInput", "Invalid Marker."))?;
    let (found, next) = paging::page(found, holder, place, most(form));
    Ok(Box::new(move |xml| {
        xml.element(holder, |xml| {
            for arn in &found {
                let named = arn.strip_prefix(&head).unwrap_or_default();
                let (path, name) =
                    named.rsplit_once('/').map_or(("/".to_owned(), named), |(path, name)| (format!("/{path}/"), name));
                xml.element("member", |xml| {
                    xml.text("Path", &path);
                    write(xml, name, arn);
                });
            }
        });
        end_of_page(xml, next.as_deref());
    }))
}

fn user(xml: &mut Xml, name: &str, arn: &str) {
    xml.text("UserName", name);
    xml.text("UserId", "AIDA0123456789EXAMPLE");
    xml.text("Arn", arn);
    xml.text("CreateDate", "2025-01-15T00:03:30Z");
}

fn role(xml: &mut Xml, name: &str, arn: &str) {
    xml.text("RoleName", name);
    xml.text("RoleId", "AROA9876543210EXAMPLE");
    xml.text("Arn", arn);
    xml.text("CreateDate", "2025-01-15T00:03:31Z");
}

/// The ARNs of all users and roles: those who did something, those of nodes, and those that a policy names.
fn principals(account: &Account) -> BTreeSet<String> {
    let of_nodes = account.nodes.iter().filter_map(|node| node.existing_role()).map(|role| format!("role/{role}"));
    let named = account.settings.policies.values().flat_map(|policy| &policy.who).filter(|who| !who.contains('*'));
    let others = of_nodes.chain(named.cloned()).map(|name| format!("arn:aws:iam::{ACCOUNT}:{name}"));
    account.principals.iter().cloned().chain(others).collect()
}

/// The policies that hold for a principal.
fn of<'a>(account: &'a Account, principal: &'a str) -> impl Iterator<Item = &'a PolicySettings> {
    account.settings.policies.values().filter(move |policy| policy.who.iter().any(|who| fits(who, principal)))
}

/// What the policies of a principal say: a denial goes before a permission.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
fn decide(account: &Account, principal: &str, action: &str, resource: &str) -> &'static str {
    let says = |list: fn(&PolicySettings) -> &[String]| {
        of(account, principal).flat_map(list).any(|said| {
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
    let known = account.nodes.iter().any(|node| !node.is_hybrid() && node.existing_role() == Some(&name));
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
                    role(xml, &name, &format!("arn:aws:iam::{ACCOUNT}:role/{name}"));
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
