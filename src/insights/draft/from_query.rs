use super::super::Query;
use super::super::ast::{
    Column, Command, CommandKind, Count, Expression, ExpressionKind, FieldPath, GroupColumn, SortColumn, Stats,
};
use super::{Calculation, Condition, GroupBy, Joined, Measure, MeasureFunction, Order, QueryDraft, Shown};

impl QueryDraft {
    /// The draft that says exactly what the query says; `None` where the query says more. Plain columns and
    /// filters may stand in any order and in several commands, since that changes no answer.
    pub fn from_query(query: &Query) -> Option<Self> {
        let tidy = tidy(query)?;
        let draft = guess(&tidy)?.normal();
        (draft.to_query() == tidy).then_some(draft)
    }
}

/// The query with one `fields` and one `filter`, in the order in which a draft writes them.
fn tidy(query: &Query) -> Option<Query> {
    let mut columns: Vec<Column> = Vec::new();
    let mut filters: Vec<Expression> = Vec::new();
    let mut rest: Vec<Command> = Vec::new();
    for command in &query.commands {
        // What is limited or grouped is another set of rows.
        let is_cut = rest.iter().any(|command| !matches!(command.kind, CommandKind::Sort(_)));
        match &command.kind {
            CommandKind::Fields(own) if !is_cut => columns.extend(own.iter().cloned()),
            CommandKind::Filter(own) if !is_cut => filters.push(own.clone()),
            _ => rest.push(command.clone()),
        }
    }
    let groups = rest.iter().any(|command| matches!(command.kind, CommandKind::Stats(_)));
    // Columns before a `stats` change nothing, and would be lost.
    if groups && !columns.is_empty() {
        return None;
    }
    let command = |kind| Command { span: super::super::ast::Span::default(), kind };
    let mut commands = Vec::new();
    if !columns.is_empty() {
        commands.push(command(CommandKind::Fields(columns)));
    }
    if let Some(filter) = joined(filters) {
        commands.push(command(CommandKind::Filter(filter)));
    }
    commands.extend(rest);
    Some(Query { commands })
}

/// Filters one after another hold together.
fn joined(mut filters: Vec<Expression>) -> Option<Expression> {
    if filters.len() < 2 {
        return filters.pop();
    }
    let span = filters[0].span.clone();
    let parts = filters.into_iter().flat_map(|filter| match filter.kind {
        ExpressionKind::And(parts) => parts,
        _ => vec![filter],
    });
    Some(Expression { span, kind: ExpressionKind::And(parts.collect()) })
}

/// What the draft can only be, if there is one.
fn guess(query: &Query) -> Option<QueryDraft> {
    let mut draft = QueryDraft::nothing();
    for command in &query.commands {
        match &command.kind {
            CommandKind::Fields(columns) => {
                let fields = columns.iter().map(|column| field_of(&column.expression));
                draft.shown = Shown::Events(fields.collect::<Option<_>>()?);
            }
            CommandKind::Filter(filter) => (draft.joined, draft.conditions) = conditions(filter)?,
            CommandKind::Stats(stats) => draft.shown = groups(stats)?,
            CommandKind::Sort(columns) => draft.order = columns.iter().map(order).collect::<Option<_>>()?,
            CommandKind::Limit { count: Count::Number(count), .. } => draft.limit = u32::try_from(*count).ok(),
            _ => return None,
        }
    }
    Some(draft)
}

fn conditions(filter: &Expression) -> Option<(Joined, Vec<Condition>)> {
    let all = |parts: &[Expression]| parts.iter().map(Condition::from_expression).collect::<Option<Vec<_>>>();
    match &filter.kind {
        ExpressionKind::And(parts) => Some((Joined::All, all(parts)?)),
        ExpressionKind::Or(parts) => match Condition::from_expression(filter) {
            Some(condition) => Some((Joined::All, vec![condition])),
            None => Some((Joined::Any, all(parts)?)),
        },
        _ => Some((Joined::All, vec![Condition::from_expression(filter)?])),
    }
}

fn groups(stats: &Stats) -> Option<Shown> {
    let measures = stats.columns.iter().map(measure).collect::<Option<_>>()?;
    let by = stats.by.iter().map(group).collect::<Option<_>>()?;
    Some(Shown::Groups { measures, by })
}

/// Whether the column will still be called the same when it is written anew.
fn keeps_its_name(column: &Column) -> bool {
    column.alias.is_some() || column.written.0 == column.expression.to_string()
}

fn measure(column: &Column) -> Option<Measure> {
    if !keeps_its_name(column) {
        return None;
    }
    let ExpressionKind::Call { name, arguments } = &column.expression.kind else { return None };
    let argument = arguments.first()?;
    let what = if argument.kind == ExpressionKind::Star {
        Calculation::Count
    } else {
        let function = MeasureFunction::ALL.into_iter().find(|function| function.name() == name)?;
        Calculation::Of(function, field_of(argument)?)
    };
    Some(Measure { what, name: column.alias.clone() })
}

fn group(group: &GroupColumn) -> Option<GroupBy> {
    if !keeps_its_name(&group.column) {
        return None;
    }
    match &group.column.expression.kind {
        ExpressionKind::Field(path) => Some(GroupBy::Field(path.clone())),
        ExpressionKind::Call { arguments, .. } => match &arguments.first()?.kind {
            ExpressionKind::Duration(every) => {
                Some(GroupBy::Time { every: every.clone(), name: group.column.alias.clone() })
            }
            _ => None,
        },
        _ => None,
    }
}

fn order(sorted: &SortColumn) -> Option<Order> {
    Some(Order { by: field_of(&sorted.column.expression)?, descending: sorted.descending })
}

fn field_of(expression: &Expression) -> Option<FieldPath> {
    match &expression.kind {
        ExpressionKind::Field(path) => Some(path.clone()),
        _ => None,
    }
}
