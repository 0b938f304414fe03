use std::fmt;

/// What should have stood somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A symbol or keyword, as it is written.
    Syntax(&'static str),
    Command,
    CommandEnd,
    Field,
    LeftField,
    RightField,
    Operand,
    Key,
    LengthOfTime,
    LogGroup,
    Name,
    RowCount,
    Path,
    Pattern,
    TextOrNumber,
    Text,
    Unit,
    Value,
    LikeOrIn,
    TableName,
}

impl fmt::Display for Expected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Syntax(text) => text,
            Self::Command => "a command",
            Self::CommandEnd => "| or the end of the query",
            Self::Field => "a field",
            Self::LeftField => "a field of the left side",
            Self::RightField => "a field of the right side",
            Self::Operand => "a field, a value or a function",
            Self::Key => "a key",
            Self::LengthOfTime => "a length of time such as 5m",
            Self::LogGroup => "a log group in quotes or logGroups(…)",
            Self::Name => "a name",
            Self::RowCount => "a number of rows",
            Self::Path => "a path in quotes",
            Self::Pattern => "a pattern in quotes or a regular expression",
            Self::TextOrNumber => "a text in quotes or a number",
            Self::Text => "a text in quotes",
            Self::Unit => "a unit of time",
            Self::Value => "a value",
            Self::LikeOrIn => "like or in",
            Self::TableName => "the rest of the table's name",
        })
    }
}
