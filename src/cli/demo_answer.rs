use std::{
    collections::HashMap,
    io::{self, Write},
};

use jiff::Timestamp;

use super::{
    arguments::{AccountArgs, Format},
    output::write_rows,
    sessions,
    source::open_account,
    verb::Failure,
};
use crate::{
    model::{ColumnKind, ResultSetBuilder, TimeRange, format_insights_time, visible_line},
    session::Session,
};

/// Where the demo keeps its sessions.
pub const DEMO_GROUP: &str = "/aws/ssm/session-logs";
const DAYS: i64 = 7;

/// The demo's answer without a window: what its busiest user typed in the last days.
pub async fn print() -> Result<(), Failure> {
    let opened = open_account(&AccountArgs { demo: true, ..AccountArgs::default() }).await?;
    let range = TimeRange::last_days(DAYS, Timestamp::now().as_millisecond());
    let sessions = sessions::fetch(&opened.source, vec![DEMO_GROUP.to_owned()], range).await?;
    let mut out = io::stdout().lock();
    let Some(((user, principal), theirs)) = busiest(&sessions) else {
        writeln!(out, "Nobody typed anything in the last {DAYS} days.")?;
        return Ok(());
    };
    let count: usize = theirs.iter().map(|session| session.typed_by_the_person().count()).sum();
    writeln!(
        out,
        "The busiest user of the last {DAYS} days is {} (OS user {}): {count} commands typed in {} sessions.\n",
        visible_line(principal),
        visible_line(user),
        theirs.len(),
    )?;
    let mut lines: Vec<(i64, &Session, &str)> = theirs
        .iter()
        .flat_map(|session| session.typed_by_the_person().map(|(_, typed)| (typed.time, *session, typed.text.as_str())))
        .collect();
    lines.sort_by_key(|(time, session, _)| (*time, session.id.as_str()));
    let mut table =
        ResultSetBuilder::new(["time (UTC)", "instance", "session", "typed"].map(|name| (name, ColumnKind::Text)));
    for (time, session, typed) in lines {
        table.push([
            Some(format_insights_time(time)),
            session.instance.clone(),
            Some(session.id.clone()),
            Some(typed.to_owned()),
        ]);
    }
    write_rows(&table.finish(), Format::Table, None, &mut out)?;
    Ok(())
}

/// Who typed the most commands, by OS user and principal, and their sessions.
fn busiest(sessions: &[Session]) -> Option<((&str, &str), Vec<&Session>)> {
    let mut users: HashMap<(&str, &str), Vec<&Session>> = HashMap::new();
    for session in sessions.iter().filter(|session| session.typed_by_the_person().next().is_some()) {
        let user = session.os_user.as_deref().unwrap_or("unknown");
        users.entry((user, session.principal_name.as_str())).or_default().push(session);
    }
    users.into_iter().max_by_key(|(user, theirs)| {
        let count: usize = theirs.iter().map(|session| session.typed_by_the_person().count()).sum();
        (count, std::cmp::Reverse(*user))
    })
}
