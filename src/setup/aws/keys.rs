use aws_sdk_kms::config::{Builder, Region};

use super::{Account, account::elsewhere};
use crate::{
    model::{Operation, SourceError},
    setup::{
        facts::{KeyDescription, KeyFacts},
        region_name::is_region,
    },
};

/// A key, as something names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NamedKey {
    pub id: String,
    /// Where it is to be asked about. KMS says of another region's key that it is not there.
    pub region: Option<String>,
    pub is_without_account: bool,
}

impl NamedKey {
    /// `region`: of what names it.
    pub fn of(id: &str, region: Option<&str>) -> Self {
        let region = if id.starts_with("arn:") { region_of(id) } else { region };
        Self { id: id.to_owned(), region: region.map(str::to_owned), is_without_account: false }
    }

    pub fn by_bucket(id: &str, region: Option<&str>) -> Self {
        Self { is_without_account: !id.starts_with("arn:"), ..Self::of(id, region) }
    }
}

/// The region of an ARN, if it looks like one: it becomes a part of a host's name.
fn region_of(arn: &str) -> Option<&str> {
    let region = arn.split(':').nth(3)?;
    is_region(region).then_some(region)
}

/// What there is about a key.
pub(super) async fn read(account: &Account, key: NamedKey) -> Result<KeyFacts, SourceError> {
    let NamedKey { id, region, is_without_account } = key;
    let mut facts = KeyFacts { id, region, is_without_account, ..KeyFacts::default() };
    let Some(region) = facts.region.clone() else { return Ok(facts) };
    let id = facts.id.as_str();
    let is_here = region == account.region();
    let config = || Builder::new().region(Region::new(region.clone()));
    let answer = account
        .ask(Operation::DescribeKey, id, || {
            account.kms.describe_key().key_id(id).customize().config_override(config()).send()
        })
        .await;
    let answer = elsewhere(answer, is_here, Operation::DescribeKey, id)?;
    // AWS asks for the key itself where an alias was given.
    let arn = answer.value().and_then(|found| found.key_metadata.as_ref()?.arn.clone());
    let described = answer.some(|found| {
        let key = found.key_metadata?;
        Some(KeyDescription {
            key_state: key.key_state.map(|state| state.as_str().to_owned()).unwrap_or_default(),
            key_manager: key.key_manager.map(|manager| manager.as_str().to_owned()),
            origin: key.origin.map(|origin| origin.as_str().to_owned()),
            key_spec: key.key_spec.map(|spec| spec.as_str().to_owned()),
            arn: key.arn,
        })
    });
    // KMS refuses to say it of keys that it cannot rotate.
    if described.absent().is_none() && described.value().is_none_or(KeyDescription::can_be_rotated) {
        let itself = arn.as_deref().unwrap_or(id);
        let rotation = account
            .ask(Operation::GetKeyRotationStatus, id, || {
                account.kms.get_key_rotation_status().key_id(itself).customize().config_override(config()).send()
            })
            .await;
        let rotation = elsewhere(rotation, is_here, Operation::GetKeyRotationStatus, id)?;
        facts.rotation = rotation.map(|found| found.key_rotation_enabled);
    }
    facts.described = described;
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_asked_about_in_its_own_region() {
        let region = |key: NamedKey| key.region;
        let abroad = "arn:aws:kms:us-east-1:111122223333:key/0a1b";
        for named in [NamedKey::of(abroad, Some("ap-northeast-1")), NamedKey::by_bucket(abroad, None)] {
            assert!(!named.is_without_account);
            assert_eq!(region(named).as_deref(), Some("us-east-1"));
        }
        assert_eq!(region(NamedKey::of("alias/a", Some("ap-northeast-1"))).as_deref(), Some("ap-northeast-1"));
        let bare = NamedKey::by_bucket("0a1b", Some("us-east-1"));
        assert!(bare.is_without_account && region(bare).as_deref() == Some("us-east-1"));
        for nowhere in
            ["arn:aws:kms", "arn:aws:kms::1:key/a", "arn:aws:kms:evil.example/#-:1:key/a", "arn:aws:kms:-:1:k"]
        {
            assert_eq!(region(NamedKey::of(nowhere, Some("ap-northeast-1"))), None, "{nowhere}");
        }
        assert_eq!(region(NamedKey::by_bucket("0a1b", None)), None);
    }
}
