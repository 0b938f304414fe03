use serde::{Deserialize, Serialize};

/// How something was asked: enough to ask it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// By its name in IAM policies: `ssm:GetDocument`.
    pub operation: String,
    /// What it was asked about: a document's name, a log group, a role's ARN; the region, where it was a list.
    pub subject: String,
    /// When the answer came: milliseconds since 1970, UTC.
    pub at: i64,
}

/// What came of asking AWS for one thing. Each thing has its own, so that one refusal hides one thing only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer<T> {
    Read {
        value: T,
        evidence: Evidence,
    },
    /// AWS says that there is no such thing.
    Absent {
        evidence: Evidence,
    },
    /// The caller may not ask.
    Denied {
        /// The IAM action that is missing: `logs:DescribeLogGroups`.
        permission: String,
        /// AWS's own words.
        message: String,
        evidence: Evidence,
    },
    /// No answer for another reason.
    Failed {
        message: String,
        evidence: Evidence,
    },
    /// AWS has more of it than was read: what was read is not the whole, and nothing follows from what is not in it.
    CutShort {
        /// So many items were read.
        read: usize,
        evidence: Evidence,
    },
    /// Nobody asked: nothing follows from it.
    #[default]
    NotAsked,
}

impl<T> Answer<T> {
    /// What was read, with how.
    pub fn read(&self) -> Option<(&T, &Evidence)> {
        match self {
            Self::Read { value, evidence } => Some((value, evidence)),
            _ => None,
        }
    }

    pub fn value(&self) -> Option<&T> {
        self.read().map(|(value, _)| value)
    }

    /// How it was found out that there is no such thing.
    pub fn absent(&self) -> Option<&Evidence> {
        match self {
            Self::Absent { evidence } => Some(evidence),
            _ => None,
        }
    }

    /// The same answer with something made of its value.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Read { value, evidence } => Answer::Read { value: make(value), evidence },
            other => other.without_value(),
        }
    }

    /// The same where nothing may come of the value: then there is no such thing.
    pub fn some<U>(self, make: impl FnOnce(T) -> Option<U>) -> Answer<U> {
        match self {
            Self::Read { value, evidence } => match make(value) {
                Some(value) => Answer::Read { value, evidence },
                None => Answer::Absent { evidence },
            },
            other => other.without_value(),
        }
    }

    /// Why there is no value, of something else; a value that is there is let go, and counts as not asked for.
    pub fn without_value<U>(self) -> Answer<U> {
        match self {
            Self::Absent { evidence } => Answer::Absent { evidence },
            Self::Denied { permission, message, evidence } => Answer::Denied { permission, message, evidence },
            Self::Failed { message, evidence } => Answer::Failed { message, evidence },
            Self::CutShort { read, evidence } => Answer::CutShort { read, evidence },
            Self::Read { .. } | Self::NotAsked => Answer::NotAsked,
        }
    }

    /// The same answer without its value: to tell of refusals of every kind of thing alike.
    pub fn outcome(&self) -> Answer<()> {
        match self {
            Self::Read { evidence, .. } => Answer::Read { value: (), evidence: evidence.clone() },
            Self::Absent { evidence } => Answer::Absent { evidence: evidence.clone() },
            Self::Denied { permission, message, evidence } => {
                Answer::Denied { permission: permission.clone(), message: message.clone(), evidence: evidence.clone() }
            }
            Self::Failed { message, evidence } => {
                Answer::Failed { message: message.clone(), evidence: evidence.clone() }
            }
            Self::CutShort { read, evidence } => Answer::CutShort { read: *read, evidence: evidence.clone() },
            Self::NotAsked => Answer::NotAsked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_comes_back_from_a_case_file() {
        let evidence = Evidence { operation: "ssm:GetDocument".to_owned(), subject: "d".to_owned(), at: 7 };
        let text = || "t".to_owned();
        let answers: [Answer<Vec<u8>>; 6] = [
            Answer::Read { value: vec![1], evidence: evidence.clone() },
            Answer::Absent { evidence: evidence.clone() },
            Answer::Denied { permission: text(), message: text(), evidence: evidence.clone() },
            Answer::Failed { message: text(), evidence: evidence.clone() },
            Answer::CutShort { read: 3, evidence },
            Answer::NotAsked,
        ];
        for answer in answers {
            let written = serde_json::to_string(&answer).unwrap();
            assert_eq!(serde_json::from_str::<Answer<Vec<u8>>>(&written).unwrap(), answer, "{written}");
        }
    }
}
