//! Where commands stand by what was said of them.

use std::sync::{Arc, LazyLock};

use crate::{
    case::{ReviewRegister, ReviewState},
    model::{ResultSet, SortDirection, TableView},
};

use super::{CommandSet, values::NONE};

/// What was said of the commands of one log group.
#[derive(Clone, Debug)]
pub struct Reviews {
    pub register: Arc<ReviewRegister>,
    /// The log group of the commands.
    pub log_group: String,
}

impl PartialEq for Reviews {
    /// A register grows: the same one at another time is another one.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.register, &other.register) && self.log_group == other.log_group
    }
}

/// Values of the facet, by their codes.
static NAMES: LazyLock<[String; 3]> =
    LazyLock::new(|| ["not reviewed", ReviewState::Reviewed.name(), ReviewState::FollowUp.name()].map(str::to_owned));

pub(super) fn names() -> &'static [String] {
    NAMES.as_slice()
}

impl Reviews {
    /// For each row its place in [`names`]; a mark between commands has none.
    pub(super) fn codes(&self, set: &CommandSet) -> Vec<u32> {
        (0..set.places.len())
            .map(|row| {
                let Some((session, command)) = set.at(row) else { return NONE };
                let place = command.review_place();
                let standing = self.register.standing_of_command(&self.log_group, &session.id, place, &command.text);
                match standing.and_then(|review| review.state) {
                    Some(ReviewState::Reviewed) => 1,
                    Some(ReviewState::FollowUp) => 2,
                    Some(ReviewState::Withdrawn) | None => 0,
                }
            })
            .collect()
    }
}

impl CommandSet {
    /// The table with where each command stands, for a file.
    pub(in crate::worker) fn table_with_reviews(&self, reviews: &Reviews) -> ResultSet {
        let codes = reviews.codes(self);
        self.table.with_column(Self::REVIEW, |row| {
            let name = codes.get(row).and_then(|code| NAMES.get(*code as usize))?;
            Some(name.clone())
        })
    }
}

/// Sorts by where commands stand, if that is asked for first: the table's own cells do not have it.
pub(super) fn sort(order: &mut [u32], standings: &[u32], view: &TableView) {
    let Some(key) = view.sort.first().filter(|key| key.column == CommandSet::REVIEW) else { return };
    let code = |row: &u32| standings.get(*row as usize).copied().unwrap_or(NONE);
    match key.direction {
        SortDirection::Ascending => order.sort_by_key(code),
        SortDirection::Descending => order.sort_by_key(|row| std::cmp::Reverse(code(row))),
    }
}
