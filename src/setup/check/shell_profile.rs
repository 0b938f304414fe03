//! What is typed into every shell before the person types.

use super::{Document, Setup, written};
use crate::setup::shell_profile::{Suspicion, suspicions};
use crate::setup::{Finding, FindingKind, Setting};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for document in setup.shells() {
        let profiles = [
            ("shellProfile.linux", &document.read.shell_profile_linux),
            ("shellProfile.windows", &document.read.shell_profile_windows),
        ];
        if profiles.iter().all(|(_, profile)| profile.is_unset()) {
            let quote = document.quote("shellProfile", written(&Setting::<String>::Unset));
            found.push(Finding::new(FindingKind::ProfileNone, document.name(), quote));
        }
        for (input, profile) in profiles {
            if let Some(text) = profile.value() {
                of_profile(document, input, text, found);
            }
        }
    }
}

fn of_profile(document: &Document, input: &str, text: &str, found: &mut Vec<Finding>) {
    let lines = suspicions(text);
    for line in &lines {
        let kind = match line.suspicion {
            Suspicion::WeakensHistory => FindingKind::ProfileWeakensHistory,
            Suspicion::HidesTyping => FindingKind::ProfileHidesTyping,
            Suspicion::ChangesPrompt => FindingKind::ProfileChangesPrompt,
            Suspicion::StartsProgram => FindingKind::ProfileStartsProgram,
        };
        let quote = document.quote(input, line.text.clone());
        found.push(Finding::new(kind, document.name(), quote).with("line", &line.text));
    }
    if lines.is_empty() {
        found.push(Finding::new(FindingKind::ProfileHarmless, document.name(), document.quote(input, text)));
    }
}
