use std::collections::BTreeSet;

use super::{Detail, Slot, Table};
use crate::{
    insights::{
        self, Diagnostic, DiagnosticKind, NamedSources, Query,
        draft::{QueryDraft, field_from_typed},
        parameters::placeholders,
    },
    model::{MAX_QUERY_TEXT, ResultSet},
};

/// Fields that every event has, and those of Session Manager's records.
const KNOWN: [&str; 14] = [
    "@timestamp",
    "@message",
    "@logStream",
    "runAsUser",
    "userIdentity.arn",
    "target.id",
    "sessionId",
    "eventTime",
    "awsRegion",
    "sessionData.0",
    "eventVersion",
    "@log",
    "@ingestionTime",
    "@ptr",
];

/// More names than this are no help to choose from.
const MOST_SEEN: usize = 500;

/// How the builder and the text go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Agreement {
    /// They say the same.
    #[default]
    Same,
    /// The builder cannot show all that the text says.
    SaysMore,
    /// The text cannot be read; the builder waits.
    HasFaults,
}

/// What is known of the text. Made anew when the text changes, never while it is only shown.
#[derive(Debug, Default)]
pub struct Reading {
    /// What is wrong with it, in order.
    pub faults: Vec<Diagnostic>,
    /// What is no fault, and probably not what was meant.
    pub hints: Vec<Diagnostic>,
    pub agreement: Agreement,
    /// The names that its commands make: columns of its answer, not fields of events.
    pub names: Vec<String>,
}

impl Reading {
    /// Whether the text may be sent. A query that only this program cannot read may be known to AWS.
    pub fn can_be_sent(&self) -> bool {
        !self.faults.iter().any(|fault| is_certain(&fault.kind))
    }

    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }
}

/// A fault that no newer AWS can mend.
fn is_certain(kind: &DiagnosticKind) -> bool {
    matches!(
        kind,
        DiagnosticKind::Empty
            | DiagnosticKind::TextTooLong { .. }
            | DiagnosticKind::UnterminatedText
            | DiagnosticKind::UnterminatedRegex
            | DiagnosticKind::UnterminatedName
    )
}

/// A query of the person's own.
#[derive(Debug)]
pub struct QueryState {
    pub slot: Slot,
    pub text: String,
    pub reading: Reading,
    /// What the builder shows: the last draft that said the same as the text.
    pub draft: QueryDraft,
    /// The text that the table's rows answer.
    pub answered: Option<String>,
    /// The log groups that it names by itself.
    pub answered_sources: NamedSources,
    /// The text that is being run.
    pub asked: Option<String>,
    pub table: Table,
    pub detail: Detail,
    /// Names of fields that came in answers.
    pub seen: BTreeSet<String>,
}

impl Default for QueryState {
    fn default() -> Self {
        let mut state = Self {
            slot: Slot::default(),
            text: String::new(),
            reading: Reading::default(),
            draft: QueryDraft::default(),
            answered: None,
            answered_sources: NamedSources::default(),
            asked: None,
            table: Table::default(),
            detail: Detail::default(),
            seen: BTreeSet::new(),
        };
        state.build(QueryDraft::default());
        state
    }
}

impl QueryState {
    /// What another connection starts with: the query stays.
    #[must_use]
    pub fn without_answer(self) -> Self {
        Self { text: self.text, reading: self.reading, draft: self.draft, ..Self::default() }
    }

    /// The text as typed: the builder follows where it can.
    pub fn set_text(&mut self, text: String) {
        let (query, reading) = read(&text);
        self.reading = reading;
        let draft = match &query {
            Some(query) => QueryDraft::of_text(&text, query),
            None => QueryDraft::from_text(&text),
        };
        self.reading.agreement = match (draft, self.reading.is_clean() || query.is_some()) {
            (Some(draft), _) => {
                self.draft = draft;
                Agreement::Same
            }
            (None, true) => Agreement::SaysMore,
            (None, false) => Agreement::HasFaults,
        };
        self.text = text;
    }

    /// The draft as clicked: the text follows.
    pub fn build(&mut self, draft: QueryDraft) {
        self.draft = draft.normal();
        self.text = self.draft.to_text();
        // What is clicked may have a fault, such as a regular expression that is none; it is the draft's all the same.
        self.reading = read(&self.text).1;
        self.reading.agreement = Agreement::Same;
    }

    /// Rows came of what was asked: what is said of the answer is read out of its text once, not in every frame.
    pub fn answer_came(&mut self) {
        if self.answered == self.asked {
            return;
        }
        self.answered.clone_from(&self.asked);
        let query = self.answered.as_deref().and_then(|text| insights::parse(text).ok());
        self.answered_sources = query.as_ref().map(NamedSources::of).unwrap_or_default();
    }

    /// Names of fields that can be chosen: those that every event has first.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        KNOWN.into_iter().chain(self.seen.iter().map(String::as_str).filter(|name| !KNOWN.contains(name)))
    }

    /// Takes in the names of an answer's columns, except those that the query made itself.
    pub fn see_columns(&mut self, rows: &ResultSet) {
        let made = self.answered.as_deref().map(|text| read(text).1.names).unwrap_or_default();
        let names = rows.columns().iter().map(|column| column.name.clone());
        self.see(names.filter(|name| !made.contains(name)).collect());
    }

    /// Takes in names of fields.
    pub fn see(&mut self, names: Vec<String>) {
        let room = MOST_SEEN.saturating_sub(self.seen.len());
        self.seen.extend(names.into_iter().filter(|name| field_from_typed(name).is_some()).take(room));
    }
}

fn read(text: &str) -> (Option<Query>, Reading) {
    let mut reading = Reading::default();
    let query = match insights::parse(text) {
        Ok(query) => Some(query),
        Err(faults) => {
            reading.faults = faults;
            None
        }
    };
    if let Some(query) = &query {
        reading.hints = insights::hints(query);
        reading.names = insights::names_made(query);
        // AWS would be sent the braces.
        let unfilled = placeholders(text).into_iter().map(|placeholder| Diagnostic {
            kind: DiagnosticKind::UnfilledParameter { name: placeholder.name },
            span: placeholder.span,
        });
        reading.faults.extend(unfilled);
    }
    debug_assert!(text.chars().count() <= MAX_QUERY_TEXT || !reading.can_be_sent());
    (query, reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResultSetBuilder;

    fn typed(text: &str) -> QueryState {
        let mut state = QueryState::default();
        state.set_text(text.to_owned());
        state
    }

    #[test]
    fn the_builder_follows_the_text_as_far_as_it_can() {
        let state = typed("fields a | limit 5");
        assert_eq!((state.reading.agreement, state.draft.limit), (Agreement::Same, Some(5)));
        for (text, agreement) in [
            ("fields a | dedup a", Agreement::SaysMore),
            ("fields a | limit", Agreement::HasFaults),
            ("", Agreement::Same),
        ] {
            let mut state = typed("limit 5");
            state.set_text(text.to_owned());
            assert_eq!((state.text.as_str(), state.reading.agreement), (text, agreement));
            assert_eq!(state.draft.limit, if text.is_empty() { None } else { Some(5) }, "the last draft stays");
        }
    }

    #[test]
    fn only_what_no_newer_service_can_read_is_never_sent() {
        for text in ["", "fields \"a", "filter a like /x", "fields `a", &format!("fields {}", "a".repeat(10_000))] {
            assert!(!typed(text).reading.can_be_sent(), "{text}");
        }
        for text in ["newcommand a", "fields newfunction(a)", "filter a = \"{{name}}\""] {
            let reading = typed(text).reading;
            assert!(!reading.is_clean() && reading.can_be_sent(), "{text}");
        }
        assert!(typed("fields a").reading.is_clean());
    }

    #[test]
    fn what_a_query_makes_itself_is_no_field_of_the_data() {
        let mut state = QueryState {
            answered: Some("fields a, strlen(a) as long | stats count(*), max(long) as most by user".to_owned()),
            ..QueryState::default()
        };
        let kind = crate::model::ColumnKind::Text;
        let rows = ResultSetBuilder::new([("user", kind), ("count(*)", kind), ("most", kind)]).finish();
        state.see_columns(&rows);
        assert_eq!(state.seen, BTreeSet::from(["user".to_owned()]));
        assert!(state.fields().any(|name| name == "user"));
    }

    #[test]
    fn what_an_answer_names_is_that_of_its_own_text() {
        let mut state = QueryState { asked: Some("SOURCE '/a' | stats count(*)".to_owned()), ..QueryState::default() };
        assert!(state.answered_sources.is_empty());
        state.answer_came();
        assert_eq!(state.answered_sources.groups, ["/a"]);
        // Another one is asked: the rows are still the first one's.
        state.asked = Some("fields @message".to_owned());
        assert_eq!(state.answered_sources.groups, ["/a"]);
        state.answer_came();
        assert!(state.answered_sources.is_empty());
        assert!(state.without_answer().answered_sources.is_empty());
    }
}
