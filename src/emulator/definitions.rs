//! Saved queries.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{clock::now_ms, http::new_id};
use crate::insights::parameters::{SavedParameter, SavedQuery};

/// A saved query, as `DescribeQueryDefinitions` shows it.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub id: String,
    pub name: String,
    pub text: String,
    pub log_groups: Vec<String>,
    pub parameters: Vec<Parameter>,
    /// Milliseconds since 1970, UTC.
    pub last_modified: i64,
}

/// What stands as `{{name}}` in a saved query's text.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameter {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl From<Definition> for SavedQuery {
    fn from(definition: Definition) -> Self {
        let parameter =
            |parameter: Parameter| SavedParameter { name: parameter.name, default: parameter.default_value };
        Self {
            name: definition.name,
            text: definition.text,
            parameters: definition.parameters.into_iter().map(parameter).collect(),
        }
    }
}

#[derive(Default)]
pub(super) struct Definitions(Mutex<Vec<Definition>>);

impl Definitions {
    pub fn add(&self, definitions: impl IntoIterator<Item = Definition>) {
        self.held().extend(definitions);
    }

    pub fn all(&self) -> Vec<Definition> {
        self.held().clone()
    }

    /// Puts one in, in the place of the one with its id if that is not empty. `None` where no such id is.
    pub fn put(&self, mut definition: Definition) -> Option<String> {
        definition.last_modified = now_ms();
        let mut held = self.held();
        if definition.id.is_empty() {
            definition.id = new_id();
            held.push(definition.clone());
        } else {
            let old = held.iter_mut().find(|old| old.id == definition.id)?;
            *old = definition.clone();
        }
        Some(definition.id)
    }

    fn held(&self) -> MutexGuard<'_, Vec<Definition>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
