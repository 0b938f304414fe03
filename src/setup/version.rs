use std::{fmt, str::FromStr};

/// A version of SSM Agent: four numbers.
///
/// The versions below are from the agent's `RELEASENOTES.md`, unless they say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentVersion(pub [u32; 4]);

impl AgentVersion {
    /// "Enables the Session Manager capability".
    pub const SESSION_MANAGER: Self = Self([2, 3, 68, 0]);
    /// "Add support for further encryption of session data using AWS KMS".
    pub const CHANNEL_KEY: Self = Self([2, 3, 539, 0]);
    /// "Add support for Session Manager `RunAs` functionality on Linux platform".
    pub const RUN_AS: Self = Self([2, 3, 672, 0]);
    /// "Add support for Session Manager configurable shell profile".
    pub const SHELL_PROFILE: Self = Self([3, 0, 196, 0]);
    /// "Add support for streaming of logs to CloudWatch for Session Manager".
    pub const STREAMING: Self = Self([3, 0, 356, 0]);
    /// From [`Self::STREAMING`] to before this one, an event of streamed text may pass the size that CloudWatch Logs
    /// takes, and the agent sends it again for ever: aws/amazon-ssm-agent issue 452, commit 1b26ecfe.
    pub const EVENT_SIZE_FIXED: Self = Self([3, 1, 1856, 0]);
    /// "Update Messaging module to switch off ec2messages when ssmmessages connected successfully".
    pub const WITHOUT_EC2MESSAGES: Self = Self([3, 3, 40, 0]);
}

/// Not four numbers with points between them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a version of SSM Agent: {0:?}")]
pub struct VersionError(pub String);

impl FromStr for AgentVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let refused = || VersionError(text.to_owned());
        let mut numbers = [0; 4];
        let mut parts = text.trim().split('.');
        for number in &mut numbers {
            *number = parts.next().and_then(|part| part.parse().ok()).ok_or_else(refused)?;
        }
        if parts.next().is_some() { Err(refused()) } else { Ok(Self(numbers)) }
    }
}

impl fmt::Display for AgentVersion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, build, patch] = self.0;
        write!(out, "{major}.{minor}.{build}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let read = |text: &str| text.parse::<AgentVersion>();
        assert!(read("3.1.999.0").unwrap() < AgentVersion::EVENT_SIZE_FIXED);
        assert!(read("3.10.0.0").unwrap() > read("3.9.9999.9").unwrap());
        assert_eq!(read("3.3.40.0").unwrap().to_string(), "3.3.40.0");
        for wrong in ["", "3.1", "3.1.1856.0.1", "3.1.x.0", "latest", "3.1.99999999999.0"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
