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

    /// Where IAM is asked: it has one region in a partition.
    ///
    /// AWS General Reference, "AWS Identity and Access Management endpoints and quotas".
    pub fn region_of_iam(&self) -> &'static str {
        match self.partition.as_str() {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            "aws-eusc" => "eusc-de-east-1",
            _ => "us-east-1",
        }
    }

    /// A role's ARN, by its path and name.
    pub fn role(&self, name: &str) -> String {
        format!("arn:{}:iam::{}:role/{name}", self.partition, self.account)
    }

    /// A document's ARN. AWS's own belong to no account; one that another account shares is named by its ARN, or belongs
    /// to the account that is told as its owner.
    ///
    /// Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager".
    pub fn document(&self, document: &SessionDocumentFacts) -> String {
        if document.name.starts_with("arn:") {
            return document.name.clone();
        }
        let is_account = |owner: &&str| owner.len() == 12 && owner.chars().all(|it| it.is_ascii_digit());
        let account = match document.owner.as_deref() {
            Some("Amazon") => "",
            _ if document.name.starts_with("AWS-") => "",
            owner => owner.filter(is_account).unwrap_or(&self.account),
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_belongs_to_whom_it_is_said_to_belong() {
        let place =
            Place { partition: "aws".to_owned(), region: "eu-west-1".to_owned(), account: "111122223333".to_owned() };
        let of = |name: &str, owner: Option<&str>| {
            place.document(&SessionDocumentFacts {
                name: name.to_owned(),
                owner: owner.map(str::to_owned),
                ..SessionDocumentFacts::default()
            })
        };
        let shared = "arn:aws:ssm:eu-west-1:444455556666:document/Tunnel";
        assert_eq!(of("Tunnel", Some("444455556666")), shared);
        assert_eq!(of(shared, Some("444455556666")), shared);
        for owner in [None, Some("111122223333"), Some("somebody")] {
            assert_eq!(of("Tunnel", owner), "arn:aws:ssm:eu-west-1:111122223333:document/Tunnel");
        }
        for (name, owner) in [("AWS-StartSSHSession", None), ("Tunnel", Some("Amazon"))] {
            assert_eq!(of(name, owner), format!("arn:aws:ssm:eu-west-1::document/{name}"));
        }
    }
}
