//! A client for tests, without any SDK: what goes over the wire is what the test says.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Emulator, EmulatorData, EmulatorOptions, clock::now_ms};

/// A running service, and the way to ask it.
pub(super) struct Service(pub Emulator);

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Value,
}

impl Service {
    pub async fn start(options: EmulatorOptions) -> Self {
        Self(Emulator::start(options).await.unwrap())
    }

    /// Empty, answers at once, no pacing.
    pub async fn quick() -> Self {
        Self::start(quick()).await
    }

    pub async fn ask(&self, operation: &str, body: Value) -> Answer {
        let target = format!("X-Amz-Target: Logs_20140328.{operation}\r\nContent-Type: application/x-amz-json-1.1\r\n");
        let (head, body) = self.send(&target, &body.to_string()).await;
        Answer { status: status(&head), head, body: serde_json::from_str(&body).unwrap() }
    }

    /// The answer's body; fails on a refusal.
    pub async fn ok(&self, operation: &str, body: Value) -> Value {
        let answer = self.ask(operation, body).await;
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
        answer.body
    }

    /// The code of a refusal; fails on any other answer.
    pub async fn refused(&self, operation: &str, body: Value) -> String {
        let answer = self.ask(operation, body).await;
        assert_eq!(answer.status, 400, "{operation}: {}", answer.body);
        answer.body["__type"].as_str().unwrap().to_owned()
    }

    /// With the target as it stands in `x-amz-target`.
    pub async fn target(&self, target: &str, body: Value) -> Answer {
        let headers = format!("X-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1\r\n");
        let (head, body) = self.send(&headers, &body.to_string()).await;
        Answer { status: status(&head), head, body: serde_json::from_str(&body).unwrap() }
    }

    /// A form, as the Query protocols send it: the answer's status and its XML.
    pub async fn form(&self, body: &str) -> (u16, String) {
        let (head, body) = self.send("Content-Type: application/x-www-form-urlencoded\r\n", body).await;
        assert!(head.contains("content-type: text/xml"), "{head}");
        (status(&head), body)
    }

    /// Without a body: the answer's status, head and body.
    pub async fn request(&self, method: &str, path: &str) -> (u16, String, String) {
        let (head, body) = self.exchange(&format!("{method} {path}"), "", "").await;
        (status(&head), head, body)
    }

    pub async fn send(&self, headers: &str, body: &str) -> (String, String) {
        self.exchange("POST /", headers, body).await
    }

    async fn exchange(&self, what: &str, headers: &str, body: &str) -> (String, String) {
        let address = self.0.endpoint().strip_prefix("http://").unwrap().to_owned();
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let length = body.len();
        let request = format!(
            "{what} HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_ascii_lowercase(), body.to_owned())
    }

    /// A group with one stream `s` and these events, some milliseconds from now each.
    pub async fn load(&self, group: &str, class: &str, events: &[(i64, &str)]) -> i64 {
        self.ok("CreateLogGroup", json!({"logGroupName": group, "logGroupClass": class})).await;
        self.ok("CreateLogStream", json!({"logGroupName": group, "logStreamName": "s"})).await;
        let now = now_ms();
        let events: Vec<Value> =
            events.iter().map(|(after, message)| json!({"timestamp": now + after, "message": message})).collect();
        if !events.is_empty() {
            let put = json!({"logGroupName": group, "logStreamName": "s", "logEvents": events});
            self.ok("PutLogEvents", put).await;
        }
        now
    }

    /// Starts a query over the hours around now and gives its id.
    pub async fn start_query(&self, group: &str, text: &str) -> String {
        let now = now_ms() / 1000;
        let query = json!({"logGroupName": group, "startTime": now - 3600, "endTime": now + 3600, "queryString": text});
        self.ok("StartQuery", query).await["queryId"].as_str().unwrap().to_owned()
    }

    /// Waits for the end of a query and gives its first page.
    pub async fn finished(&self, id: &str) -> Value {
        loop {
            let results = self.ok("GetQueryResults", json!({"queryId": id})).await;
            if !["Scheduled", "Running"].contains(&results["status"].as_str().unwrap()) {
                return results;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

fn status(head: &str) -> u16 {
    head.split_whitespace().nth(1).unwrap().parse().unwrap()
}

pub(super) fn quick() -> EmulatorOptions {
    EmulatorOptions {
        data: EmulatorData::Empty,
        query_delay: std::time::Duration::ZERO,
        throttle: false,
        ..EmulatorOptions::default()
    }
}

/// What a row of results has in a field.
pub(super) fn value<'a>(row: &'a Value, field: &str) -> &'a str {
    let found = row.as_array().unwrap().iter().find(|cell| cell["field"] == field);
    found.and_then(|cell| cell["value"].as_str()).unwrap_or_default()
}
