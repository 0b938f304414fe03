use super::super::ast::{BinaryOperator, Expression, ExpressionKind, FieldPath, InList, Pattern, Regex, Span};
use super::Value;

/// What must be so of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub field: FieldPath,
    operator: Operator,
    /// As many as the operator takes; of a regular expression its source, in which no slash can end it.
    values: Vec<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    Is,
    /// Also of events that do not have the field.
    IsNot,
    Contains,
    /// Also of events that do not have the field.
    ContainsNot,
    Matches,
    OneOf,
    Greater,
    AtLeast,
    Less,
    AtMost,
    IsPresent,
    IsMissing,
}

impl Operator {
    pub const ALL: [Self; 12] = [
        Self::Is,
        Self::IsNot,
        Self::Contains,
        Self::ContainsNot,
        Self::Matches,
        Self::OneOf,
        Self::Greater,
        Self::AtLeast,
        Self::Less,
        Self::AtMost,
        Self::IsPresent,
        Self::IsMissing,
    ];

    pub fn takes_value(self) -> bool {
        !matches!(self, Self::IsPresent | Self::IsMissing)
    }

    fn compares(self) -> Option<BinaryOperator> {
        Some(match self {
            Self::Is => BinaryOperator::Equal,
            Self::Greater => BinaryOperator::Greater,
            Self::AtLeast => BinaryOperator::GreaterOrEqual,
            Self::Less => BinaryOperator::Less,
            Self::AtMost => BinaryOperator::LessOrEqual,
            _ => return None,
        })
    }

    fn that_compares(operator: BinaryOperator) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.compares() == Some(operator))
    }
}

impl Condition {
    /// Takes as many of the values as the operator needs; a missing one is empty.
    pub fn new(field: FieldPath, operator: Operator, mut values: Vec<Value>) -> Self {
        if operator.takes_value() {
            if operator != Operator::OneOf {
                values.truncate(1);
            }
            if values.is_empty() {
                values.push(Value::text(""));
            }
        } else {
            values.clear();
        }
        match operator {
            // A part of a text is a text.
            Operator::Contains | Operator::ContainsNot => {
                for value in &mut values {
                    *value = Value::text(value.as_str());
                }
            }
            Operator::Matches => {
                for value in &mut values {
                    *value = Value::text(regex_source(&regex_shown(value.as_str())));
                }
            }
            _ => {}
        }
        Self { field, operator, values }
    }

    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// Another operator with the same field and, as far as it takes them, values.
    #[must_use]
    pub fn with_operator(&self, operator: Operator) -> Self {
        let values = self.shown_values().map(|shown| Value::typed(&shown)).collect();
        Self::new(self.field.clone(), operator, values)
    }

    /// The values as a person reads and types them.
    pub fn shown_values(&self) -> impl Iterator<Item = String> {
        self.values.iter().map(|value| match self.operator {
            Operator::Matches => regex_shown(value.as_str()),
            _ => value.as_str().to_owned(),
        })
    }

    /// Changes the value at a place to what a person has typed.
    pub fn set_value(&mut self, place: usize, typed: &str) {
        if let Some(value) = self.values.get_mut(place) {
            *value = match self.operator {
                Operator::Matches => Value::text(regex_source(typed)),
                Operator::Contains | Operator::ContainsNot => Value::text(typed),
                _ => value.changed(typed),
            };
        }
    }

    /// One more value of those of which one must be it.
    pub fn add_value(&mut self) {
        if self.operator == Operator::OneOf {
            self.values.push(Value::text(""));
        }
    }

    pub fn remove_value(&mut self, place: usize) {
        if self.operator == Operator::OneOf && self.values.len() > 1 && place < self.values.len() {
            self.values.remove(place);
        }
    }

    pub(super) fn to_expression(&self) -> Expression {
        let field = || Box::new(expression(ExpressionKind::Field(self.field.clone())));
        let value =
            || Box::new(self.values.first().map_or_else(|| Value::text("").to_expression(), Value::to_expression));
        let binary = |operator| expression(ExpressionKind::Binary { left: field(), operator, right: value() });
        let like = |negated, pattern| expression(ExpressionKind::Like { value: field(), negated, pattern });
        if let Some(operator) = self.operator.compares() {
            return binary(operator);
        }
        match self.operator {
            Operator::IsNot => self.or_missing(binary(BinaryOperator::NotEqual)),
            Operator::Contains => like(false, Pattern::Contains(value())),
            Operator::ContainsNot => self.or_missing(like(true, Pattern::Contains(value()))),
            Operator::Matches => {
                let source = self.values.first().map(|value| value.as_str().to_owned()).unwrap_or_default();
                like(false, Pattern::Regex(Regex { source, span: Span::default() }))
            }
            Operator::OneOf => {
                let list = InList::Values(self.values.iter().map(Value::to_expression).collect());
                expression(ExpressionKind::In { value: field(), negated: false, list })
            }
            Operator::IsMissing => self.missing(),
            _ => self.present(),
        }
    }

    /// A missing field fits too, whichever way AWS compares it: what is not known to be the value stays in view.
    fn or_missing(&self, differs: Expression) -> Expression {
        expression(ExpressionKind::Or(vec![self.missing(), differs]))
    }

    fn missing(&self) -> Expression {
        expression(ExpressionKind::Not(Box::new(self.present())))
    }

    fn present(&self) -> Expression {
        let field = expression(ExpressionKind::Field(self.field.clone()));
        expression(ExpressionKind::Call { name: "ispresent".to_owned(), arguments: vec![field] })
    }

    /// The condition that says just this.
    pub(super) fn from_expression(found: &Expression) -> Option<Self> {
        let condition = Self::guess(found)?;
        (condition.to_expression() == *found).then_some(condition)
    }

    /// What it can only be, if it is any.
    fn guess(found: &Expression) -> Option<Self> {
        let new = |field: &Expression, operator, values| Some(Self::new(field_of(field)?, operator, values));
        match &found.kind {
            ExpressionKind::Binary { left, operator, right } => {
                new(left, Operator::that_compares(*operator)?, vec![Value::from_expression(right)?])
            }
            ExpressionKind::Like { value, negated: false, pattern: Pattern::Contains(part) } => {
                new(value, Operator::Contains, vec![Value::from_expression(part)?])
            }
            ExpressionKind::Like { value, negated: false, pattern: Pattern::Regex(regex) } => {
                new(value, Operator::Matches, vec![Value::text(regex.source.clone())])
            }
            ExpressionKind::In { value, negated: false, list: InList::Values(values) } => {
                new(value, Operator::OneOf, values.iter().map(Value::from_expression).collect::<Option<_>>()?)
            }
            ExpressionKind::Call { arguments, .. } => new(arguments.first()?, Operator::IsPresent, Vec::new()),
            ExpressionKind::Not(inner) => match &inner.kind {
                ExpressionKind::Call { arguments, .. } => new(arguments.first()?, Operator::IsMissing, Vec::new()),
                _ => None,
            },
            ExpressionKind::Or(parts) => match parts.get(1).map(|part| &part.kind)? {
                ExpressionKind::Binary { left, right, .. } => {
                    new(left, Operator::IsNot, vec![Value::from_expression(right)?])
                }
                ExpressionKind::Like { value, pattern: Pattern::Contains(part), .. } => {
                    new(value, Operator::ContainsNot, vec![Value::from_expression(part)?])
                }
                _ => None,
            },
            _ => None,
        }
    }
}

fn expression(kind: ExpressionKind) -> Expression {
    Expression { span: Span::default(), kind }
}

fn field_of(expression: &Expression) -> Option<FieldPath> {
    match &expression.kind {
        ExpressionKind::Field(path) => Some(path.clone()),
        _ => None,
    }
}

/// What stands between the slashes for an expression as a person writes it: no slash and no backslash at the end
/// can close it or keep it open.
fn regex_source(shown: &str) -> String {
    let mut source = String::with_capacity(shown.len() + 4);
    let mut characters = shown.chars();
    while let Some(next) = characters.next() {
        match next {
            '/' => source.push_str("\\/"),
            '\\' => {
                source.push('\\');
                source.push(characters.next().unwrap_or('\\'));
            }
            other => source.push(other),
        }
    }
    source
}

/// The same without what only keeps a slash from closing it.
fn regex_shown(source: &str) -> String {
    let mut shown = String::with_capacity(source.len());
    let mut characters = source.chars();
    while let Some(next) = characters.next() {
        if next != '\\' {
            shown.push(next);
            continue;
        }
        match characters.next() {
            Some('/') => shown.push('/'),
            escaped => {
                shown.push('\\');
                shown.extend(escaped);
            }
        }
    }
    shown
}
