//! What goes over the wire, asked without any SDK.

mod cloudtrail;
mod refusals;
mod setups;
mod ssm;
mod xml;

use serde_json::{Value, json};

use crate::emulator::{
    EmulatorData, EmulatorOptions,
    testing::{Service, quick},
};

/// A Monday in November 2026.
pub(super) const NOW: i64 = 1_795_413_529_089;

/// An account that nobody has used, set up so.
pub(super) async fn set_up(name: &str) -> Service {
    Service::start(EmulatorOptions { setup: Some(name.parse().unwrap()), ..quick() }).await
}

pub(super) async fn demo() -> Service {
    Service::start(EmulatorOptions { data: EmulatorData::Demo { seed: 1, now_ms: NOW }, ..quick() }).await
}

impl Service {
    pub(super) async fn ssm(&self, operation: &str, body: Value) -> Value {
        let answer = self.target(&format!("AmazonSSM.{operation}"), body).await;
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
        answer.body
    }

    pub(super) async fn trail(&self, operation: &str, body: Value) -> Value {
        let answer = self.target(&format!("CloudTrail_20131101.{operation}"), body).await;
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
        answer.body
    }

    /// The code of a refusal.
    pub(super) async fn no(&self, target: &str, body: Value) -> String {
        let answer = self.target(target, body).await;
        assert_eq!(answer.status, 400, "{target}: {}", answer.body);
        assert!(answer.body["message"].is_string());
        answer.body["__type"].as_str().unwrap().to_owned()
    }

    /// All pages of a listing.
    pub(super) async fn pages(&self, target: &str, mut asked: Value, member: &str) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        loop {
            let answer = self.target(target, asked.clone()).await;
            assert_eq!(answer.status, 200, "{target}: {}", answer.body);
            pages.push(answer.body[member].as_array().unwrap().clone());
            match answer.body.get("NextToken") {
                Some(token) => asked["NextToken"] = json!(token),
                None => return pages,
            }
        }
    }
}

/// The texts of a member of each item.
pub(super) fn texts<'a>(items: &'a [Value], member: &str) -> Vec<&'a str> {
    items.iter().map(|item| item[member].as_str().unwrap()).collect()
}
