use super::{client::CloudWatch, convert, errors, own_limit::own_limit};
use crate::model::{
    GroupFilter, LogClass, MAX_QUERY_ROWS, Operation, QueryId, QueryRequest, QueryResults, QueryRow, SourceError,
    SourceErrorKind,
};

/// The most rows that one page of results may hold.
const PAGE: i32 = 10_000;

pub(super) async fn start(client: &CloudWatch, request: &QueryRequest) -> Result<QueryId, SourceError> {
    let limit = own_limit(&request.text).unwrap_or(request.limit).clamp(1, MAX_QUERY_ROWS);
    let query = client
        .logs
        .start_query()
        .query_string(&request.text)
        .start_time(request.range.start_second())
        .end_time(request.range.end_second())
        .limit(i32::try_from(limit).unwrap_or(i32::MAX));
    let groups: Vec<String> = request.log_groups.iter().map(|group| convert::plain_arn(group).to_owned()).collect();
    let query = if groups.is_empty() {
        query // the text names them itself, by SOURCE
    } else if groups.iter().any(|group| group.starts_with("arn:")) {
        query.set_log_group_identifiers(Some(groups))
    } else {
        query.set_log_group_names(Some(groups))
    };
    let resource = request.log_groups.join(", ");
    let answer = client.call(Operation::StartQuery, &resource, || query.clone().send()).await;
    match answer {
        Ok(answer) => answer.query_id.map(QueryId).ok_or_else(|| {
            SourceError::new(SourceErrorKind::ServiceFault, "no query id came back")
                .with_operation(Operation::StartQuery)
        }),
        Err(error) if errors::may_be_the_class(&error) => Err(blame_class(client, request, error).await),
        Err(error) => Err(error),
    }
}

/// The codes for "not with this class" differ and say other things too: the group's class decides.
async fn blame_class(client: &CloudWatch, request: &QueryRequest, mut error: SourceError) -> SourceError {
    for name in &request.log_groups {
        let name = name.rsplit_once(":log-group:").map_or(name.as_str(), |(_, name)| convert::plain_arn(name));
        let filter = GroupFilter { name_prefix: Some(name.to_owned()), ..GroupFilter::default() };
        let Ok(page) = super::listing::log_groups(client, &filter, None).await else { continue };
        let class = page.items.into_iter().find(|group| group.name == name).and_then(|group| group.class);
        if class.is_some_and(|class| !LogClass::can_be_queried(&class)) {
            error.kind = SourceErrorKind::ClassForbids;
            break;
        }
    }
    error
}

pub(super) async fn results(
    client: &CloudWatch,
    query: &QueryId,
    next_token: Option<&str>,
) -> Result<QueryResults, SourceError> {
    let request = client
        .logs
        .get_query_results()
        .query_id(&query.0)
        .max_items(PAGE)
        .set_next_token(next_token.map(str::to_owned));
    let answer = client.call(Operation::GetQueryResults, &query.0, || request.clone().send()).await?;
    Ok(convert::query_results(answer))
}

pub(super) async fn stop(client: &CloudWatch, query: &QueryId) -> Result<(), SourceError> {
    let request = client.logs.stop_query().query_id(&query.0);
    match client.call(Operation::StopQuery, &query.0, || request.clone().send()).await {
        // AWS refuses so when the query has ended already.
        Err(SourceError { kind: SourceErrorKind::Refused { code }, .. }) if code == "InvalidParameterException" => {
            Ok(())
        }
        answer => answer.map(drop),
    }
}

pub(super) async fn record(client: &CloudWatch, ptr: &str) -> Result<QueryRow, SourceError> {
    let request = client.logs.get_log_record().log_record_pointer(ptr);
    let answer = client.call(Operation::GetLogRecord, "log record", || request.clone().send()).await?;
    let mut fields: QueryRow = answer.log_record.unwrap_or_default().into_iter().collect();
    fields.sort();
    Ok(fields)
}
