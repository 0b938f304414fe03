use std::collections::BTreeMap;

use crate::{model::QueryRow, procedures::Procedure};

use super::{Slot, Table};

/// The row that is looked at closely.
#[derive(Debug, Default)]
pub struct Detail {
    pub slot: Slot,
    /// Every field of the whole event, where it has been fetched.
    pub record: Option<QueryRow>,
}

#[derive(Debug, Default)]
pub struct ProceduresState {
    pub slot: Slot,
    /// The chosen procedure's id.
    pub chosen: Option<String>,
    /// What is filled in, by procedure and parameter.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    pub shows_query: bool,
    /// The procedure and the text that the table's rows answer.
    pub answered: Option<(String, String)>,
    /// The text that is being run.
    pub asked: Option<(String, String)>,
    pub table: Table,
    pub detail: Detail,
}

impl ProceduresState {
    pub fn chosen(&self) -> Option<&'static Procedure> {
        let chosen = self.chosen.as_deref()?;
        crate::procedures::built_in().iter().find(|procedure| procedure.id == chosen)
    }

    /// What is filled in for the chosen procedure.
    pub fn chosen_values(&self) -> BTreeMap<String, String> {
        self.chosen.as_ref().and_then(|chosen| self.values.get(chosen)).cloned().unwrap_or_default()
    }
}
