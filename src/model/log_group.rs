use std::fmt;

/// The class of a log group. It decides which operations can read its events.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LogClass {
    /// Everything works, at the full price of ingestion.
    Standard,
    /// Half the price of ingestion; events can be reached by Logs Insights queries only.
    InfrequentAccess,
    /// Delivery to S3 or Firehose only; Logs Insights cannot read it.
    Delivery,
    /// A class that this program does not know, by AWS's name for it.
    Other(String),
}

impl LogClass {
    /// From AWS's own name, `STANDARD` and so on.
    pub fn from_name(name: &str) -> Self {
        match name {
            "STANDARD" => Self::Standard,
            "INFREQUENT_ACCESS" => Self::InfrequentAccess,
            "DELIVERY" => Self::Delivery,
            other => Self::Other(other.to_owned()),
        }
    }

    /// AWS's own name.
    pub fn name(&self) -> &str {
        match self {
            Self::Standard => "STANDARD",
            Self::InfrequentAccess => "INFREQUENT_ACCESS",
            Self::Delivery => "DELIVERY",
            Self::Other(name) => name,
        }
    }

    /// Whether Logs Insights can query the group at all.
    pub fn can_be_queried(&self) -> bool {
        *self != Self::Delivery
    }

    /// Whether `GetLogEvents` and `FilterLogEvents` may read the group.
    pub fn can_be_read_directly(&self) -> bool {
        *self == Self::Standard
    }
}

impl fmt::Display for LogClass {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A log group, as `DescribeLogGroups` shows it. What AWS left out is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroup {
    pub name: String,
    pub arn: Option<String>,
    pub class: Option<LogClass>,
    /// Milliseconds since 1970, UTC. Insights cannot see events older than this.
    pub creation_time: Option<i64>,
    /// `None`: events never expire.
    pub retention_days: Option<i32>,
    pub stored_bytes: Option<i64>,
    /// The KMS key that the group is encrypted with, if its owner chose one.
    pub kms_key_id: Option<String>,
}
