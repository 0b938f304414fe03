use std::{path::PathBuf, sync::Arc};

use crate::{
    case::{
        Seal, Verified,
        import::{ImportProgress, ImportedFile},
    },
    collect::{CollectProgress, CollectVia, CollectionScope, Plan, Proof},
    evidence::pack::{PackLanguage, PackSummary},
    worker::CaseFacts,
};

use super::{Scope, Slot};

/// What the person has filled in on the screen of cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseDraft {
    /// The case to open, on the start screen.
    pub open: String,
    /// Where a collection or an import goes.
    pub path: String,
    /// The operation that is to fetch the events, where the log group lets one choose.
    pub via: CollectVia,
    /// The most that a collection may cost, in US dollars; empty: no bound.
    pub most_cost: String,
    /// Files to import, one a line.
    pub files: String,
    /// Where a pack of evidence goes: a folder, or a ZIP where the name says so.
    pub pack: String,
    /// The language of its report; `None`: the screen's.
    pub pack_language: Option<PackLanguage>,
    /// The file of the OpenSSH key that signs it; empty: none does.
    pub pack_key: String,
}

#[derive(Debug, Default)]
pub struct CaseState {
    pub draft: CaseDraft,
    /// Collecting or importing: one at a time.
    pub slot: Slot,
    pub collecting: Option<CollectProgress>,
    /// The time that was counted or begun, to the millisecond: going on means the same one, though *the last seven days*
    /// have moved on.
    pub pinned: Option<(Scope, CollectionScope)>,
    /// What a count said of the pinned time, before it is collected.
    pub counted: Option<Plan>,
    pub importing: Option<ImportProgress>,
    /// What the last collection came to, and where it lies.
    pub collected: Option<(PathBuf, Proof)>,
    pub imported: Option<(PathBuf, Vec<ImportedFile>)>,
    pub facts_slot: Slot,
    pub facts: Option<Arc<CaseFacts>>,
    pub verify_slot: Slot,
    /// How much is checked, from 0 to 1.
    pub verifying: f32,
    pub verified: Option<Result<Verified, String>>,
    pub seal_slot: Slot,
    pub sealed: Option<Seal>,
    /// The person was asked whether to seal.
    pub asks_to_seal: bool,
    pub pack_slot: Slot,
    pub packed: Option<PackSummary>,
    pub pick_slot: Slot,
    /// A case was opened just now: the scope is to be what it holds.
    pub fits_scope: bool,
}
