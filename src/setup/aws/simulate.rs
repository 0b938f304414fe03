use aws_sdk_iam::types::{ContextEntry, PolicyEvaluationDecisionType};

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
    pub action: String,
    /// Its ARN, as it was asked about.
    pub resource: String,
    pub decided: Decided,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decided {
    Allowed,
    Denied,
    /// Denied as it was asked, by conditions on something that nobody can tell beforehand: an address, a tag, a second
    /// factor.
    ByCondition,
}

/// Simulates each action on each resource. `principal`: the ARN of a user or role; `context`: what conditions may ask for.
///
/// IAM API Reference, "`EvaluationResult`": one result for each action, and the decision for each resource within it. A
/// simulation sees the principal's own policies, its boundary and its organization's, but no policy on the resource.
pub(super) async fn simulate(
    account: &Account,
    principal: &str,
    actions: &[&str],
    resources: &[String],
    context: Option<&ContextEntry>,
) -> Result<Answer<Vec<Decision>>, SourceError> {
    let mut decisions = Vec::new();
    let mut pages = Pages::new(MOST_PAGES);
    loop {
        let request = account
            .iam
            .simulate_principal_policy()
            .policy_source_arn(principal)
            .set_action_names(Some(actions.iter().map(|action| (*action).to_owned()).collect()))
            .set_resource_arns(Some(resources.to_vec()))
            .set_context_entries(context.map(|entry| vec![entry.clone()]))
            .set_marker(pages.token());
        let answer = account.ask(Operation::SimulatePrincipalPolicy, principal, || request.clone().send()).await?;
        let (page, evidence) = match answer {
            Answer::Read { value, evidence } => (value, evidence),
            other => return Ok(other.without_value()),
        };
        for result in page.evaluation_results.unwrap_or_default() {
            let action = result.eval_action_name;
            let each = result.resource_specific_results.unwrap_or_default();
            // Of one resource only, the whole is its decision; and an older service names it in the result itself.
            let of_whole = result.eval_resource_name.filter(|name| resources.contains(name));
            let of_whole = of_whole.or_else(|| (resources.len() == 1).then(|| resources[0].clone()));
            if let Some(resource) = of_whole.filter(|_| each.is_empty()) {
                let missing = result.missing_context_values.unwrap_or_default();
                let decided = decided(&result.eval_decision, &missing);
                decisions.push(Decision { action: action.clone(), resource, decided });
            }
            decisions.extend(each.into_iter().map(|each| Decision {
                action: action.clone(),
                decided: decided(&each.eval_resource_decision, &each.missing_context_values.unwrap_or_default()),
                resource: each.eval_resource_name,
            }));
        }
        if !pages.go_on(page.marker.filter(|_| page.is_truncated), true) {
            if pages.is_cut_short() {
                return Ok(Answer::CutShort { read: decisions.len(), evidence });
            }
            return Ok(Answer::Read { value: decisions, evidence });
        }
    }
}

fn decided(decision: &PolicyEvaluationDecisionType, missing: &[String]) -> Decided {
    match decision {
        PolicyEvaluationDecisionType::Allowed => Decided::Allowed,
        PolicyEvaluationDecisionType::ImplicitDeny if !missing.is_empty() => Decided::ByCondition,
        _ => Decided::Denied,
    }
}
