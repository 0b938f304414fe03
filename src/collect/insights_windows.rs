//! Windows through Logs Insights.

use std::sync::{Arc, atomic::Ordering};

use super::{
    CollectError, CollectVia, Counts, Part, Plan, WindowRecord,
    ask::{Asked, took_too_long},
    drive::Collector,
    lane::{Lane, Outcome},
    query, split, whole,
};
use crate::{
    cloudwatch::{Completeness, QueryRun, into_events},
    model::{LogEvent, TimeRange},
};

impl Collector {
    /// Goes through a part of the time range.
    pub(super) async fn through_insights(self: &Arc<Self>, plan: &Plan, part: TimeRange) -> Result<(), CollectError> {
        let mut lane = Lane::new(part);
        // Windows are made so many times shorter, where AWS takes too long for a whole one.
        let mut shorter = 0_u32;
        while !lane.is_done() {
            let mut window = lane.next_window(&plan.counts, u64::from(self.limit.load(Ordering::Relaxed)));
            window.end = window.end.min(window.start + ((window.end - window.start) >> shorter).max(1));
            match self.window(plan, window).await {
                Ok(outcome) => {
                    lane.advance(&plan.counts, outcome);
                    shorter = shorter.saturating_sub(1);
                }
                Err(CollectError::Source(error)) if took_too_long(&error) && shorter < 16 => shorter += 3,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn window(self: &Arc<Self>, plan: &Plan, window: TimeRange) -> Result<Outcome, CollectError> {
        let limit = self.limit.load(Ordering::Relaxed);
        let only = plan.after.map(query::taken_in_after);
        let mut asked = self.ask(&query::rows(&self.groups, window, only.as_deref(), limit)).await?;
        let matched = whole(asked.run.statistics.records_matched);
        let came = asked.run.rows.len() as u64;
        self.learn_limit(came, matched);
        let short = short_messages(&asked.run);
        let events = sorted(window, into_events(std::mem::take(&mut asked.run.rows)))?;
        let Some(part) = Part::of(plan, window, events, matched, u64::from(limit)) else {
            return self.millisecond(plan, window.start, asked).await;
        };
        let record = WindowRecord {
            start: window.start,
            end: part.until,
            via: CollectVia::Insights,
            requests: 0,
            query_ids: asked.query_ids,
            rows: part.events.len() as u64,
            late: part.late,
            records_matched: matched,
            bytes_scanned: asked.bytes,
            is_cut: part.is_cut,
            short_messages: short,
        };
        let outcome = Outcome {
            until: part.until,
            in_last_step: in_last_step(&plan.counts, part.until, &part.events),
            rows: record.rows,
            is_cut: part.is_cut,
        };
        self.commit(record, part.events).await?;
        Ok(outcome)
    }

    /// One millisecond with more events than a query gives.
    async fn millisecond(self: &Arc<Self>, plan: &Plan, at: i64, first: Asked) -> Result<Outcome, CollectError> {
        let window = TimeRange { start: at, end: at + 1 };
        let limit = self.limit.load(Ordering::Relaxed);
        let mut record = WindowRecord {
            start: at,
            end: at + 1,
            query_ids: first.query_ids,
            bytes_scanned: first.bytes,
            ..WindowRecord::default()
        };
        let counted = self.ask(&query::streams(&self.groups, window, limit)).await?;
        record.query_ids.extend(counted.query_ids);
        record.bytes_scanned += counted.bytes;
        let streams = query::into_streams(&counted.run.rows)
            .ok_or_else(|| CollectError::Answer("a row has no log stream or no number".to_owned()))?;
        let mut events: Vec<LogEvent> = Vec::new();
        // A condition, and how far it is split by what messages hash to.
        let mut left: Vec<(String, String)> = split::by_streams(&streams, u64::from(limit))
            .into_iter()
            .map(|names| (query::of_streams(&names), String::new()))
            .collect();
        while let Some((streams, hash)) = left.pop() {
            let conditions = [
                Some(streams.clone()),
                (!hash.is_empty()).then(|| query::of_hash(&hash)),
                plan.after.map(query::taken_in_after),
            ];
            let only = conditions.into_iter().flatten().collect::<Vec<_>>().join(" and ");
            let mut asked = self.ask(&query::rows(&self.groups, window, Some(&only), limit)).await?;
            record.query_ids.append(&mut asked.query_ids);
            record.bytes_scanned += asked.bytes;
            let matched = whole(asked.run.statistics.records_matched);
            let came = asked.run.rows.len() as u64;
            self.learn_limit(came, matched);
            if (matched > came || came >= u64::from(limit))
                && let Some(quarters) = split::by_hash(&hash)
            {
                left.extend(quarters.map(|quarter| (streams.clone(), quarter)));
                continue;
            }
            record.records_matched += matched;
            record.short_messages += short_messages(&asked.run);
            events.extend(sorted(window, into_events(asked.run.rows))?);
        }
        let part = Part::until(plan, events, at + 1, true);
        record.rows = part.events.len() as u64;
        record.late = part.late;
        let outcome = Outcome {
            until: at + 1,
            in_last_step: in_last_step(&plan.counts, at + 1, &part.events),
            rows: record.rows,
            is_cut: true,
        };
        self.commit(record, part.events).await?;
        Ok(outcome)
    }
}

/// Messages of a run that came shortened and stayed so.
fn short_messages(run: &QueryRun) -> u64 {
    match run.completeness {
        Completeness::ShortMessages { count } => count as u64,
        _ => 0,
    }
}

/// In the order of time; none may lie outside of the window.
fn sorted(window: TimeRange, mut events: Vec<LogEvent>) -> Result<Vec<LogEvent>, CollectError> {
    if let Some(outside) = events.iter().find(|event| !window.contains(event.timestamp)) {
        let why = format!("an event of {} lies outside of {}..{}", outside.timestamp, window.start, window.end);
        return Err(CollectError::Answer(why));
    }
    events.sort_by_key(|event| event.timestamp);
    Ok(events)
}

pub(super) fn in_last_step(counts: &Counts, until: i64, events: &[LogEvent]) -> u64 {
    let Some(place) = counts.step_of(until) else { return 0 };
    let Some((start, _)) = counts.steps.get(place) else { return 0 };
    (events.len() - events.partition_point(|event| event.timestamp < *start)) as u64
}
