use serde::Deserialize;
use serde_json::{Value, json};

use super::Context;
use crate::emulator::{
    definitions::{Definition, Parameter},
    paging,
    refusal::Refusal,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeQueryDefinitions {
    query_definition_name_prefix: Option<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(super) fn describe(context: Context<'_>, asked: DescribeQueryDefinitions) -> Result<Value, Refusal> {
    let limit = paging::limit(asked.max_results, 1000, 1000)?;
    let prefix = asked.query_definition_name_prefix.unwrap_or_default();
    let scope = format!("definitions/{prefix}");
    let place = paging::place(&scope, asked.next_token.as_deref())?;
    let mut definitions = context.service.definitions.all();
    definitions.retain(|definition| definition.name.starts_with(&prefix));
    definitions.sort_by(|one, other| one.name.cmp(&other.name));
    let (page, next) = paging::page(definitions, &scope, place, limit);
    let said: Vec<Value> = page.iter().map(said).collect();
    let mut answer = json!({"queryDefinitions": said});
    if let Some(next) = next {
        answer["nextToken"] = json!(next);
    }
    Ok(answer)
}

fn said(definition: &Definition) -> Value {
    let mut said = json!({
        "queryLanguage": "CWLI",
        "queryDefinitionId": definition.id,
        "name": definition.name,
        "queryString": definition.text,
        "lastModified": definition.last_modified,
        "logGroupNames": definition.log_groups,
    });
    if !definition.parameters.is_empty() {
        said["parameters"] = json!(definition.parameters);
    }
    said
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutQueryDefinition {
    query_definition_id: Option<String>,
    name: String,
    query_string: String,
    log_group_names: Option<Vec<String>>,
    parameters: Option<Vec<Parameter>>,
}

/// Puts a new one in or replaces all of an old one.
pub(super) fn put(context: Context<'_>, asked: PutQueryDefinition) -> Result<Value, Refusal> {
    let definition = Definition {
        id: asked.query_definition_id.unwrap_or_default(),
        name: asked.name,
        text: asked.query_string,
        log_groups: asked.log_group_names.unwrap_or_default(),
        parameters: asked.parameters.unwrap_or_default(),
        last_modified: 0,
    };
    let id = context.service.definitions.put(definition).ok_or(Refusal::NotFound("query definition"))?;
    Ok(json!({"queryDefinitionId": id}))
}
