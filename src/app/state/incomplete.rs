use super::{Scope, Slot, State, TableId};
use crate::{collect::Standing, model::TimeRange, worker::Completeness};

/// Why there may be more rows than a table shows, filters apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// The query still goes on.
    Running,
    /// The query was ended, or failed, after some rows had come.
    BrokenOff,
    /// The query ended, but not with all there is.
    Query(Completeness),
    /// The open case does not hold everything, or nobody can know.
    Case(Standing),
    /// Not every record of sessions could be read.
    RecordsNotRead,
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
            Self::Case(standing) => standing.name(),
            Self::Query(Completeness::SessionsLeftOut { .. }) => "older-sessions-left-out",
            Self::MorePages => "more-not-listed",
            Self::RecordsNotRead => "records-not-read",
        }
    }
}

impl State {
    /// Why there may be more rows than a table shows; `None`: nothing is known to be missing.
    pub fn incomplete(&self, id: TableId) -> Option<Incomplete> {
        self.query_is_incomplete(id).or_else(|| {
            let scope = match id {
                // What a comparison could not read stands above it, by name.
                TableId::Compared => return self.comparison_is_incomplete(),
                TableId::Groups => None,
                TableId::Sessions => Some((self.sessions.log_group.as_deref(), None)),
                TableId::Commands => self.commands.read_scope.as_ref().map(|scope| self.in_case(scope)),
                TableId::Results | TableId::Query => Some(self.in_case(&self.scope)),
            };
            let (log_group, range) = scope.unwrap_or_default();
            let of_scope = self.case_is_incomplete(log_group, range);
            of_scope
                .or_else(|| if id == TableId::Query { self.source_is_incomplete(range) } else { None })
                .map(Incomplete::Case)
        })
    }

    fn comparison_is_incomplete(&self) -> Option<Incomplete> {
        let found = &self.comparison.set.as_ref()?.found;
        let records = [&found.history, &found.trail, &found.transcripts];
        let is_whole = records.iter().all(|record| record.value().is_some())
            && found.unread_groups.is_empty()
            && (found.broken_events, found.broken_sessions) == (0, 0);
        (!is_whole).then_some(Incomplete::RecordsNotRead)
    }

    fn in_case<'s>(&self, scope: &'s Scope) -> (Option<&'s str>, Option<TimeRange>) {
        let range = scope.range.resolve(self.clock.now(), &self.settings.zone.time_zone());
        (scope.log_group.as_deref(), Some(range))
    }

    /// Whether the open case does not hold all of a log group and time, `None` for all of it. Without an open case there is
    /// nothing to doubt.
    pub fn case_is_incomplete(&self, log_group: Option<&str>, range: Option<TimeRange>) -> Option<Standing> {
        self.connection.case()?;
        // Until its records are read nothing is proven.
        let Some(facts) = &self.case.facts else { return Some(Standing::NotProven) };
        let groups: Vec<String> = log_group.map(str::to_owned).into_iter().collect();
        let standing = Standing::of(&facts.collections, !facts.files.is_empty(), &groups, range);
        (standing != Standing::Complete).then_some(standing)
    }

    /// The same for the log groups that the query which was answered names by itself.
    fn source_is_incomplete(&self, range: Option<TimeRange>) -> Option<Standing> {
        let named = &self.query.answered_sources;
        let of_group = |group: &String| self.case_is_incomplete(Some(group), range);
        named
            .groups
            .iter()
            .find_map(of_group)
            .or_else(|| (named.is_open && self.connection.case().is_some()).then_some(Standing::NotCovered))
    }

    fn query_is_incomplete(&self, id: TableId) -> Option<Incomplete> {
        match id {
            TableId::Groups => self.groups.next_token.as_ref().map(|_| Incomplete::MorePages),
            TableId::Sessions => self.sessions.next_token.as_ref().map(|_| Incomplete::MorePages),
            TableId::Compared => None,
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
