use super::{Duration, Expression, FieldPath, Query, Span};

/// The commands of 2026, each as its page below
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html> has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Further {
    /// `relevantfields a, b where x > 1`.
    RelevantFields { fields: Vec<Expression>, condition: Expression },
    /// `expand items`: an event for each item of a list.
    Expand(Expression),
    /// `autoregress f as a p=1-4`: the values of rows before.
    Autoregress { field: Expression, alias: Option<String>, lags: Option<Lags> },
    /// `logcompare timeshift 7d`.
    LogCompare(Duration),
    /// `filldown host cpu*`: names, in which `*` stands for anything.
    FillDown(Vec<String>),
    /// `fillmissing with 0 for a, 0 for b`.
    FillMissing(Vec<(Expression, FieldPath)>),
    /// `cidrlookup table ip as column OUTPUT a, b`.
    /// `column` is the table's column of networks.
    CidrLookup { table: String, address: FieldPath, column: Option<String>, only_new: bool, output: Outputs },
    /// `outlier action=remove a b`.
    Outlier { options: Vec<(String, String)>, fields: Vec<Expression> },
    /// `accum bytes as total`.
    Accumulate { field: Expression, alias: Option<String> },
    /// `appendcols override=true (SOURCE … | …)`.
    AppendColumns { options: Vec<(String, String)>, right: Box<Query> },
    /// `sessionize user maxspan 1h as session`.
    Sessionize { fields: Vec<Expression>, gap: Option<Duration>, alias: Option<String> },
    /// `countFrequent a, b`.
    CountFrequent(Vec<Expression>),
}

/// What a lookup gives: columns of the table with the names that they get.
pub type Outputs = Vec<(String, Option<String>)>;

/// `p=2` or `p=1-4`: how many rows back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lags {
    pub first: u32,
    pub last: Option<u32>,
}

impl Further {
    /// The command's word, as the printer writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RelevantFields { .. } => "relevantfields",
            Self::Expand(_) => "expand",
            Self::Autoregress { .. } => "autoregress",
            Self::LogCompare(_) => "logcompare",
            Self::FillDown(_) => "filldown",
            Self::FillMissing(_) => "fillmissing",
            Self::CidrLookup { .. } => "cidrlookup",
            Self::Outlier { .. } => "outlier",
            Self::Accumulate { .. } => "accum",
            Self::AppendColumns { .. } => "appendcols",
            Self::Sessionize { .. } => "sessionize",
            Self::CountFrequent(_) => "countFrequent",
        }
    }
}

/// `$Name(level="WARN")`: the commands of a saved query, with values for its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    pub name: String,
    /// Literals only.
    pub arguments: Vec<(String, Expression)>,
    /// From the `$` to the closing parenthesis.
    pub span: Span,
}
