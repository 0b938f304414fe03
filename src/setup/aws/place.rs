use crate::{model::SourceIdentity, setup::facts::SessionDocumentFacts};

/// What Systems Manager names sessions like: who started it, and 17 digits and letters.
const EXAMPLE_SESSION: &str = "someone-0123456789abcdef0";

/// Where the account is: what its ARNs begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    pub region: String,
    pub account: String,
}

impl Place {
    pub fn of(identity: &SourceIdentity, region: &str) -> Self {
        let partition = identity.caller_arn.as_deref().and_then(|arn| arn.split(':').nth(1));
        Self {
            partition: partition.filter(|name| !name.is_empty()).unwrap_or("aws").to_owned(),
            region: region.to_owned(),
            account: identity.account.clone().unwrap_or_default(),
        }
    }

    /// A role's ARN, by its path and name.
    pub fn role(&self, name: &str) -> String {
        format!("arn:{}:iam::{}:role/{name}", self.partition, self.account)
    }

    /// A document's ARN. AWS's own belong to no account; one that another account shares is named by its ARN.
    ///
    /// Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager".
    pub fn document(&self, document: &SessionDocumentFacts) -> String {
        if document.name.starts_with("arn:") {
            return document.name.clone();
        }
        let is_own = !document.name.starts_with("AWS-") && document.owner.as_deref() != Some("Amazon");
        let account = if is_own { self.account.as_str() } else { "" };
        format!("arn:{}:ssm:{}:{account}:document/{}", self.partition, self.region, document.name)
    }

    /// A log group, in the form in which CloudWatch Logs asks IAM.
    pub fn log_group(&self, log_group: &str) -> String {
        format!("arn:{}:logs:{}:{}:log-group:{log_group}:log-stream:", self.partition, self.region, self.account)
    }

    /// A stream of a log group, by a name as sessions have: a policy may name streams by a pattern.
    pub fn log_stream(&self, log_group: &str) -> String {
        format!("{}{EXAMPLE_SESSION}", self.log_group(log_group))
    }

    pub fn bucket(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.partition)
    }

    /// A key's ARN, where its id is given; aliases have none that policies hold for.
    pub fn key(&self, id: &str) -> Option<String> {
        if id.starts_with("arn:") {
            return (!id.contains(":alias/")).then(|| id.to_owned());
        }
        let is_id = !id.starts_with("alias/") && !id.is_empty();
        is_id.then(|| format!("arn:{}:kms:{}:{}:key/{id}", self.partition, self.region, self.account))
    }
}
