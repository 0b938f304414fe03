use super::super::ast::{CommandKind, Query, Span};
use super::super::diagnostic::DiagnosticKind;
use super::Checker;

impl Checker {
    /// A query in `in (…)` gives one column and has no such query in itself.
    pub(super) fn subquery(&mut self, query: &Query, span: &Span) {
        if self.within {
            return self.report(span, DiagnosticKind::NestedSubquery);
        }
        let mut checker = Checker { found: Vec::new(), left: None, split: Vec::new(), within: true };
        checker.query(query);
        self.found.extend(checker.found);
        let given = columns_given(query);
        if given > 1 {
            self.report(span, DiagnosticKind::SubqueryColumns { given });
        }
    }
}

/// How many columns a query certainly gives; 0 where that is not said.
fn columns_given(query: &Query) -> usize {
    let mut given = 0;
    let mut display = None;
    for command in &query.commands {
        match &command.kind {
            CommandKind::Stats(stats) => {
                (given, display) = (0, None);
                // Its columns are all shown where none are chosen afterwards.
                if !query.commands.iter().any(|other| chooses(&other.kind)) {
                    given = stats.columns.len() + stats.by.len();
                }
            }
            CommandKind::Fields(columns) => given += columns.len(),
            CommandKind::Display(columns) => display = Some(columns.len()),
            _ => {}
        }
    }
    display.unwrap_or(given)
}

fn chooses(kind: &CommandKind) -> bool {
    matches!(kind, CommandKind::Fields(_) | CommandKind::Display(_))
}
