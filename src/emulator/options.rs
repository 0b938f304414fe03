use std::{path::PathBuf, time::Duration};

use super::{Faults, Setup};

/// How the embedded service behaves.
#[derive(Clone, Debug)]
pub struct EmulatorOptions {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    pub data: EmulatorData,
    /// How the account is set up besides what is in `data`: Session Manager's preferences, keys, trails and so on.
    /// `None`: with the demo's data, [`Setup::default`]; with other data there is nothing of it, and with a setup there
    /// is, without anybody having used it.
    pub setup: Option<Setup>,
    /// How long a query is Scheduled and Running before it is Complete; longer where evaluating it takes longer.
    pub query_delay: Duration,
    /// Whether `StartQuery`, `GetQueryResults` and `FilterLogEvents` are held to 10 requests a second each, and
    /// `LookupEvents` to 2, as at AWS.
    pub throttle: bool,
    /// How many queries may be open at once before `StartQuery` answers `LimitExceededException`.
    pub concurrent_queries: usize,
    /// How `GetLogEvents` and `FilterLogEvents` refuse a group of the class `INFREQUENT_ACCESS`.
    pub direct_read_refusal: DirectReadRefusal,
    /// Cuts the values that `GetQueryResults` gives after so many characters, as one report says AWS
    /// does; `GetLogRecord` always gives them whole.
    pub longest_value: Option<usize>,
    /// What goes wrong.
    pub faults: Faults,
}

impl Default for EmulatorOptions {
    fn default() -> Self {
        Self {
            port: 0,
            data: EmulatorData::Empty,
            setup: None,
            query_delay: Duration::from_millis(250),
            throttle: true,
            concurrent_queries: 100,
            direct_read_refusal: DirectReadRefusal::ValidationException,
            longest_value: None,
            faults: Faults::default(),
        }
    }
}

impl EmulatorOptions {
    /// The demo as everybody sees it: the same company every time, up to now.
    pub fn demo() -> Self {
        Self::demo_at(jiff::Timestamp::now().as_millisecond())
    }

    /// The demo as it is at a moment, in milliseconds since 1970, UTC.
    pub fn demo_at(now_ms: i64) -> Self {
        Self { data: EmulatorData::Demo { seed: DEMO_SEED, now_ms }, ..Self::default() }
    }
}

/// The demo's.
pub(super) const DEMO_SEED: u64 = 1;

/// What the service holds when it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmulatorData {
    /// Nothing; clients load it.
    Empty,
    /// A company's account: recorded sessions in the last days, and thousands made from `seed`.
    /// The same seed and day give the same data, up to `now_ms` (milliseconds since 1970, UTC).
    Demo { seed: u64, now_ms: i64 },
    /// Recorded streams from a folder: every `NAME.ndjson` in it is the stream `NAME`, one
    /// `{"timestamp": ms, "message": "…"}` a line. Files in the folder itself belong to the group
    /// `/session-lens/data`, files in a folder below it to the group of that folder's path
    /// (`DIR/aws/ssm/logs/x.ndjson`: stream `x` of `/aws/ssm/logs`). `DIR/groups.json`, if there,
    /// says more: `{"/aws/ssm/logs": {"class": "INFREQUENT_ACCESS", "retentionDays": 400,
    /// "kmsKeyId": "arn…", "creationTime": ms}}`. Groups not named there are of the class
    /// `INFREQUENT_ACCESS`, created when their first event was.
    Folder(PathBuf),
}

/// The two forms in which the refusal is reported from AWS.
///
/// Sources: steampipe-plugin-aws issue 2758 (`ValidationException`); a pull request of
/// kubernetes-sigs/karpenter (`InvalidOperationException`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectReadRefusal {
    ValidationException,
    InvalidOperationException,
}
