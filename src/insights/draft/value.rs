use super::super::ast::{Expression, ExpressionKind, FieldPath, PathPart, Span};
use super::super::{ast::CommandKind, parse, quote::print_path};

/// Digits of a number that a float holds exactly; longer ones are names of things, not numbers.
const MOST_DIGITS: usize = 15;

/// A value that something is compared with: a text or a number, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    text: String,
    is_number: bool,
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_number: false }
    }

    /// What a person has typed: a number where it is written as one and nothing else, otherwise a text. `007`
    /// and a number of twenty digits are names.
    pub fn typed(text: &str) -> Self {
        Self { is_number: is_plain_number(text), text: text.to_owned() }
    }

    /// The value after a person has changed it. A text that looks like a number was meant to be one.
    #[must_use]
    pub fn changed(&self, text: &str) -> Self {
        if !self.is_number && is_plain_number(&self.text) { Self::text(text) } else { Self::typed(text) }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn is_number(&self) -> bool {
        self.is_number
    }

    pub(super) fn to_expression(&self) -> Expression {
        let kind = match (self.is_number, self.text.strip_prefix('-')) {
            (false, _) => ExpressionKind::Text(self.text.clone()),
            (true, None) => ExpressionKind::Number(self.text.clone()),
            (true, Some(digits)) => {
                let number = Expression { span: Span::default(), kind: ExpressionKind::Number(digits.to_owned()) };
                ExpressionKind::Negate(Box::new(number))
            }
        };
        Expression { span: Span::default(), kind }
    }

    pub(super) fn from_expression(expression: &Expression) -> Option<Self> {
        match &expression.kind {
            ExpressionKind::Text(text) => Some(Self::text(text.clone())),
            ExpressionKind::Number(number) => Some(Self { text: number.clone(), is_number: true }),
            ExpressionKind::Negate(inner) => match &inner.kind {
                ExpressionKind::Number(number) => Some(Self { text: format!("-{number}"), is_number: true }),
                _ => None,
            },
            _ => None,
        }
    }
}

/// `200`, `-1.5`; not `007`, `1e6`, `+1`, `1.`.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole)
        && fraction.is_none_or(all_digits)
        && (whole == "0" || !whole.starts_with('0'))
        && digits.len() <= MOST_DIGITS
}

/// How a field is written in a query.
pub fn field_text(field: &FieldPath) -> String {
    print_path(field)
}

/// A field by what a person has typed or picked: as the language would read it, otherwise as a name of its own.
/// `None`: nothing is there, or a backtick, which no name can have.
pub fn field_from_typed(typed: &str) -> Option<FieldPath> {
    let typed = typed.trim();
    let as_read = || {
        let query = parse(&format!("fields {typed}")).ok()?;
        let [command] = query.commands.as_slice() else { return None };
        let CommandKind::Fields(columns) = &command.kind else { return None };
        let [column] = columns.as_slice() else { return None };
        let ExpressionKind::Field(path) = &column.expression.kind else { return None };
        // Whether AWS reads a number at a name's end is not known; in backticks it is a name in any case.
        let ends_in_number = path.parts.len() > 1
            && matches!(path.parts.last(), Some(PathPart::Name(name)) if name.bytes().all(|byte| byte.is_ascii_digit()));
        let is_whole = column.alias.is_none() && column.expression.to_string() == typed;
        (is_whole && !ends_in_number).then(|| path.clone())
    };
    as_read().or_else(|| (!typed.is_empty() && !typed.contains('`')).then(|| FieldPath::single(typed)))
}
