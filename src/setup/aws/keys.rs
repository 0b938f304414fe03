use super::Account;
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer,
        facts::{KeyDescription, KeyFacts},
    },
};

/// What there is about a key. `id`: as a setting names it.
pub(super) async fn read(account: &Account, id: &str) -> Result<KeyFacts, SourceError> {
    let request = account.kms.describe_key().key_id(id);
    let answer = account.ask(Operation::DescribeKey, id, || request.clone().send()).await?;
    // AWS asks for the key itself where an alias was given.
    let arn = answer.value().and_then(|found| found.key_metadata.as_ref()?.arn.clone());
    let described = answer.some(|found| {
        let key = found.key_metadata?;
        Some(KeyDescription {
            key_state: key.key_state.map(|state| state.as_str().to_owned()).unwrap_or_default(),
            key_manager: key.key_manager.map(|manager| manager.as_str().to_owned()),
            arn: key.arn,
        })
    });
    let mut facts = KeyFacts { id: id.to_owned(), described, rotation: Answer::NotAsked };
    if facts.described.absent().is_none() {
        let request = account.kms.get_key_rotation_status().key_id(arn.as_deref().unwrap_or(id));
        let rotation = account.ask(Operation::GetKeyRotationStatus, id, || request.clone().send()).await?;
        facts.rotation = rotation.map(|found| found.key_rotation_enabled);
    }
    Ok(facts)
}
