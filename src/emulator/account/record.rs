/// A session as Systems Manager knows it. Times: milliseconds since 1970, UTC.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRecord {
    pub id: String,
    pub target: String,
    /// The principal's ARN.
    pub owner: String,
    pub start: i64,
    /// `None`: it goes on.
    pub end: Option<i64>,
    pub status: &'static str,
    pub document: String,
    pub reason: Option<String>,
}

/// An event of CloudTrail's history, with what `LookupEvents` tells besides its JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct TrailRecord {
    pub id: String,
    pub name: &'static str,
    pub source: &'static str,
    /// Where it was recorded.
    pub region: &'static str,
    /// Milliseconds since 1970, UTC; CloudTrail's own times are whole seconds.
    pub time: i64,
    pub username: Option<String>,
    pub access_key: Option<String>,
    /// Types and names.
    pub resources: Vec<(&'static str, String)>,
    pub json: String,
}
