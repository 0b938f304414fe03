use super::super::Query;
use super::super::ast::{
    Column, Command, CommandKind, Count, Expression, ExpressionKind, FieldPath, GroupColumn, SortColumn, Span, Stats,
    Written,
};
use super::{Calculation, Condition, GroupBy, Joined, Measure, QueryDraft, Shown};

impl QueryDraft {
    /// The query that says what the draft says.
    pub fn to_query(&self) -> Query {
        let draft = self.clone().normal();
        let mut kinds = Vec::new();
        if let Shown::Events(columns) = &draft.shown
            && !columns.is_empty()
        {
            kinds.push(CommandKind::Fields(columns.iter().map(|field| column(of_field(field), None)).collect()));
        }
        kinds.extend(draft.filter().map(CommandKind::Filter));
        if let Shown::Groups { measures, by } = &draft.shown {
            let columns = measures.iter().map(measure_column).collect();
            let by = by.iter().map(|group| GroupColumn { column: group_column(group), offset: None }).collect();
            kinds.push(CommandKind::Stats(Stats { columns, by }));
        }
        if !draft.order.is_empty() {
            let sorted = draft.order.iter();
            let sorted = sorted
                .map(|order| SortColumn { column: column(of_field(&order.by), None), descending: order.descending });
            kinds.push(CommandKind::Sort(sorted.collect()));
        }
        if let Some(limit) = draft.limit {
            kinds.push(CommandKind::Limit { any: false, count: Count::Number(u64::from(limit)) });
        }
        Query { commands: kinds.into_iter().map(|kind| Command { span: Span::default(), kind }).collect() }
    }

    fn filter(&self) -> Option<Expression> {
        let mut parts: Vec<Expression> = self.conditions.iter().map(Condition::to_expression).collect();
        if parts.len() < 2 {
            return parts.pop();
        }
        let kind = match self.joined {
            Joined::All => ExpressionKind::And(parts),
            Joined::Any => ExpressionKind::Or(parts),
        };
        Some(Expression { span: Span::default(), kind })
    }
}

fn of_field(field: &FieldPath) -> Expression {
    Expression { span: Span::default(), kind: ExpressionKind::Field(field.clone()) }
}

fn column(expression: Expression, alias: Option<String>) -> Column {
    let written = Written(expression.to_string());
    Column { expression, alias, written }
}

fn call(name: &str, argument: Expression) -> Expression {
    let kind = ExpressionKind::Call { name: name.to_owned(), arguments: vec![argument] };
    Expression { span: Span::default(), kind }
}

fn measure_column(measure: &Measure) -> Column {
    let star = Expression { span: Span::default(), kind: ExpressionKind::Star };
    let expression = match &measure.what {
        Calculation::Count => call("count", star),
        Calculation::Of(function, field) => call(function.name(), of_field(field)),
    };
    column(expression, measure.name.clone())
}

fn group_column(group: &GroupBy) -> Column {
    match group {
        GroupBy::Field(field) => column(of_field(field), None),
        GroupBy::Time { every, name } => {
            let every = Expression { span: Span::default(), kind: ExpressionKind::Duration(every.clone()) };
            column(call("bin", every), name.clone())
        }
    }
}
