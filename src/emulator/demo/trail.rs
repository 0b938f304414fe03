//! CloudTrail's events in its own form.
//!
//! Sources: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html>; real events of `StartSession` in public
//! repositories have the same members.

use serde_json::{Value, json};

use super::{agent::rfc3339, random::Random};
use crate::emulator::{ACCOUNT, REGION, account::TrailRecord};

/// One call that CloudTrail recorded.
pub(super) struct Recorded<'a> {
    pub source: &'static str,
    pub name: &'static str,
    /// Milliseconds since 1970, UTC.
    pub time: i64,
    /// `userIdentity`.
    pub identity: &'a Value,
    pub client: &'a Client,
    pub request: Value,
    pub response: Value,
    /// The code and the message.
    pub error: Option<(&'static str, String)>,
    pub resources: Vec<(&'static str, String)>,
}

/// Where a call came from.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub address: String,
    pub agent: String,
    pub console: bool,
}

impl Client {
    /// An AWS service that acts by itself.
    pub fn service(name: &str) -> Self {
        Self { address: name.to_owned(), agent: name.to_owned(), console: false }
    }
}

impl Recorded<'_> {
    pub fn write(self) -> TrailRecord {
        self.write_in(REGION)
    }

    pub fn write_in(self, region: &'static str) -> TrailRecord {
        let text = |pointer: &str| self.identity.pointer(pointer).and_then(Value::as_str);
        let identity = text("/accessKeyId").or(text("/principalId")).unwrap_or_default();
        let said = format!("{}/{}/{}/{identity}/{}", self.name, self.time, self.request, self.response);
        let mut random = Random::of(&said, 23);
        let (id, request_id) = (uuid(&mut random), uuid(&mut random));
        let read_only = self.source == "sts.amazonaws.com";
        let mut event = json!({
            "eventVersion": "1.11",
            "userIdentity": self.identity,
            "eventTime": rfc3339(self.time),
            "eventSource": self.source,
            "eventName": self.name,
            "awsRegion": region,
            "sourceIPAddress": self.client.address,
            "userAgent": self.client.agent,
        });
        if let Some((code, message)) = &self.error {
            event["errorCode"] = json!(code);
            event["errorMessage"] = json!(message);
        }
        event["requestParameters"] = self.request;
        event["responseElements"] = self.response;
        event["requestID"] = json!(request_id);
        event["eventID"] = json!(id);
        event["readOnly"] = json!(read_only);
        let roles = self.resources.iter().filter(|(kind, _)| *kind == "AWS::IAM::Role");
        let roles: Vec<Value> =
            roles.map(|(kind, arn)| json!({"accountId": ACCOUNT, "type": kind, "ARN": arn})).collect();
        if !roles.is_empty() {
            event["resources"] = json!(roles);
        }
        event["eventType"] = json!("AwsApiCall");
        event["managementEvent"] = json!(true);
        event["recipientAccountId"] = json!(ACCOUNT);
        event["eventCategory"] = json!("Management");
        if self.client.agent.contains('/') {
            let host = self.source.replace(".amazonaws.com", &format!(".{region}.amazonaws.com"));
            event["tlsDetails"] = json!({
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": host,
            });
        }
        if self.client.console {
            event["sessionCredentialFromConsole"] = json!("true");
        }
        TrailRecord {
            id,
            name: self.name,
            source: self.source,
            region,
            time: self.time,
            username: text("/userName")
                .or(text("/principalId").and_then(|id| Some(id.split_once(':')?.1)))
                .map(str::to_owned),
            access_key: text("/accessKeyId").map(str::to_owned),
            resources: self.resources,
            json: event.to_string(),
        }
    }
}

pub(super) fn uuid(random: &mut Random) -> String {
    let mut hex = |length| random.text(length, b"0123456789abcdef");
    format!("{}-{}-4{}-a{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12))
}
