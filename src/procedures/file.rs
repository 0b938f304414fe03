//! A procedure's file, read and written.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{BothWords, Decode, Derived, Parameter, ParameterKind, Procedure, ProcedureError, ProcedureGroup};
use crate::insights::parameters::placeholders;

/// What stands in the file. A file of one's own needs a name and a query only.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InFile {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    id: String,
    #[serde(default, skip_serializing_if = "ProcedureGroup::is_mine")]
    group: ProcedureGroup,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    name: BothWords,
    #[serde(default, skip_serializing_if = "BothWords::is_empty")]
    description: BothWords,
    query: String,
    #[serde(default, skip_serializing_if = "Decode::is_none")]
    decode: Decode,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<Parameter>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    derived: Vec<Derived>,
}

/// What is wrong with a procedure's file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureFileError {
    #[error("the file cannot be read: {0}")]
    Toml(String),
    #[error("the query names {{{{{0}}}}}, which is no parameter")]
    UnknownPlaceholder(String),
    #[error("nothing uses {0}")]
    Unused(String),
    #[error("two parameters are named {0}")]
    NamedTwice(String),
    #[error("{0} is made from no parameter that takes a text")]
    DerivedFromNothing(String),
    #[error("{0} offers choices and is none, or is one and offers none, or offers one twice")]
    Choices(String),
    #[error("the default of {0} is none of its values")]
    Default(String),
    #[error("the query cannot be read: {0}")]
    Query(String),
}

impl Procedure {
    /// One of the person's own, from the file `FILE_STEM.toml`.
    pub fn own(file_stem: &str, text: &str) -> Result<Self, ProcedureFileError> {
        let mut procedure = read_file(text)?;
        if let Some(diagnostic) =
            crate::insights::parse(&procedure.query).err().and_then(|found| found.into_iter().next())
        {
            return Err(ProcedureFileError::Query(diagnostic.to_string()));
        }
        procedure.id = format!("mine/{file_stem}");
        procedure.group = ProcedureGroup::Mine;
        Ok(procedure)
    }

    /// The text of a file that [`Procedure::own`] reads.
    pub fn to_file(&self, name: &str) -> Result<String, ProcedureFileError> {
        let file = InFile {
            id: String::new(),
            group: ProcedureGroup::Mine,
            folder: self.folder.clone(),
            name: BothWords { en: name.to_owned(), ja: name.to_owned() },
            description: self.description.clone(),
            query: self.query.clone(),
            decode: self.decode.clone(),
            parameters: self.parameters.clone(),
            derived: self.derived.clone(),
        };
        toml::to_string_pretty(&file).map_err(|error| ProcedureFileError::Toml(error.to_string()))
    }
}

/// Reads a procedure's file and makes sure that its parts fit.
pub(super) fn read_file(text: &str) -> Result<Procedure, ProcedureFileError> {
    let file: InFile = toml::from_str(text).map_err(|error| ProcedureFileError::Toml(error.to_string()))?;
    let procedure = Procedure {
        id: file.id,
        group: file.group,
        name: file.name,
        description: file.description,
        query: file.query.trim().to_owned(),
        parameters: file.parameters,
        derived: file.derived,
        decode: file.decode,
        folder: file.folder,
        log_groups: Vec::new(),
        other_language: None,
    };
    check_names(&procedure)?;
    for parameter in &procedure.parameters {
        check_parameter(parameter)?;
    }
    Ok(procedure)
}

fn check_names(procedure: &Procedure) -> Result<(), ProcedureFileError> {
    let mut named = BTreeSet::new();
    let parameters = procedure.parameters.iter().map(|parameter| &parameter.name);
    for name in parameters.chain(procedure.derived.iter().map(|derived| &derived.name)) {
        if !named.insert(name.as_str()) {
            return Err(ProcedureFileError::NamedTwice(name.clone()));
        }
    }
    let placed: Vec<String> = placeholders(&procedure.query).into_iter().map(|placeholder| placeholder.name).collect();
    if let Some(unknown) = placed.iter().find(|name| !named.contains(name.as_str())) {
        return Err(ProcedureFileError::UnknownPlaceholder(unknown.clone()));
    }
    for derived in &procedure.derived {
        let takes_text = |kind| !matches!(kind, ParameterKind::Number | ParameterKind::Choice);
        if !procedure.parameters.iter().any(|known| known.name == derived.from && takes_text(known.kind)) {
            return Err(ProcedureFileError::DerivedFromNothing(derived.name.clone()));
        }
    }
    let sources = procedure.derived.iter().map(|derived| derived.from.as_str());
    let used: BTreeSet<&str> = placed.iter().map(String::as_str).chain(sources).collect();
    match named.difference(&used).next() {
        Some(unused) => Err(ProcedureFileError::Unused((*unused).to_owned())),
        None => Ok(()),
    }
}

fn check_parameter(parameter: &Parameter) -> Result<(), ProcedureFileError> {
    let values: BTreeSet<&str> = parameter.choices.iter().map(|choice| choice.value.as_str()).collect();
    let is_choice = parameter.kind == ParameterKind::Choice;
    if is_choice == values.is_empty() || values.len() != parameter.choices.len() {
        return Err(ProcedureFileError::Choices(parameter.name.clone()));
    }
    match parameter.value(None) {
        Ok(_) | Err(ProcedureError::Missing { .. }) => Ok(()),
        Err(_) => Err(ProcedureFileError::Default(parameter.name.clone())),
    }
}
