//! Whether what is read from a case is all there is.

use std::path::Path;

use super::verb::Failure;
use crate::{case::Case, collect::Standing, model::TimeRange};

/// Says on stderr where a case does not hold everything of a scope, and gives the name of that for what is printed.
/// `log_groups`: none for all; `range`: `None` for all that is there.
pub fn incomplete(
    case: &Path,
    log_groups: &[String],
    range: Option<TimeRange>,
) -> Result<Option<&'static str>, Failure> {
    let standing = Case::open_read_only(case)
        .and_then(|case| Standing::in_case(&case, log_groups, range))
        .map_err(|error| Failure::Other(error.to_string()))?;
    let why = match standing {
        Standing::Complete => return Ok(None),
        Standing::Incomplete => "a collection in this case is not complete",
        Standing::NotCovered => "no collection in this case covers all of it",
        Standing::NotProven => "events in this case came from files; whether those held everything, nobody can know",
    };
    eprintln!("INCOMPLETE OR NOT PROVEN: {why}. What is missing here proves nothing.");
    Ok(Some(standing.name()))
}
