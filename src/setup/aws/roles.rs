use aws_sdk_iam::types::PolicyEvaluationDecisionType;

use super::Account;
use crate::{
    model::{Operation, SourceError},
    setup::{Answer, facts::RolePermissions},
};

/// The actions that writing a session's log may need.
///
/// AWS Systems Manager User Guide, "Create a custom IAM role for Session Manager".
const ACTIONS: [&str; 8] = [
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "s3:GetEncryptionConfiguration",
    "s3:PutObject",
    "kms:Decrypt",
    "kms:GenerateDataKey",
];

/// The ARN of an instance profile's role. `profile`: the profile's ARN.
pub(super) async fn of_profile(account: &Account, profile: &str) -> Result<Answer<String>, SourceError> {
    let name = profile.rsplit('/').next().unwrap_or(profile);
    let request = account.iam.get_instance_profile().instance_profile_name(name);
    let answer = account.ask(Operation::GetInstanceProfile, profile, || request.clone().send()).await?;
    Ok(answer.some(|found| Some(found.instance_profile?.roles.into_iter().next()?.arn)))
}

/// What a role may do, by its own policies. `role`: its ARN.
pub(super) async fn permissions(account: &Account, role: &str) -> Result<Answer<RolePermissions>, SourceError> {
    let request = account
        .iam
        .simulate_principal_policy()
        .policy_source_arn(role)
        .set_action_names(Some(ACTIONS.iter().map(|action| (*action).to_owned()).collect()));
    let answer = account.ask(Operation::SimulatePrincipalPolicy, role, || request.clone().send()).await?;
    Ok(answer.map(|found| {
        let mut permissions = RolePermissions::default();
        for result in found.evaluation_results.unwrap_or_default() {
            let list = if result.eval_decision == PolicyEvaluationDecisionType::Allowed {
                &mut permissions.allowed
            } else {
                &mut permissions.denied
            };
            list.push(result.eval_action_name);
        }
        permissions
    }))
}
