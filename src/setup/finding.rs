use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Evidence, FindingKind};

/// How much a finding matters to an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Sessions, or parts of them, may be missing from the record, or somebody can make them so.
    Risk,
    /// Worth a question or a decision.
    Attention,
    /// Nobody knows: it could not be read, or not be understood.
    CouldNotCheck,
    /// Checked, and as it should be: an auditor has to show that it was checked.
    Good,
}

/// How sure the finding is, given what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// What was read says so.
    Certain,
    /// It follows, unless something that cannot be read speaks against it.
    Likely,
    /// It may be so.
    Unknown,
}

impl Weight {
    pub const ALL: [Self; 4] = [Self::Risk, Self::Attention, Self::CouldNotCheck, Self::Good];

    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Attention => "attention",
            Self::CouldNotCheck => "could-not-check",
            Self::Good => "good",
        }
    }
}

impl Certainty {
    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Unknown => "unknown",
        }
    }
}

/// What was read, and how: the ground that a finding stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub evidence: Evidence,
    /// Where in the answer: `inputs.cloudWatchStreamingEnabled`; empty: the whole of it.
    pub place: String,
    /// Verbatim; of something that is not there, `(none)`. Text of others: never anything but text.
    pub value: String,
}

/// What stands in a [`Quote`] for a value that is not there.
pub const NONE: &str = "(none)";

impl Quote {
    pub fn new(evidence: &Evidence, place: &str, value: impl Into<String>) -> Self {
        Self { evidence: evidence.clone(), place: place.to_owned(), value: value.into() }
    }
}

/// Something that the setup check found. It cannot be made without what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    pub weight: Weight,
    /// What it is about: a document's name, a log group, an instance.
    pub subject: String,
    pub certainty: Certainty,
    pub evidence: Quote,
    /// Where it stands on more than one thing.
    pub further: Vec<Quote>,
    /// What goes into the placeholders of its words.
    pub values: BTreeMap<String, String>,
}

impl Finding {
    pub fn new(kind: FindingKind, subject: &str, evidence: Quote) -> Self {
        let values = BTreeMap::from([("subject".to_owned(), subject.to_owned())]);
        let (weight, certainty, further) = (kind.weight(), Certainty::Certain, Vec::new());
        Self { kind, weight, subject: subject.to_owned(), certainty, evidence, further, values }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts alike")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    #[must_use]
    pub fn also(mut self, quote: Quote) -> Self {
        self.further.push(quote);
        self
    }

    #[must_use]
    pub fn sure(mut self, certainty: Certainty) -> Self {
        self.certainty = certainty;
        self
    }
}
