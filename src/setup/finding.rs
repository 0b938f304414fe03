use std::collections::{BTreeMap, HashMap, hash_map::Entry};

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

/// Names that stand in a title.
const MOST_IN_TITLE: usize = 3;

/// The first few of a list, and how many there are where there are more: `a, b, c, … (17)`.
pub fn shortened(names: &[String], most: usize) -> String {
    let mut shown: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
    let all = format!("… ({})", names.len());
    if names.len() > most {
        shown.push(&all);
    }
    shown.join(", ")
}

/// What stands in a [`Quote`] for a value that is not there.
pub const NONE: &str = "(none)";
/// What stands in a sentence for a value that could not be read, or was not asked for.
pub const NOT_READ: &str = "(not read)";

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
    /// What it is about: a document's name, a log group, an instance; several of a kind with `, ` between them.
    pub subject: String,
    /// Of several, each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
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
        let (weight, certainty) = (kind.weight(), Certainty::Certain);
        let (subjects, further) = (Vec::new(), Vec::new());
        Self { kind, weight, subject: subject.to_owned(), subjects, certainty, evidence, further, values }
    }

    /// One finding for each group of those that say the same of different things, in the order of their first ones.
    pub fn alike(findings: Vec<Self>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        let mut places: HashMap<(FindingKind, Certainty, String), usize> = HashMap::new();
        for finding in findings {
            let said = finding.values.iter().filter(|(name, _)| *name != "subject");
            let said = said.map(|(name, value)| format!("{name}\u{1f}{value}")).collect::<Vec<_>>().join("\u{1f}");
            match places.entry((finding.kind, finding.certainty, said)) {
                Entry::Vacant(place) => {
                    place.insert(groups.len());
                    groups.push(Self { subjects: vec![finding.subject.clone()], ..finding });
                }
                Entry::Occupied(place) => {
                    let group = &mut groups[*place.get()];
                    group.subjects.push(finding.subject);
                    group.further.push(finding.evidence);
                    group.further.extend(finding.further);
                }
            }
        }
        for group in &mut groups {
            group.subject = group.subjects.join(", ");
            let title = shortened(&group.subjects, MOST_IN_TITLE);
            group.values.insert("subject".to_owned(), title);
        }
        groups
    }

    /// Each thing that it is about.
    pub fn about(&self) -> impl Iterator<Item = &str> {
        let one = self.subjects.is_empty().then_some(self.subject.as_str());
        one.into_iter().chain(self.subjects.iter().map(String::as_str))
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
