//! Whether what is kept of the sessions is what was written.

use std::collections::HashMap;

use super::{
    super::{Case, EntryKind, verify::Damage},
    Total,
    row::{COLUMNS, Row},
};

/// Holds every row against its hash, and all of them against what the ledger says last. Gives how many there are.
pub(in crate::case) fn check(case: &Case) -> Result<u64, Damage> {
    let streams = case.streams()?;
    // Of streams that no row was seen of, by log group and name.
    let mut events: HashMap<&str, HashMap<&str, u64>> = HashMap::new();
    for stream in &streams {
        events.entry(&stream.log).or_default().insert(&stream.name, stream.events);
    }
    let mut total = Total::default();
    let mut statement = case.connection.prepare(&format!("SELECT {COLUMNS} FROM session ORDER BY log, name"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let row = Row::from_found(row)?;
        let wrong = |what: &str| Damage::Session { stream: row.name.clone(), what: what.to_owned() };
        if row.hash_of() != row.hash {
            return Err(wrong("it is not what was written"));
        }
        match events.get_mut(row.log.as_str()).and_then(|names| names.remove(row.name.as_str())) {
            None => return Err(wrong("it is kept, and no event is of it")),
            Some(events) if u64::try_from(row.events).is_ok_and(|row| events < row) => {
                return Err(wrong("it was read from more events than there are"));
            }
            Some(_) => {}
        }
        total.add(&row.log, &row.name, row.commands, &row.hash);
    }
    let found = total.finish();
    let count = found.sessions;
    let said = match case.last_said()? {
        // What is kept by then is whole, each for itself; only the end says what all of it is.
        Some(said) if said.is_begin() && case.entries(EntryKind::Seal, None)?.is_empty() => return Ok(count),
        Some(said) => said.totals(),
        None if count == 0 => return Ok(0),
        None => None,
    };
    let Some(said) = said else {
        return Err(Damage::Sessions("they are kept, and the ledger does not say what was read".to_owned()));
    };
    if said == found {
        return Ok(count);
    }
    if said.sessions > count {
        let first = events.values().flat_map(HashMap::keys).min();
        let example = first.map(|stream| format!("; log stream {stream} has none")).unwrap_or_default();
        return Err(Damage::Sessions(format!("the ledger says {}, and there are {count}{example}", said.sessions)));
    }
    if said.sessions < count {
        return Err(Damage::Sessions(format!(
            "the ledger says {}, and there are {count}: some were added",
            said.sessions
        )));
    }
    Err(Damage::Sessions("they are not those that were read: some were changed or put in another's place".to_owned()))
}
