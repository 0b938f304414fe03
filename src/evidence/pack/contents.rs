//! How the events were obtained: scope, queries, the ledger, reviews, rules.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Collection, PackError, PackOptions, bag::Bag, iso};
use crate::{
    case::{Case, Entry, EntryKind},
    evidence::write_json_line,
    model::hex,
};

pub(super) fn write(
    case: &Case,
    collections: &[Collection],
    options: &PackOptions<'_>,
    bag: &mut Bag,
) -> Result<(), PackError> {
    bag.file("data/scope.json", pretty(&scope(case, collections, options)?).as_bytes())?;
    bag.file("data/queries.json", pretty(&queries(case, collections)?).as_bytes())?;
    bag.file("data/rules.json", pretty(&rules(options)).as_bytes())?;
    let mut ledger = bag.open("data/ledger.jsonl")?;
    let mut review = bag.open("data/review.jsonl")?;
    case.each_entry(&mut |entry, chain| {
        let line = ledger_line(&entry, chain);
        write_json_line(&line, &mut ledger)?;
        if matches!(entry.kind.as_str(), "review" | "note") {
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

fn scope(case: &Case, collections: &[Collection], options: &PackOptions<'_>) -> Result<Value, PackError> {
    let summary = case.summary()?;
    let collected: Vec<Value> = collections
        .iter()
        .map(|collection| {
            let scope = &collection.plan.scope;
            json!({
                "logGroups": scope.log_groups, "start": iso(scope.start), "end": iso(scope.end),
                "startMilliseconds": scope.start, "endMilliseconds": scope.end, "endIsIncluded": false,
                "cutoff": iso(collection.plan.cutoff), "takenInAfter": collection.plan.after.map(iso),
                "via": collection.plan.via.name(), "begunAt": iso(collection.at),
                "origin": collection.origin, "proof": collection.proof,
            })
        })
        .collect();
    let files: Vec<Value> = case
        .entries(EntryKind::SourceEnd, None)?
        .into_iter()
        .filter(|entry| entry.body.get("sha256").is_some())
        .map(|entry| json!({"name": entry.subject, "importedAt": iso(entry.at), "result": entry.body}))
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
        "importedFiles": files,
    }))
}

fn queries(case: &Case, collections: &[Collection]) -> Result<Value, PackError> {
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
