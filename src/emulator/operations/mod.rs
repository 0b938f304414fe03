//! The operations, a file per family. Each reads its request, asks the store and says the answer.

mod definitions;
mod describe_groups;
mod events;
mod groups;
mod put_events;
mod queries;
mod record;
mod start_query;
mod streams;

use serde::{Deserialize, de::DeserializeOwned};

use super::{
    account::{Account, describe_account_policies, get_data_protection_policy, get_transformer},
    refusal::Refusal,
    service::Service,
    store::Store,
};
use crate::model::LogClass;

/// What an operation looks at.
#[derive(Clone, Copy)]
struct Context<'a> {
    service: &'a Service,
    store: &'a Store,
    account: &'a Account,
}

/// A request about one group, by name or ARN.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OneGroup {
    log_group_identifier: String,
}

/// The JSON body that answers `operation`.
pub(super) fn answer(
    service: &Service,
    (store, account): (&Store, &Account),
    operation: &str,
    body: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let context = Context { service, store, account };
    let answer = match operation {
        "DescribeLogGroups" => describe_groups::describe(context, &read(body)?)?,
        "ListLogGroups" => describe_groups::list(context, &read(body)?)?,
        "CreateLogGroup" => groups::create(context, read(body)?)?,
        "DeleteLogGroup" => groups::delete(context, &read(body)?)?,
        "PutRetentionPolicy" => groups::put_retention(context, &read(body)?)?,
        "DescribeLogStreams" => streams::describe(context, read(body)?)?,
        "CreateLogStream" => streams::create(context, &read(body)?)?,
        "GetLogEvents" => events::get(context, read(body)?)?,
        "FilterLogEvents" => events::filter(context, read(body)?)?,
        "PutLogEvents" => put_events::put(context, read(body)?)?,
        "StartQuery" => start_query::start(context, read(body)?)?,
        // Up to ten thousand rows: written without a tree of values in between.
        "GetQueryResults" => return queries::results(context, &read(body)?),
        "StopQuery" => queries::stop(context, &read(body)?)?,
        "DescribeQueries" => queries::describe(context, &read(body)?)?,
        "GetLogRecord" => record::get(context, &read(body)?)?,
        "DescribeQueryDefinitions" => definitions::describe(context, read(body)?)?,
        "PutQueryDefinition" => definitions::put(context, read(body)?)?,
        "GetDataProtectionPolicy" => {
            get_data_protection_policy(&store.read(), name_of(&read::<OneGroup>(body)?.log_group_identifier))?
        }
        "GetTransformer" => get_transformer(&store.read(), name_of(&read::<OneGroup>(body)?.log_group_identifier))?,
        "DescribeAccountPolicies" => describe_account_policies(&account.settings, &read(body)?)?,
        other => return Err(Refusal::UnknownOperation(other.to_owned())),
    };
    Ok(answer.to_string().into_bytes())
}

pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Refusal::Serialization(error.to_string()))
}

/// The name of a group that was given by name or by ARN.
fn group_name(name: Option<String>, identifier: Option<String>) -> Result<String, Refusal> {
    match (name, identifier) {
        (Some(name), None) => Ok(name),
        (None, Some(identifier)) => Ok(name_of(&identifier).to_owned()),
        (None, None) => Err(Refusal::InvalidParameter("A logGroupName or logGroupIdentifier is required.".to_owned())),
        (Some(_), Some(_)) => {
            Err(Refusal::InvalidParameter("Only one of logGroupName and logGroupIdentifier can be given.".to_owned()))
        }
    }
}

/// The name in an ARN; a name is itself.
fn name_of(identifier: &str) -> &str {
    let name = identifier.split_once(":log-group:").map_or(identifier, |(_, name)| name);
    name.strip_suffix(":*").unwrap_or(name)
}

/// Refuses to read the events of a group by anything but a query, if its class says so.
fn check_direct_read(context: Context<'_>, class: &LogClass, group: &str, operation: &str) -> Result<(), Refusal> {
    use crate::emulator::DirectReadRefusal;

    if class.can_be_read_directly() {
        return Ok(());
    }
    Err(match context.service.options.direct_read_refusal {
        DirectReadRefusal::ValidationException => {
            Refusal::Validation("This operation is only supported on the Standard log class.".to_owned())
        }
        DirectReadRefusal::InvalidOperationException => Refusal::InvalidOperation(format!(
            "The log group {group} is of log-group-class {class}. {operation} is not supported for this log class."
        )),
    })
}
