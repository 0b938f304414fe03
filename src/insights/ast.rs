//! What a query is once it has been read. Two queries are equal when they say the same; where their
//! parts stood in the text does not count.

use std::ops::Range;

/// A place in the query's text, in characters. Never counts when queries are compared.
#[derive(Clone, Debug, Default, Eq)]
pub struct Span(pub Range<usize>);

impl PartialEq for Span {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

/// How an expression stood in the text: Insights names a column without an alias by it. Never
/// counts when queries are compared.
#[derive(Clone, Debug, Default, Eq)]
pub struct Written(pub String);

impl PartialEq for Written {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

/// A whole query: commands joined by `|`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub commands: Vec<Command>,
}

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
        }
    }
}

/// One part of a `SOURCE` command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcePart {
    /// A log group by name or ARN.
    Group(String),
    /// `logGroups(namePrefix: ['a'], class: ['STANDARD'])` or `dataSource(['a'])`.
    Selector { name: String, arguments: Vec<(Option<String>, Vec<String>)> },
    /// `START=-3600s`.
    Setting { name: String, value: String },
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
}

/// A regular expression between slashes, as it was written: `\/` stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regex {
    pub source: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    pub table: String,
    pub key: String,
    /// The field that is looked up, where it is not called like the table's key.
    pub field: Option<FieldPath>,
    /// `OUTPUTNEW`: keep what is there already.
    pub only_new: bool,
    pub output: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// `type=left` and the like, in the order written.
    pub options: Vec<(String, String)>,
    pub on: Vec<(FieldPath, FieldPath)>,
    pub right: Box<Query>,
}

/// A name with its parts: `a.b`, ``j.`user.id` ``, `j.users[1]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldPath {
    pub parts: Vec<PathPart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PathPart {
    Name(String),
    Index(usize),
}

impl FieldPath {
    /// A path of one name.
    pub fn single(name: &str) -> Self {
        Self { parts: vec![PathPart::Name(name.to_owned())] }
    }

    /// The name as Insights shows it: parts joined by dots, without quotes.
    pub fn name(&self) -> String {
        let mut name = String::new();
        for (place, part) in self.parts.iter().enumerate() {
            match part {
                PathPart::Name(text) => {
                    if place > 0 {
                        name.push('.');
                    }
                    name.push_str(text);
                }
                PathPart::Index(index) => {
                    name.push('[');
                    name.push_str(&index.to_string());
                    name.push(']');
                }
            }
        }
        name
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    pub span: Span,
    pub kind: ExpressionKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpressionKind {
    Field(FieldPath),
    Text(String),
    /// As it was written, so that nothing is lost.
    Number(String),
    Boolean(bool),
    Duration(Duration),
    /// `*`, in `count(*)`.
    Star,
    /// `{{name}}`, to be filled in.
    Placeholder(String),
    Negate(Box<Expression>),
    Binary {
        left: Box<Expression>,
        operator: BinaryOperator,
        right: Box<Expression>,
    },
    Not(Box<Expression>),
    /// Two or more that must all hold.
    And(Vec<Expression>),
    /// Two or more of which one must hold.
    Or(Vec<Expression>),
    Like {
        value: Box<Expression>,
        negated: bool,
        pattern: Pattern,
    },
    In {
        value: Box<Expression>,
        negated: bool,
        list: InList,
    },
    Call {
        /// As it was written: case does not matter, but it names the column.
        name: String,
        arguments: Vec<Expression>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    Regex(Regex),
    /// A value that must be contained.
    Contains(Box<Expression>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InList {
    Values(Vec<Expression>),
    /// `in {{name}}`.
    Placeholder(String),
    /// `in (SOURCE … | fields f)`.
    Query(Box<Query>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

impl BinaryOperator {
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
        }
    }
}

/// `5m`, `1 hour`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duration {
    /// As it was written.
    pub count: String,
    pub unit: TimeUnit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl TimeUnit {
    /// From any of its spellings in Insights QL.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => Self::Millisecond,
            "s" | "sec" | "secs" | "second" | "seconds" => Self::Second,
            "m" | "min" | "mins" | "minute" | "minutes" => Self::Minute,
            "h" | "hr" | "hrs" | "hour" | "hours" => Self::Hour,
            "d" | "day" | "days" => Self::Day,
            "w" | "week" | "weeks" => Self::Week,
            "mo" | "mon" | "mons" | "month" | "months" => Self::Month,
            "q" | "qtr" | "qtrs" | "quarter" | "quarters" => Self::Quarter,
            "y" | "yr" | "yrs" | "year" | "years" => Self::Year,
            _ => return None,
        })
    }

    /// The shortest spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Millisecond => "ms",
            Self::Second => "s",
            Self::Minute => "m",
            Self::Hour => "h",
            Self::Day => "d",
            Self::Week => "w",
            Self::Month => "mo",
            Self::Quarter => "q",
            Self::Year => "y",
        }
    }
}
