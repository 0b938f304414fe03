use super::{
    Duration, Expression, ExpressionKind, FieldPath, Further, Invocation, Outputs, Query, Regex, Span, Written,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub span: Span,
    pub kind: CommandKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandKind {
    /// Which logs to read; command line and API only.
    Source(Vec<SourcePart>),
    Fields(Vec<Column>),
    Display(Vec<Column>),
    /// `filter` and its other name `where`.
    Filter(Expression),
    FilterIndex(Expression),
    Parse(Parse),
    /// `json field=f "path" as x`.
    Json {
        field: Option<FieldPath>,
        path: String,
        alias: Option<String>,
    },
    Sort(Vec<SortColumn>),
    Limit {
        /// Stop as soon as so many rows are found anywhere in the range.
        any: bool,
        count: Count,
    },
    Stats(Stats),
    Dedup(Vec<Expression>),
    Unnest {
        field: Expression,
        alias: String,
    },
    Pattern(Expression),
    Anomaly,
    /// `diff`, with the period compared to.
    Diff(Option<String>),
    Unmask(Expression),
    Lookup(Lookup),
    Join(Join),
    AddTotals {
        options: Vec<(String, String)>,
        fields: Vec<Expression>,
    },
    /// A command that AWS has added in 2026.
    Further(Further),
    /// `$Name(p="v")`: a saved query in place of commands.
    Invocation(Invocation),
}

impl CommandKind {
    /// The command's word, as the printer writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Source(_) => "SOURCE",
            Self::Fields(_) => "fields",
            Self::Display(_) => "display",
            Self::Filter(_) => "filter",
            Self::FilterIndex(_) => "filterIndex",
            Self::Parse(_) => "parse",
            Self::Json { .. } => "json",
            Self::Sort(_) => "sort",
            Self::Limit { .. } => "limit",
            Self::Stats(_) => "stats",
            Self::Dedup(_) => "dedup",
            Self::Unnest { .. } => "unnest",
            Self::Pattern(_) => "pattern",
            Self::Anomaly => "anomaly",
            Self::Diff(_) => "diff",
            Self::Unmask(_) => "unmask",
            Self::Lookup(_) => "lookup",
            Self::Join(_) => "join",
            Self::AddTotals { .. } => "addtotals",
            Self::Further(further) => further.name(),
            Self::Invocation(_) => "$",
        }
    }
}

/// One part of a `SOURCE` command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcePart {
    /// A log group by name or ARN.
    Group(String),
    /// `logGroups(namePrefix: ['a'], class: ['STANDARD'])`, `logGroupTags([{key: 'k', values: ['v']}])`
    /// or `dataSource(['a'])`.
    Selector { name: String, arguments: Vec<(Option<String>, SourceValue)> },
    /// `START=-3600s`.
    Setting { name: String, value: String },
}

/// What stands in the parentheses of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceValue {
    Text(String),
    List(Vec<SourceValue>),
    Map(Vec<(String, SourceValue)>),
}

impl SourceValue {
    /// The text, or the texts of the list.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter().flat_map(Self::texts).collect(),
            Self::Map(_) => Vec::new(),
        }
    }
}

/// An expression that becomes a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub expression: Expression,
    pub alias: Option<String>,
    pub written: Written,
}

impl Column {
    /// What the column is called in a result.
    pub fn name(&self) -> String {
        match (&self.alias, &self.expression.kind) {
            (Some(alias), _) => alias.clone(),
            (None, ExpressionKind::Field(path)) => path.name(),
            (None, _) => self.written.0.clone(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortColumn {
    pub column: Column,
    /// `None`: not said.
    pub descending: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    Number(u64),
    Placeholder(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    pub columns: Vec<Column>,
    pub by: Vec<GroupColumn>,
}

/// What `stats` groups by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupColumn {
    pub column: Column,
    /// `by bin(1m) offset 5m`.
    pub offset: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    /// `None`: `@message`.
    pub field: Option<Expression>,
    pub how: ParseHow,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseHow {
    /// Text with `*` for each alias.
    Glob {
        pattern: String,
        aliases: Vec<String>,
        span: Span,
    },
    Regex {
        regex: Regex,
        aliases: Vec<String>,
        multi: bool,
    },
    Logfmt {
        alias: Option<String>,
    },
    Csv {
        aliases: Vec<String>,
    },
    /// What a path finds in XML.
    Xml {
        path: String,
        aliases: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    pub table: String,
    pub key: String,
    /// The field that is looked up, where it is not called like the table's key.
    pub field: Option<FieldPath>,
    /// `OUTPUTNEW`: keep what is there already.
    pub only_new: bool,
    pub output: Outputs,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// `type=left` and the like, in the order written.
    pub options: Vec<(String, String)>,
    pub on: Vec<(FieldPath, FieldPath)>,
    pub right: Box<Query>,
}
