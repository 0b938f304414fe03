//! A typed command as Sigma sees it: the start of a process.

use std::borrow::Cow;

use rsigma_eval::event::{Event, EventValue};
use serde_json::{Value, json};

/// What rules test. A session log does not tell which program was found, or what started it: `Image` is
/// made from the first word, `ParentImage` is a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Started {
    pub image: String,
    pub command_line: String,
    pub user: Option<String>,
}

const PARENT: &str = "/usr/bin/bash";

/// What stands for the client of a database, whichever it was.
const SQL: &str = "/usr/bin/sql";
/// Longer statements are looked at as far as this, in bytes.
const LONGEST_STATEMENT: usize = 64 << 10;

impl Started {
    /// A statement that was typed to a database client.
    pub fn statement(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(LONGEST_STATEMENT)];
        Self { image: SQL.to_owned(), command_line: text.to_owned(), user: None }
    }

    fn fields(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("Image", Some(&self.image)),
            ("CommandLine", Some(&self.command_line)),
            ("User", self.user.as_deref()),
            ("ParentImage", Some(PARENT)),
        ]
    }
}

impl Event for Started {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        let (_, value) = self.fields().into_iter().find(|(name, _)| *name == path)?;
        value.map(|value| EventValue::Str(Cow::Borrowed(value)))
    }

    fn any_string_value(&self, test: &dyn Fn(&str) -> bool) -> bool {
        self.fields().into_iter().filter_map(|(_, value)| value).any(test)
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        self.fields().into_iter().filter_map(|(_, value)| value).map(Cow::Borrowed).collect()
    }

    fn to_json(&self) -> Value {
        json!({
            "Image": self.image,
            "CommandLine": self.command_line,
            "User": self.user,
            "ParentImage": PARENT,
        })
    }
}
