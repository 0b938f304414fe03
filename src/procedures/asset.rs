//! A procedure's file.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{BothWords, Decode, Derived, Parameter, ParameterKind, Procedure, ProcedureError, ProcedureGroup};
use crate::insights::parameters::placeholders;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asset {
    id: String,
    group: ProcedureGroup,
    name: BothWords,
    description: BothWords,
    query: String,
    #[serde(default)]
    decode: Decode,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    derived: Vec<Derived>,
}

/// What is wrong with a procedure's file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AssetError {
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
}

/// Reads a procedure's file and makes sure that its parts fit.
pub(super) fn read_asset(text: &str) -> Result<Procedure, AssetError> {
    let asset: Asset = toml::from_str(text).map_err(|error| AssetError::Toml(error.to_string()))?;
    let procedure = Procedure {
        id: asset.id,
        group: asset.group,
        name: asset.name,
        description: asset.description,
        query: asset.query.trim().to_owned(),
        parameters: asset.parameters,
        derived: asset.derived,
        decode: asset.decode,
    };
    check_names(&procedure)?;
    for parameter in &procedure.parameters {
        check_parameter(parameter)?;
    }
    Ok(procedure)
}

fn check_names(procedure: &Procedure) -> Result<(), AssetError> {
    let mut named = BTreeSet::new();
    let parameters = procedure.parameters.iter().map(|parameter| &parameter.name);
    for name in parameters.chain(procedure.derived.iter().map(|derived| &derived.name)) {
        if !named.insert(name.as_str()) {
            return Err(AssetError::NamedTwice(name.clone()));
        }
    }
    let placed: Vec<String> = placeholders(&procedure.query).into_iter().map(|placeholder| placeholder.name).collect();
    if let Some(unknown) = placed.iter().find(|name| !named.contains(name.as_str())) {
        return Err(AssetError::UnknownPlaceholder(unknown.clone()));
    }
    for derived in &procedure.derived {
        let takes_text = |kind| !matches!(kind, ParameterKind::Number | ParameterKind::Choice);
        if !procedure.parameters.iter().any(|known| known.name == derived.from && takes_text(known.kind)) {
            return Err(AssetError::DerivedFromNothing(derived.name.clone()));
        }
    }
    let sources = procedure.derived.iter().map(|derived| derived.from.as_str());
    let used: BTreeSet<&str> = placed.iter().map(String::as_str).chain(sources).collect();
    match named.difference(&used).next() {
        Some(unused) => Err(AssetError::Unused((*unused).to_owned())),
        None => Ok(()),
    }
}

fn check_parameter(parameter: &Parameter) -> Result<(), AssetError> {
    let values: BTreeSet<&str> = parameter.choices.iter().map(|choice| choice.value.as_str()).collect();
    let is_choice = parameter.kind == ParameterKind::Choice;
    if is_choice == values.is_empty() || values.len() != parameter.choices.len() {
        return Err(AssetError::Choices(parameter.name.clone()));
    }
    match parameter.value(None) {
        Ok(_) | Err(ProcedureError::Missing { .. }) => Ok(()),
        Err(_) => Err(AssetError::Default(parameter.name.clone())),
    }
}
