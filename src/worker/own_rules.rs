//! The person's own rules for flags, besides ours.

use std::{path::Path, sync::Arc};

use crate::flags::{BadRule, BadRuleReason, Rules, read_folder};

/// Our rules and those in the folder. What cannot be used is left out and named.
pub(super) fn read(folder: Option<&Path>) -> (Arc<Rules>, Vec<BadRule>) {
    let Some(folder) = folder else { return (Rules::built_in(), Vec::new()) };
    match read_folder(folder) {
        Ok(found) if found.files.is_empty() => (Rules::built_in(), found.bad),
        Ok(found) => {
            let (rules, bad) = Rules::with_own(found.files);
            (Arc::new(rules), found.bad.into_iter().chain(bad).collect())
        }
        // Nobody has to have any.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Rules::built_in(), Vec::new()),
        Err(error) => {
            let reason = BadRuleReason::Unreadable(error.to_string());
            (Rules::built_in(), vec![BadRule { file: folder.to_string_lossy().into_owned(), title: None, reason }])
        }
    }
}
