//! A message that the service cuts is fetched whole, or said to be cut.

use std::{collections::HashSet, sync::Arc, time::Duration};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    emulator::{Emulator, EmulatorOptions},
    model::{LogSource, TimeRange},
    worker::{Completeness, events_query, into_events, run_query},
};
use tokio_util::sync::CancellationToken;

use crate::service::{GROUP, fill, now};

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_come_shortened_are_fetched_whole_or_counted() {
    let options = EmulatorOptions {
        longest_value: Some(1_000),
        query_delay: Duration::from_millis(10),
        throttle: false,
        ..EmulatorOptions::default()
    };
    let service = Emulator::start(options).await.unwrap();
    let long = format!("{}終", "長い".repeat(2_000));
    fill(&service, &["short", &long, &long]).await;
    let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap());
    let request = events_query(vec![GROUP.to_owned()], TimeRange::last_days(1, now() + 60_000), "");

    let mut told = Vec::new();
    let run =
        run_query(&source, &request, &CancellationToken::new(), |step| told.extend(step.shortened)).await.unwrap();
    assert_eq!((run.rows.len(), run.completeness), (3, Completeness::Complete));
    assert_eq!(told.last(), Some(&(2, 2)));
    let messages: HashSet<String> = into_events(run.rows).into_iter().map(|event| event.message).collect();
    assert_eq!(messages, HashSet::from(["short".to_owned(), long]));

    service.refuse("GetLogRecord", "AccessDeniedException", "not authorized to perform: logs:GetLogRecord");
    let run = run_query(&source, &request, &CancellationToken::new(), |_| {}).await.unwrap();
    assert_eq!((run.rows.len(), run.completeness), (3, Completeness::ShortMessages { count: 2 }));
}
