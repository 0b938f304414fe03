use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use super::{
    Account, history,
    place::Place,
    trail_events, transcripts,
    window::{since, since_billed},
};
use crate::{
    model::{SourceError, TimeRange},
    setup::{
        SetupReport,
        log_group_name::here,
        reconcile::{Covered, Inputs, Kept, Reconciliation, Transcript, reconcile},
    },
};

/// What is to be laid side by side.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    /// Whose streams are the logs, by name or ARN.
    pub log_groups: &'w [String],
    pub range: TimeRange,
    /// A log group that CloudTrail writes to; `None`: CloudTrail's own history.
    pub trail_log_group: Option<&'w str>,
    /// What else is known of these groups' streams, as from a case: AWS tells the last event late, and never who it was.
    /// Their groups as in `log_groups`.
    pub known: &'w [Transcript],
    /// How documents log today, for the causes of what is missing.
    pub setup: Option<&'w SetupReport>,
    /// Milliseconds since 1970, UTC.
    pub now: i64,
}

/// What has been read so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub sessions: usize,
    pub events: usize,
    pub streams: usize,
}

/// Reads the three records and lays them side by side. `Err` only where the credentials are not good.
pub async fn reconcile_now(
    account: &Account,
    wanted: Wanted<'_>,
    cancel: &CancellationToken,
    tell: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Reconciliation, SourceError> {
    let identity = account.identity().await?;
    let place = Place::of(&identity, account.region());
    // One name for each group, and each group once.
    let name = |group: &str| here(group, &place.region, &place.account);
    let mut log_groups: Vec<String> = Vec::new();
    for group in wanted.log_groups.iter().map(|group| name(group)) {
        if !log_groups.contains(&group) {
            log_groups.push(group);
        }
    }
    let known: Vec<Transcript> =
        wanted.known.iter().map(|one| Transcript { log_group: name(&one.log_group), ..one.clone() }).collect();
    let so_far = Mutex::new(Progress::default());
    let told = |change: &dyn Fn(&mut Progress)| {
        let now = {
            let mut so_far = so_far.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            change(&mut so_far);
            *so_far
        };
        tell(now);
    };
    let sessions = |count| told(&|so_far| so_far.sessions = count);
    let events = |count| told(&|so_far| so_far.events = count);
    let streams = |count| told(&|so_far| so_far.streams = count);
    let trail = async {
        match wanted.trail_log_group {
            Some(group) => {
                trail_events::query(account, place.clone(), group, (wanted.range, wanted.now), cancel, &events).await
            }
            None => trail_events::look_up(account, place.clone(), wanted.range, wanted.now, &events).await,
        }
    };
    let (history, trail, transcripts) = tokio::try_join!(
        history::read(account, wanted.range, wanted.now, &sessions),
        trail,
        transcripts::read(account, &log_groups, wanted.range, wanted.now, &streams),
    )?;
    let ((sessions, history_covered), (trail, trail_covered), (mut logs, transcripts_covered)) =
        (history, trail, transcripts);
    transcripts::complete(&mut logs.transcripts, &known);
    let range = Covered { start: wanted.range.start, end: wanted.range.end };
    let rows = reconcile(&Inputs {
        sessions: &sessions.sessions,
        events: &trail.events,
        are_credentials_read: trail.credentials.value().is_some() && trail.is_of_all_regions,
        transcripts: &logs.transcripts,
        log_groups: &log_groups,
        range: Some(range),
        history_covered: &history_covered,
        trail_covered: &trail_covered,
        transcripts_covered: &transcripts_covered,
        unread_groups: &logs.unread,
        kept: Kept {
            history: Some(history::kept(wanted.now)),
            // How long a log group keeps what a trail wrote, nobody was asked.
            trail: wanted.trail_log_group.is_none().then(|| trail_events::kept(wanted.now)),
        },
        asked_since: Some(match wanted.trail_log_group {
            Some(_) if history_covered.value().is_none() => since_billed(wanted.range),
            _ => since(wanted.range),
        }),
        setup: wanted.setup.map(|report| &report.facts),
        findings: wanted.setup.map_or(&[], |report| &report.findings),
        now: wanted.now,
    });
    Ok(Reconciliation {
        account: identity.account.unwrap_or_default(),
        region: account.region().to_owned(),
        caller: identity.caller_arn.unwrap_or_default(),
        at: wanted.now,
        range,
        history: history_covered,
        trail: trail_covered,
        transcripts: transcripts_covered,
        kept_since: wanted.setup.and_then(|report| report.facts.kept_since(&log_groups, wanted.now)),
        log_groups,
        trail_log_group: wanted.trail_log_group.map(str::to_owned),
        unread_groups: logs.unread,
        credentials: trail.credentials,
        broken_events: trail.broken,
        elsewhere: trail.elsewhere,
        broken_sessions: sessions.broken,
        rows,
    })
}
