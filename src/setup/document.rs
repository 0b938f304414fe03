use serde_json::{Map, Value};

/// The content of a session document, as far as it decides how sessions are logged.
///
/// Source: AWS Systems Manager User Guide, "Session document schema".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionDocument {
    /// Session documents only support version 1.0.
    pub schema_version: Option<String>,
    pub session_type: SessionType,
    pub s3_bucket_name: Setting<String>,
    pub s3_key_prefix: Setting<String>,
    pub s3_encryption_enabled: Setting<bool>,
    pub cloud_watch_log_group_name: Setting<String>,
    pub cloud_watch_encryption_enabled: Setting<bool>,
    pub cloud_watch_streaming_enabled: Setting<bool>,
    pub kms_key_id: Setting<String>,
    pub run_as_enabled: Setting<bool>,
    pub run_as_default_user: Setting<String>,
    /// Minutes.
    pub idle_session_timeout: Setting<i64>,
    /// Minutes.
    pub max_session_duration: Setting<i64>,
    pub shell_profile_linux: Setting<String>,
    pub shell_profile_windows: Setting<String>,
}

/// What a document starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionType {
    /// A shell; the document's own inputs say how it is logged.
    StandardStream,
    InteractiveCommands,
    NonInteractiveCommands,
    /// A tunnel: port forwarding, SSH.
    Port,
    /// A type that this program does not know, by AWS's name for it, or none.
    Other(String),
}

impl SessionType {
    fn from_name(name: &str) -> Self {
        match name {
            "Standard_Stream" => Self::StandardStream,
            "InteractiveCommands" => Self::InteractiveCommands,
            "NonInteractiveCommands" => Self::NonInteractiveCommands,
            "Port" => Self::Port,
            other => Self::Other(other.to_owned()),
        }
    }

    /// AWS's own name.
    pub fn name(&self) -> &str {
        match self {
            Self::StandardStream => "Standard_Stream",
            Self::InteractiveCommands => "InteractiveCommands",
            Self::NonInteractiveCommands => "NonInteractiveCommands",
            Self::Port => "Port",
            Self::Other(name) => name,
        }
    }
}

/// One input of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Setting<T> {
    /// Not there, or an empty text.
    #[default]
    Unset,
    Given(T),
    /// Made from a parameter when a session is started: `{{ name }}`. The agent puts in what whoever starts it gives, or
    /// looks it up in Parameter Store for `{{ssm:name}}` (`agent/framework/docparser/docparser.go`,
    /// `replaceValidatedSessionParameters`). `default` is what it is otherwise, if that is known.
    Parameter {
        text: String,
        default: Option<T>,
    },
    /// There, but of a form that AWS does not describe, verbatim.
    Odd(String),
}

impl<T> Setting<T> {
    /// What it is, where nobody chooses otherwise.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Given(value) | Self::Parameter { default: Some(value), .. } => Some(value),
            _ => None,
        }
    }

    /// What it is, whoever starts the session.
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is looked up in Parameter Store.
    pub fn is_in_parameter_store(&self) -> bool {
        let Self::Parameter { text, .. } = self else { return false };
        text.split("{{").skip(1).any(|name| name.trim_start().starts_with("ssm:"))
    }

    /// Whether it is known to be left empty.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }
}

/// The content is no session document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("not JSON: {0}")]
    NotJson(String),
    #[error("not a JSON object")]
    NotAnObject,
}

impl SessionDocument {
    /// Reads the content of a document in JSON. What is not understood is kept as [`Setting::Odd`]: a document that
    /// AWS took is never refused as a whole for one input.
    pub fn parse(content: &str) -> Result<Self, DocumentError> {
        let content: Value =
            serde_json::from_str(content).map_err(|error| DocumentError::NotJson(error.to_string()))?;
        let document = content.as_object().ok_or(DocumentError::NotAnObject)?;
        let empty = Map::new();
        let object = |holder: &'_ Map<String, Value>, key: &str| holder.get(key).and_then(Value::as_object).cloned();
        let inputs = object(document, "inputs").unwrap_or_else(|| empty.clone());
        let profile = object(&inputs, "shellProfile").unwrap_or_else(|| empty.clone());
        let parameters = object(document, "parameters").unwrap_or(empty);
        let reader = Inputs { inputs: &inputs, parameters: &parameters };
        let of_profile = Inputs { inputs: &profile, parameters: &parameters };
        let text = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            schema_version: text("schemaVersion"),
            session_type: SessionType::from_name(&text("sessionType").unwrap_or_default()),
            s3_bucket_name: reader.read("s3BucketName", text_of),
            s3_key_prefix: reader.read("s3KeyPrefix", text_of),
            s3_encryption_enabled: reader.read("s3EncryptionEnabled", switch_of),
            cloud_watch_log_group_name: reader.read("cloudWatchLogGroupName", text_of),
            cloud_watch_encryption_enabled: reader.read("cloudWatchEncryptionEnabled", switch_of),
            cloud_watch_streaming_enabled: reader.read("cloudWatchStreamingEnabled", Value::as_bool),
            kms_key_id: reader.read("kmsKeyId", text_of),
            run_as_enabled: reader.read("runAsEnabled", switch_of),
            run_as_default_user: reader.read("runAsDefaultUser", text_of),
            idle_session_timeout: reader.read("idleSessionTimeout", minutes_of),
            max_session_duration: reader.read("maxSessionDuration", minutes_of),
            shell_profile_linux: of_profile.read("linux", text_of),
            shell_profile_windows: of_profile.read("windows", text_of),
        })
    }
}

struct Inputs<'a> {
    inputs: &'a Map<String, Value>,
    parameters: &'a Map<String, Value>,
}

impl Inputs<'_> {
    fn read<T>(&self, key: &str, of: fn(&Value) -> Option<T>) -> Setting<T> {
        let Some(value) = self.inputs.get(key).filter(|value| !is_empty(value)) else { return Setting::Unset };
        if let Some(text) = value.as_str().filter(|text| text.contains("{{")) {
            let default = self.default_of(text).filter(|default| !is_empty(default));
            return Setting::Parameter { text: text.to_owned(), default: default.and_then(of) };
        }
        of(value).map_or_else(|| Setting::Odd(value.to_string()), Setting::Given)
    }

    /// The default of the parameter that a text is, if it is nothing but one.
    fn default_of(&self, text: &str) -> Option<&Value> {
        let name = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
        self.parameters.get(name)?.get("default")
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn text_of(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// The agent takes these as a boolean or as a text (its release notes: "Update boolean attributes in Session Document
/// to accept both string and bool values"); streaming alone must be a boolean (`agent/framework/docparser/docparser.go`).
fn switch_of(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.trim().to_ascii_lowercase().parse().ok())
}

fn minutes_of(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inputs(text: &str) -> SessionDocument {
        let content =
            format!(r#"{{"sessionType":"Standard_Stream","parameters":{{"g":{{"default":"/own"}}}},"inputs":{text}}}"#);
        SessionDocument::parse(&content).unwrap()
    }

    #[test]
    fn inputs_are_read_as_the_agent_reads_them() {
        let read = inputs(
            r#"{"s3BucketName":"","cloudWatchLogGroupName":"/s","s3EncryptionEnabled":"True","cloudWatchStreamingEnabled":true,
            "idleSessionTimeout":"15","maxSessionDuration":60,"shellProfile":{"linux":"date"},"kmsKeyId":null}"#,
        );
        assert_eq!(read.session_type, SessionType::StandardStream);
        assert_eq!(read.s3_bucket_name, Setting::Unset);
        assert_eq!(read.kms_key_id, Setting::Unset);
        assert_eq!(read.cloud_watch_log_group_name, Setting::Given("/s".to_owned()));
        assert_eq!(read.s3_encryption_enabled, Setting::Given(true));
        assert_eq!(read.cloud_watch_streaming_enabled, Setting::Given(true));
        assert_eq!(read.idle_session_timeout, Setting::Given(15));
        assert_eq!(read.max_session_duration, Setting::Given(60));
        assert_eq!(read.shell_profile_linux, Setting::Given("date".to_owned()));
    }

    #[test]
    fn what_is_odd_is_kept_and_hides_nothing_else() {
        let read = inputs(
            r#"{"cloudWatchStreamingEnabled":"true","runAsEnabled":"maybe","idleSessionTimeout":"20m","s3BucketName":["b"],
            "cloudWatchLogGroupName":"{{ g }}","s3KeyPrefix":"{{ssm:prefix}}","shellProfile":"no object","kmsKeyId":"k"}"#,
        );
        assert_eq!(read.cloud_watch_streaming_enabled, Setting::Odd("\"true\"".to_owned()));
        assert_eq!(read.run_as_enabled, Setting::Odd("\"maybe\"".to_owned()));
        assert_eq!(read.idle_session_timeout, Setting::Odd("\"20m\"".to_owned()));
        assert_eq!(read.s3_bucket_name, Setting::Odd("[\"b\"]".to_owned()));
        let group = Setting::Parameter { text: "{{ g }}".to_owned(), default: Some("/own".to_owned()) };
        assert_eq!(read.cloud_watch_log_group_name, group);
        assert_eq!(read.s3_key_prefix, Setting::Parameter { text: "{{ssm:prefix}}".to_owned(), default: None });
        assert_eq!(read.kms_key_id, Setting::Given("k".to_owned()));
        assert_eq!(SessionDocument::parse("[]"), Err(DocumentError::NotAnObject));
        assert!(matches!(SessionDocument::parse("schemaVersion: '1.0'"), Err(DocumentError::NotJson(_))));
        assert_eq!(SessionDocument::parse("{}").unwrap().session_type, SessionType::Other(String::new()));
    }

    proptest! {
        #[test]
        fn no_text_stops_it(text in any::<String>(), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = SessionDocument::parse(&text);
            let _ = SessionDocument::parse(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn no_value_of_any_input_stops_it(key in "s3BucketName|cloudWatchStreamingEnabled|idleSessionTimeout|shellProfile|kmsKeyId",
                value in "(\"[^\"\\\\\u{0}-\u{1f}]{0,20}\"|-?[1-9][0-9]{0,30}|\\[\\]|\\{\\}|null|true|\"\\{\\{ ?[a-z]* ?\\}\\}\")") {
            let content = format!(r#"{{"inputs":{{"{key}":{value}}}}}"#);
            prop_assert!(SessionDocument::parse(&content).is_ok(), "{}", content);
        }
    }
}
