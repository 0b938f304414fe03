//! SSM documents and managed nodes. AWS JSON 1.1, `AmazonSSM.`.
//!
//! Source: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/>

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Account, Node, settings::DocumentSettings};
use crate::emulator::{ACCOUNT, operations::read, paging, refusal::Refusal};

/// When AWS's own documents were made, and the account's: seconds since 1970, UTC.
const CREATED: f64 = 1_736_899_412.331;

/// The inputs of a session document in the order in which the console writes them.
///
/// Source: <https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-preferences-cli.html>
const INPUTS: [&str; 12] = [
    "s3BucketName",
    "s3KeyPrefix",
    "s3EncryptionEnabled",
    "cloudWatchLogGroupName",
    "cloudWatchEncryptionEnabled",
    "cloudWatchStreamingEnabled",
    "kmsKeyId",
    "runAsEnabled",
    "runAsDefaultUser",
    "idleSessionTimeout",
    "maxSessionDuration",
    "shellProfile",
];

/// `None`: no operation of this name.
pub(super) fn answer(account: &Account, operation: &str, body: &[u8]) -> Option<Result<Value, Refusal>> {
    Some(match operation {
        "ListDocuments" => read(body).and_then(|asked| list_documents(account, &asked)),
        "GetDocument" => read(body).and_then(|asked| get_document(account, &asked)),
        "DescribeInstanceInformation" => read(body).and_then(|asked| describe_instances(account, &asked)),
        _ => return None,
    })
}

pub(super) fn refused(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::Account { code, message: message.into() }
}

/// A page's size, held to what the operation allows.
pub(super) fn page_size(asked: Option<i64>, least: i64, most: i64, default: i64) -> Result<usize, Refusal> {
    let size = asked.unwrap_or(default);
    if !(least..=most).contains(&size) {
        return Err(Refusal::Validation(format!(
            "1 validation error detected: Value '{size}' at 'maxResults' failed to satisfy constraint: \
             Member must have value between {least} and {most}"
        )));
    }
    Ok(usize::try_from(size).unwrap_or(1))
}

/// A page in the way of SSM, whose tokens are refused in its own code.
pub(super) fn page(
    member: &str,
    items: Vec<Value>,
    scope: &str,
    token: Option<&str>,
    size: usize,
) -> Result<Value, Refusal> {
    let place =
        paging::place(scope, token).map_err(|_| refused("InvalidNextToken", "The specified token is not valid."))?;
    let (items, next) = paging::page(items, scope, place, size);
    let mut answer = Map::new();
    answer.insert(member.to_owned(), Value::Array(items));
    if let Some(next) = next {
        answer.insert("NextToken".to_owned(), Value::String(next));
    }
    Ok(Value::Object(answer))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListDocuments {
    #[serde(default)]
    filters: Vec<Filter>,
    #[serde(default)]
    document_filter_list: Vec<OldFilter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    key: String,
    #[serde(default)]
    values: Vec<String>,
}

/// The filters of before 2018, which are still taken.
#[derive(Debug, Deserialize)]
struct OldFilter {
    key: String,
    value: String,
}

fn list_documents(account: &Account, asked: &ListDocuments) -> Result<Value, Refusal> {
    let size = page_size(asked.max_results, 1, 50, 10)?;
    let mut filters: Vec<(&str, Vec<&str>)> = Vec::new();
    for Filter { key, values } in &asked.filters {
        filters.push((key, values.iter().map(String::as_str).collect()));
    }
    filters.extend(asked.document_filter_list.iter().map(|old| (old.key.as_str(), vec![old.value.as_str()])));
    let mut listed = Vec::new();
    for (name, document) in &account.settings.documents {
        let mut wanted = true;
        for (key, values) in &filters {
            wanted &= matches(name, document, key, values)?;
        }
        if wanted {
            listed.push(identifier(name, document));
        }
    }
    page("DocumentIdentifiers", listed, &format!("documents/{filters:?}"), asked.next_token.as_deref(), size)
}

fn matches(name: &str, document: &DocumentSettings, key: &str, values: &[&str]) -> Result<bool, Refusal> {
    let owner = owner(document);
    let is_shared = |how: &str| document.shared.as_deref() == Some(how);
    Ok(match key {
        "Name" => values.iter().any(|value| name.starts_with(value)),
        "DocumentType" => values.contains(&document_type(document)),
        "PlatformTypes" => values.iter().any(|value| ["Linux", "Windows", "MacOS"].contains(value)),
        "Owner" => values.iter().any(|value| match *value {
            "All" => true,
            "Amazon" => owner == "Amazon",
            "Public" => owner == "Amazon" || is_shared("Public"),
            "Self" => owner == ACCOUNT,
            "Private" => owner == ACCOUNT || is_shared("Private"),
            "ThirdParty" => is_shared("Public"),
            _ => false,
        }),
        "TargetType" | "DocumentFormat" | "SearchKeyword" => true,
        other => return Err(refused("InvalidFilterKey", format!("The specified key is not valid: {other}"))),
    })
}

fn document_type(document: &DocumentSettings) -> &str {
    document.document_type.as_deref().unwrap_or("Session")
}

fn owner(document: &DocumentSettings) -> &str {
    document.owner.as_deref().unwrap_or(ACCOUNT)
}

fn identifier(name: &str, document: &DocumentSettings) -> Value {
    json!({
        "Name": name,
        "CreatedDate": CREATED,
        "Owner": owner(document),
        "PlatformTypes": ["Windows", "Linux", "MacOS"],
        "DocumentVersion": document.version.max(1).to_string(),
        "DocumentType": document_type(document),
        "SchemaVersion": "1.0",
        "DocumentFormat": "JSON",
        "Tags": [],
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetDocument {
    name: String,
    document_version: Option<String>,
    document_format: Option<String>,
}

fn get_document(account: &Account, asked: &GetDocument) -> Result<Value, Refusal> {
    let name = asked.name.rsplit_once(":document/").map_or(asked.name.as_str(), |(_, name)| name);
    let missing = || refused("InvalidDocument", format!("Document with name {name} does not exist."));
    // Those of others are named by their ARNs.
    let documents = &account.settings.documents;
    let document = documents.get(&asked.name).or_else(|| documents.get(name)).ok_or_else(missing)?;
    let latest = document.version.max(1);
    let version = match asked.document_version.as_deref() {
        None | Some("$DEFAULT" | "$LATEST") => latest,
        Some(text) => text.parse().ok().filter(|version| (1..=latest).contains(version)).ok_or_else(|| {
            refused("InvalidDocumentVersion", format!("The document version {text} is not valid or does not exist."))
        })?,
    };
    if asked.document_format.as_deref().is_some_and(|format| format != "JSON") {
        return Err(Refusal::Validation("This service has its documents in JSON only.".to_owned()));
    }
    Ok(json!({
        "Name": name,
        "CreatedDate": CREATED,
        "DocumentVersion": version.to_string(),
        "Status": "Active",
        "Content": content(document),
        "DocumentType": document_type(document),
        "DocumentFormat": "JSON",
        "AttachmentsContent": [],
    }))
}

/// The document's text, indented as the console keeps it.
fn content(document: &DocumentSettings) -> String {
    let mut content = json!({"schemaVersion": "1.0", "description": document.description});
    if let Some(name) = &document.session_type {
        content["sessionType"] = json!(name);
    }
    if !document.inputs.is_empty() {
        let known = INPUTS.iter().filter_map(|name| Some((*name, document.inputs.get(*name)?)));
        let others = document.inputs.iter().filter(|(name, _)| !INPUTS.contains(&name.as_str()));
        let inputs: Map<String, Value> = known
            .chain(others.map(|(name, value)| (name.as_str(), value)))
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        content["inputs"] = Value::Object(inputs);
    }
    for (member, table) in [("parameters", &document.parameters), ("properties", &document.properties)] {
        if !table.is_empty() {
            content[member] = json!(table);
        }
    }
    serde_json::to_string_pretty(&content).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInstanceInformation {
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

fn describe_instances(account: &Account, asked: &DescribeInstanceInformation) -> Result<Value, Refusal> {
    let size = page_size(asked.max_results, 5, 50, 10)?;
    let mut listed = Vec::new();
    for node in &account.nodes {
        let said = information(node, account.now);
        let mut wanted = true;
        for Filter { key, values } in &asked.filters {
            let member = match key.as_str() {
                "InstanceIds" => "InstanceId",
                "PingStatus" | "ResourceType" | "AgentVersion" | "IamRole" => key.as_str(),
                "PlatformTypes" => "PlatformType",
                other => return Err(refused("InvalidFilterKey", format!("The specified key is not valid: {other}"))),
            };
            wanted &= said.get(member).and_then(Value::as_str).is_some_and(|is| values.iter().any(|value| value == is));
        }
        if wanted {
            listed.push(said);
        }
    }
    let scope = format!("instances/{:?}", asked.filters);
    page("InstanceInformationList", listed, &scope, asked.next_token.as_deref(), size)
}

/// `IamRole` is told of machines that were activated, and of EC2 instances that Systems Manager gave one.
///
/// Source: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html>
fn information(node: &Node, now: i64) -> Value {
    let settings = &node.settings;
    let mut said = json!({
        "InstanceId": node.id,
        "PingStatus": settings.ping_status.as_deref().unwrap_or("Online"),
        "LastPingDateTime": seconds(now - 41_000),
        "IsLatestVersion": false,
        "PlatformType": settings.platform_type.as_deref().unwrap_or("Linux"),
        "PlatformName": settings.platform_name.as_deref().unwrap_or(node.platform_name),
        "PlatformVersion": settings.platform_version.as_deref().unwrap_or(node.platform_version),
        "ResourceType": if node.is_hybrid() { "ManagedInstance" } else { "EC2Instance" },
        "IPAddress": node.host.strip_prefix("ip-").unwrap_or(&node.host).replace('-', "."),
        "ComputerName": format!("{}.ap-northeast-1.compute.internal", node.host),
        "SourceId": node.id,
        "SourceType": if node.is_hybrid() { "AWS::SSM::ManagedInstance" } else { "AWS::EC2::Instance" },
    });
    if let Some(version) = &settings.agent_version {
        said["AgentVersion"] = json!(version);
    }
    if let Some(role) = settings.managed_role.as_deref().filter(|role| !role.is_empty() && !node.is_hybrid()) {
        said["IamRole"] = json!(role);
    }
    if let Some(role) = node.role().filter(|_| node.is_hybrid()) {
        said["IamRole"] = json!(role);
        said["ActivationId"] = json!("7d2c41a0-1f0e-4c53-9d8e-0b6a5f4e3d2c");
        said["RegistrationDate"] = json!(CREATED);
    }
    said
}

/// Milliseconds as AWS JSON has times: seconds, with a fraction.
pub(super) fn seconds(time: i64) -> f64 {
    time as f64 / 1000.0
}
