//! `parse`: patterns are compiled, and what they take out gets its place.

use super::super::expression::Expr;
use super::super::glob::Glob;
use super::super::program::Step;
use super::Compiler;
use crate::insights::ast::{FieldPath, Parse, ParseHow, Span};
use crate::insights::diagnostic::DiagnosticKind;
use crate::insights::regexes;

impl Compiler {
    pub(super) fn parse(&mut self, parse: &Parse) {
        let value = match &parse.field {
            Some(field) => self.expression(field),
            None => self.field(&FieldPath::single("@message"), &Span::default()),
        };
        match &parse.how {
            ParseHow::Glob { pattern, aliases, .. } => {
                let slots = self.extracted(aliases);
                let open = if pattern.contains('*') { "" } else { "*" };
                self.steps.push(Step::Glob { value, glob: Glob::new(&format!("{pattern}{open}")), slots });
            }
            ParseHow::Regex { regex, aliases, multi } => {
                let compiled = match regexes::compile(&regex.source) {
                    Ok(compiled) => compiled,
                    Err(reason) => return self.report(&regex.span, DiagnosticKind::BadRegex { reason }),
                };
                let mut unnamed = aliases.iter();
                let names: Vec<Option<String>> = compiled
                    .capture_names()
                    .enumerate()
                    .map(|(group, name)| match name {
                        Some(name) => Some(name.to_owned()),
                        None if group > 0 => unnamed.next().cloned(),
                        None => None,
                    })
                    .collect();
                let groups = names
                    .into_iter()
                    .enumerate()
                    .filter_map(|(group, name)| Some((group, self.extracted(&[name?])[0])))
                    .collect();
                let alike = |step: &&Step| matches!(step, Step::Regex { multi: false, .. });
                let number = self.steps.iter().filter(alike).count();
                self.steps.push(Step::Regex { value, regex: Box::new(compiled), number, groups, multi: *multi });
            }
            ParseHow::Logfmt { alias } => {
                let name = alias.clone().unwrap_or_else(|| "logfmt".to_owned());
                let slot = self.extracted(&[name])[0];
                self.steps.push(Step::Logfmt { value, slot });
            }
            ParseHow::Xml { .. } => self.not_evaluated(&Span::default(), "parse XML"),
            ParseHow::Csv { aliases } => {
                let slots = self.extracted(aliases);
                self.steps.push(Step::Csv { value, slots });
            }
        }
    }

    /// Places for what `parse` takes out; it is shown, too.
    pub(super) fn extracted(&mut self, names: &[String]) -> Vec<usize> {
        names
            .iter()
            .map(|name| {
                let slot = self.define(name);
                self.show((name.clone(), Expr::Slot(slot)));
                slot
            })
            .collect()
    }
}
