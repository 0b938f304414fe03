/// A query that somebody of the organisation has saved in CloudWatch Logs, for everyone of the account
/// and region.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_QueryDefinition.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryDefinition {
    pub id: String,
    /// Folders are parts of the name, joined by `/`.
    pub name: String,
    /// With `{{name}}` for each parameter.
    pub text: String,
    /// `CWLI`, `SQL` or `PPL`; `None`: not said, which means `CWLI`.
    pub language: Option<String>,
    /// The groups it was saved for; empty: none in particular.
    pub log_groups: Vec<String>,
    pub parameters: Vec<QueryDefinitionParameter>,
}

/// What a saved query wants to be told. AWS gives it no type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryDefinitionParameter {
    pub name: String,
    pub default: Option<String>,
    pub description: Option<String>,
}
