use std::path::PathBuf;

use crate::{cloudwatch::Profile, model::SourceIdentity, worker::ConnectTarget};

use super::Slot;

/// What the person has filled in on the start screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectDraft {
    /// Empty: the default credential chain.
    pub profile: String,
    /// Empty: as the profile or the environment has it.
    pub region: String,
    /// Empty: AWS's own.
    pub endpoint: String,
}

#[derive(Debug, Default)]
pub struct ConnectionState {
    pub slot: Slot,
    pub profiles_slot: Slot,
    pub profiles: Vec<Profile>,
    pub draft: ConnectDraft,
    /// What is being connected to, or was tried last in vain.
    pub asked: Option<ConnectTarget>,
    /// What is connected.
    pub target: Option<ConnectTarget>,
    /// Set while connected.
    pub identity: Option<SourceIdentity>,
}

impl ConnectionState {
    pub fn is_connected(&self) -> bool {
        self.identity.is_some()
    }

    pub fn is_demo(&self) -> bool {
        self.is_connected() && matches!(self.target, Some(ConnectTarget::Demo { .. }))
    }

    /// The case, if one is open in an account's place.
    pub fn case(&self) -> Option<&PathBuf> {
        match &self.target {
            Some(ConnectTarget::Case { path }) if self.is_connected() => Some(path),
            _ => None,
        }
    }

    pub fn region(&self) -> Option<&str> {
        self.identity.as_ref()?.region.as_deref()
    }
}
