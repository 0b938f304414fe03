//! The live client against moto, a CloudWatch Logs that nobody here wrote.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    model::{GroupFilter, LogSource, QueryRequest, QueryStatus, StreamOrder, TimeRange},
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
            .args(["--endpoint-url", &self.endpoint, "--region", "us-east-1", "logs"])
            .args(arguments)
            .env("AWS_ACCESS_KEY_ID", "testing")
            .env("AWS_SECRET_ACCESS_KEY", "testing")
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("AWS_PROFILE")
            .output()
            .unwrap();
        assert!(output.status.success(), "aws logs {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[tokio::test]
async fn groups_streams_and_a_query_come_from_moto() {
    let Some(moto) = Moto::start() else { return };
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    moto.aws(&["create-log-group", "--log-group-name", GROUP]);
    moto.aws(&["create-log-group", "--log-group-name", "/other"]);
    moto.aws(&["create-log-stream", "--log-group-name", GROUP, "--log-stream-name", STREAM]);
    let events = serde_json::json!([
        {"timestamp": now - 20_000, "message": "first 日本語"},
        {"timestamp": now - 10_000, "message": "second \u{1b}[31m"},
    ]);
    let events = events.to_string();
    moto.aws(&["put-log-events", "--log-group-name", GROUP, "--log-stream-name", STREAM, "--log-events", &events]);

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
