use std::sync::Arc;

/// How much a rule's author wants someone to look, in Sigma's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    Informational,
    Low,
    Medium,
    High,
    Critical,
}

impl Level {
    /// Its name in tables and exports: Sigma's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What a rule is about: the groups of our own pack, one file each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    BecomingRoot,
    Accounts,
    /// Log and history tampering.
    Logs,
    DataLeaving,
    Secrets,
    Persistence,
    ServicesAndFirewall,
    Packages,
    /// Files, disks, databases, machines removed.
    Destruction,
    /// Encoded code, code from elsewhere.
    Code,
    /// A rule of the person's own.
    Own,
}

impl Category {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::BecomingRoot,
        Self::Accounts,
        Self::Logs,
        Self::Destruction,
        Self::DataLeaving,
        Self::Secrets,
        Self::Persistence,
        Self::ServicesAndFirewall,
        Self::Packages,
        Self::Code,
        Self::Own,
    ];

    /// Its name in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::BecomingRoot => "becoming-root",
            Self::Accounts => "accounts",
            Self::Logs => "logs",
            Self::DataLeaving => "data-leaving",
            Self::Secrets => "secrets",
            Self::Persistence => "persistence",
            Self::ServicesAndFirewall => "services-and-firewall",
            Self::Packages => "packages",
            Self::Destruction => "destruction",
            Self::Code => "code",
            Self::Own => "own",
        }
    }
}

/// What is known of a rule. Texts of a person's own rules are as hostile as any file: show them as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule's own id, a UUID as a rule; its title where it has none.
    pub id: String,
    pub title: String,
    pub title_ja: Option<String>,
    /// Why one may want to look.
    pub description: String,
    pub description_ja: Option<String>,
    pub level: Level,
    pub author: String,
    /// ATT&CK techniques: `T1548.003`.
    pub techniques: Vec<String>,
    pub category: Category,
    /// The file that it comes from.
    pub source: String,
}

/// A rule that matched a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub rule: Arc<Rule>,
    /// The part of the line that matched.
    pub matched: String,
}

/// A rule, or a file of rules, that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRule {
    pub file: String,
    /// The rule's title, if it is known.
    pub title: Option<String>,
    pub reason: BadRuleReason,
}

/// Why a rule is left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRuleReason {
    /// The file cannot be read as Sigma rules.
    #[error("not a Sigma rule: {0}")]
    Unreadable(String),
    /// The rule uses something that is not known here.
    #[error("the rule cannot be used: {0}")]
    Unusable(String),
    /// The rule is about another kind of log.
    #[error("the rule is not about commands (its log source is {0})")]
    NotForCommands(String),
    /// What is named like a rule file cannot be read as one: a folder, a link to nowhere, too large.
    #[error("no file that can be read: {0}")]
    NoFile(String),
    /// Another rule with this id came before.
    #[error("another rule has the same id")]
    Twice,
}
