//! What a person is told when CloudWatch Logs does not give what was asked.

use std::{
    collections::HashSet,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    emulator::{Emulator, EmulatorOptions},
    model::{GroupFilter, LogSource, Operation, QueryRequest, SourceError, SourceErrorKind, StreamOrder, TimeRange},
    worker::{Completeness, QueryProgress, WaitReason, run_query},
};
use tokio_util::sync::CancellationToken;

use crate::service::{GROUP, fill, now, put, start};

/// A service that gives one answer to each operation, whatever is asked.
pub struct Answering {
    endpoint: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Answering {
    pub fn with(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                answer_one(connection, &answer, &log);
            }
        });
        Self { endpoint, asked }
    }

    /// Every operation is refused so; STS has its own protocol and gets it too.
    fn refusing(status: u16, code: &str, more: &str) -> Self {
        let body = format!(r#"{{"__type": "{code}", "message": "{code} in AWS's words"{more}}}"#);
        Self::with(move |_| (status, body.clone()))
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    async fn client(&self) -> impl LogSource {
        connect(ConnectOptions::embedded(&self.endpoint)).await.unwrap()
    }

    fn asked(&self, operation: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == operation).count()
    }
}

fn answer_one(
    mut connection: TcpStream,
    answer: &impl Fn(&str) -> (u16, String),
    log: &Mutex<Vec<String>>,
) -> Option<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 8192];
    let (head, length) = loop {
        let count = connection.read(&mut buffer).ok().filter(|count| *count > 0)?;
        request.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let value = |name: &str| {
                let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(name))?;
                Some(line.split_once(':')?.1.trim().to_owned())
            };
            let length = value("content-length").and_then(|length| length.parse().ok()).unwrap_or(0_usize);
            let target = value("x-amz-target").unwrap_or_else(|| "Sts.GetCallerIdentity".to_owned());
            log.lock().unwrap().push(target.rsplit('.').next().unwrap_or_default().to_owned());
            break (head.len() + 4, length);
        }
    };
    while request.len() < head + length {
        let count = connection.read(&mut buffer).ok().filter(|count| *count > 0)?;
        request.extend_from_slice(&buffer[..count]);
    }
    let operation = log.lock().unwrap().last().cloned().unwrap_or_default();
    let (status, body) = answer(&operation);
    let reply = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.1\r\nx-amzn-requestid: request-7\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(reply.as_bytes()).ok()
}

fn request() -> QueryRequest {
    QueryRequest {
        log_groups: vec!["/g".to_owned()],
        range: TimeRange { start: 0, end: 60_000 },
        text: "fields x".to_owned(),
        limit: 10,
    }
}

async fn start_refused(status: u16, code: &str, more: &str) -> SourceError {
    Answering::refusing(status, code, more).client().await.start_query(&request()).await.unwrap_err()
}

#[tokio::test]
async fn a_missing_permission_is_named_with_its_action() {
    let service = Answering::refusing(400, "AccessDeniedException", "");
    let client = service.client().await;
    let groups = client.log_groups(&GroupFilter::default(), None).await.unwrap_err();
    let streams = client.log_streams("/g", None, StreamOrder::NewestEvent, None).await.unwrap_err();
    let query = client.start_query(&request()).await.unwrap_err();
    let record = client.log_record("ptr").await.unwrap_err();
    for (error, operation) in [
        (groups, Operation::DescribeLogGroups),
        (streams, Operation::DescribeLogStreams),
        (query, Operation::StartQuery),
        (record, Operation::GetLogRecord),
    ] {
        assert_eq!(error.kind, SourceErrorKind::AccessDenied { action: operation.iam_action().to_owned() });
        assert_eq!(error.operation, Some(operation));
        assert_eq!(error.request_id.as_deref(), Some("request-7"));
        assert!(error.detail.contains("in AWS's words"), "{}", error.detail);
    }
}

#[tokio::test]
async fn each_refusal_of_aws_is_known_for_what_it_is() {
    let region = || "us-east-1".to_owned();
    for (status, code, kind) in [
        (400, "ExpiredTokenException", SourceErrorKind::CredentialsExpired),
        (403, "ExpiredToken", SourceErrorKind::CredentialsExpired),
        (400, "UnrecognizedClientException", SourceErrorKind::CredentialsInvalid),
        (400, "InvalidSignatureException", SourceErrorKind::CredentialsInvalid),
        (400, "OptInRequired", SourceErrorKind::RegionUnusable { region: region() }),
        (400, "ResourceNotFoundException", SourceErrorKind::NotFound { resource: "/g".to_owned() }),
        (400, "ThrottlingException", SourceErrorKind::Throttled),
        (400, "LimitExceededException", SourceErrorKind::TooManyQueries),
        (503, "ServiceUnavailableException", SourceErrorKind::ServiceFault),
        (500, "InternalFailure", SourceErrorKind::ServiceFault),
        (400, "SomethingNew", SourceErrorKind::Refused { code: "SomethingNew".to_owned() }),
    ] {
        assert_eq!(start_refused(status, code, "").await.kind, kind, "{code}");
    }
}

#[tokio::test]
async fn a_malformed_query_keeps_its_place() {
    let more =
        r#", "queryCompileError": {"location": {"startCharOffset": 7, "endCharOffset": 8}, "message": "unexpected x"}"#;
    let error = start_refused(400, "MalformedQueryException", more).await;
    let message = "unexpected x".to_owned();
    assert_eq!(error.kind, SourceErrorKind::MalformedQuery { span: Some(7..8), message });
    let error = start_refused(400, "MalformedQueryException", "").await;
    let message = "MalformedQueryException in AWS's words".to_owned();
    assert_eq!(error.kind, SourceErrorKind::MalformedQuery { span: None, message });
}

#[tokio::test]
async fn the_class_of_the_group_decides_and_not_the_code() {
    for code in ["InvalidParameterException", "ValidationException", "InvalidOperationException"] {
        for (class, kind) in [
            ("DELIVERY", SourceErrorKind::ClassForbids),
            ("INFREQUENT_ACCESS", SourceErrorKind::Refused { code: code.to_owned() }),
        ] {
            let refusal = format!(r#"{{"__type": "{code}", "message": "no"}}"#);
            let groups = format!(r#"{{"logGroups": [{{"logGroupName": "/g", "logGroupClass": "{class}"}}]}}"#);
            let service = Answering::with(move |operation| match operation {
                "DescribeLogGroups" => (200, groups.clone()),
                _ => (400, refusal.clone()),
            });
            let error = service.client().await.start_query(&request()).await.unwrap_err();
            assert_eq!(error.kind, kind, "{code} {class}");
        }
    }
}

#[tokio::test]
async fn a_dead_endpoint_shows_quickly() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let client = connect(ConnectOptions::embedded(&endpoint)).await.unwrap();
    let began = Instant::now();
    let error = client.identity().await.unwrap_err();
    assert_eq!(error.kind, SourceErrorKind::Unreachable { endpoint: endpoint.clone() });
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    let began = Instant::now();
    let error = client.log_groups(&GroupFilter::default(), None).await.unwrap_err();
    assert_eq!(error.kind, SourceErrorKind::Unreachable { endpoint });
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_answer_in_another_language_is_no_answer() {
    let service = Answering::with(|_| (200, "<html>Please sign in to the hotel's network</html>".to_owned()));
    let error = service.client().await.log_groups(&GroupFilter::default(), None).await.unwrap_err();
    assert_eq!(error.kind, SourceErrorKind::Unreachable { endpoint: service.endpoint.clone() });
    let service = Answering::with(|_| (404, "<html>no such page</html>".to_owned()));
    let error = service.client().await.log_groups(&GroupFilter::default(), None).await.unwrap_err();
    assert_eq!(error.kind, SourceErrorKind::Refused { code: "HTTP 404".to_owned() });
}

#[tokio::test]
async fn a_place_without_sts_proves_itself_by_its_logs() {
    let service = Answering::with(|operation| match operation {
        "DescribeLogGroups" => (200, r#"{"logGroups": []}"#.to_owned()),
        _ => (404, "no STS here".to_owned()),
    });
    let identity = service.client().await.identity().await.unwrap();
    assert_eq!((identity.account, identity.endpoint), (None, Some(service.endpoint.clone())));
}

#[tokio::test]
async fn a_throttled_listing_waits_and_goes_on() {
    let refusals = Mutex::new(4);
    let service = Answering::with(move |_| {
        let mut left = refusals.lock().unwrap();
        if *left == 0 {
            return (200, r#"{"logGroups": [{"logGroupName": "/g"}]}"#.to_owned());
        }
        *left -= 1;
        (400, r#"{"__type": "ThrottlingException", "message": "Rate exceeded"}"#.to_owned())
    });
    let page = service.client().await.log_groups(&GroupFilter::default(), None).await.unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!(service.asked("DescribeLogGroups"), 5);
}

#[tokio::test]
async fn stopping_what_has_ended_is_no_error() {
    let service = Answering::refusing(400, "InvalidParameterException", "");
    service.client().await.stop_query(&session_lens::model::QueryId("q".to_owned())).await.unwrap();
}

#[tokio::test]
async fn no_token_of_the_caller_comes_back_in_an_error() {
    let words = "Canonical String: POST\\nx-amz-security-token:IQoJb3JpZ2luX2VjSECRET";
    let body = format!(r#"{{"__type": "InvalidSignatureException", "message": "{words}"}}"#);
    let service = Answering::with(move |_| (400, body.clone()));
    let error = service.client().await.start_query(&request()).await.unwrap_err();
    assert!(!error.detail.contains("SECRET") && error.detail.contains("[removed]"), "{}", error.detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_ten_thousand_are_joined() {
    let service = start().await;
    fill(&service, &[]).await;
    for batch in 0..5 {
        let messages: Vec<String> =
            (0..5_000).map(|index| format!("event {batch} {index} {}", "x".repeat(100))).collect();
        put(&service, &messages.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap());
    let request = QueryRequest {
        log_groups: vec![GROUP.to_owned()],
        range: TimeRange::last_days(1, now() + 60_000),
        text: "fields @message".to_owned(),
        limit: 100_000,
    };
    let began = Instant::now();
    let mut pages = 0;
    let run = run_query(&source, &request, &CancellationToken::new(), |step| pages = step.pages_read).await.unwrap();
    let different: HashSet<_> = run.rows.iter().collect();
    assert_eq!((run.rows.len(), different.len(), pages, run.completeness), (25_000, 25_000, 3, Completeness::Complete));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let cut = QueryRequest { limit: 7, ..request };
    let run = run_query(&source, &cut, &CancellationToken::new(), |_| {}).await.unwrap();
    assert_eq!((run.rows.len(), run.completeness), (7, Completeness::LimitReached { limit: 7 }));
}

/// Runs so many queries at once; all have to come back. Gives the reasons that they waited for.
async fn at_once(count: usize, options: EmulatorOptions) -> HashSet<WaitReason> {
    let service = Emulator::start(options).await.unwrap();
    fill(&service, &["x"]).await;
    let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap());
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..count {
        let source = Arc::clone(&source);
        running.spawn(async move {
            let range = TimeRange::last_days(1, now() + 60_000);
            let request = QueryRequest { log_groups: vec![GROUP.to_owned()], range, ..request() };
            let mut waited = HashSet::new();
            let waits = |step: QueryProgress| waited.extend(step.waiting.map(|waiting| waiting.reason));
            let run = run_query(&source, &request, &CancellationToken::new(), waits).await;
            assert_eq!(run.map(|run| run.rows.len()), Ok(1));
            waited
        });
    }
    running.join_all().await.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn more_requests_than_aws_takes_are_paced() {
    let waited = at_once(24, EmulatorOptions { query_delay: Duration::ZERO, ..EmulatorOptions::default() }).await;
    assert_eq!(waited, HashSet::from([WaitReason::Throttled]));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_queries_than_the_account_may_have_wait_for_a_place() {
    let query_delay = Duration::from_millis(400);
    let options = EmulatorOptions { query_delay, throttle: false, concurrent_queries: 2, ..EmulatorOptions::default() };
    assert_eq!(at_once(5, options).await, HashSet::from([WaitReason::TooManyQueries]));
}

#[tokio::test]
async fn a_group_that_was_deleted_meanwhile_is_named() {
    let service = start().await;
    fill(&service, &["x"]).await;
    let client = connect(ConnectOptions::demo(&service.endpoint())).await.unwrap();
    let not_found = SourceErrorKind::NotFound { resource: "/gone".to_owned() };
    let streams = client.log_streams("/gone", None, StreamOrder::NewestEvent, None).await.unwrap_err();
    let query = QueryRequest { log_groups: vec!["/gone".to_owned()], ..request() };
    assert_eq!(streams.kind, not_found);
    assert_eq!(client.start_query(&query).await.unwrap_err().kind, not_found);
}
