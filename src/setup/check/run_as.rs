//! Who the person is on the machine. Linux and macOS only: on Windows it is always `ssm-user`
//! (`agent/session/shell/shell_windows.go`).

use super::{Setup, written};
use crate::setup::{Finding, FindingKind};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for document in setup.shells() {
        let read = &document.read;
        let (enabled, user) = (&read.run_as_enabled, &read.run_as_default_user);
        let quote = document.quote("runAsEnabled", written(enabled));
        let kind = match (enabled.value(), user.value().map(String::as_str)) {
            (Some(true), Some("root")) => FindingKind::RunAsRoot,
            (Some(true), Some(_)) => FindingKind::RunAsSharedUser,
            (Some(true), None) if user.is_unset() && enabled.given().is_some() => FindingKind::RunAsByTag,
            (Some(false), _) => FindingKind::RunAsOff,
            (None, _) if enabled.is_unset() => FindingKind::RunAsOff,
            _ => continue,
        };
        let finding = Finding::new(kind, document.name(), quote)
            .also(document.quote("runAsDefaultUser", written(user)))
            .with("user", written(user));
        found.push(finding);
    }
}
