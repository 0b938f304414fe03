use serde::{Deserialize, Serialize};

use super::Decode;

/// A named query with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// Stays the same over versions: settings and tests name a procedure by it.
    pub id: String,
    pub group: ProcedureGroup,
    /// Within the group, for those who keep many.
    pub folder: Option<String>,
    pub name: BothWords,
    /// What it finds, and what it cannot find.
    pub description: BothWords,
    /// Logs Insights QL with `{{parameter}}`, as CloudWatch's saved queries have it.
    pub query: String,
    /// In the form's order.
    pub parameters: Vec<Parameter>,
    /// Further placeholders of the query, made from a parameter.
    pub derived: Vec<Derived>,
    pub decode: Decode,
    /// The log groups that a saved query was saved for; empty: any.
    pub log_groups: Vec<String>,
    /// The language of a saved query that this program does not speak, such as `SQL`: it is shown and
    /// cannot be run from here.
    pub other_language: Option<String>,
}

/// What a procedure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum ProcedureGroup {
    Sessions,
    People,
    Machines,
    Search,
    Activity,
    /// The person's own, from their configuration folder.
    #[default]
    Mine,
    /// Saved in CloudWatch Logs by the organisation.
    Organisation,
}

impl ProcedureGroup {
    pub const ALL: [Self; 7] =
        [Self::Sessions, Self::People, Self::Machines, Self::Search, Self::Activity, Self::Mine, Self::Organisation];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    pub(super) fn is_mine(&self) -> bool {
        *self == Self::Mine
    }
}

/// A text in every language of the program. In a file it may be one text for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WordsInFile", into = "WordsInFile")]
pub struct BothWords {
    pub en: String,
    pub ja: String,
}

impl BothWords {
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.ja.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum WordsInFile {
    Same(String),
    Both { en: String, ja: String },
}

impl From<WordsInFile> for BothWords {
    fn from(words: WordsInFile) -> Self {
        match words {
            WordsInFile::Same(text) => Self { en: text.clone(), ja: text },
            WordsInFile::Both { en, ja } => Self { en, ja },
        }
    }
}

impl From<BothWords> for WordsInFile {
    fn from(BothWords { en, ja }: BothWords) -> Self {
        if en == ja { Self::Same(en) } else { Self::Both { en, ja } }
    }
}

/// What a person fills in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The `{{name}}` in the query.
    pub name: String,
    pub label: BothWords,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<BothWords>,
    #[serde(default)]
    pub kind: ParameterKind,
    /// Taken when nothing is filled in; of a choice, its `value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Of a number, itself allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// Of a choice only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// How the log spells the value where the query compares it.
    #[serde(default, skip_serializing_if = "Encoding::is_plain")]
    pub encoding: Encoding,
}

/// What a parameter is; it decides the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterKind {
    /// A session's id: the name of its log stream.
    Session,
    /// An OS user: `runAsUser`.
    User,
    /// An IAM principal's whole ARN.
    Principal,
    /// A managed node: `i-…` or `mi-…`.
    Instance,
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// One of [`Parameter::choices`].
    Choice,
    /// Not said: what stands at its place in the query decides.
    #[default]
    Untyped,
}

/// One of the values that a choice offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What [`Procedure::fill`] is given.
    pub value: String,
    pub label: BothWords,
    /// What stands in the query for it, as it is: query text, not a literal.
    pub text: String,
}

/// A placeholder that takes a parameter's value in another spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    pub name: String,
    /// The parameter.
    pub from: String,
    pub encoding: Encoding,
}

/// How a value is spelled before it becomes a literal of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// As it was filled in.
    #[default]
    Plain,
    /// As between the quotes of a JSON text that the agent wrote.
    Json,
}

impl Encoding {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}
