//! KMS. AWS JSON 1.1, `TrentService.`.
//!
//! Source: <https://docs.aws.amazon.com/kms/latest/APIReference/>

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Account, settings::KeySettings, ssm::refused};
use crate::emulator::{ACCOUNT, REGION, operations::read, refusal::Refusal};

const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";
const AWS_KMS: &str = "AWS_KMS";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    key_id: String,
}

/// `region`: that it is asked in. `None`: no operation of this name.
pub(super) fn answer(account: &Account, operation: &str, body: &[u8], region: &str) -> Option<Result<Value, Refusal>> {
    Some(match operation {
        "DescribeKey" => {
            read(body).and_then(|asked: Asked| Ok(describe(find(account, &asked.key_id, true, region)?, region)))
        }
        // Takes ids and ARNs, no aliases.
        "GetKeyRotationStatus" => {
            read(body).and_then(|asked: Asked| rotation(find(account, &asked.key_id, false, region)?, region))
        }
        _ => return None,
    })
}

fn owner(key: &KeySettings) -> &str {
    key.owner.as_deref().unwrap_or(ACCOUNT)
}

fn arn(id: &str, region: &str, owner: &str) -> String {
    format!("arn:aws:kms:{region}:{owner}:key/{id}")
}

/// By id, ARN, alias or an alias's ARN, in one region.
fn find<'a>(
    account: &'a Account,
    asked: &str,
    by_alias: bool,
    region: &str,
) -> Result<(&'a str, &'a KeySettings), Refusal> {
    let local = format!("arn:aws:kms:{region}:{ACCOUNT}:");
    if asked.starts_with("arn:") && asked.split(':').nth(3) != Some(region) {
        let foreign = asked.split(':').nth(3).unwrap_or_default();
        return Err(refused("NotFoundException", format!("Invalid arn {foreign}")));
    }
    let name = asked.strip_prefix(&local).unwrap_or(asked);
    let id = name.strip_prefix("key/").unwrap_or(name);
    let is = |(known, key): &(&String, &KeySettings)| {
        let is_named = *known == id || (by_alias && key.aliases.iter().any(|alias| alias == name));
        key.region.as_deref().unwrap_or(REGION) == region
            && if key.owner.is_none() { is_named } else { asked == arn(known, region, owner(key)) }
    };
    let found = account.settings.keys.iter().find(is).map(|(id, key)| (id.as_str(), key));
    found.ok_or_else(|| {
        let full = match name.strip_prefix("alias/") {
            Some(_) if name.len() < asked.len() => format!("Alias {asked} is not found."),
            Some(_) => format!("Alias {local}{name} is not found."),
            None if asked.starts_with("arn:") => format!("Key '{asked}' does not exist"),
            None => format!("Key '{}' does not exist", arn(id, region, ACCOUNT)),
        };
        refused("NotFoundException", full)
    })
}

fn describe((id, key): (&str, &KeySettings), region: &str) -> Value {
    let state = key.state.as_deref().unwrap_or("Enabled");
    let spec = key.spec.as_deref().unwrap_or(SYMMETRIC);
    let mut said = json!({
        "AWSAccountId": owner(key),
        "KeyId": id,
        "Arn": arn(id, region, owner(key)),
        "CreationDate": 1_736_899_100.221,
        "Enabled": state == "Enabled",
        "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": state,
        "Origin": key.origin.as_deref().unwrap_or(AWS_KMS),
        "KeyManager": key.manager.as_deref().unwrap_or("CUSTOMER"),
        "CustomerMasterKeySpec": spec,
        "KeySpec": spec,
        "EncryptionAlgorithms": [spec],
        "MultiRegion": false,
    });
    if state == "PendingDeletion" {
        said["DeletionDate"] = json!(1_798_900_000.0);
    }
    json!({"KeyMetadata": said})
}

/// Source: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html>
fn rotation((id, key): (&str, &KeySettings), region: &str) -> Result<Value, Refusal> {
    if key.spec.as_deref().is_some_and(|spec| spec != SYMMETRIC) {
        let told = format!("{} key spec is not supported for this operation.", arn(id, region, owner(key)));
        return Err(refused("UnsupportedOperationException", told));
    }
    let mut said = json!({"KeyRotationEnabled": key.rotation, "KeyId": arn(id, region, owner(key))});
    if key.rotation {
        said["RotationPeriodInDays"] = json!(365);
        said["NextRotationDate"] = json!(1_799_971_100.0);
    }
    Ok(said)
}
