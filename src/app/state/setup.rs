use std::{path::PathBuf, sync::Arc};

use crate::{
    setup::{PCI_DSS_RETENTION, Requirements},
    worker::{FindingFilter, FindingSet},
};

use super::{Slot, State};

/// For how long an audit asks events to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RetentionChoice {
    /// PCI DSS: 12 months.
    #[default]
    PciDss,
    Days90,
    OneYear,
    SevenYears,
    /// Days and a name of the person's own.
    Own,
}

impl RetentionChoice {
    pub const ALL: [Self; 5] = [Self::PciDss, Self::Days90, Self::OneYear, Self::SevenYears, Self::Own];

    /// Its days; `None`: the person says.
    fn days(self) -> Option<i64> {
        match self {
            Self::PciDss => Some(PCI_DSS_RETENTION.1),
            Self::Days90 => Some(90),
            Self::OneYear => Some(365),
            // Of seven years, two may be leap years.
            Self::SevenYears => Some(7 * 365 + 2),
            Self::Own => None,
        }
    }
}

/// What the person has filled in for the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupDraft {
    pub retention: RetentionChoice,
    pub own_rule: String,
    pub own_days: String,
    pub idle_minutes: String,
}

impl Default for SetupDraft {
    fn default() -> Self {
        let idle_minutes = Requirements::default().idle_minutes.to_string();
        Self { retention: RetentionChoice::default(), own_rule: String::new(), own_days: String::new(), idle_minutes }
    }
}

/// No log is kept longer: AWS knows nothing beyond ten years but *never*.
const MOST_DAYS: i64 = 36_500;
/// A day.
const MOST_MINUTES: i64 = 1_440;

impl SetupDraft {
    /// What is asked for; `None`: a number in the fields is none. A rule without a name gets `unnamed`.
    pub fn requirements(&self, unnamed: &str) -> Option<Requirements> {
        let number =
            |text: &str, most: i64| text.trim().parse::<i64>().ok().filter(|number| (1..=most).contains(number));
        let retention_days = match self.retention.days() {
            Some(days) => days,
            None => number(&self.own_days, MOST_DAYS)?,
        };
        let retention_rule = match (self.retention, self.own_rule.trim()) {
            (RetentionChoice::PciDss, _) => PCI_DSS_RETENTION.0,
            (RetentionChoice::Own, rule) if !rule.is_empty() => rule,
            _ => unnamed,
        };
        let idle_minutes = number(&self.idle_minutes, MOST_MINUTES)?;
        Some(Requirements { retention_rule: retention_rule.to_owned(), retention_days, idle_minutes })
    }
}

#[derive(Debug, Default)]
pub struct SetupState {
    pub draft: SetupDraft,
    /// The check.
    pub slot: Slot,
    /// So many things of so many are asked for.
    pub checking: Option<(usize, usize)>,
    /// Waits for what was checked to be made ready, or for what a case has.
    pub ready_slot: Slot,
    /// Stays while another check goes on.
    pub set: Option<Arc<FindingSet>>,
    pub filter: FindingFilter,
    /// The findings that are shown, by their places.
    pub shown: Vec<u32>,
    /// Counts what was shown, so that views know when to look again.
    pub revision: u64,
    /// Good findings are shown too.
    pub shows_good: bool,
    pub keep_slot: Slot,
    /// The case that it was kept in.
    pub kept: Option<PathBuf>,
}

impl SetupState {
    pub fn show(&mut self, set: Arc<FindingSet>) {
        self.set = Some(set);
        self.filter = FindingFilter::default();
        self.narrow();
    }

    /// Finds what the filter lets through.
    pub fn narrow(&mut self) {
        self.shown = self.set.as_ref().map(|set| set.narrow(&self.filter)).unwrap_or_default();
        self.revision += 1;
    }
}

/// Why AWS cannot be asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotAsk {
    NotConnected,
    /// A case is open in an account's place.
    CaseIsOpen,
    /// Which log group is audited has to be chosen first.
    NoLogGroup,
    /// A field holds no number that can be.
    BadNumber,
}

impl State {
    pub fn cannot_check(&self) -> Option<CannotAsk> {
        self.cannot_ask_aws().or_else(|| self.setup.draft.requirements("").is_none().then_some(CannotAsk::BadNumber))
    }

    pub fn cannot_compare(&self) -> Option<CannotAsk> {
        self.cannot_ask_aws().or_else(|| self.scope.log_group.is_none().then_some(CannotAsk::NoLogGroup))
    }

    fn cannot_ask_aws(&self) -> Option<CannotAsk> {
        match (self.connection.is_connected(), self.connection.case()) {
            (false, _) => Some(CannotAsk::NotConnected),
            (true, Some(_)) => Some(CannotAsk::CaseIsOpen),
            (true, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_can_be_are_asked_for() {
        let mut draft = SetupDraft::default();
        assert_eq!(draft.requirements(""), Some(Requirements::default()));
        for bad in ["", "0", "-5", "a", "1441", "99999999999999999999", "1.5"] {
            draft.idle_minutes = bad.to_owned();
            assert_eq!(draft.requirements(""), None, "{bad}");
        }
        draft = SetupDraft { retention: RetentionChoice::Own, own_days: " 400 ".to_owned(), ..SetupDraft::default() };
        let own = draft.requirements("The requirement").unwrap();
        assert_eq!((own.retention_rule.as_str(), own.retention_days), ("The requirement", 400));
        draft.own_rule = "Contract 7".to_owned();
        assert_eq!(draft.requirements("").unwrap().retention_rule, "Contract 7");
        draft.own_days = "many".to_owned();
        assert_eq!(draft.requirements(""), None);
    }
}
