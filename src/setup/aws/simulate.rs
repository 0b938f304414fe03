use aws_sdk_iam::types::{
    ContextEntry, ContextKeyTypeEnum, EvaluationResult, PermissionsBoundaryDecisionDetail, PolicyEvaluationDecisionType,
};

use super::{
    Account,
    pages::{MOST_PAGES, Pages},
};
use crate::{
    model::{Operation, SourceError},
    setup::Answer,
};

/// What a principal's own policies say of an action on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    /// Its ARN, as it was asked about.
    pub resource: String,
    pub decided: Decided,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decided {
    Allowed,
    Denied,
    /// Denied as it was asked, and not for sure: some policy of the principal has conditions that were not given, the
    /// organization does not allow it (its conditions are simulated without what was not given), the resource is another
    /// account's (whose policies are not simulated), or others were decided about at the same time.
    ByCondition,
}

/// What is asked of one principal at once.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    /// The ARN of a user or role.
    pub principal: &'a str,
    /// One only: IAM refuses several that "require different authorization information".
    pub action: &'a str,
    pub resources: &'a [String],
    /// Where it would be asked for.
    pub region: &'a str,
}

/// Simulates an action on each resource. `context`: what conditions may ask for, besides what holds for every request.
///
/// IAM API Reference, "`EvaluationResult`": one result for an action, and the decision for each resource within it. A
/// simulation sees the principal's own policies, its boundary and its organization's, but no policy on the resource.
pub(super) async fn simulate(
    account: &Account,
    question: Question<'_>,
    context: &[ContextEntry],
) -> Result<Answer<Vec<Decision>>, SourceError> {
    let Question { principal, action, resources, .. } = question;
    let mut known = known(question);
    known.extend_from_slice(context);
    let mut decisions = Vec::new();
    let mut pages = Pages::new(MOST_PAGES);
    loop {
        let request = account
            .iam
            .simulate_principal_policy()
            .policy_source_arn(principal)
            .action_names(action)
            .set_resource_arns(Some(resources.to_vec()))
            .set_context_entries(Some(known.clone()))
            .set_marker(pages.token());
        let answer = account.ask(Operation::SimulatePrincipalPolicy, principal, || request.clone().send()).await?;
        let (page, evidence) = match answer {
            Answer::Read { value, evidence } => (value, evidence),
            other => return Ok(other.without_value()),
        };
        for result in page.evaluation_results.unwrap_or_default() {
            decisions.extend(of_result(result, resources));
        }
        if !pages.go_on(page.marker.filter(|_| page.is_truncated), true) {
            if pages.is_cut_short() {
                return Ok(Answer::CutShort { read: decisions.len(), evidence });
            }
            for decision in &mut decisions {
                if decision.decided == Decided::Denied && is_of_another(&decision.resource, principal) {
                    decision.decided = Decided::ByCondition;
                }
            }
            return Ok(Answer::Read { value: decisions, evidence });
        }
    }
}

/// What holds for each request of the principal, and policies often ask for.
///
/// IAM User Guide, "AWS global condition context keys".
fn known(question: Question) -> Vec<ContextEntry> {
    let text = ContextKeyTypeEnum::String;
    let account = account_of(question.principal);
    let entries = [
        ("aws:RequestedRegion", &text, question.region),
        ("aws:SecureTransport", &ContextKeyTypeEnum::Boolean, "true"),
        ("aws:PrincipalArn", &text, question.principal),
        ("aws:PrincipalAccount", &text, account),
    ];
    let known = entries.into_iter().filter(|(_, _, value)| !value.is_empty());
    known.map(|(name, kind, value)| entry(name, kind.clone(), value)).collect()
}

pub(super) fn entry(name: &str, kind: ContextKeyTypeEnum, value: &str) -> ContextEntry {
    ContextEntry::builder().context_key_name(name).context_key_type(kind).context_key_values(value).build()
}

/// The account in an ARN; empty where it has none, as of buckets and of AWS's own documents.
fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

fn is_of_another(resource: &str, principal: &str) -> bool {
    let owner = account_of(resource);
    !owner.is_empty() && owner != account_of(principal)
}

fn of_result(result: EvaluationResult, resources: &[String]) -> Vec<Decision> {
    let whole = Reasons {
        missing: !result.missing_context_values().is_empty(),
        is_outside: result.organizations_decision_detail().is_some_and(|detail| !detail.allowed_by_organizations),
        is_bounded: is_bounded(result.permissions_boundary_decision_detail()),
    };
    let each = result.resource_specific_results.unwrap_or_default();
    if !each.is_empty() {
        let of_one = each.into_iter().map(|each| {
            let reasons = Reasons {
                missing: whole.missing || !each.missing_context_values().is_empty(),
                is_bounded: is_bounded(each.permissions_boundary_decision_detail()),
                ..whole
            };
            Decision { decided: reasons.decided(&each.eval_resource_decision), resource: each.eval_resource_name }
        });
        return of_one.collect();
    }
    // What the organization denies often has nothing more: the whole is the most restrictive of all then, and names no
    // resource that was asked about. An older service names it.
    let decided = match whole.decided(&result.eval_decision) {
        Decided::Denied if resources.len() > 1 => Decided::ByCondition,
        decided => decided,
    };
    let named = result.eval_resource_name.filter(|name| resources.contains(name));
    let of = named.map_or_else(|| resources.to_vec(), |name| vec![name]);
    of.into_iter().map(|resource| Decision { resource, decided }).collect()
}

fn is_bounded(detail: Option<&PermissionsBoundaryDecisionDetail>) -> bool {
    detail.is_some_and(|detail| !detail.allowed_by_permissions_boundary)
}

/// What stands behind a decision.
#[derive(Clone, Copy)]
struct Reasons {
    /// Conditions ask for more than was given. They may be of statements that have nothing to do with the action.
    missing: bool,
    /// The organization does not allow it.
    is_outside: bool,
    /// The permissions boundary does not allow it.
    is_bounded: bool,
}

impl Reasons {
    /// IAM API Reference, "`EvaluationResult`": what conditions of an organization's policies ask for is not among the
    /// missing values.
    fn decided(self, decision: &PolicyEvaluationDecisionType) -> Decided {
        match decision {
            PolicyEvaluationDecisionType::Allowed => Decided::Allowed,
            _ if self.missing || (self.is_outside && !self.is_bounded) => Decided::ByCondition,
            _ => Decided::Denied,
        }
    }
}

#[cfg(test)]
mod tests {
    use PolicyEvaluationDecisionType::{Allowed, ExplicitDeny, ImplicitDeny};
    use aws_sdk_iam::types::{OrganizationsDecisionDetail, ResourceSpecificResult};

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn decided(result: EvaluationResult, resources: &[&str]) -> Vec<(String, Decided)> {
        let found = of_result(result, &names(resources)).into_iter();
        found.map(|decision| (decision.resource, decision.decided)).collect()
    }

    fn whole(
        decision: PolicyEvaluationDecisionType,
        missing: &[&str],
        organization: Option<bool>,
        boundary: Option<bool>,
    ) -> EvaluationResult {
        let organization =
            organization.map(|is| OrganizationsDecisionDetail::builder().allowed_by_organizations(is).build());
        let boundary =
            boundary.map(|is| PermissionsBoundaryDecisionDetail::builder().allowed_by_permissions_boundary(is).build());
        EvaluationResult::builder()
            .eval_action_name("a:B")
            .eval_resource_name("*")
            .eval_decision(decision)
            .set_missing_context_values(Some(names(missing)))
            .set_organizations_decision_detail(organization)
            .set_permissions_boundary_decision_detail(boundary)
            .build()
            .unwrap()
    }

    #[test]
    fn a_denial_is_sure_only_where_nothing_that_was_not_given_may_be_its_reason() {
        let of = |decision, missing: &[&str], organization, boundary| {
            decided(whole(decision, missing, organization, boundary), &["r"])[0].1
        };
        assert_eq!(of(ImplicitDeny, &[], None, None), Decided::Denied);
        assert_eq!(of(ExplicitDeny, &[], Some(true), Some(true)), Decided::Denied);
        assert_eq!(of(ImplicitDeny, &["aws:SourceIp"], None, None), Decided::ByCondition);
        assert_eq!(of(ExplicitDeny, &["aws:MultiFactorAuthPresent"], None, None), Decided::ByCondition);
        assert_eq!(of(ImplicitDeny, &[], Some(false), None), Decided::ByCondition);
        assert_eq!(of(ImplicitDeny, &[], None, Some(false)), Decided::Denied, "a boundary is the principal's own");
        assert_eq!(of(ImplicitDeny, &[], Some(false), Some(false)), Decided::Denied);
        assert_eq!(of(ImplicitDeny, &["aws:SourceIp"], None, Some(false)), Decided::ByCondition);
        assert_eq!(of(Allowed, &["aws:SourceIp"], None, None), Decided::Allowed);
    }

    #[test]
    fn without_decisions_for_each_the_whole_is_for_all() {
        let of = |decision| decided(whole(decision, &[], Some(true), None), &["r", "s"]);
        let all = |decided| vec![("r".to_owned(), decided), ("s".to_owned(), decided)];
        assert_eq!(of(Allowed), all(Decided::Allowed));
        assert_eq!(of(ImplicitDeny), all(Decided::ByCondition), "one of them may be allowed");
        let mut each = whole(ImplicitDeny, &[], Some(false), None);
        let one = |name: &str, decision| {
            ResourceSpecificResult::builder().eval_resource_name(name).eval_resource_decision(decision).build().unwrap()
        };
        each.resource_specific_results = Some(vec![one("r", Allowed), one("s", ImplicitDeny)]);
        let expected = vec![("r".to_owned(), Decided::Allowed), ("s".to_owned(), Decided::ByCondition)];
        assert_eq!(decided(each, &["r", "s"]), expected, "that it is the organization is told of the whole only");
    }

    #[test]
    fn what_is_another_accounts_is_known_by_its_arn() {
        let role = "arn:aws:iam::111122223333:role/Node";
        for foreign in ["arn:aws:kms:eu-west-1:444455556666:key/0a1b", "arn:aws:ssm:eu-west-1:444455556666:document/a"]
        {
            assert!(is_of_another(foreign, role), "{foreign}");
        }
        for own in
            ["arn:aws:kms:eu-west-1:111122223333:key/0a1b", "arn:aws:s3:::bucket", "arn:aws:ssm:a::document/b", "*"]
        {
            assert!(!is_of_another(own, role), "{own}");
        }
    }
}
