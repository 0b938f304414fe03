//! How the documents log, as they are today.

use std::collections::{HashMap, HashSet};

use crate::setup::check::{AWS_TUNNELS, IDLE_DEFAULT_MINUTES, IDLE_MINUTES};
use crate::setup::facts::PREFERENCES_DOCUMENT;
use crate::setup::{Certainty, Finding, FindingKind, SessionDocument, SessionType, SetupFacts, log_group_name};

/// How one document logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Logging {
    /// Never: a tunnel, and how sure that is.
    ByDesignNot(Certainty),
    /// Nowhere.
    Off,
    /// At the end of a session, to S3.
    OnlyS3,
    /// To this group.
    To { group: String, streams: bool },
    /// It could not be read or not be understood.
    Unknown,
}

/// The document of ECS Exec, which does not log as the preferences say.
pub(super) const ECS_EXEC_DOCUMENT: &str = "AmazonECS-ExecuteInteractiveCommand";

#[derive(Default)]
pub(super) struct Documents {
    /// The account whose documents go by their names; empty: not known.
    account: String,
    logging: HashMap<String, Logging>,
    idle_minutes: HashMap<String, i64>,
    /// Log groups that are not there.
    missing_groups: HashSet<String>,
    /// Nodes whose role lacks what writing needs.
    cannot_write: HashSet<String>,
}

impl Documents {
    pub fn of(facts: Option<&SetupFacts>, findings: &[Finding]) -> Self {
        let mut documents = Self::default();
        for finding in findings.iter().filter(|finding| finding.kind == FindingKind::InstanceCannotWrite) {
            documents.cannot_write.extend(finding.about().map(str::to_owned));
        }
        let Some(facts) = facts else { return documents };
        documents.account.clone_from(&facts.account);
        let missing = facts.groups.iter().filter(|group| group.described.absent().is_some());
        documents.missing_groups = missing.map(|group| group.name.clone()).collect();
        let mut commands = Vec::new();
        for facts in &facts.documents {
            let name = key(&facts.name, &documents.account).to_owned();
            if facts.content.absent().is_some() {
                documents.logging.insert(name.clone(), Logging::Off);
            }
            let Some(read) = facts.content.value().and_then(|content| SessionDocument::parse(content).ok()) else {
                continue;
            };
            match read.session_type {
                SessionType::Port => {
                    documents.logging.insert(name, Logging::ByDesignNot(Certainty::Likely));
                }
                SessionType::StandardStream => {
                    documents.logging.insert(name.clone(), logging(&read));
                    let minutes = match &read.idle_session_timeout {
                        setting if setting.is_unset() => Some(IDLE_DEFAULT_MINUTES),
                        setting => setting.value().copied().filter(|minutes| IDLE_MINUTES.contains(minutes)),
                    };
                    documents.idle_minutes.extend(minutes.map(|minutes| (name, minutes)));
                }
                SessionType::InteractiveCommands | SessionType::NonInteractiveCommands => {
                    if name != ECS_EXEC_DOCUMENT {
                        commands.push(name);
                    }
                }
                SessionType::Other(_) => {}
            }
        }
        // Commands go where the preferences say, and always at the end (`plugins/singlecommand/singlecommand.go`).
        let preferences = documents.logging.get(PREFERENCES_DOCUMENT).cloned().unwrap_or(Logging::Unknown);
        for name in commands {
            let logging = match &preferences {
                Logging::To { group, .. } => Logging::To { group: group.clone(), streams: false },
                other => other.clone(),
            };
            documents.logging.insert(name, logging);
        }
        documents
    }

    pub fn logging(&self, document: Option<&str>) -> &Logging {
        let Some(name) = document.map(|name| key(name, &self.account)) else { return &Logging::Unknown };
        if AWS_TUNNELS.contains(&name) {
            return &Logging::ByDesignNot(Certainty::Certain);
        }
        self.logging.get(name).unwrap_or(&Logging::Unknown)
    }

    /// After how many minutes without a sign of life AWS ends a session: the longest that it takes, where the
    /// document is not known.
    pub fn idle_minutes(&self, document: Option<&str>) -> i64 {
        document
            .and_then(|name| self.idle_minutes.get(key(name, &self.account)))
            .copied()
            .unwrap_or(*IDLE_MINUTES.end())
    }

    pub fn is_missing(&self, group: &str) -> bool {
        self.missing_groups.contains(group)
    }

    pub fn cannot_write(&self, target: Option<&str>) -> bool {
        target.is_some_and(|target| self.cannot_write.contains(target))
    }
}

fn logging(read: &SessionDocument) -> Logging {
    let (group, bucket) = (&read.cloud_watch_log_group_name, &read.s3_bucket_name);
    match group.value() {
        // The agent asks for a group of this very name, and none has it: see the finding on it.
        Some(group) if log_group_name::is_arn(group) => Logging::Off,
        Some(group) => {
            Logging::To { group: group.clone(), streams: read.cloud_watch_streaming_enabled.value() == Some(&true) }
        }
        None if group.is_unset() && bucket.is_unset() => Logging::Off,
        None if group.is_unset() => Logging::OnlyS3,
        None => Logging::Unknown,
    }
}

/// What a document is told apart by: its name where it is the account's own or AWS's, else its ARN. Both without a version:
/// `arn:aws:ssm:r:1:document/Name:2`.
pub(super) fn key<'n>(document: &'n str, account: &str) -> &'n str {
    const IN_ARN: &str = ":document/";
    let Some(at) = document.find(IN_ARN) else {
        return document.split_once(':').map_or(document, |(name, _)| name);
    };
    let name = &document[at + IN_ARN.len()..];
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    let owner = document[..at].rsplit(':').next().unwrap_or_default();
    if owner.is_empty() || owner == account { name } else { &document[..at + IN_ARN.len() + name.len()] }
}
