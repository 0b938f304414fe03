use super::FindingKind;

/// What a kind of finding is about: how people look for findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// What could not be read, or not be understood.
    Reading,
    Logging,
    Encryption,
    /// The OS user that sessions begin as.
    RunAs,
    TimeLimits,
    ShellProfile,
    LogGroup,
    Bucket,
    /// Port forwarding and SSH.
    Tunnels,
    Machines,
    /// CloudTrail, and the regions that were not looked at.
    OtherRecords,
}

impl Area {
    pub const ALL: [Self; 11] = [
        Self::Logging,
        Self::Encryption,
        Self::RunAs,
        Self::TimeLimits,
        Self::ShellProfile,
        Self::LogGroup,
        Self::Bucket,
        Self::Tunnels,
        Self::Machines,
        Self::OtherRecords,
        Self::Reading,
    ];
}

impl FindingKind {
    pub fn area(self) -> Area {
        match self {
            Self::CouldNotRead
            | Self::ReadFailed
            | Self::ListCutShort
            | Self::DocumentNotUnderstood
            | Self::SettingNotUnderstood
            | Self::DocumentGone => Area::Reading,
            Self::NoPreferences
            | Self::NoLogging
            | Self::OnlyS3
            | Self::GroupMissing
            | Self::GroupAsArn
            | Self::BucketMissing
            | Self::StreamingOff
            | Self::StreamingAlone
            | Self::StreamingAndS3
            | Self::CommandsNotStreamed
            | Self::SettingByParameter
            | Self::SettingByParameterStore
            | Self::WindowsStreaming => Area::Logging,
            Self::GroupEncryptionNotEnforced
            | Self::BucketEncryptionNotEnforced
            | Self::EncryptionEnforced
            | Self::NoChannelKey
            | Self::ChannelKey
            | Self::GroupWithoutKey
            | Self::GroupWithKey
            | Self::SessionsRefused
            | Self::BucketWithoutKey
            | Self::BucketWithKey
            | Self::KeyMissing
            | Self::KeyUnusable
            | Self::KeyUnknown
            | Self::KeyNotRotated
            | Self::KeyInOrder => Area::Encryption,
            Self::RunAsOff | Self::RunAsSharedUser | Self::RunAsRoot | Self::RunAsByTag => Area::RunAs,
            Self::IdleTimeoutDefault
            | Self::IdleTimeoutLong
            | Self::IdleTimeoutGood
            | Self::MaxDurationUnset
            | Self::MaxDurationSet
            | Self::TimeoutOutOfRange => Area::TimeLimits,
            Self::ProfileWeakensHistory
            | Self::ProfileHidesTyping
            | Self::ProfileChangesPrompt
            | Self::ProfileStartsProgram
            | Self::ProfileHidesCommands
            | Self::ProfileTouchesRecording
            | Self::ProfileTakesFile
            | Self::ProfileToBeRead
            | Self::ProfileHarmless
            | Self::ProfileNone => Area::ShellProfile,
            Self::ClassStandard
            | Self::ClassInfrequentAccess
            | Self::ClassDelivery
            | Self::ClassUnknown
            | Self::RetentionShort
            | Self::RetentionUnlimited
            | Self::RetentionEnough
            | Self::GroupYounger
            | Self::DeletionProtectionOff
            | Self::DeletionProtectionOn
            | Self::Masking
            | Self::Transformer
            | Self::AccountMasking
            | Self::AccountTransformer
            | Self::ShownAsWritten
            | Self::GroupEmpty
            | Self::AuditedGroupMissing
            | Self::AuditedGroupNotInUse => Area::LogGroup,
            Self::BucketNotLocked | Self::BucketLockWeak | Self::BucketLocked => Area::Bucket,
            Self::TunnelsNotLogged
            | Self::TunnelsOpenTo
            | Self::TunnelsOpenToAdministrators
            | Self::TunnelsPartlyKnown
            | Self::TunnelsForNobody => Area::Tunnels,
            Self::InstanceCannotWrite
            | Self::InstancePartlyKnown
            | Self::InstanceRoleMissing
            | Self::InstanceWithoutRole
            | Self::InstancesCanWrite
            | Self::AgentTooOld
            | Self::AgentEventSize
            | Self::AgentVersionUnknown
            | Self::AgentsCurrent
            | Self::InstanceNotOnline
            | Self::EndpointsMissing
            | Self::EndpointPolicy
            | Self::EndpointsThere => Area::Machines,
            Self::NoTrail
            | Self::TrailNotLogging
            | Self::TrailNotDelivering
            | Self::TrailWithoutManagementEvents
            | Self::TrailUnknown
            | Self::TrailOfOneRegion
            | Self::TrailWithoutValidation
            | Self::TrailInOrder
            | Self::OtherRegions => Area::OtherRecords,
        }
    }
}
