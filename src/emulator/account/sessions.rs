//! SSM `DescribeSessions`.
//!
//! Source: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeSessions.html>

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Account, SessionRecord,
    ssm::{page, page_size, refused, seconds},
};
use crate::emulator::{operations::read, refusal::Refusal};

/// How long sessions are remembered.
///
/// Source: <https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-view-history.html>
pub(in crate::emulator) const HISTORY_MS: i64 = 30 * 86_400_000;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeSessions {
    state: String,
    max_results: Option<i64>,
    next_token: Option<String>,
    #[serde(default)]
    filters: Vec<Filter>,
}

/// Written in small letters, unlike all else here.
#[derive(Debug, Deserialize)]
struct Filter {
    key: String,
    value: String,
}

pub(super) fn describe(account: &Account, body: &[u8]) -> Result<Value, Refusal> {
    let asked: DescribeSessions = read(body)?;
    let size = page_size(asked.max_results, 1, 200, 50)?;
    let is_active = match asked.state.as_str() {
        "Active" => true,
        "History" => false,
        other => {
            return Err(Refusal::Validation(format!(
                "1 validation error detected: Value '{other}' at 'state' failed to satisfy constraint: \
                 Member must satisfy enum value set: [Active, History]"
            )));
        }
    };
    let mut found = Vec::new();
    for session in &account.sessions {
        let mut wanted = session.end.is_none() == is_active
            && (is_active || session.start >= account.now.saturating_sub(HISTORY_MS));
        for filter in &asked.filters {
            wanted &= matches(session, filter)?;
        }
        if wanted {
            found.push(said(session, account));
        }
    }
    let scope = format!("sessions/{is_active}/{:?}", asked.filters);
    page("Sessions", found, &scope, asked.next_token.as_deref(), size)
}

fn matches(session: &SessionRecord, Filter { key, value }: &Filter) -> Result<bool, Refusal> {
    let time = || {
        let read = value.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond);
        read.map_err(|_| Refusal::Validation(format!("The value {value} of the filter {key} is no time.")))
    };
    Ok(match key.as_str() {
        "InvokedAfter" => session.start >= time()?,
        "InvokedBefore" => session.start < time()?,
        "Target" => session.target == *value,
        "Owner" => session.owner == *value,
        "Status" => session.status == value,
        "SessionId" => session.id == *value,
        "AccessType" => value == "Standard",
        other => return Err(refused("InvalidFilterKey", format!("The specified key is not valid: {other}"))),
    })
}

/// `Details` and what is in `OutputUrl` are "reserved for future use".
///
/// Source: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Session.html>
fn said(session: &SessionRecord, account: &Account) -> Value {
    let mut said = json!({
        "SessionId": session.id,
        "Target": session.target,
        "Status": session.status,
        "StartDate": seconds(session.start),
    });
    if let Some(end) = session.end {
        said["EndDate"] = json!(seconds(end));
    }
    said["DocumentName"] = json!(session.document);
    said["Owner"] = json!(session.owner);
    if let Some(reason) = &session.reason {
        said["Reason"] = json!(reason);
    }
    said["OutputUrl"] = json!({});
    let document = account.settings.documents.get(&session.document);
    let longest = document.and_then(|document| document.inputs.get("maxSessionDuration")?.as_str());
    if let Some(minutes) = longest.filter(|minutes| !minutes.is_empty()) {
        said["MaxSessionDuration"] = json!(minutes);
    }
    said["AccessType"] = json!("Standard");
    said
}
