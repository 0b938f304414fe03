
/// What a future gives that never waits.
fn now<T>(mut future: crate::model::SourceFuture<'_, T>) -> Result<T, crate::model::SourceError> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(answer) = future.as_mut().poll(&mut context) else { panic!("it waits") };
    answer
}

#[test]
fn a_case_is_a_place_that_has_logs() {
    use crate::model::{GroupFilter, LogSource, QueryRequest, QueryStatus, SourceErrorKind, StreamOrder, TimeRange};

    let folder = tempfile::tempdir().unwrap();
    let case = Case::create(&folder.path().join("a.case")).unwrap();
    add(&case, "a", &events(0, 25_000));
    let source = CaseSource::new(std::sync::Arc::new(case));
    assert_eq!(now(source.identity()).unwrap().account.as_deref(), Some("1"));
    let groups = now(source.log_groups(&GroupFilter::default(), None)).unwrap();
    assert_eq!(groups.items.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["/ssm"]);
    let streams = now(source.log_streams("/ssm", Some("o"), StreamOrder::Name, None)).unwrap();
    assert_eq!((streams.items.len(), streams.items[0].first_event_time), (1, Some(1000)));

    let mut request = QueryRequest {
        log_groups: vec!["arn:aws:logs:r:1:log-group:/ssm:*".to_owned()],
        range: TimeRange { start: 1000, end: 24_001_000 },
        text: "fields @message | sort @timestamp asc".to_owned(),
        limit: 100_000,
    };
    let id = now(source.start_query(&request)).unwrap();
    let (mut rows, mut token) = (Vec::new(), None);
    loop {
        let page = now(source.query_results(&id, token.as_deref())).unwrap();
        if page.status == QueryStatus::Running {
            std::thread::yield_now();
            continue;
        }
        assert_eq!(page.status, QueryStatus::Complete);
        rows.extend(page.rows);
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(rows.len(), 24_000);
    let pointer = &rows[0].iter().find(|(name, _)| name == "@ptr").unwrap().1;
    let record = now(source.log_record(pointer)).unwrap();
    assert!(record.contains(&("@timestamp".to_owned(), "1000".to_owned())), "{record:?}");
    assert!(now(source.log_record("case-9999-000")).is_err());

    request.text = "fields |".to_owned();
    let refused = now(source.start_query(&request)).unwrap_err();
    assert!(matches!(refused.kind, SourceErrorKind::MalformedQuery { .. }));
    request.text = "stats count(*)".to_owned();
    request.log_groups = vec!["/other".to_owned()];
    let id = now(source.start_query(&request)).unwrap();
    now(source.stop_query(&id)).unwrap();
}
