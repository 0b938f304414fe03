use super::{Query, Span};

/// A regular expression between slashes, as it was written: `\/` stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regex {
    pub source: String,
    pub span: Span,
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
    /// Whether it says how two values stand to each other.
    pub fn compares(self) -> bool {
        matches!(
            self,
            Self::Equal | Self::NotEqual | Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual
        )
    }

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
