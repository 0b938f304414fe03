//! Sessions as AWS came to know them: what its history and CloudTrail say is made from these.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;
use serde_json::Value;

use super::{company::principal_arn, schedule::Session};
use crate::emulator::store::NewEvent;

/// The document that holds a region's preferences, by which a shell is started unless another is named.
pub(super) const PREFERENCES: &str = "SSM-SessionManagerRunShell";
/// The older machines' document, which uploads sessions at their end.
const LEGACY: &str = "Company-LegacyShell";
/// The recorded session whose agent was killed.
pub(super) const CUT: &str = "oncall-14-123456ab78cde01f2";

/// One session. Times: milliseconds since 1970, UTC.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub id: String,
    pub principal_arn: String,
    pub target: String,
    pub document: String,
    pub start: i64,
    pub end: i64,
    /// Whether somebody ended it (`TerminateSession`); else it ended by itself.
    pub terminated: bool,
    /// When it was taken up again (`ResumeSession`).
    pub resumed: Vec<i64>,
    pub reason: Option<String>,
    pub parameters: BTreeMap<String, String>,
}

impl Known {
    /// `idle_ms`: after what time an idle session ends.
    pub fn played(session: &Session<'_>, idle_ms: i64, reason: Option<String>) -> Self {
        let last = session.shown.last().map_or(session.start, |shown| shown.time);
        let is_legacy = session.instance.name.starts_with("legacy");
        Self {
            id: session.id.clone(),
            principal_arn: session.principal_arn.clone(),
            target: session.instance.id.clone(),
            document: if is_legacy { LEGACY } else { PREFERENCES }.to_owned(),
            start: session.start,
            end: last + if session.left { 600 + session.phase } else { idle_ms },
            terminated: session.left,
            resumed: Vec::new(),
            reason,
            parameters: BTreeMap::new(),
        }
    }

    /// A recorded session. What was uploaded at a session's end says nothing of who it was: somebody is made up.
    pub fn recorded(id: &str, events: &[NewEvent]) -> Option<Self> {
        let (first, last) = (events.first()?, events.last()?);
        let said: Value = serde_json::from_str(&first.message).unwrap_or_default();
        let text = |pointer: &str| said.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let uploaded = uploaded(&first.message);
        let mut known = Self {
            id: id.to_owned(),
            principal_arn: text("/userIdentity/arn").unwrap_or_else(|| {
                let name = id.rsplit_once('-').map_or(id, |(name, _)| name);
                let role = if name.starts_with("ci-") { "CiRunner" } else { "OpsAdmin" };
                principal_arn(&format!("assumed-role/{role}/{name}"))
            }),
            target: text("/target/id").or_else(|| uploaded.as_ref().map(|(target, _)| target.clone()))?,
            document: uploaded.as_ref().map_or(PREFERENCES, |(_, document)| *document).to_owned(),
            start: first.timestamp - 2_500,
            end: last.timestamp + 1_700,
            terminated: true,
            resumed: Vec::new(),
            reason: None,
            parameters: BTreeMap::new(),
        };
        if uploaded.is_some() {
            known.start = first.timestamp - 41_000;
            known.end = first.timestamp - 900;
        }
        if id == CUT {
            // The machine came back, and so did the person; the agent did not send any more.
            known.resumed.push(known.end + 11 * 60_000);
            known.end += 58 * 60_000;
            known.reason = Some("INC-20417 app does not answer".to_owned());
        }
        Some(known)
    }
}

/// The machine and the document of a session that was uploaded: the agent's own path says both.
fn uploaded(message: &str) -> Option<(String, &'static str)> {
    static PATH: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new("/ssm/(m?i-[0-9a-f]+)/session/orchestration/[^/]+/([A-Za-z_]+)/").ok());
    if message.starts_with('{') {
        return None;
    }
    let found = PATH.as_ref()?.captures(message)?;
    let document = match found.get(2)?.as_str() {
        "InteractiveCommands" => "AWS-StartInteractiveCommand",
        "NonInteractiveCommands" => "AWS-StartNonInteractiveCommand",
        _ => LEGACY,
    };
    Some((found.get(1)?.as_str().to_owned(), document))
}
