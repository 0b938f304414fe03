//! The embedded service under the AWS CLI, a client that nobody here wrote.

use std::{
    process::Command,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use session_lens::emulator::{DirectReadRefusal, Emulator, EmulatorData, EmulatorOptions};

const INFREQUENT: &str = "/aws/ssm/session-logs";
const STANDARD: &str = "/aws/lambda/order-intake";
const DELIVERY: &str = "/aws/vendedlogs/bedrock/invocations";

/// The CLI, told to ask one service.
#[derive(Clone)]
pub struct Aws {
    endpoint: String,
}

impl Aws {
    /// `None` where the CLI is not installed and nobody insists.
    fn of(emulator: &Emulator) -> Option<Self> {
        let found = Command::new("aws").arg("--version").output();
        if let Err(error) = found {
            crate::parties::missing("the AWS CLI", error, "pip install awscli brings it");
            return None;
        }
        Some(Self { endpoint: emulator.endpoint() })
    }

    pub fn command(&self, service: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("aws");
        command
            .args(["--endpoint-url", &self.endpoint, "--region", "ap-northeast-1", "--output", "json", service])
            .args(arguments)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_CONFIG_FILE", "/nonexistent")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
            .env("AWS_PAGER", "")
            .env("AWS_MAX_ATTEMPTS", "1")
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("AWS_PROFILE");
        command
    }

    /// What the CLI understood of the answer.
    fn ok(&self, arguments: &[&str]) -> Value {
        let output = self.command("logs", arguments).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        if output.stdout.is_empty() { Value::Null } else { serde_json::from_slice(&output.stdout).unwrap() }
    }

    /// What the CLI said of a refusal.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.command("logs", arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?} was not refused");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn start_query(&self, arguments: &[&str]) -> String {
        let started = self.ok(&[&["start-query"], arguments].concat());
        started["queryId"].as_str().unwrap().to_owned()
    }

    fn finished(&self, id: &str) -> Value {
        loop {
            let results = self.ok(&["get-query-results", "--query-id", id]);
            if !["Scheduled", "Running"].contains(&results["status"].as_str().unwrap()) {
                return results;
            }
        }
    }
}

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

pub fn names<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|item| item[member].as_str().unwrap()).collect()
}

fn value<'a>(row: &'a Value, field: &str) -> &'a str {
    let found = row.as_array().unwrap().iter().find(|cell| cell["field"] == field);
    found.and_then(|cell| cell["value"].as_str()).unwrap_or_default()
}

/// Runs one service and gives its CLI to `test`, off the service's threads.
pub fn with_service(options: EmulatorOptions, test: impl FnOnce(&Emulator, &Aws)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let emulator = runtime.block_on(Emulator::start(options)).unwrap();
    if let Some(aws) = Aws::of(&emulator) {
        test(&emulator, &aws);
    }
    runtime.block_on(emulator.stop());
}

pub fn demo() -> EmulatorOptions {
    EmulatorOptions { data: EmulatorData::Demo { seed: 1, now_ms: now_ms() }, ..EmulatorOptions::default() }
}

#[test]
fn groups_and_streams_are_listed_and_direct_reads_follow_the_class() {
    with_service(demo(), |emulator, aws| {
        thread::scope(|scope| {
            scope.spawn(|| {
                let all = aws.ok(&["describe-log-groups", "--page-size", "7"]);
                let all = names(&all["logGroups"], "logGroupName");
                assert!(all.len() >= 25 && all.is_sorted(), "{all:?}");
                let lambda = aws.ok(&["describe-log-groups", "--log-group-name-prefix", "/aws/lambda/"]);
                assert!(names(&lambda["logGroups"], "logGroupName").contains(&STANDARD));
                let class = aws.ok(&["describe-log-groups", "--log-group-class", "INFREQUENT_ACCESS"]);
                let class = class["logGroups"].as_array().unwrap();
                assert!(class.iter().all(|group| group["logGroupClass"] == "INFREQUENT_ACCESS") && class.len() > 3);
            });
            scope.spawn(|| {
                let found = aws.ok(&["describe-log-groups", "--log-group-name-pattern", "session-logs"]);
                assert_eq!(names(&found["logGroups"], "logGroupName")[0], INFREQUENT);
                let mut told: Vec<&String> = found["logGroups"][0].as_object().unwrap().keys().collect();
                told.sort();
                assert_eq!(told, ["arn", "creationTime", "logGroupName"]);
                let listed = aws.ok(&["list-log-groups", "--log-group-name-pattern", "^/aws/ssm"]);
                assert_eq!(listed["logGroups"].as_array().unwrap().len(), 2);
                assert_eq!(listed["logGroups"][0]["logGroupClass"], "INFREQUENT_ACCESS");
            });
            scope.spawn(|| {
                let of = |more: &[&str]| {
                    let streams = ["describe-log-streams", "--log-group-name", INFREQUENT];
                    aws.ok(&[&streams, more].concat())
                };
                let newest =
                    of(&["--order-by", "LastEventTime", "--descending", "--page-size", "30", "--max-items", "60"]);
                let times: Vec<i64> = newest["logStreams"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|stream| stream["lastEventTimestamp"].as_i64().unwrap())
                    .collect();
                assert!(times.len() == 60 && times.is_sorted_by(|one, other| one >= other));
                let one = of(&["--log-stream-name-prefix", "oncall-14-"]);
                assert_eq!(names(&one["logStreams"], "logStreamName"), ["oncall-14-123456ab78cde01f2"]);
                let both = ["--order-by", "LastEventTime", "--log-stream-name-prefix", "oncall"];
                let refused =
                    aws.refused(&[&["describe-log-streams", "--log-group-name", INFREQUENT][..], &both].concat());
                assert!(refused.contains("InvalidParameterException"), "{refused}");
            });
            scope.spawn(|| {
                let events = aws.ok(&["filter-log-events", "--log-group-name", STANDARD, "--max-items", "3"]);
                assert_eq!(events["events"].as_array().unwrap().len(), 3);
                let stream = events["events"][0]["logStreamName"].as_str().unwrap();
                let read =
                    ["get-log-events", "--log-group-name", STANDARD, "--log-stream-name", stream, "--limit", "2"];
                assert_eq!(aws.ok(&read)["events"].as_array().unwrap().len(), 2);
                let refused = aws.refused(&["filter-log-events", "--log-group-name", INFREQUENT]);
                assert!(refused.contains("ValidationException"), "{refused}");
                let read = ["get-log-events", "--log-group-name", INFREQUENT, "--log-stream-name", "oncall-14"];
                assert!(aws.refused(&read).contains("only supported on the Standard log class"));
                let identity = aws.command("sts", &["get-caller-identity"]).output().unwrap();
                assert!(String::from_utf8_lossy(&identity.stdout).contains("\"Account\": \"111122223333\""));
            });
        });
        let called = emulator.operations_called();
        for operation in [
            "DescribeLogGroups",
            "ListLogGroups",
            "DescribeLogStreams",
            "GetLogEvents",
            "FilterLogEvents",
            "GetCallerIdentity",
        ] {
            assert!(called.contains_key(operation), "{operation} in {called:?}");
        }
    });
}

#[test]
fn queries_run_are_described_and_give_whole_records() {
    with_service(demo(), |_, aws| {
        let now = now_ms() / 1000;
        let (week_ago, now) = ((now - 8 * 86_400).to_string(), now.to_string());
        let in_group =
            |group: &'static str| ["--log-group-names", group, "--start-time", &week_ago, "--end-time", &now];
        thread::scope(|scope| {
            scope.spawn(|| {
                let text = "filter @logStream = 'oncall-14-123456ab78cde01f2' | fields @message, sessionId | sort @timestamp asc";
                let id = aws.start_query(&[&in_group(INFREQUENT)[..], &["--query-string", text]].concat());
                let done = aws.finished(&id);
                assert_eq!(done["status"], "Complete");
                let rows = done["results"].as_array().unwrap();
                assert_eq!(rows.len(), 3);
                assert_eq!(value(&rows[0], "sessionId"), "oncall-14-123456ab78cde01f2");
                let statistics = &done["statistics"];
                assert_eq!(statistics["recordsMatched"], 3.0);
                assert!(statistics["recordsScanned"].as_f64() > Some(100.0), "{statistics}");
                assert!(statistics["bytesScanned"].as_f64() > Some(1e6), "{statistics}");
                let record = aws.ok(&["get-log-record", "--log-record-pointer", value(&rows[2], "@ptr")]);
                assert_eq!(record["logRecord"]["sessionData.0"], "sh-5.2$ echo before-crash");
                assert_eq!(record["logRecord"]["@message"], value(&rows[2], "@message"));
            });
            scope.spawn(|| {
                let text =
                    "stats count(*) as events, count_distinct(@logStream) as sessions by runAsUser | sort events desc";
                let id = aws.start_query(&[&in_group(INFREQUENT)[..], &["--query-string", text]].concat());
                let done = aws.finished(&id);
                let rows = done["results"].as_array().unwrap();
                assert!(rows.len() > 5 && rows.iter().all(|row| value(row, "@ptr").is_empty()), "{rows:?}");
                let described = aws.ok(&["describe-queries", "--log-group-name", INFREQUENT, "--status", "Complete"]);
                assert!(names(&described["queries"], "queryId").contains(&id.as_str()));
                let stopped = aws.refused(&["stop-query", "--query-id", &id]);
                assert!(stopped.contains("InvalidParameterException"), "{stopped}");
            });
            scope.spawn(|| {
                let text = ["--query-string", "fields @message | fliter 1"];
                let refused = aws.refused(&[&["start-query"], &in_group(INFREQUENT)[..], &text].concat());
                assert!(refused.contains("MalformedQueryException"), "{refused}");
                let refused =
                    aws.refused(&[&["start-query"], &in_group(DELIVERY)[..], &["--query-string", "fields 1"]].concat());
                assert!(refused.contains("InvalidParameterException"), "{refused}");
                let refused =
                    aws.refused(&[&["start-query"], &in_group("gone")[..], &["--query-string", "fields 1"]].concat());
                assert!(refused.contains("ResourceNotFoundException"), "{refused}");
                let saved =
                    aws.ok(&["describe-query-definitions", "--query-definition-name-prefix", "Session Manager/"]);
                assert!(saved["queryDefinitions"].as_array().unwrap().len() >= 3);
                assert_eq!(saved["queryDefinitions"][2]["parameters"][0]["name"], "session");
            });
        });
    });
}

#[test]
fn more_than_a_page_of_rows_comes_in_pages_and_saved_queries_go_by_their_names() {
    with_service(demo(), |_, aws| {
        let now = now_ms() / 1000;
        let (year_ago, now) = ((now - 400 * 86_400).to_string(), now.to_string());
        let in_group = ["--log-group-names", INFREQUENT, "--start-time", &year_ago, "--end-time", &now];
        let text = ["--query-string", "fields @timestamp, @logStream", "--limit", "25000"];
        let id = aws.start_query(&[&in_group[..], &text].concat());
        let mut page = aws.finished(&id);
        let all = page["statistics"]["recordsMatched"].as_f64().unwrap().min(25_000.0);
        assert!(all > 10_000.0, "{all} rows are no test");
        let mut pointers = std::collections::BTreeSet::new();
        loop {
            let rows = page["results"].as_array().unwrap();
            assert!(!rows.is_empty() && rows.len() <= 10_000, "{}", rows.len());
            pointers.extend(rows.iter().map(|row| value(row, "@ptr").to_owned()));
            let Some(token) = page["nextToken"].as_str().map(str::to_owned) else { break };
            page = aws.ok(&["get-query-results", "--query-id", &id, "--next-token", &token]);
        }
        assert_eq!(pointers.len().to_string(), format!("{all:.0}"), "every row once");

        let text = [
            "--query-string",
            "$`Session Manager/What was typed in a session`(session=\"oncall-14-123456ab78cde01f2\")",
        ];
        let id = aws.start_query(&[&in_group[..], &text].concat());
        assert_eq!(aws.finished(&id)["results"].as_array().unwrap().len(), 3);
        let text = ["--query-string", "$`Session Manager/What was typed in a session`()"];
        let refused = aws.refused(&[&["start-query"], &in_group[..], &text].concat());
        assert!(refused.contains("MalformedQueryException") && refused.contains("session"), "{refused}");
    });
}

#[test]
fn the_cli_loads_a_group_and_stops_a_query() {
    let options = EmulatorOptions {
        query_delay: Duration::from_hours(1),
        direct_read_refusal: DirectReadRefusal::InvalidOperationException,
        ..EmulatorOptions::default()
    };
    with_service(options, |_, aws| {
        aws.ok(&["create-log-group", "--log-group-name", "g", "--log-group-class", "INFREQUENT_ACCESS"]);
        aws.ok(&["create-log-stream", "--log-group-name", "g", "--log-stream-name", "s"]);
        aws.ok(&["put-retention-policy", "--log-group-name", "g", "--retention-in-days", "30"]);
        let now = now_ms();
        let put = |events: String| {
            aws.ok(&["put-log-events", "--log-group-name", "g", "--log-stream-name", "s", "--log-events", &events])
        };
        let event = |time: i64| format!("timestamp={time},message=hello");
        assert_eq!(put(event(now)).get("rejectedLogEventsInfo"), None);
        let future = put(event(now + 3 * 3_600_000));
        assert_eq!(future["rejectedLogEventsInfo"]["tooNewLogEventStartIndex"], 0);
        let past = put(event(now - 15 * 86_400_000));
        assert_eq!(past["rejectedLogEventsInfo"]["tooOldLogEventEndIndex"], 1);
        let group = aws.ok(&["describe-log-groups"])["logGroups"][0].clone();
        assert_eq!((&group["retentionInDays"], &group["storedBytes"]), (&Value::from(30), &Value::from(31)));
        assert!(aws.refused(&["filter-log-events", "--log-group-name", "g"]).contains("InvalidOperationException"));

        let (start, end) = ((now / 1000 - 60).to_string(), (now / 1000 + 60).to_string());
        let range = ["--start-time", start.as_str(), "--end-time", &end, "--query-string", "fields @message"];
        let id = aws
            .start_query(&[&["--log-group-identifiers", group["logGroupArn"].as_str().unwrap()][..], &range].concat());
        assert_eq!(aws.ok(&["get-query-results", "--query-id", &id])["status"], "Scheduled");
        assert_eq!(aws.ok(&["stop-query", "--query-id", &id])["success"], true);
        assert_eq!(aws.ok(&["get-query-results", "--query-id", &id])["status"], "Cancelled");
    });
}
