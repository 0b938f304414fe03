use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A CloudTrail event that tells of a session, or of how somebody came by the credentials that started it.
///
/// Source: AWS CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrailEvent {
    pub event_id: Option<String>,
    pub name: EventName,
    /// Milliseconds since 1970, UTC.
    pub time: i64,
    /// `awsRegion`, `recipientAccountId`: where it happened. A trail may bring together all regions and an organization's
    /// accounts.
    pub region: Option<String>,
    pub account: Option<String>,
    pub identity: Identity,
    pub source_address: Option<String>,
    pub user_agent: Option<String>,
    /// `None`: it went through.
    pub error_code: Option<String>,
    /// `responseElements.sessionId`; of `ResumeSession` and `TerminateSession`, that of the request.
    pub session_id: Option<String>,
    pub target: Option<String>,
    /// `None`: the default document.
    pub document: Option<String>,
    /// What the person gave as reason when starting.
    pub reason: Option<String>,
    /// The access key that this event gave out: what the key does later is done by this event's identity.
    pub issued_key: Option<String>,
    /// Whether `responseElements.tokenValue` is there, which CloudTrail hides: the session was given to somebody. Without it,
    /// `ResumeSession` went through, and the session had timed out (`sessionhandler.go` of the Session Manager plugin, which
    /// asks by itself when its connection drops).
    pub has_token: bool,
    /// The role session that this event began, `responseElements.assumedRoleUser.assumedRoleId`: `AROA…:name`.
    pub role_session: Option<String>,
    /// `requestParameters.roleArn`: the role that was assumed.
    pub role: Option<String>,
    /// `requestParameters.sourceIdentity`: who the caller says that they are; it stays with the session.
    pub source_identity: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventName {
    StartSession,
    ResumeSession,
    TerminateSession,
    AssumeRole,
    #[serde(rename = "AssumeRoleWithSAML")]
    AssumeRoleWithSaml,
    AssumeRoleWithWebIdentity,
}

impl EventName {
    /// Whether it tells of a session itself, and not of credentials.
    pub fn is_of_sessions(self) -> bool {
        matches!(self, Self::StartSession | Self::ResumeSession | Self::TerminateSession)
    }
}

/// `userIdentity`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Identity {
    /// `IAMUser`, `Root`, `AssumedRole`, `SAMLUser`, `WebIdentityUser`, `IdentityCenterUser`, `AWSService` and so on.
    pub kind: String,
    /// `accountId`: whose principal it is.
    pub account: Option<String>,
    pub arn: Option<String>,
    pub user_name: Option<String>,
    pub access_key_id: Option<String>,
    /// Of a role session: `AROA…:name`.
    pub principal_id: Option<String>,
    /// `sessionContext.attributes.creationDate`: when the credentials were made, to the second.
    pub created: Option<i64>,
    /// `onBehalfOf.userId`: the user's id in IAM Identity Center. Its events name nobody since 2025-07-14 (AWS Security Blog,
    /// "Important changes to CloudTrail events for AWS IAM Identity Center").
    pub on_behalf_of: Option<String>,
    /// `sessionContext.sessionIssuer.arn`: the role.
    pub issuer_arn: Option<String>,
    /// `sessionContext.sourceIdentity`.
    pub source_identity: Option<String>,
    /// `sessionContext.ec2RoleDelivery`: the credentials came from the metadata service of an EC2 instance (CloudTrail User
    /// Guide, "CloudTrail userIdentity element").
    pub ec2_role_delivery: Option<String>,
}

/// The text is no CloudTrail event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrailEventError {
    #[error("not JSON: {0}")]
    NotJson(String),
    #[error("no source or no name in an event")]
    NoName,
    #[error("no time that can be read in a {0} event")]
    NoTime(String),
}

impl TrailEvent {
    /// Whether it tells of a session of another region or account than these; where it does not say, it is taken to be of
    /// these. An empty text: not known. Credentials are used where they were not given out: events of those are of no place.
    pub fn is_elsewhere(&self, region: &str, account: &str) -> bool {
        let differs = |here: &str, there: &Option<String>| {
            !here.is_empty() && there.as_deref().is_some_and(|there| there != here)
        };
        self.name.is_of_sessions() && (differs(region, &self.region) || differs(account, &self.account))
    }

    /// Reads an event's JSON. `None`: an event of another kind, which tells nothing of sessions.
    pub fn parse(json: &str) -> Result<Option<Self>, TrailEventError> {
        let event: Value = serde_json::from_str(json).map_err(|error| TrailEventError::NotJson(error.to_string()))?;
        let text = |pointer: &str| {
            event.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (source, name) = text("/eventSource").zip(text("/eventName")).ok_or(TrailEventError::NoName)?;
        let Some(name) = event_name(&source, &name) else { return Ok(None) };
        let date = |pointer: &str| Some(text(pointer)?.parse::<jiff::Timestamp>().ok()?.as_millisecond());
        let time = date("/eventTime").ok_or_else(|| TrailEventError::NoTime(format!("{name:?}")))?;
        let is_session = name.is_of_sessions();
        let of_session = |pointer: &str| if is_session { text(pointer) } else { None };
        Ok(Some(Self {
            event_id: text("/eventID"),
            name,
            time,
            region: text("/awsRegion"),
            account: text("/recipientAccountId"),
            identity: Identity {
                kind: text("/userIdentity/type").unwrap_or_default(),
                account: text("/userIdentity/accountId"),
                arn: text("/userIdentity/arn"),
                user_name: text("/userIdentity/userName"),
                access_key_id: text("/userIdentity/accessKeyId"),
                principal_id: text("/userIdentity/principalId"),
                created: date("/userIdentity/sessionContext/attributes/creationDate"),
                on_behalf_of: text("/userIdentity/onBehalfOf/userId"),
                issuer_arn: text("/userIdentity/sessionContext/sessionIssuer/arn"),
                source_identity: text("/userIdentity/sessionContext/sourceIdentity"),
                ec2_role_delivery: text("/userIdentity/sessionContext/ec2RoleDelivery"),
            },
            source_address: text("/sourceIPAddress"),
            user_agent: text("/userAgent"),
            error_code: text("/errorCode"),
            session_id: of_session("/responseElements/sessionId")
                .or_else(|| of_session("/requestParameters/sessionId")),
            target: of_session("/requestParameters/target"),
            document: of_session("/requestParameters/documentName"),
            reason: of_session("/requestParameters/reason"),
            issued_key: text("/responseElements/credentials/accessKeyId").filter(|_| !is_session),
            has_token: event.pointer("/responseElements/tokenValue").is_some_and(|token| !token.is_null()),
            role_session: text("/responseElements/assumedRoleUser/assumedRoleId").filter(|_| !is_session),
            role: text("/requestParameters/roleArn").filter(|_| !is_session),
            source_identity: text("/requestParameters/sourceIdentity").filter(|_| !is_session),
        }))
    }
}

/// Other services have a `StartSession` too: Athena, for one.
fn event_name(source: &str, name: &str) -> Option<EventName> {
    match (source, name) {
        ("ssm.amazonaws.com", "StartSession") => Some(EventName::StartSession),
        ("ssm.amazonaws.com", "ResumeSession") => Some(EventName::ResumeSession),
        ("ssm.amazonaws.com", "TerminateSession") => Some(EventName::TerminateSession),
        ("sts.amazonaws.com", "AssumeRole") => Some(EventName::AssumeRole),
        ("sts.amazonaws.com", "AssumeRoleWithSAML") => Some(EventName::AssumeRoleWithSaml),
        ("sts.amazonaws.com", "AssumeRoleWithWebIdentity") => Some(EventName::AssumeRoleWithWebIdentity),
        _ => None,
    }
}
