//! Every procedure finds in the demo, through the real client, what the others say is there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    emulator::{Emulator, EmulatorData, EmulatorOptions},
    model::{LogSource, MAX_QUERY_ROWS, QueryRequest, ResultSet, TimeRange},
    procedures::{Procedure, built_in},
    worker::run_query,
};
use tokio_util::sync::CancellationToken;

use crate::service::{GROUP, now};

struct Demo {
    _service: Emulator,
    source: Arc<dyn LogSource>,
    range: TimeRange,
}

impl Demo {
    async fn start() -> Self {
        let now_ms = now();
        let options = EmulatorOptions {
            data: EmulatorData::Demo { seed: 1, now_ms },
            query_delay: Duration::from_millis(10),
            throttle: false,
            ..EmulatorOptions::default()
        };
        let service = Emulator::start(options).await.unwrap();
        let source = Arc::new(connect(ConnectOptions::embedded(service.endpoint())).await.unwrap());
        Self { _service: service, source, range: TimeRange::last_days(10, now_ms) }
    }

    async fn rows(&self, id: &str, given: &[(&str, &str)]) -> ResultSet {
        let procedure: &Procedure = built_in().iter().find(|procedure| procedure.id == id).unwrap();
        self.rows_of(procedure, GROUP, &[&[("limit", "100000")], given].concat()).await
    }

    async fn rows_of(&self, procedure: &Procedure, log_group: &str, given: &[(&str, &str)]) -> ResultSet {
        let given = given.iter();
        let values: BTreeMap<String, String> =
            given.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request = QueryRequest {
            log_groups: vec![log_group.to_owned()],
            range: self.range,
            text: procedure.fill(&values).unwrap().text,
            limit: MAX_QUERY_ROWS,
        };
        let run = run_query(&self.source, &request, &CancellationToken::new(), |_| {}).await.unwrap();
        ResultSet::from_query_rows(procedure.decode.apply(run.rows))
    }
}

fn column<'s>(set: &'s ResultSet, name: &str) -> Vec<&'s str> {
    let place = set.column(name).unwrap_or_else(|| panic!("no column {name}"));
    (0..set.row_count()).map(|row| set.cell(row, place).unwrap_or_default()).collect()
}

fn sum<'s>(counts: impl IntoIterator<Item = &'s str>) -> usize {
    counts.into_iter().map(|count| count.parse::<usize>().unwrap()).sum()
}

/// The value that stands most often in a column, and the number of events beside it.
fn busiest<'s>(sessions: &'s ResultSet, name: &str) -> (&'s str, usize) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (value, events) in column(sessions, name).into_iter().zip(column(sessions, "events")) {
        *counts.entry(value).or_default() += sum([events]);
    }
    counts.into_iter().filter(|(value, _)| !value.is_empty()).max_by_key(|(_, events)| *events).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_procedures_find_agrees() {
    let demo = Demo::start().await;
    let sessions = demo.rows("sessions-in-period", &[]).await;
    let events = sum(column(&sessions, "events"));
    assert!(sessions.row_count() > 50 && events > 500, "{} sessions, {events} events", sessions.row_count());

    let (user, of_user) = busiest(&sessions, "osUser");
    let rows = demo.rows("user-activity", &[("user", user)]).await;
    assert_eq!(rows.row_count(), of_user);
    assert!(column(&rows, "runAsUser").iter().all(|shown| *shown == user));

    let (principal, of_principal) = busiest(&sessions, "principal");
    let rows = demo.rows("principal-activity", &[("principal", principal)]).await;
    assert_eq!(rows.row_count(), of_principal);

    let activity = demo.rows("activity-per-hour", &[]).await;
    assert_eq!(sum(column(&activity, "events")), events);

    let (session, of_session) = busiest(&sessions, "@logStream");
    for id in ["session-typed", "session-typed-console", "session-latest"] {
        let rows = demo.rows(id, &[("session", session)]).await;
        assert_eq!(rows.row_count(), of_session, "{id}");
    }

    // Of an uploaded session only the first event names the instance.
    let (instance, of_instance) = busiest(&sessions, "instance");
    let rows = demo.rows("instance-activity", &[("instance", instance)]).await;
    assert!((1..=of_instance).contains(&rows.row_count()), "{} of {of_instance}", rows.row_count());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_is_found_in_every_event_that_shows_it() {
    let demo = Demo::start().await;
    let sessions = demo.rows("sessions-in-period", &[]).await;
    // The demo's recorded sessions have JSON, quotes and markup in them; ask for them as they read.
    let mut shown = 0;
    let mut texts: Vec<(String, String)> = Vec::new();
    for session in column(&sessions, "@logStream").into_iter().take(400) {
        if session.starts_with("dev-21-") || session.starts_with("batch-") {
            let rows = demo.rows("session-typed", &[("session", session)]).await;
            let pairs = column(&rows, "@ptr").into_iter().zip(column(&rows, "sessionData"));
            texts.extend(pairs.map(|(pointer, text)| (pointer.to_owned(), text.to_owned())));
        }
    }
    for word in ["<a href=", "\"note\"", " && ", "\\d{4}", "</", "] \""] {
        let found = demo.rows("text-search", &[("word", word), ("letterCase", "same")]).await;
        let found = column(&found, "@ptr");
        for (pointer, text) in texts.iter().filter(|(_, text)| text.contains(word)) {
            assert!(found.contains(&pointer.as_str()), "{word} in {text}");
            shown += 1;
        }
    }
    assert!(shown > 4, "the demo shows these words {shown} times only");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organisations_saved_queries_are_forms_too() {
    let demo = Demo::start().await;
    let definitions = demo.source.query_definitions(None).await.unwrap().items;
    let saved: Vec<Procedure> = definitions.iter().map(Procedure::from_definition).collect();
    assert!(saved.len() > 3, "{}", saved.len());
    let sessions = demo.rows("sessions-in-period", &[]).await;
    let (session, of_session) = busiest(&sessions, "@logStream");
    for procedure in &saved {
        // What needs a value says so; with it, only that session's events come.
        let needs: Vec<&str> = procedure
            .parameters
            .iter()
            .filter(|parameter| parameter.default.is_none())
            .map(|parameter| parameter.name.as_str())
            .collect();
        assert_eq!(procedure.fill(&BTreeMap::new()).is_err(), !needs.is_empty(), "{}", procedure.name.en);
        let given: Vec<(&str, &str)> = needs.iter().map(|name| (*name, session)).collect();
        let log_group = procedure.log_groups.first().map_or(GROUP, String::as_str);
        let rows = demo.rows_of(procedure, log_group, &given).await;
        assert!(!rows.is_empty(), "{}", procedure.name.en);
        if needs == ["session"] {
            assert_eq!(rows.row_count(), of_session);
            let hostile = [("session", "x\" or 1=1 | stats count(*) #")];
            assert!(demo.rows_of(procedure, log_group, &hostile).await.is_empty());
        }
    }
}
