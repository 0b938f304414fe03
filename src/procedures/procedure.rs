use serde::Deserialize;

use super::Decode;

/// A named query with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// Stays the same over versions: settings and tests name a procedure by it.
    pub id: String,
    pub group: ProcedureGroup,
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
}

/// What a procedure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum ProcedureGroup {
    Sessions,
    People,
    Machines,
    Search,
    Activity,
}

impl ProcedureGroup {
    pub const ALL: [Self; 5] = [Self::Sessions, Self::People, Self::Machines, Self::Search, Self::Activity];
}

/// A text in every language of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BothWords {
    pub en: String,
    pub ja: String,
}

/// What a person fills in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The `{{name}}` in the query.
    pub name: String,
    pub label: BothWords,
    pub hint: Option<BothWords>,
    pub kind: ParameterKind,
    /// Taken when nothing is filled in; of a choice, its `value`.
    pub default: Option<String>,
    /// Of a number, itself allowed.
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    /// Of a choice only.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// How the log spells the value where the query compares it.
    #[serde(default)]
    pub encoding: Encoding,
}

/// What a parameter is; it decides the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
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
}

/// One of the values that a choice offers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What [`Procedure::fill`] is given.
    pub value: String,
    pub label: BothWords,
    /// What stands in the query for it, as it is: query text, not a literal.
    pub text: String,
}

/// A placeholder that takes a parameter's value in another spelling.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    pub name: String,
    /// The parameter.
    pub from: String,
    pub encoding: Encoding,
}

/// How a value is spelled before it becomes a literal of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// As it was filled in.
    #[default]
    Plain,
    /// As between the quotes of a JSON text that the agent wrote.
    Json,
}
