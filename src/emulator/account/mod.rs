//! The rest of the account that the service plays: Session Manager's preferences and what they point to, its session
//! history, and CloudTrail's event history. A file per AWS service; what they answer with is [`Settings`], read from
//! `assets/demo/setups.toml`, and what the demo's company did.

mod call;
mod cbor;
mod cloudtrail;
mod ec2;
mod form;
mod iam;
mod kms;
mod logs;
mod metrics;
mod node;
mod record;
mod s3;
mod sessions;
mod settings;
mod setup;
mod ssm;
#[cfg(test)]
mod tests;
mod trails;
mod wire;
mod xml;

pub use self::{
    call::{Ask, Call, recognise},
    node::Node,
    record::{SessionRecord, TrailRecord},
    settings::Settings,
    setup::{Setup, UnknownSetup},
    wire::{CBOR, Written, denial},
};
pub(super) use cloudtrail::HISTORY_MS as EVENT_HISTORY_MS;
pub(super) use logs::{describe_account_policies, get_data_protection_policy, get_transformer, has_data_protection};
pub(super) use sessions::HISTORY_MS as SESSION_HISTORY_MS;

use self::{call::Asked, wire::Api};
use super::{REGION, refusal::Refusal, store::Store};

/// What goes into an answer.
pub struct Answered {
    pub body: Vec<u8>,
    /// S3 tells it in a header, whatever it was asked.
    pub bucket_region: Option<String>,
}

/// The account, as it is set up and as it was used.
#[derive(Default)]
pub struct Account {
    pub settings: Settings,
    pub nodes: Vec<Node>,
    /// Newest first.
    pub sessions: Vec<SessionRecord>,
    /// Newest first.
    pub events: Vec<TrailRecord>,
    /// The ARNs of IAM users and roles, besides the roles of nodes.
    pub principals: Vec<String>,
    /// When it is: milliseconds since 1970, UTC. History ends here and goes back from here.
    pub now: i64,
}

impl Account {
    /// What answers a call.
    pub fn answer(&self, store: &Store, call: &Call, request_id: &str) -> Result<Answered, Refusal> {
        let bucket_region = match &call.asked {
            Asked::Bucket(bucket) => s3::region_of(self, bucket),
            _ => None,
        };
        Ok(Answered { body: self.body(store, call, request_id)?, bucket_region })
    }

    fn body(&self, store: &Store, call: &Call, request_id: &str) -> Result<Vec<u8>, Refusal> {
        let unknown = || Refusal::UnknownOperation(call.operation.clone());
        let operation = call.operation.as_str();
        match (&call.asked, call.api) {
            (Asked::Json(body), api) => {
                let answer = match api {
                    Api::Ssm if operation == "DescribeSessions" => sessions::describe(self, body)?,
                    Api::Ssm => ssm::answer(self, operation, body).unwrap_or_else(|| Err(unknown()))?,
                    Api::CloudTrail if operation == "LookupEvents" => {
                        cloudtrail::lookup(self, body, call.region.as_deref().unwrap_or(REGION))?
                    }
                    Api::CloudTrail => trails::answer(self, operation, body).unwrap_or_else(|| Err(unknown()))?,
                    Api::Kms => kms::answer(self, operation, body, call.region.as_deref().unwrap_or(REGION))
                        .unwrap_or_else(|| Err(unknown()))?,
                    Api::CloudWatchJson => {
                        metrics::answer_json(store, operation, body).unwrap_or_else(|| Err(unknown()))?
                    }
                    _ => return Err(unknown()),
                };
                Ok(answer.to_string().into_bytes())
            }
            (Asked::Cbor(body), _) => metrics::answer(store, operation, body).unwrap_or_else(|| Err(unknown())),
            (Asked::Form(form), Api::Iam) => {
                iam::answer(self, operation, form, request_id).unwrap_or_else(|| Err(unknown()))
            }
            (Asked::Form(form), _) => ec2::answer(self, operation, form, request_id).unwrap_or_else(|| Err(unknown())),
            (Asked::Bucket(bucket), _) => s3::answer(self, operation, bucket).unwrap_or_else(|| Err(unknown())),
        }
    }
}
