//! Queries within a query: those in `in (…)`, and what a `join` reads. They stand on their own, so
//! they are evaluated first.

use super::super::ast::{
    Column, Command, CommandKind, Expression, ExpressionKind, FieldPath, InList, Join, PathPart, Query, Span, Written,
};
use super::super::walk::{Node, walk_query};

/// As many keys as AWS reads of the right side of a `join`, and as many rows as are read here of a
/// query within another.
pub const MOST_INNER_ROWS: u32 = 50_000;

/// The queries that have to be evaluated before this one, each once. Their rows go into
/// [`super::EvaluationOptions::inner`], under their text.
pub fn inner_queries(query: &Query) -> Vec<Query> {
    let mut found: Vec<Query> = Vec::new();
    let mut add = |inner: Query| {
        if !found.contains(&inner) {
            found.push(inner);
        }
    };
    // The walk is made for changes; what it looks at here is a copy.
    walk_query(&mut query.clone(), &mut |node| {
        if let Node::Expression(Expression { kind: ExpressionKind::In { list: InList::Query(inner), .. }, .. }) = node {
            add((**inner).clone());
        }
    });
    for command in &query.commands {
        if let CommandKind::Join(join) = &command.kind {
            add(join_query(query, join));
        }
    }
    found
}

/// The right side of a `join` as a query of its own: shows the fields that the whole query names.
pub(super) fn join_query(query: &Query, join: &Join) -> Query {
    let mut right = (*join.right).clone();
    let shown = right_fields(query, join).into_iter().map(|path| Column {
        written: Written(path.name()),
        expression: Expression { span: Span::default(), kind: ExpressionKind::Field(path) },
        alias: None,
    });
    right.commands.push(Command { span: Span::default(), kind: CommandKind::Display(shown.collect()) });
    right
}

/// The fields of the right side that a query names, without the name of the side.
pub(super) fn right_fields(query: &Query, join: &Join) -> Vec<FieldPath> {
    let mut fields: Vec<FieldPath> = Vec::new();
    let Some(side) = side(join, "right") else { return fields };
    let mut add = |path: &FieldPath| {
        if let Some(field) = below(path, side)
            && !fields.contains(&field)
        {
            fields.push(field);
        }
    };
    for (left, right) in &join.on {
        add(left);
        add(right);
    }
    walk_query(&mut query.clone(), &mut |node| {
        if let Node::Expression(Expression { kind: ExpressionKind::Field(path), .. }) = node {
            add(path);
        }
    });
    fields
}

/// What `left=` or `right=` calls a side.
pub(super) fn side<'q>(join: &'q Join, name: &str) -> Option<&'q str> {
    let given = join.options.iter().find(|(option, _)| option.eq_ignore_ascii_case(name));
    given.map(|(_, value)| value.as_str())
}

/// A path without its first part, if that is this name.
pub(super) fn below(path: &FieldPath, name: &str) -> Option<FieldPath> {
    match path.parts.as_slice() {
        [PathPart::Name(first), rest @ ..] if first == name && !rest.is_empty() => {
            Some(FieldPath { parts: rest.to_vec() })
        }
        _ => None,
    }
}
