use std::collections::BTreeMap;

use crate::model::TimeRange;

/// What commands can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    OsUser,
    Principal,
    Flag,
    /// Where it stands by what was said of it, in an open case.
    Review,
    /// The program that the line names.
    Program,
    Confidence,
    Instance,
    Session,
}

impl Facet {
    /// All, in the order of [`Facet::place`].
    pub const ALL: [Self; 8] = [
        Self::OsUser,
        Self::Principal,
        Self::Flag,
        Self::Review,
        Self::Program,
        Self::Confidence,
        Self::Instance,
        Self::Session,
    ];

    /// Its name in the record of what was done.
    pub fn name(self) -> &'static str {
        match self {
            Self::OsUser => "osUser",
            Self::Principal => "principal",
            Self::Flag => "flag",
            Self::Review => "review",
            Self::Program => "program",
            Self::Confidence => "confidence",
            Self::Instance => "instance",
            Self::Session => "session",
        }
    }

    pub(super) const fn place(self) -> usize {
        self as usize
    }

    /// Whether only commands have it: a mark between them does not.
    pub(super) fn is_of_commands(self) -> bool {
        matches!(self, Self::Flag | Self::Review | Self::Program | Self::Confidence)
    }
}

/// Which commands are shown. Values are those of [`CommandSet::values`](super::CommandSet::values): they stay good
/// when the commands are read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandFilter {
    /// Several values of one facet: any of them. Several facets: all of them.
    pub(super) chosen: BTreeMap<Facet, Vec<String>>,
    pub span: Option<TimeRange>,
    /// Leaves out what stands between commands: hidden typing, gaps.
    pub without_marks: bool,
}

impl CommandFilter {
    pub fn chosen(&self, facet: Facet) -> &[String] {
        self.chosen.get(&facet).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn is_chosen(&self, facet: Facet, value: &str) -> bool {
        self.chosen(facet).iter().any(|chosen| chosen == value)
    }

    /// Every chosen value.
    pub fn all(&self) -> impl Iterator<Item = (Facet, &str)> {
        self.chosen.iter().flat_map(|(facet, values)| values.iter().map(|value| (*facet, value.as_str())))
    }

    /// How many conditions there are.
    pub fn len(&self) -> usize {
        self.all().count() + usize::from(self.span.is_some())
    }

    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty() && self.span.is_none()
    }

    /// This value alone; all of them, if it is the only one already.
    pub fn only(&mut self, facet: Facet, value: &str) {
        if self.chosen(facet) == [value] {
            self.chosen.remove(&facet);
        } else {
            self.chosen.insert(facet, vec![value.to_owned()]);
        }
    }

    /// This value besides the others, or no more.
    pub fn toggle(&mut self, facet: Facet, value: &str) {
        let values = self.chosen.entry(facet).or_default();
        if let Some(place) = values.iter().position(|chosen| chosen == value) {
            values.remove(place);
        } else {
            values.push(value.to_owned());
        }
        if values.is_empty() {
            self.chosen.remove(&facet);
        }
    }

    pub fn clear(&mut self, facet: Facet) {
        self.chosen.remove(&facet);
    }

    /// All commands again; whether marks are shown stays as it is.
    pub fn clear_all(&mut self) {
        self.chosen.clear();
        self.span = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_click_narrows_and_takes_back_and_others_can_join() {
        let mut filter = CommandFilter::default();
        filter.only(Facet::OsUser, "root");
        filter.only(Facet::OsUser, "ec2-user");
        assert_eq!(filter.chosen(Facet::OsUser), ["ec2-user"]);
        filter.toggle(Facet::OsUser, "root");
        filter.toggle(Facet::Program, "rm");
        assert_eq!((filter.len(), filter.is_chosen(Facet::OsUser, "root")), (3, true));
        filter.toggle(Facet::Program, "rm");
        filter.only(Facet::OsUser, "root");
        filter.only(Facet::OsUser, "root");
        assert!(filter.is_empty());
    }
}
