//! The live client against moto, a CloudWatch Logs that nobody here wrote.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    collect::{CollectOptions, CollectTask, CollectVia, CollectionScope, CollectionStore, MemoryStore, collect},
    model::{EventsRequest, GroupFilter, LogSource, QueryRequest, QueryStatus, StreamOrder, TimeRange},
    worker::{Completeness, run_query},
};
use tokio_util::sync::CancellationToken;

use crate::parties;

const GROUP: &str = "/aws/ssm/session-logs";
const STREAM: &str = "hanako-0123456789abcdef0";

/// A server of moto on a free port, ended with the test.
struct Moto {
    server: Child,
    endpoint: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ended = self.server.kill();
        let _ended = self.server.wait();
    }
}

impl Moto {
    /// `None` where moto is not installed and nobody insists.
    fn start() -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut server = match server {
            Ok(server) => server,
            Err(error) => {
                parties::missing("moto_server", error, "pip install 'moto[server]' brings it");
                return None;
            }
        };
        let mut said = BufReader::new(server.stderr.take().unwrap()).lines();
        let up = said.by_ref().map_while(Result::ok).any(|line| line.contains("Running on"));
        assert!(up, "moto_server ended at once");
        // Its log would fill the pipe otherwise.
        std::thread::spawn(move || said.for_each(drop));
        Some(Self { server, endpoint: format!("http://127.0.0.1:{port}") })
    }

    /// The program only reads: another client has to bring the logs in.
    fn aws(&self, arguments: &[&str]) {
        let output = Command::new("aws")
            .args(["--endpoint-url", &self.endpoint, "--region", "us-east-1"])
            .args(arguments)
            .env("AWS_ACCESS_KEY_ID", "testing")
            .env("AWS_SECRET_ACCESS_KEY", "testing")
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("AWS_PROFILE")
            .output()
            .unwrap();
        assert!(output.status.success(), "aws {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[tokio::test]
async fn groups_streams_and_a_query_come_from_moto() {
    let Some(moto) = Moto::start() else { return };
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    moto.aws(&["logs", "create-log-group", "--log-group-name", GROUP]);
    moto.aws(&["logs", "create-log-group", "--log-group-name", "/other"]);
    moto.aws(&["logs", "create-log-stream", "--log-group-name", GROUP, "--log-stream-name", STREAM]);
    let events = serde_json::json!([
        {"timestamp": now - 20_000, "message": "first 日本語"},
        {"timestamp": now - 10_000, "message": "second \u{1b}[31m"},
    ]);
    let events = events.to_string();
    moto.aws(&[
        "logs",
        "put-log-events",
        "--log-group-name",
        GROUP,
        "--log-stream-name",
        STREAM,
        "--log-events",
        &events,
    ]);

    let began = Instant::now();
    let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::embedded(&moto.endpoint)).await.unwrap());
    let identity = source.identity().await.unwrap();
    assert_eq!(identity.account.as_deref(), Some("123456789012"));
    assert_eq!(identity.endpoint.as_deref(), Some(moto.endpoint.as_str()));

    let filter = GroupFilter { name_prefix: Some("/aws/ssm".to_owned()), ..GroupFilter::default() };
    let groups = source.log_groups(&filter, None).await.unwrap();
    assert_eq!(groups.items.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), [GROUP]);
    assert!(groups.items[0].arn.as_deref().is_some_and(|arn| arn.ends_with(GROUP)));

    for order in [StreamOrder::NewestEvent, StreamOrder::Name] {
        let streams = source.log_streams(GROUP, None, order, None).await.unwrap();
        assert_eq!(streams.items.iter().map(|stream| stream.name.as_str()).collect::<Vec<_>>(), [STREAM]);
        assert_eq!(streams.items[0].last_event_time, Some(now - 10_000));
    }

    let request = QueryRequest {
        log_groups: vec![GROUP.to_owned()],
        range: TimeRange { start: now - 3_600_000, end: now },
        text: "fields @timestamp, @message | sort @timestamp asc".to_owned(),
        limit: 100,
    };
    let run = run_query(&source, &request, &CancellationToken::new(), |_| {}).await.unwrap();
    assert_eq!((run.status, run.completeness), (QueryStatus::Complete, Completeness::Complete));
    let messages: Vec<_> =
        run.rows.iter().flatten().filter(|(field, _)| field == "@message").map(|(_, value)| value.as_str()).collect();
    assert_eq!(messages, ["first 日本語", "second \u{1b}[31m"]);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());

    let gone = source.log_streams("/gone", None, StreamOrder::Name, None).await.unwrap_err();
    assert_eq!(gone.kind, session_lens::model::SourceErrorKind::NotFound { resource: "/gone".to_owned() });
}

#[tokio::test]
async fn events_come_from_moto_directly_page_by_page() {
    let Some(moto) = Moto::start() else { return };
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    moto.aws(&["logs", "create-log-group", "--log-group-name", GROUP]);
    let mut expected = Vec::new();
    for stream in [STREAM, "jiro-0123456789abcdef1"] {
        moto.aws(&["logs", "create-log-stream", "--log-group-name", GROUP, "--log-stream-name", stream]);
        // The same text in the same millisecond of both streams, and twice in each.
        let events: Vec<_> = (0..20_i64)
            .map(|number| serde_json::json!({"timestamp": now - 60_000 + number / 2, "message": "行"}))
            .collect();
        expected.extend(events.iter().map(|event| (event["timestamp"].as_i64().unwrap(), stream.to_owned())));
        let events = serde_json::Value::from(events).to_string();
        moto.aws(&[
            "logs",
            "put-log-events",
            "--log-group-name",
            GROUP,
            "--log-stream-name",
            stream,
            "--log-events",
            &events,
        ]);
    }
    expected.sort();
    let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::embedded(&moto.endpoint)).await.unwrap());

    // Neither the first millisecond before the range nor that of its end, whatever `endTime` means here.
    let range = TimeRange { start: now - 60_000 + 2, end: now - 60_000 + 7 };
    let request = EventsRequest { log_group: GROUP.to_owned(), range, limit: 3 };
    let (mut found, mut token) = (Vec::new(), None);
    loop {
        let page = source.filter_log_events(&request, token.as_deref()).await.unwrap();
        found.extend(page.items);
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(found.len(), 20, "{found:?}");
    assert!(found.iter().all(|event| range.contains(event.timestamp) && event.message == "行"));

    let scope = CollectionScope { log_groups: vec![GROUP.to_owned()], start: now - 60_500, end: now - 59_500 };
    let task = CollectTask { scope, via: CollectVia::FilterLogEvents, after: None };
    let store: Arc<Mutex<MemoryStore>> = Arc::default();
    let shared: Arc<Mutex<dyn CollectionStore>> = store.clone();
    let options = CollectOptions { rows_per_query: 6, ..CollectOptions::new(now + 3_600_000) };
    let proof = collect(source, shared, &task, options, &CancellationToken::new(), |_| ()).await.unwrap();
    let store = store.lock().unwrap();
    let mut came: Vec<_> = store.events.iter().map(|event| (event.timestamp, event.log_stream.clone())).collect();
    came.sort();
    assert_eq!(came, expected, "{proof:?}");
    assert!(store.events.iter().all(|event| event.log == format!("123456789012:{GROUP}")));
    // Its Insights cannot count: then nothing is called complete.
    assert!(!proof.complete || proof.counted == 40, "{proof:?}");
}

/// A document and groups that somebody else's service keeps; of what it does not know, that it could not be read.
#[tokio::test(flavor = "multi_thread")]
async fn the_setup_check_reads_motos_document_and_groups() {
    use session_lens::setup::{FindingKind, Requirements, aws, check};

    let Some(moto) = Moto::start() else { return };
    moto.aws(&["logs", "create-log-group", "--log-group-name", GROUP]);
    moto.aws(&["logs", "put-retention-policy", "--log-group-name", GROUP, "--retention-in-days", "30"]);
    moto.aws(&["s3api", "create-bucket", "--bucket", "session-copies"]);
    let content = serde_json::json!({
        "schemaVersion": "1.0", "description": "preferences", "sessionType": "Standard_Stream",
        "inputs": {
            "cloudWatchLogGroupName": GROUP, "cloudWatchStreamingEnabled": true, "cloudWatchEncryptionEnabled": true,
            "s3BucketName": "session-copies", "kmsKeyId": "", "runAsEnabled": false,
        },
    });
    let content = content.to_string();
    moto.aws(&[
        "ssm",
        "create-document",
        "--name",
        "SSM-SessionManagerRunShell",
        "--document-type",
        "Session",
        "--document-format",
        "JSON",
        "--content",
        &content,
    ]);
    let account = aws::Account::new(connect(ConnectOptions::embedded(moto.endpoint.clone())).await.unwrap());
    let facts = aws::read_setup(&account, &[GROUP.to_owned()], 1_795_000_000_000, &|_, _| ()).await.unwrap();
    let document = &facts.documents[0];
    assert_eq!(document.content.value().map(|text| text.contains("cloudWatchStreamingEnabled")), Some(true));
    assert_eq!(facts.groups[0].described.value().and_then(|group| group.retention_in_days), Some(30));
    assert!(facts.buckets[0].location.value().is_some(), "{:?}", facts.buckets);
    let found = check(&facts, &Requirements::default(), facts.at);
    let has = |kind: FindingKind| found.iter().any(|finding| finding.kind == kind);
    for kind in [
        FindingKind::StreamingAndS3,
        FindingKind::RetentionShort,
        FindingKind::RunAsOff,
        FindingKind::NoChannelKey,
        FindingKind::GroupWithoutKey,
        FindingKind::NoTrail,
    ] {
        assert!(has(kind), "{kind:?} in {found:?}");
    }
    assert!(!has(FindingKind::NoLogging) && !has(FindingKind::GroupMissing) && !has(FindingKind::StreamingOff));
}
