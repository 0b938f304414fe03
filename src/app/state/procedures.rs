use std::collections::BTreeMap;

use crate::{
    model::QueryRow,
    procedures::{Procedure, built_in},
    worker::BrokenFile,
};

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
    /// The person's own, and the files among them that cannot be used.
    pub mine: Vec<Procedure>,
    pub broken: Vec<BrokenFile>,
    pub mine_slot: Slot,
    /// The organisation's saved queries.
    pub organisation: Vec<Procedure>,
    pub organisation_slot: Slot,
    /// The name under which a copy is about to be kept.
    pub keep: Option<String>,
    pub keep_slot: Slot,
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
    /// Every procedure there is, those that come with the program first.
    pub fn all(&self) -> impl Iterator<Item = &Procedure> {
        built_in().iter().chain(&self.mine).chain(&self.organisation)
    }

    pub fn chosen(&self) -> Option<&Procedure> {
        let chosen = self.chosen.as_deref()?;
        self.all().find(|procedure| procedure.id == chosen)
    }

    /// What is filled in for the chosen procedure.
    pub fn chosen_values(&self) -> BTreeMap<String, String> {
        self.chosen.as_ref().and_then(|chosen| self.values.get(chosen)).cloned().unwrap_or_default()
    }
}
