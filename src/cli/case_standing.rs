//! Whether what is read from a case is all there is.

use std::path::Path;

use super::verb::Failure;
use crate::{
    case::Case,
    collect::Standing,
    insights::{NamedSources, parse},
    model::{QueryRequest, TimeRange},
};

/// The same for a query, which may name groups by itself.
pub fn of_query(case: &Path, request: &QueryRequest) -> Result<Option<&'static str>, Failure> {
    let named = parse(&request.text).map(|query| NamedSources::of(&query)).unwrap_or_default();
    // Which groups a prefix or a tag means, the case cannot know: all that it has are looked at.
    let groups = [request.log_groups.as_slice(), named.groups.as_slice()].concat();
    let groups = if named.is_open { Vec::new() } else { groups };
    let found = incomplete(case, &groups, Some(request.range))?;
    if found.is_none() && named.is_open {
        tell!(
            "INCOMPLETE OR NOT PROVEN: the query chooses log groups by SOURCE, and the case may not have all of them."
        );
        return Ok(Some(Standing::NotCovered.name()));
    }
    Ok(found)
}

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
    tell!("INCOMPLETE OR NOT PROVEN: {why}. What is missing here proves nothing.");
    Ok(Some(standing.name()))
}
