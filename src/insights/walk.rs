//! Every expression of a query, one after the other.

use super::ast::{
    Column, Command, CommandKind, Count, Expression, ExpressionKind, Further, InList, Parse, ParseHow, Pattern, Query,
    Regex, SourcePart, SourceValue,
};

/// What a visitor may look at or change.
pub(crate) enum Node<'a> {
    Expression(&'a mut Expression),
    Regex(&'a mut Regex),
    Glob(&'a mut String),
    Name(&'a mut String),
    Count(&'a mut Count),
}

/// Calls `visit` for every node of a query, the inner ones first.
pub(crate) fn walk_query(query: &mut Query, visit: &mut impl FnMut(Node<'_>)) {
    for command in &mut query.commands {
        walk_command(command, visit);
    }
}

pub(crate) fn walk_command(command: &mut Command, visit: &mut impl FnMut(Node<'_>)) {
    match &mut command.kind {
        CommandKind::Fields(columns) | CommandKind::Display(columns) => walk_columns(columns, visit),
        CommandKind::Filter(expression)
        | CommandKind::FilterIndex(expression)
        | CommandKind::Pattern(expression)
        | CommandKind::Unmask(expression) => walk_expression(expression, visit),
        CommandKind::Unnest { field, alias } => {
            walk_expression(field, visit);
            visit(Node::Name(alias));
        }
        CommandKind::Parse(parse) => walk_parse(parse, visit),
        CommandKind::Json { path, alias, .. } => {
            visit(Node::Name(path));
            if let Some(alias) = alias {
                visit(Node::Name(alias));
            }
        }
        CommandKind::Sort(columns) => {
            for sorted in columns {
                walk_column(&mut sorted.column, visit);
            }
        }
        CommandKind::Stats(stats) => {
            walk_columns(&mut stats.columns, visit);
            for group in &mut stats.by {
                walk_column(&mut group.column, visit);
            }
        }
        CommandKind::Dedup(fields) | CommandKind::AddTotals { fields, .. } => {
            for field in fields {
                walk_expression(field, visit);
            }
        }
        CommandKind::Join(join) => walk_query(&mut join.right, visit),
        CommandKind::Source(parts) => {
            for part in parts {
                match part {
                    SourcePart::Group(text) | SourcePart::Setting { value: text, .. } => visit(Node::Name(text)),
                    SourcePart::Selector { arguments, .. } => {
                        for (_, value) in arguments {
                            walk_source_value(value, visit);
                        }
                    }
                }
            }
        }
        CommandKind::Further(further) => walk_further(further, visit),
        CommandKind::Invocation(invocation) => {
            for (_, value) in &mut invocation.arguments {
                walk_expression(value, visit);
            }
        }
        CommandKind::Limit { count, .. } => visit(Node::Count(count)),
        CommandKind::Anomaly | CommandKind::Diff(_) | CommandKind::Lookup(_) => {}
    }
}

fn walk_source_value(value: &mut SourceValue, visit: &mut impl FnMut(Node<'_>)) {
    match value {
        SourceValue::Text(text) => visit(Node::Name(text)),
        SourceValue::List(items) => {
            for item in items {
                walk_source_value(item, visit);
            }
        }
        SourceValue::Map(entries) => {
            for (_, item) in entries {
                walk_source_value(item, visit);
            }
        }
    }
}

fn walk_further(further: &mut Further, visit: &mut impl FnMut(Node<'_>)) {
    match further {
        Further::RelevantFields { fields, condition } => {
            walk_expressions(fields, visit);
            walk_expression(condition, visit);
        }
        Further::Expand(field) => walk_expression(field, visit),
        Further::Autoregress { field, alias, .. } | Further::Accumulate { field, alias } => {
            walk_expression(field, visit);
            if let Some(alias) = alias {
                visit(Node::Name(alias));
            }
        }
        Further::FillMissing(filled) => {
            for (value, _) in filled {
                walk_expression(value, visit);
            }
        }
        Further::Sessionize { fields, alias, .. } => {
            walk_expressions(fields, visit);
            if let Some(alias) = alias {
                visit(Node::Name(alias));
            }
        }
        Further::Outlier { fields, .. } | Further::CountFrequent(fields) => walk_expressions(fields, visit),
        Further::AppendColumns { right, .. } => walk_query(right, visit),
        Further::LogCompare(_) | Further::FillDown(_) | Further::CidrLookup { .. } => {}
    }
}

fn walk_parse(parse: &mut Parse, visit: &mut impl FnMut(Node<'_>)) {
    if let Some(field) = &mut parse.field {
        walk_expression(field, visit);
    }
    match &mut parse.how {
        ParseHow::Glob { pattern, aliases, .. } => {
            visit(Node::Glob(pattern));
            for alias in aliases {
                visit(Node::Name(alias));
            }
        }
        ParseHow::Regex { regex, aliases, .. } => {
            visit(Node::Regex(regex));
            for alias in aliases {
                visit(Node::Name(alias));
            }
        }
        ParseHow::Logfmt { alias } => alias.iter_mut().for_each(|alias| visit(Node::Name(alias))),
        ParseHow::Xml { path, aliases } => {
            visit(Node::Name(path));
            for alias in aliases {
                visit(Node::Name(alias));
            }
        }
        ParseHow::Csv { aliases } => aliases.iter_mut().for_each(|alias| visit(Node::Name(alias))),
    }
}

fn walk_expressions(expressions: &mut [Expression], visit: &mut impl FnMut(Node<'_>)) {
    for expression in expressions {
        walk_expression(expression, visit);
    }
}

fn walk_columns(columns: &mut [Column], visit: &mut impl FnMut(Node<'_>)) {
    for column in columns {
        walk_column(column, visit);
    }
}

fn walk_column(column: &mut Column, visit: &mut impl FnMut(Node<'_>)) {
    walk_expression(&mut column.expression, visit);
    if let Some(alias) = &mut column.alias {
        visit(Node::Name(alias));
    }
}

/// The parts of an expression, then the expression itself: what a visitor puts in is not visited.
pub(crate) fn walk_expression(expression: &mut Expression, visit: &mut impl FnMut(Node<'_>)) {
    match &mut expression.kind {
        ExpressionKind::Negate(inner) | ExpressionKind::Not(inner) => walk_expression(inner, visit),
        ExpressionKind::Binary { left, right, .. } => {
            walk_expression(left, visit);
            walk_expression(right, visit);
        }
        ExpressionKind::And(parts) | ExpressionKind::Or(parts) => {
            for part in parts {
                walk_expression(part, visit);
            }
        }
        ExpressionKind::Like { value, pattern, .. } => {
            walk_expression(value, visit);
            match pattern {
                Pattern::Regex(regex) => visit(Node::Regex(regex)),
                Pattern::Contains(text) => walk_expression(text, visit),
            }
        }
        ExpressionKind::In { value, list, .. } => {
            walk_expression(value, visit);
            match list {
                InList::Values(values) => values.iter_mut().for_each(|value| walk_expression(value, visit)),
                InList::Query(query) => walk_query(query, visit),
                InList::Placeholder(_) => {}
            }
        }
        ExpressionKind::Call { arguments, .. } => {
            for argument in arguments {
                walk_expression(argument, visit);
            }
        }
        ExpressionKind::Field(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::Boolean(_)
        | ExpressionKind::Duration(_)
        | ExpressionKind::Star
        | ExpressionKind::Placeholder(_) => {}
    }
    visit(Node::Expression(expression));
}
