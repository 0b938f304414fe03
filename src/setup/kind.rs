use serde::{Deserialize, Serialize};

use super::Weight;

/// Declares the kinds with their stable names and weights, in one table.
macro_rules! kinds {
    ($($variant:ident $name:literal $weight:ident;)*) => {
        /// What the setup check can find. The names are stable: cases, exports and tests know findings by them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingKind {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl FindingKind {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn weight(self) -> Weight {
                match self { $(Self::$variant => Weight::$weight,)* }
            }
        }
    };
}

kinds! {
    // What could not be read.
    CouldNotRead "could-not-read" CouldNotCheck;
    ReadFailed "read-failed" CouldNotCheck;
    ListCutShort "list-cut-short" CouldNotCheck;
    DocumentNotUnderstood "document-not-understood" CouldNotCheck;
    SettingNotUnderstood "setting-not-understood" CouldNotCheck;
    DocumentGone "document-gone" CouldNotCheck;
    // Logging.
    NoPreferences "no-preferences" Risk;
    NoLogging "no-logging" Risk;
    OnlyS3 "only-s3" Risk;
    GroupMissing "group-missing" Risk;
    GroupAsArn "group-as-arn" Risk;
    BucketMissing "bucket-missing" Risk;
    StreamingOff "streaming-off" Risk;
    StreamingAlone "streaming-alone" Attention;
    StreamingAndS3 "streaming-and-s3" Good;
    CommandsNotStreamed "commands-not-streamed" Attention;
    SettingByParameter "setting-by-parameter" Risk;
    SettingByParameterStore "setting-by-parameter-store" Attention;
    // Encryption.
    GroupEncryptionNotEnforced "group-encryption-not-enforced" Attention;
    BucketEncryptionNotEnforced "bucket-encryption-not-enforced" Attention;
    EncryptionEnforced "encryption-enforced" Good;
    NoChannelKey "no-channel-key" Attention;
    ChannelKey "channel-key" Good;
    GroupWithoutKey "group-without-key" Attention;
    GroupWithKey "group-with-key" Good;
    SessionsRefused "sessions-refused" Attention;
    BucketWithoutKey "bucket-without-key" Attention;
    BucketWithKey "bucket-with-key" Good;
    KeyMissing "key-missing" Risk;
    KeyUnusable "key-unusable" Risk;
    KeyUnknown "key-unknown" CouldNotCheck;
    KeyNotRotated "key-not-rotated" Attention;
    KeyInOrder "key-in-order" Good;
    // Who they are on the machine.
    RunAsOff "run-as-off" Risk;
    RunAsSharedUser "run-as-shared-user" Attention;
    RunAsRoot "run-as-root" Attention;
    RunAsByTag "run-as-by-tag" Good;
    // Time limits.
    IdleTimeoutDefault "idle-timeout-default" Attention;
    IdleTimeoutLong "idle-timeout-long" Attention;
    IdleTimeoutGood "idle-timeout-good" Good;
    MaxDurationUnset "max-duration-unset" Attention;
    MaxDurationSet "max-duration-set" Good;
    TimeoutOutOfRange "timeout-out-of-range" Attention;
    // The shell profile.
    ProfileWeakensHistory "profile-weakens-history" Risk;
    ProfileHidesTyping "profile-hides-typing" Risk;
    ProfileChangesPrompt "profile-changes-prompt" Attention;
    ProfileStartsProgram "profile-starts-program" Attention;
    ProfileHidesCommands "profile-hides-commands" Risk;
    ProfileTouchesRecording "profile-touches-recording" Risk;
    ProfileTakesFile "profile-takes-file" Attention;
    ProfileToBeRead "profile-to-be-read" Attention;
    ProfileHarmless "profile-harmless" Good;
    ProfileNone "profile-none" Good;
    // The log group.
    ClassStandard "class-standard" Good;
    ClassInfrequentAccess "class-infrequent-access" Attention;
    ClassDelivery "class-delivery" Risk;
    ClassUnknown "class-unknown" CouldNotCheck;
    RetentionShort "retention-short" Risk;
    RetentionUnlimited "retention-unlimited" Attention;
    RetentionEnough "retention-enough" Good;
    GroupYounger "group-younger" Attention;
    DeletionProtectionOff "deletion-protection-off" Attention;
    DeletionProtectionOn "deletion-protection-on" Good;
    Masking "masking" Attention;
    Transformer "transformer" Attention;
    AccountMasking "account-masking" Attention;
    AccountTransformer "account-transformer" Attention;
    ShownAsWritten "shown-as-written" Good;
    GroupEmpty "group-empty" Attention;
    AuditedGroupMissing "audited-group-missing" Risk;
    AuditedGroupNotInUse "audited-group-not-in-use" Attention;
    // The bucket.
    BucketNotLocked "bucket-not-locked" Attention;
    BucketLockWeak "bucket-lock-weak" Attention;
    BucketLocked "bucket-locked" Good;
    // Sessions that are never logged.
    TunnelsNotLogged "tunnels-not-logged" Risk;
    TunnelsOpenTo "tunnels-open-to" Risk;
    TunnelsOpenToAdministrators "tunnels-open-to-administrators" Attention;
    TunnelsPartlyKnown "tunnels-partly-known" Attention;
    TunnelsForNobody "tunnels-for-nobody" Good;
    // The machines.
    InstanceCannotWrite "instance-cannot-write" Risk;
    InstancePartlyKnown "instance-partly-known" CouldNotCheck;
    InstanceRoleMissing "instance-role-missing" Risk;
    InstanceWithoutRole "instance-without-role" CouldNotCheck;
    InstancesCanWrite "instances-can-write" Good;
    AgentTooOld "agent-too-old" Risk;
    AgentEventSize "agent-event-size" Risk;
    AgentVersionUnknown "agent-version-unknown" CouldNotCheck;
    AgentsCurrent "agents-current" Good;
    InstanceNotOnline "instance-not-online" Attention;
    WindowsStreaming "windows-streaming" Attention;
    EndpointsMissing "endpoints-missing" Attention;
    EndpointPolicy "endpoint-policy" Attention;
    EndpointsThere "endpoints-there" Good;
    // The other record, and the other regions.
    NoTrail "no-trail" Risk;
    TrailNotLogging "trail-not-logging" Risk;
    TrailNotDelivering "trail-not-delivering" Risk;
    TrailWithoutManagementEvents "trail-without-management-events" Risk;
    TrailUnknown "trail-unknown" CouldNotCheck;
    TrailOfOneRegion "trail-of-one-region" Attention;
    TrailWithoutValidation "trail-without-validation" Attention;
    TrailInOrder "trail-in-order" Good;
    OtherRegions "other-regions" Attention;
}
