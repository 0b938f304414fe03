use aws_sdk_cloudwatchlogs::types::PolicyType;

use super::{
    Account, account,
    pages::{MOST_PAGES, Pages},
};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer,
        facts::{AccountPolicies, AccountPolicy},
    },
};

/// The policies of the account that change what is shown of its log groups.
pub(super) async fn read(account: &Account) -> Result<AccountPolicies, SourceError> {
    Ok(AccountPolicies {
        data_protection: of_type(account, PolicyType::DataProtectionPolicy).await?,
        transformers: of_type(account, PolicyType::TransformerPolicy).await?,
    })
}

async fn of_type(account: &Account, policy_type: PolicyType) -> Result<Answer<Vec<AccountPolicy>>, SourceError> {
    let subject = policy_type.as_str().to_owned();
    let mut found = Vec::new();
    let mut pages = Pages::new(MOST_PAGES);
    loop {
        let request = account
            .logs
            .logs()
            .describe_account_policies()
            .policy_type(policy_type.clone())
            .set_next_token(pages.token());
        let answer = account.ask(Operation::DescribeAccountPolicies, &subject, || request.clone().send()).await?;
        let page = match answer {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        found.extend(page.account_policies.unwrap_or_default().into_iter().map(|policy| AccountPolicy {
            policy_name: policy.policy_name.unwrap_or_default(),
            policy_type: policy.policy_type.map(|said| said.as_str().to_owned()).unwrap_or_default(),
            policy_document: policy.policy_document,
            selection_criteria: policy.selection_criteria,
            scope: policy.scope.map(|scope| scope.as_str().to_owned()),
        }));
        if !pages.go_on(page.next_token, true) {
            break;
        }
    }
    let evidence = account::evidence(Operation::DescribeAccountPolicies, &subject);
    if pages.is_cut_short() {
        return Ok(Answer::CutShort { read: found.len(), evidence });
    }
    Ok(Answer::Read { value: found, evidence })
}
