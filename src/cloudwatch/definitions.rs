use super::{client::CloudWatch, convert};
use crate::model::{Operation, Page, QueryDefinition, SourceError};

/// The most that one page may hold; an account and region has 1,000 at most.
const PAGE: i32 = 1_000;

pub(super) async fn query_definitions(
    client: &CloudWatch,
    next_token: Option<&str>,
) -> Result<Page<QueryDefinition>, SourceError> {
    let request = client
        .logs
        .describe_query_definitions()
        .max_results(PAGE)
        .set_next_token(next_token.filter(|token| !token.is_empty()).map(str::to_owned));
    let answer = client.call(Operation::DescribeQueryDefinitions, "saved queries", || request.clone().send()).await?;
    Ok(Page {
        items: answer.query_definitions.unwrap_or_default().into_iter().filter_map(convert::query_definition).collect(),
        next_token: answer.next_token.filter(|token| !token.is_empty()),
    })
}
