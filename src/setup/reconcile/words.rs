//! The words of statuses, causes and persons, English and Japanese.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Cause, Contradiction, Gap, How, Row, RowStatus, Unweighed, Why, WhyAlone};
use crate::setup::BothTexts;

type Areas = BTreeMap<String, BTreeMap<String, BothTexts>>;

static WORDS: LazyLock<Areas> = LazyLock::new(|| {
    // A file that cannot be read gives no words: a test holds that it can.
    toml::from_str(include_str!("../../../assets/reconciliation.toml")).unwrap_or_default()
});

fn words(area: &str, name: &str) -> Option<&'static BothTexts> {
    WORDS.get(area)?.get(name)
}

/// Gives an enum without fields its names, as exports have them, and its words.
macro_rules! named {
    ($kind:ident $area:literal: $($variant:ident $name:literal),* $(,)?) => {
        impl $kind {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in exports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// A test holds that there are words for all.
            pub fn words(self) -> Option<&'static BothTexts> {
                words($area, self.name())
            }
        }
    };
}

named!(Cause "cause":
    StartDenied "start-denied", StartFailed "start-failed", Failed "failed", NoSessionId "no-session-id",
    TranscriptsNotRead "transcripts-not-read", OutsideTranscripts "outside-transcripts", StillRunning "still-running",
    EndUnknown "end-unknown", MayBeLate "may-be-late", LoggingOff "logging-off", OnlyS3 "only-s3",
    GroupMissing "group-missing", LogsElsewhere "logs-elsewhere", Expired "expired", EmptyStream "empty-stream", CannotWrite "cannot-write", TooShort "too-short",
    EcsExec "ecs-exec", DocumentNotRead "document-not-read", NothingTyped "nothing-typed", Unknown "unknown",
);
named!(WhyAlone "alone":
    HistoryNotRead "history-not-read", OlderThanHistory "older-than-history", BeganEarlier "began-earlier",
    EcsExec "ecs-exec", Unknown "unknown",
);
named!(Gap "gap":
    StopsEarly "stops-early", BeginsLate "begins-late", SilentNow "silent-now", PartlyExpired "partly-expired",
);
named!(Contradiction "contradiction":
    OtherPrincipal "other-principal", PrincipalsDiffer "principals-differ", EndBeforeStart "end-before-start", OutsideSession "outside-session",
    NeverLogged "never-logged", ResumedAfterEnd "resumed-after-end",
);
named!(Unweighed "unweighed": EndUnknown "end-unknown", MayBeLate "may-be-late");
named!(How "how":
    IamUser "iam-user", SourceIdentity "source-identity", Saml "saml", WebIdentity "web-identity",
    IdentityCenter "identity-center", RoleSession "role-session",
);
named!(Why "why":
    NoPrincipal "no-principal", NoTrailEvent "no-trail-event", KeyNotFound "key-not-found",
    OnlyUserId "only-user-id",
    NamedLikeInstance "named-like-instance", SourceIdentityDiffers "source-identity-differs", Workload "workload",
    Root "root", Service "service", OtherAccount "other-account", TooLong "too-long", UnknownKind "unknown-kind",
);

impl RowStatus {
    /// A test holds that there are words for all.
    pub fn words(&self) -> Option<&'static BothTexts> {
        words("status", self.name())
    }

    /// The words of [`Self::cause_name`].
    pub fn cause_words(&self) -> Option<&'static BothTexts> {
        match self {
            Self::NoTranscript { cause, .. } => cause.words(),
            Self::TranscriptOnly { why } => why.words(),
            Self::Cut { gap, .. } => gap.words(),
            Self::Contradictory { why } => why.words(),
            Self::Matched | Self::NotLoggedByDesign { .. } => None,
        }
    }
}

impl Row {
    /// The name, in exports, of what stands behind its status. Empty where nothing does.
    pub fn cause_name(&self) -> &'static str {
        self.unweighed.map_or_else(|| self.status.cause_name(), Unweighed::name)
    }

    /// The words of [`Self::cause_name`].
    pub fn cause_words(&self) -> Option<&'static BothTexts> {
        self.unweighed.map_or_else(|| self.status.cause_words(), Unweighed::words)
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::setup::Certainty;

    /// Names in exports and in case files are the same.
    fn same<T: Serialize>(value: T, name: &str) {
        assert_eq!(serde_json::to_value(value).unwrap(), name);
    }

    #[test]
    fn everything_that_can_be_said_has_words_and_nothing_else_has() {
        let file: Areas = toml::from_str(include_str!("../../../assets/reconciliation.toml")).unwrap();
        let statuses = [
            RowStatus::Matched,
            RowStatus::Cut { gap: Gap::StopsEarly, silent_milliseconds: 0, limit_milliseconds: 0 },
            RowStatus::Contradictory { why: Contradiction::OtherPrincipal },
            RowStatus::NoTranscript { cause: Cause::Unknown, certainty: Certainty::Unknown },
            RowStatus::TranscriptOnly { why: WhyAlone::Unknown },
            RowStatus::NotLoggedByDesign { certainty: Certainty::Likely },
        ];
        let mut said: Vec<(&str, &str)> = statuses.iter().map(|status| ("status", status.name())).collect();
        assert!(statuses.iter().all(|status| status.words().is_some()));
        assert!(statuses.iter().all(|status| serde_json::to_value(status).unwrap()["status"] == status.name()));
        macro_rules! add {
            ($($kind:ident $area:literal),*) => {$(
                for one in $kind::ALL {
                    assert!(one.words().is_some(), "{one:?}");
                    same(one, one.name());
                    said.push(($area, one.name()));
                }
            )*};
        }
        add!(Cause "cause", WhyAlone "alone", Gap "gap", Contradiction "contradiction", Unweighed "unweighed", How "how", Why "why");
        for (area, words) in &file {
            for (name, texts) in words {
                assert!(said.contains(&(area.as_str(), name.as_str())), "{area}.{name} is said by nobody");
                assert!(!texts.en.is_empty() && !texts.ja.is_ascii() || name == "identity-center", "{area}.{name}");
                assert_eq!(texts.en.ends_with('.'), texts.ja.ends_with('。'), "{area}.{name}");
            }
        }
    }
}
