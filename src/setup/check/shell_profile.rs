//! What is typed into every shell before the person types.

use super::{Document, Setup, written};
use crate::setup::finding::shortened;
use crate::setup::shell_profile::{Profile, Shell, Suspicion};
use crate::setup::{Finding, FindingKind, Setting};

/// Statements that are told in a sentence; all are in what was read.
const MOST_TOLD: usize = 8;

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for document in setup.shells() {
        let profiles = [
            ("shellProfile.linux", &document.read.shell_profile_linux, Shell::Posix),
            ("shellProfile.windows", &document.read.shell_profile_windows, Shell::PowerShell),
        ];
        if profiles.iter().all(|(_, profile, _)| profile.is_unset()) {
            let quote = document.quote("shellProfile", written(&Setting::<String>::Unset));
            found.push(Finding::new(FindingKind::ProfileNone, document.name(), quote));
        }
        for (input, profile, shell) in profiles {
            of_profile(document, input, profile, shell, found);
        }
    }
}

fn of_profile(document: &Document, input: &str, profile: &Setting<String>, shell: Shell, found: &mut Vec<Finding>) {
    let Some(text) = profile.value() else { return };
    let read = Profile::read(text, shell);
    for line in &read.suspicious {
        let kind = match line.suspicion {
            Suspicion::WeakensHistory => FindingKind::ProfileWeakensHistory,
            Suspicion::TouchesRecording => FindingKind::ProfileTouchesRecording,
            Suspicion::HidesCommands => FindingKind::ProfileHidesCommands,
            Suspicion::TakesFile => FindingKind::ProfileTakesFile,
            Suspicion::HidesTyping => FindingKind::ProfileHidesTyping,
            Suspicion::ChangesPrompt => FindingKind::ProfileChangesPrompt,
            Suspicion::StartsProgram => FindingKind::ProfileStartsProgram,
        };
        let quote = document.quote(input, line.text.clone());
        found.push(Finding::new(kind, document.name(), quote).with("line", &line.text));
    }
    let whole = || document.quote(input, text);
    if !read.to_be_read.is_empty() {
        let finding = Finding::new(FindingKind::ProfileToBeRead, document.name(), whole());
        found.push(finding.with("lines", shortened(&read.to_be_read, MOST_TOLD)));
    } else if read.suspicious.is_empty() && profile.given().is_some() {
        found.push(Finding::new(FindingKind::ProfileHarmless, document.name(), whole()));
    }
}
