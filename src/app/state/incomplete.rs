use super::{Slot, State, TableId};
use crate::worker::Completeness;

/// Why there may be more rows than a table shows, filters apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// The query still goes on.
    Running,
    /// The query was ended, or failed, after some rows had come.
    BrokenOff,
    /// The query ended, but not with all there is.
    Query(Completeness),
    /// AWS lists more; they have not been asked for.
    MorePages,
}

impl Incomplete {
    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "still-running",
            Self::BrokenOff => "broken-off",
            Self::Query(Completeness::Complete) => "complete",
            Self::Query(Completeness::LimitReached { .. }) => "row-limit-reached",
            Self::Query(Completeness::RowsMissing) => "rows-missing",
            Self::Query(Completeness::ShortMessages { .. }) => "messages-shortened",
            Self::Query(Completeness::SessionsLeftOut { .. }) => "older-sessions-left-out",
            Self::MorePages => "more-not-listed",
        }
    }
}

impl State {
    /// Why there may be more rows than a table shows; `None`: nothing is known to be missing.
    pub fn incomplete(&self, id: TableId) -> Option<Incomplete> {
        match id {
            TableId::Groups => self.groups.next_token.as_ref().map(|_| Incomplete::MorePages),
            TableId::Sessions => self.sessions.next_token.as_ref().map(|_| Incomplete::MorePages),
            // What was read last is shown until a new reading has ended.
            TableId::Commands => of_query(self.commands.read_completeness),
            TableId::Results => of_slot(&self.procedures.slot),
            TableId::Query => of_slot(&self.query.slot),
        }
    }
}

fn of_slot(slot: &Slot) -> Option<Incomplete> {
    if slot.is_waiting() {
        return Some(Incomplete::Running);
    }
    if slot.was_cancelled || slot.trouble.is_some() {
        return Some(Incomplete::BrokenOff);
    }
    of_query(slot.summary.as_ref()?.completeness)
}

fn of_query(completeness: Completeness) -> Option<Incomplete> {
    (completeness != Completeness::Complete).then_some(Incomplete::Query(completeness))
}
