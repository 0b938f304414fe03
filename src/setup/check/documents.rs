//! The documents as such: are they there, can they be understood, and who decides what stands in them.

use super::{Document, Setup, written};
use crate::setup::facts::{PREFERENCES_DOCUMENT, SetupFacts};
use crate::setup::finding::NONE;
use crate::setup::{Certainty, Finding, FindingKind, Quote, SessionDocument, SessionType, Setting};

/// The documents whose content can be understood; of the others, that they cannot.
pub(super) fn read<'a>(facts: &'a SetupFacts, found: &mut Vec<Finding>) -> Vec<Document<'a>> {
    let mut documents = Vec::new();
    for document in &facts.documents {
        // That the preferences are not there is a finding of its own.
        if let Some(evidence) = document.content.absent().filter(|_| document.name != PREFERENCES_DOCUMENT) {
            let finding = Finding::new(FindingKind::DocumentGone, &document.name, Quote::new(evidence, "", NONE));
            found.push(finding.sure(Certainty::Unknown));
        }
        let Some((content, evidence)) = document.content.read() else { continue };
        let not_understood = |place: &str, value: &str, reason: String| {
            let quote = Quote::new(evidence, place, value);
            let finding = Finding::new(FindingKind::DocumentNotUnderstood, &document.name, quote);
            finding.with("reason", reason).sure(Certainty::Unknown)
        };
        match SessionDocument::parse(content) {
            Ok(read) => {
                if let SessionType::Other(name) = &read.session_type {
                    found.push(not_understood("sessionType", name, format!("sessionType {name:?}")));
                }
                documents.push(Document { facts: document, read, evidence });
            }
            Err(error) => found.push(not_understood("", content, error.to_string())),
        }
    }
    documents
}

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    let preferences = setup.facts.documents.iter().find(|document| document.name == PREFERENCES_DOCUMENT);
    if let Some(evidence) = preferences.and_then(|document| document.content.absent()) {
        let quote = Quote::new(evidence, "", NONE);
        // That the service then logs nothing, no page of AWS says in so many words.
        found.push(Finding::new(FindingKind::NoPreferences, PREFERENCES_DOCUMENT, quote).sure(Certainty::Likely));
    }
    for document in &setup.documents {
        if document.is_shell() {
            settings(document, found);
        } else if matches!(
            document.read.session_type,
            SessionType::InteractiveCommands | SessionType::NonInteractiveCommands
        ) && setup.streams()
        {
            let name = document.read.session_type.name();
            let quote = Quote::new(document.evidence, "sessionType", name);
            found.push(Finding::new(FindingKind::CommandsNotStreamed, document.name(), quote).with("type", name));
        }
    }
}

/// The inputs that somebody else decides about, or that nobody can understand.
fn settings(document: &Document, found: &mut Vec<Finding>) {
    let read = &document.read;
    macro_rules! look_at {
        ($($field:ident $input:literal),*) => {$(
            if let Some((kind, certainty)) = foreign(&read.$field) {
                let text = written(&read.$field);
                let finding = Finding::new(kind, document.name(), document.quote($input, text.clone()));
                found.push(finding.with("input", $input).with("value", text).sure(certainty));
            }
        )*};
    }
    look_at!(
        s3_bucket_name "s3BucketName",
        s3_encryption_enabled "s3EncryptionEnabled",
        cloud_watch_log_group_name "cloudWatchLogGroupName",
        cloud_watch_encryption_enabled "cloudWatchEncryptionEnabled",
        cloud_watch_streaming_enabled "cloudWatchStreamingEnabled",
        kms_key_id "kmsKeyId",
        run_as_enabled "runAsEnabled",
        run_as_default_user "runAsDefaultUser",
        idle_session_timeout "idleSessionTimeout",
        max_session_duration "maxSessionDuration",
        shell_profile_linux "shellProfile.linux",
        shell_profile_windows "shellProfile.windows"
    );
}

fn foreign<T>(setting: &Setting<T>) -> Option<(FindingKind, Certainty)> {
    match setting {
        Setting::Unset | Setting::Given(_) => None,
        Setting::Odd(_) => Some((FindingKind::SettingNotUnderstood, Certainty::Unknown)),
        Setting::Parameter { .. } if setting.is_in_parameter_store() => {
            Some((FindingKind::SettingByParameterStore, Certainty::Certain))
        }
        // A name that the document does not declare stays as it is written there.
        Setting::Parameter { default, .. } => {
            let certainty = if default.is_some() { Certainty::Certain } else { Certainty::Likely };
            Some((FindingKind::SettingByParameter, certainty))
        }
    }
}
