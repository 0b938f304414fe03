//! How the events were obtained: scope, queries, the ledger, reviews, rules.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use serde_json::{Map, Value, json};

use super::{PackError, PackOptions, bag::Bag, iso, review::Remark};
use crate::{
    case::{Case, Entry, EntryKind, import::shared_streams},
    collect::CollectionRecord,
    evidence::write_json_line,
    model::hex,
};

pub(super) fn write(
    case: &Case,
    collections: &[CollectionRecord],
    remarks: &[Remark],
    options: &PackOptions<'_>,
    bag: &mut Bag,
) -> Result<(), PackError> {
    bag.file("data/scope.json", pretty(&scope(case, collections, options)?).as_bytes())?;
    bag.file("data/queries.json", pretty(&queries(case, collections)?).as_bytes())?;
    bag.file("data/rules.json", pretty(&rules(options)).as_bytes())?;
    let mut ledger = bag.open("data/ledger.jsonl")?;
    let mut review = bag.open("data/review.jsonl")?;
    case.each_entry(&mut |entry, chain| {
        let mut line = ledger_line(&entry, chain);
        write_json_line(&line, &mut ledger)?;
        if let Ok(place) = remarks.binary_search_by_key(&entry.number, |remark| remark.number) {
            line.extend(remarks[place].fields().map(|(name, value)| (name.to_owned(), value)));
            write_json_line(&line, &mut review)?;
        }
        Ok::<(), io::Error>(())
    })??;
    ledger.flush()?;
    bag.close(ledger)?;
    bag.close(review)?;
    Ok(())
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn ledger_line(entry: &Entry, chain: &[u8]) -> Map<String, Value> {
    let values = [
        ("number", json!(entry.number)),
        ("at", json!(entry.at)),
        ("kind", json!(entry.kind)),
        ("subject", json!(entry.subject)),
        ("body", json!(entry.text)),
        ("chain", json!(hex(chain))),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn scope(case: &Case, collections: &[CollectionRecord], options: &PackOptions<'_>) -> Result<Value, PackError> {
    let summary = case.summary()?;
    let collected: Vec<Value> = collections
        .iter()
        .map(|collection| {
            let scope = &collection.plan.scope;
            let of_origin = |name: &str| recorded(collection.origin.get(name));
            json!({
                "account": of_origin("account"), "region": of_origin("region"), "caller": of_origin("caller"),
                "endpoint": collection.origin.get("endpoint"), "collectedWith": of_origin("program"),
                "logGroups": scope.log_groups.iter().map(|name| log_group(collection, name)).collect::<Vec<_>>(),
                "start": iso(scope.start), "end": iso(scope.end),
                "startMilliseconds": scope.start, "endMilliseconds": scope.end, "endIsIncluded": false,
                "cutoff": iso(collection.plan.cutoff), "takenInAfter": collection.plan.after.map(iso),
                "via": collection.plan.via.name(), "begunAt": iso(collection.at), "proof": collection.proof,
            })
        })
        .collect();
    let files: Vec<Value> = case
        .entries(EntryKind::SourceEnd, None)?
        .into_iter()
        .filter(|entry| entry.body.get("sha256").is_some())
        .map(|entry| json!({"name": entry.subject, "importedAt": iso(entry.at), "result": entry.body}))
        .collect();
    let ended: BTreeSet<i64> =
        case.entries(EntryKind::SourceEnd, None)?.iter().filter_map(|entry| entry.body["source"].as_i64()).collect();
    let broken_off: Vec<Value> = case
        .entries(EntryKind::Source, None)?
        .into_iter()
        .filter(|entry| entry.body["kind"] != "collection" && !ended.contains(&entry.number))
        .map(|entry| json!({"name": entry.subject, "begunAt": iso(entry.at)}))
        .collect();
    let not_read: Vec<Value> = case
        .entries(EntryKind::Refused, None)?
        .into_iter()
        .map(|entry| json!({"name": entry.subject, "triedAt": iso(entry.at), "result": entry.body}))
        .collect();
    let shared: Vec<Value> = shared_streams(case)?
        .into_iter()
        .map(|((log, name), files)| json!({"log": log, "logStream": name, "files": files}))
        .collect();
    Ok(json!({
        "case": case.path().file_name().map(|name| name.to_string_lossy().into_owned()),
        "sealed": case.is_sealed(),
        "packedAt": iso(options.now),
        "zone": "UTC",
        "program": format!("Session Lens {}", env!("CARGO_PKG_VERSION")),
        "events": summary.events, "logStreams": summary.streams, "messageBytes": summary.bytes,
        "firstEvent": summary.first_time.map(iso), "lastEvent": summary.last_time.map(iso),
        "collections": collected,
        "importedFiles": files, "importsBrokenOff": broken_off, "filesNotRead": not_read,
        "streamsOfSeveralFiles": shared,
    }))
}

/// What was not recorded says so: an empty field could mean anything.
fn recorded(value: Option<&Value>) -> Value {
    value.filter(|value| !value.is_null()).cloned().unwrap_or_else(|| json!("not recorded"))
}

/// A log group as AWS described it when the collection began; `facts` says where it did not, and why.
fn log_group(collection: &CollectionRecord, name: &str) -> Value {
    let groups = collection.origin.get("groups").and_then(Value::as_array);
    let group = groups.and_then(|groups| groups.iter().find(|group| group.get("asked") == Some(&json!(name))));
    let field = |field: &str| group.and_then(|group| group.get(field)).filter(|value| !value.is_null()).cloned();
    let is_described = field("facts") == Some(json!("recorded"));
    // Where AWS described the group, leaving these out has a meaning.
    let or = |name: &str, meaning: &str| {
        field(name).unwrap_or_else(|| json!(if is_described { meaning } else { "not recorded" }))
    };
    json!({
        "name": name, "facts": or("facts", ""), "arn": or("arn", "not recorded"), "class": or("class", "not recorded"),
        "retentionDays": or("retentionDays", "never expires"), "kmsKeyId": or("kmsKeyId", "none of the owner's"),
        "storedBytes": or("storedBytes", "not recorded"),
        "created": field("creationTime").as_ref().and_then(Value::as_i64).map_or_else(|| json!("not recorded"), |time| json!(iso(time))),
    })
}

fn queries(case: &Case, collections: &[CollectionRecord]) -> Result<Value, PackError> {
    let counts: Vec<Value> = collections
        .iter()
        .map(|collection| {
            json!({
                "queryId": collection.plan.count_query_id, "what": "count", "bytesScanned": collection.plan.bytes,
                "counted": collection.plan.counts.total(), "uncounted": collection.plan.uncounted,
            })
        })
        .collect();
    let windows: Vec<Value> = case.entries(EntryKind::Window, None)?.into_iter().map(|entry| entry.body).collect();
    let other: Vec<Value> = case.entries(EntryKind::Query, None)?.into_iter().map(|entry| entry.body).collect();
    Ok(json!({"counts": counts, "windows": windows, "queries": other}))
}

fn rules(options: &PackOptions<'_>) -> Value {
    options
        .rules
        .all()
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id, "title": rule.title, "level": rule.level.name(), "author": rule.author,
                "category": rule.category.name(), "techniques": rule.techniques, "file": rule.source,
                "description": rule.description,
            })
        })
        .collect()
}
