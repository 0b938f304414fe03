use super::super::ast::{
    BinaryOperator, Duration, Expression, ExpressionKind, FieldPath, InList, PathPart, Pattern, Span, TimeUnit,
};
use super::super::diagnostic::{Diagnostic, DiagnosticKind, Expected};
use super::super::lexer::TokenKind;
use super::{MAX_DEPTH, MAX_HEIGHT, Parsed, Parser};

/// An expression and how many levels it has.
type Tall = (Expression, usize);

/// Words that are no field unless they stand in backticks.
const RESERVED: [&str; 9] = ["and", "or", "not", "in", "like", "as", "by", "asc", "desc"];

/// Whether a bare name would be read as something else than a field.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.iter().chain(["true", "false"].iter()).any(|word| word.eq_ignore_ascii_case(name))
}

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.either().map(|(expression, _)| expression)
    }

    pub(super) fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Diagnostic::new(self.token.span.clone(), DiagnosticKind::TooDeep));
        }
        Ok(())
    }

    fn build(&self, start: usize, kind: ExpressionKind, height: usize) -> Parsed<Tall> {
        let span = start..self.previous_end;
        if height > MAX_HEIGHT {
            return Err(Diagnostic::new(span, DiagnosticKind::TooDeep));
        }
        Ok((Expression { span: Span(span), kind }, height))
    }

    /// `a or b or c`, and below it `and`.
    fn either(&mut self) -> Parsed<Tall> {
        let start = self.token.span.start;
        let (first, mut height) = self.all()?;
        if !self.token.is_word("or") {
            return Ok((first, height));
        }
        let mut parts = vec![first];
        while self.skip_word("or")? {
            let (next, own) = self.all()?;
            height = height.max(own);
            parts.push(next);
        }
        self.build(start, ExpressionKind::Or(parts), height + 1)
    }

    fn all(&mut self) -> Parsed<Tall> {
        let start = self.token.span.start;
        let (first, mut height) = self.negation()?;
        if !self.token.is_word("and") {
            return Ok((first, height));
        }
        let mut parts = vec![first];
        while self.skip_word("and")? {
            let (next, own) = self.negation()?;
            height = height.max(own);
            parts.push(next);
        }
        self.build(start, ExpressionKind::And(parts), height + 1)
    }

    fn negation(&mut self) -> Parsed<Tall> {
        let start = self.token.span.start;
        if !(self.token.is_word("not") || self.token.is_symbol("!")) {
            return self.comparison();
        }
        self.bump()?;
        self.deeper()?;
        let (inner, height) = self.negation()?;
        self.depth -= 1;
        self.build(start, ExpressionKind::Not(Box::new(inner)), height + 1)
    }

    fn comparison(&mut self) -> Parsed<Tall> {
        let start = self.token.span.start;
        let (left, height) = self.arithmetic(0)?;
        let operator = match self.token.kind {
            TokenKind::Symbol("=" | "==") => Some(BinaryOperator::Equal),
            TokenKind::Symbol("!=" | "<>") => Some(BinaryOperator::NotEqual),
            TokenKind::Symbol("<") => Some(BinaryOperator::Less),
            TokenKind::Symbol("<=") => Some(BinaryOperator::LessOrEqual),
            TokenKind::Symbol(">") => Some(BinaryOperator::Greater),
            TokenKind::Symbol(">=") => Some(BinaryOperator::GreaterOrEqual),
            _ => None,
        };
        if let Some(operator) = operator {
            self.bump()?;
            let (right, own) = self.arithmetic(0)?;
            let kind = ExpressionKind::Binary { left: Box::new(left), operator, right: Box::new(right) };
            return self.build(start, kind, height.max(own) + 1);
        }
        if self.skip_symbol("=~")? {
            let (pattern, own) = self.pattern()?;
            let kind = ExpressionKind::Like { value: Box::new(left), negated: false, pattern };
            return self.build(start, kind, height.max(own) + 1);
        }
        let negated = self.token.is_word("not");
        if negated {
            self.bump()?;
        }
        if self.skip_word("like")? {
            let (pattern, own) = self.pattern()?;
            let kind = ExpressionKind::Like { value: Box::new(left), negated, pattern };
            return self.build(start, kind, height.max(own) + 1);
        }
        if self.skip_word("in")? {
            let (list, own) = self.in_list()?;
            let kind = ExpressionKind::In { value: Box::new(left), negated, list };
            return self.build(start, kind, height.max(own) + 1);
        }
        if negated {
            return Err(self.unexpected(Expected::LikeOrIn));
        }
        Ok((left, height))
    }

    /// What stands behind `like` and `=~`, which are the same.
    fn pattern(&mut self) -> Parsed<(Pattern, usize)> {
        if self.token.is_symbol("/") {
            return Ok((Pattern::Regex(self.regex()?), 0));
        }
        let (value, height) = self.arithmetic(0)?;
        Ok((Pattern::Contains(Box::new(value)), height))
    }

    fn in_list(&mut self) -> Parsed<(InList, usize)> {
        if let TokenKind::Placeholder(name) = &self.token.kind {
            let name = name.clone();
            self.lexer.mark_list(&self.token.span.clone(), false);
            self.bump()?;
            return Ok((InList::Placeholder(name), 0));
        }
        let closing = if self.skip_symbol("[")? {
            "]"
        } else if self.skip_symbol("(")? {
            if self.token.is_word("source") {
                return Ok((InList::Query(Box::new(self.inner_query()?)), 1));
            }
            ")"
        } else {
            return Err(self.unexpected(Expected::Syntax("[")));
        };
        let mut values = Vec::new();
        let mut height = 0;
        loop {
            if matches!(self.token.kind, TokenKind::Placeholder(_)) {
                self.lexer.mark_list(&self.token.span.clone(), true);
            }
            let (value, own) = self.arithmetic(0)?;
            height = height.max(own);
            values.push(value);
            if !self.skip_symbol(",")? {
                break;
            }
        }
        self.need_symbol(closing)?;
        Ok((InList::Values(values), height))
    }

    /// Operators that bind at least as tightly as `lowest`: 0 for `+ -`, 1 for `* / %`, 2 for `^`.
    fn arithmetic(&mut self, lowest: u8) -> Parsed<Tall> {
        let start = self.token.span.start;
        let (mut left, mut height) = self.sign()?;
        loop {
            let (operator, strength) = match self.token.kind {
                TokenKind::Symbol("+") => (BinaryOperator::Add, 0),
                TokenKind::Symbol("-") => (BinaryOperator::Subtract, 0),
                TokenKind::Symbol("*") => (BinaryOperator::Multiply, 1),
                TokenKind::Symbol("/") => (BinaryOperator::Divide, 1),
                TokenKind::Symbol("%") => (BinaryOperator::Remainder, 1),
                TokenKind::Symbol("^") => (BinaryOperator::Power, 2),
                _ => return Ok((left, height)),
            };
            if strength < lowest {
                return Ok((left, height));
            }
            self.bump()?;
            self.deeper()?;
            let (right, own) = self.arithmetic(strength + u8::from(strength < 2))?;
            self.depth -= 1;
            height = height.max(own) + 1;
            let kind = ExpressionKind::Binary { left: Box::new(left), operator, right: Box::new(right) };
            (left, height) = self.build(start, kind, height)?;
        }
    }

    /// `-x`, which binds more loosely than `^`.
    fn sign(&mut self) -> Parsed<Tall> {
        let start = self.token.span.start;
        if self.skip_symbol("+")? {
            self.deeper()?;
            let inner = self.arithmetic(2)?;
            self.depth -= 1;
            return Ok(inner);
        }
        if !self.skip_symbol("-")? {
            return self.primary();
        }
        self.deeper()?;
        let (inner, height) = self.arithmetic(2)?;
        self.depth -= 1;
        self.build(start, ExpressionKind::Negate(Box::new(inner)), height + 1)
    }

    pub(super) fn primary(&mut self) -> Parsed<Tall> {
        let start = self.token.span.start;
        let kind = match &self.token.kind {
            TokenKind::Number(number) => ExpressionKind::Number(number.clone()),
            TokenKind::Text(text) => ExpressionKind::Text(text.clone()),
            TokenKind::Placeholder(name) => ExpressionKind::Placeholder(name.clone()),
            TokenKind::Measured { count, unit } => {
                let Some(unit) = TimeUnit::from_name(unit) else {
                    let kind = DiagnosticKind::UnknownUnit { unit: unit.clone() };
                    return Err(Diagnostic::new(self.token.span.clone(), kind));
                };
                ExpressionKind::Duration(Duration { count: count.clone(), unit })
            }
            TokenKind::Symbol("(") => {
                self.bump()?;
                self.deeper()?;
                let inner = self.either()?;
                self.depth -= 1;
                self.need_symbol(")")?;
                return Ok(inner);
            }
            TokenKind::Word { path, quoted } => {
                let (path, quoted) = (path.clone(), *quoted);
                return self.name_or_call(start, path, quoted);
            }
            _ => return Err(self.unexpected(Expected::Operand)),
        };
        self.bump()?;
        self.build(start, kind, 1)
    }

    fn name_or_call(&mut self, start: usize, path: FieldPath, quoted: bool) -> Parsed<Tall> {
        let word = match path.parts.as_slice() {
            [PathPart::Name(name)] if !quoted => Some(name.clone()),
            _ => None,
        };
        if word.as_deref().is_some_and(|word| RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word))) {
            return Err(self.unexpected(Expected::Operand));
        }
        self.bump()?;
        if let Some(word) = &word {
            if self.token.is_symbol("(") {
                return self.call(start, word.clone());
            }
            if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") {
                return self.build(start, ExpressionKind::Boolean(word.eq_ignore_ascii_case("true")), 1);
            }
        }
        self.build(start, ExpressionKind::Field(path), 1)
    }

    fn call(&mut self, start: usize, name: String) -> Parsed<Tall> {
        self.bump()?;
        self.deeper()?;
        let mut arguments = Vec::new();
        let mut height = 0;
        while !self.token.is_symbol(")") {
            if self.token.is_symbol("*") {
                let start = self.token.span.start;
                self.bump()?;
                arguments.push(self.build(start, ExpressionKind::Star, 1)?.0);
            } else {
                let (argument, own) = self.argument()?;
                height = height.max(own);
                arguments.push(argument);
            }
            if !self.skip_symbol(",")? {
                break;
            }
        }
        self.depth -= 1;
        self.need_symbol(")")?;
        self.build(start, ExpressionKind::Call { name, arguments }, height + 1)
    }

    /// An argument; a number with a unit behind it, `5 min`, is a length of time here.
    fn argument(&mut self) -> Parsed<Tall> {
        let start = self.token.span.start;
        let (mut expression, height) = self.either()?;
        if let ExpressionKind::Number(count) = &expression.kind
            && let Some(unit) = self.token.word().and_then(TimeUnit::from_name)
        {
            expression.kind = ExpressionKind::Duration(Duration { count: count.clone(), unit });
            self.bump()?;
            expression.span = Span(start..self.previous_end);
        }
        Ok((expression, height))
    }
}
