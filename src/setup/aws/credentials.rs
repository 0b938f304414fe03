//! How people came by the credentials that they started sessions with.

use std::collections::BTreeSet;

use aws_sdk_cloudtrail::types::LookupAttributeKey;

use super::{
    Account,
    account::{self, elsewhere},
    trail_events::{FoundEvents, Lookup, PAUSE, pages},
};
use crate::{
    model::{Operation, SourceError},
    setup::{Answer, reconcile::role_sessions_to_ask},
};

/// The names of the events, and how many pages of each are read at most: services assume roles all day long. Whoever is
/// not among them is asked for by name.
pub(super) const EVENTS: [(&str, usize); 3] =
    [("AssumeRoleWithSAML", 200), ("AssumeRole", 40), ("AssumeRoleWithWebIdentity", 40)];
/// Role sessions that are asked for by name at most, in one region.
const MOST_ROLE_SESSIONS: usize = 300;
/// Pages of the beginnings of one role session.
const MOST_OF_ONE: usize = 20;

/// The names of the events.
pub(super) fn events() -> [&'static str; 3] {
    EVENTS.map(|(name, _)| name)
}

/// Reads the events of a region's CloudTrail that tell who got credentials. `events`: [`EVENTS`]; `region`: `None` for the
/// account's own.
pub(super) async fn look_up(
    account: &Account,
    events: [(&str, usize); 3],
    region: Option<&str>,
    times: (i64, i64),
    found: &mut FoundEvents,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Answer<()>, SourceError> {
    let mut answer = Answer::NotAsked;
    for (name, most) in events {
        let lookup = Lookup { key: LookupAttributeKey::EventName, value: name, region, times, most };
        match ask(account, lookup, found, tell).await? {
            // A list of one name that goes on hides none of another.
            came @ (Answer::Read { .. } | Answer::CutShort { .. }) => {
                if !matches!(answer, Answer::CutShort { .. }) {
                    answer = came;
                }
            }
            other => return Ok(other),
        }
    }
    if !matches!(answer, Answer::CutShort { .. }) {
        return Ok(answer);
    }
    match by_name(account, region, times, found, tell).await? {
        // Whoever is among those that were not read is none of those who are asked about.
        complete @ Answer::Read { .. } => Ok(complete),
        _ => Ok(answer),
    }
}

/// Asks for those role sessions by name whose beginning no key leads to; what they were begun by may be a role session too.
async fn by_name(
    account: &Account,
    region: Option<&str>,
    times: (i64, i64),
    found: &mut FoundEvents,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Answer<()>, SourceError> {
    let mut asked = BTreeSet::new();
    loop {
        let open = role_sessions_to_ask(&found.events);
        let new: Vec<String> = open.into_iter().filter(|name| !asked.contains(name)).collect();
        if new.is_empty() {
            let evidence = account::evidence(Operation::LookupEvents, region.unwrap_or(account.region()));
            return Ok(Answer::Read { value: (), evidence });
        }
        for name in new {
            if asked.len() >= MOST_ROLE_SESSIONS {
                return Ok(Answer::NotAsked);
            }
            let key = LookupAttributeKey::ResourceName;
            let lookup = Lookup { key, value: &name, region, times, most: MOST_OF_ONE };
            let came = ask(account, lookup, found, tell).await?;
            if came.value().is_none() {
                return Ok(came);
            }
            asked.insert(name);
            if !account.logs.has_own_endpoint() {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn ask(
    account: &Account,
    lookup: Lookup<'_>,
    found: &mut FoundEvents,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<Answer<()>, SourceError> {
    let (subject, is_here) = (lookup.subject(), lookup.region.is_none());
    elsewhere(pages(account, lookup, found, tell).await, is_here, Operation::LookupEvents, &subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cloudwatch::{ConnectOptions, connect},
        emulator::{Emulator, EmulatorOptions},
        setup::aws::place::Place,
    };

    /// Where services assume roles all day long, people are found all the same.
    #[tokio::test(flavor = "multi_thread")]
    async fn who_is_beyond_the_pages_that_are_read_is_asked_for_by_name() {
        const DAY: i64 = 86_400_000;
        let now = jiff::Timestamp::now().as_millisecond();
        let options = EmulatorOptions { throttle: false, ..EmulatorOptions::demo_at(now) };
        let service = Emulator::start(options).await.unwrap();
        let account = Account::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap());
        let place = Place::of(&account.identity().await.unwrap(), account.region());
        let times = (now - 30 * DAY, now);
        let mut found_of = Vec::new();
        for most in [MOST_OF_ONE, 1] {
            let mut found = FoundEvents::new(place.clone());
            let key = LookupAttributeKey::EventName;
            let starts = Lookup { key, value: "StartSession", region: None, times, most: 100 };
            pages(&account, starts, &mut found, &|_| ()).await.unwrap();
            let before = role_sessions_to_ask(&found.events);
            assert!(before.len() > 20, "{before:?}");
            let events = events().map(|name| (name, most));
            let came = look_up(&account, events, None, times, &mut found, &|_| ()).await.unwrap();
            assert!(came.value().is_some(), "each was asked for to its end: {came:?}");
            let began: BTreeSet<&str> = found.events.iter().filter_map(|event| event.role_session.as_deref()).collect();
            found_of.push(before.into_iter().partition::<Vec<String>, _>(|name| began.contains(name.as_str())));
        }
        let (found, nowhere) = &found_of[0];
        assert!(found.len() > 20, "{found:?}");
        assert!(!nowhere.is_empty() && nowhere.len() < 10, "those who began in another region: {nowhere:?}");
        assert_eq!(found_of[0], found_of[1]);
        service.stop().await;
    }
}
