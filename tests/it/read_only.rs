//! The program reads and never writes: what it may call is one list, and it calls nothing else.

use std::{collections::BTreeSet, sync::Arc};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    model::{EventsRequest, GroupFilter, LogSource, Operation, QueryRequest, SourceErrorKind, StreamOrder, TimeRange},
    worker::run_query,
};
use tokio_util::sync::CancellationToken;

use crate::service::{GROUP, fill, now, start};

#[tokio::test]
async fn the_service_sees_no_operation_outside_the_list() {
    let service = start().await;
    fill(&service, &["one", "two"]).await;
    let before = service.operations_called();

    let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::embedded(service.endpoint())).await.unwrap());
    source.identity().await.unwrap();
    source.log_groups(&GroupFilter::default(), None).await.unwrap();
    for (prefix, order) in [(None, StreamOrder::NewestEvent), (Some("h"), StreamOrder::Name)] {
        source.log_streams(GROUP, prefix, order, None).await.unwrap();
    }
    let request = QueryRequest {
        log_groups: vec![GROUP.to_owned()],
        range: TimeRange::last_days(1, now() + 60_000),
        text: "fields @message".to_owned(),
        limit: 10,
    };
    let run = run_query(&source, &request, &CancellationToken::new(), |_| {}).await.unwrap();
    assert_eq!(run.rows.len(), 2);
    let (_, ptr) = run.rows[0].iter().find(|(field, _)| field == "@ptr").unwrap();
    let record = source.log_record(ptr).await.unwrap();
    assert!(record.iter().any(|(field, value)| field == "@message" && value == "two" || value == "one"));
    let events = EventsRequest { log_group: GROUP.to_owned(), range: request.range, limit: 10 };
    let refused = source.filter_log_events(&events, None).await.unwrap_err();
    assert_eq!(refused.kind, SourceErrorKind::ClassForbids, "the group is of the class Infrequent Access");
    source.query_definitions(None).await.unwrap();
    let query = source.start_query(&request).await.unwrap();
    source.stop_query(&query).await.unwrap();

    // Those of the setup check are driven by tests of their own (`setup.rs`).
    let of_setup = [Operation::GetDataProtectionPolicy, Operation::GetTransformer, Operation::DescribeAccountPolicies];
    let allowed: BTreeSet<&str> = Operation::ALL
        .iter()
        .filter(|operation| ["CloudWatch Logs", "STS"].contains(&operation.service()) && !of_setup.contains(operation))
        .map(|operation| operation.name())
        .collect();
    let after = service.operations_called();
    let called: BTreeSet<&str> = after
        .iter()
        .filter(|(name, count)| **count > before.get(*name).copied().unwrap_or(0))
        .map(|(name, _)| name.as_str())
        .collect();
    let outside: Vec<_> = called.difference(&allowed).collect();
    assert!(outside.is_empty(), "{outside:?}");
    let driven: Vec<_> = allowed.intersection(&called).collect();
    assert_eq!(driven.len(), allowed.len(), "driven: {driven:?}");
}

#[test]
fn the_iam_policy_allows_exactly_the_list() {
    let policy: serde_json::Value = serde_json::from_str(include_str!("../../assets/iam-policy.json")).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    assert!(statements.iter().all(|statement| statement["Effect"] == "Allow"));
    let allowed: Vec<&str> = statements
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap())
        .collect();
    let needed: BTreeSet<&str> = Operation::ALL
        .iter()
        .filter(|operation| **operation != Operation::GetCallerIdentity) // AWS allows it to everyone
        .map(|operation| operation.iam_action())
        .collect();
    assert_eq!(allowed.len(), needed.len(), "an action stands there twice");
    assert_eq!(allowed.into_iter().collect::<BTreeSet<_>>(), needed);
}

#[test]
fn every_allowed_operation_only_reads() {
    for operation in Operation::ALL {
        let name = operation.name();
        let reads = ["Describe", "Get", "List", "Lookup", "Simulate"].iter().any(|verb| name.starts_with(verb));
        // A query reads; AWS has no other word for beginning and ending one. FilterLogEvents gives events.
        let other = [Operation::StartQuery, Operation::StopQuery, Operation::FilterLogEvents];
        assert!(reads || other.contains(&operation), "{name}");
    }
}
