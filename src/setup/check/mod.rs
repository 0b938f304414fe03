//! From facts to findings, area by area.

mod account_policies;
mod could_not;
mod documents;
mod encryption;
mod endpoints;
mod group;
mod instances;
mod logging;
mod object_lock;
mod retention;
mod run_as;
mod selection;
mod shell_profile;
mod target;
mod timeouts;
mod trail;
mod tunnels;

pub(super) use instances::reads_bucket_encryption;
pub(super) use timeouts::{IDLE_DEFAULT_MINUTES, IDLE_MINUTES};
pub(super) use tunnels::{ADMINISTER, AWS_TUNNELS};

use serde::{Deserialize, Serialize};

use super::{Finding, Quote, SessionDocument, SetupFacts};
use crate::setup::facts::{LogGroupFacts, SessionDocumentFacts};
use crate::setup::{Evidence, Setting, log_group_name};

/// What an audit asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirements {
    /// The rule that asks for it, as the person names it.
    pub retention_rule: String,
    /// For how long events must be kept.
    pub retention_days: i64,
    /// The longest idle time that is taken as good, in minutes. AWS's page "Specify an idle session timeout value":
    /// "Some professional computing security agencies recommend setting idle session timeouts to a maximum of 15 minutes."
    pub idle_minutes: i64,
}

/// PCI DSS v4.0, requirement 10.5.1: keep audit logs for at least 12 months.
pub const PCI_DSS_RETENTION: (&str, i64) = ("PCI DSS 10.5.1", 365);

impl Default for Requirements {
    fn default() -> Self {
        let (rule, days) = PCI_DSS_RETENTION;
        Self { retention_rule: rule.to_owned(), retention_days: days, idle_minutes: 15 }
    }
}

/// A document whose content could be read, with how.
struct Document<'a> {
    facts: &'a SessionDocumentFacts,
    read: SessionDocument,
    evidence: &'a Evidence,
}

struct Setup<'a> {
    facts: &'a SetupFacts,
    requirements: &'a Requirements,
    documents: Vec<Document<'a>>,
}

/// Finds what can be found in these facts, the heaviest first. `now`: milliseconds since 1970, UTC.
pub fn check(facts: &SetupFacts, requirements: &Requirements, now: i64) -> Vec<Finding> {
    let mut found = Vec::new();
    let documents = documents::read(facts, &mut found);
    let setup = Setup { facts, requirements, documents };
    could_not::check(&setup, &mut found);
    documents::check(&setup, &mut found);
    logging::check(&setup, &mut found);
    encryption::check(&setup, &mut found);
    object_lock::check(&setup, &mut found);
    run_as::check(&setup, &mut found);
    timeouts::check(&setup, &mut found);
    shell_profile::check(&setup, &mut found);
    group::check(&setup, &mut found);
    retention::check(&setup, &mut found, now);
    tunnels::check(&setup, &mut found);
    instances::check(&setup, &mut found);
    endpoints::check(&setup, &mut found);
    trail::check(&setup, &mut found);
    found.sort_by(|one, other| (one.weight, one.kind, &one.subject).cmp(&(other.weight, other.kind, &other.subject)));
    found
}

impl Document<'_> {
    fn name(&self) -> &str {
        &self.facts.name
    }

    /// Quotes one of its inputs.
    fn quote(&self, input: &str, value: impl Into<String>) -> Quote {
        Quote::new(self.evidence, &format!("inputs.{input}"), value)
    }

    fn is_shell(&self) -> bool {
        self.read.session_type == super::SessionType::StandardStream
    }
}

impl<'a> Setup<'a> {
    /// The documents whose own inputs decide about logging.
    fn shells(&self) -> impl Iterator<Item = &Document<'a>> {
        self.documents.iter().filter(|document| document.is_shell())
    }

    fn group(&self, name: &str) -> Option<&'a LogGroupFacts> {
        self.facts.groups.iter().find(|group| group.name == name)
    }

    /// The names of the groups that shells are to be logged to, each once.
    fn groups_in_use(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .shells()
            .filter_map(|document| document.read.cloud_watch_log_group_name.value())
            .map(|name| log_group_name::plain(name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether any shell is logged while it goes on.
    fn streams(&self) -> bool {
        self.shells().any(|document| document.read.cloud_watch_streaming_enabled.value() == Some(&true))
    }
}

/// A setting in the words of a quote.
fn written<T: ToString>(setting: &Setting<T>) -> String {
    match setting {
        Setting::Unset => super::finding::NONE.to_owned(),
        Setting::Given(value) => value.to_string(),
        Setting::Parameter { text, .. } | Setting::Odd(text) => text.clone(),
    }
}
