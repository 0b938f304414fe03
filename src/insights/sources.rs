//! The log groups that a query names by itself.

use super::{
    Query,
    ast::{CommandKind, SourcePart},
    evaluate::inner_queries,
};

/// What the `SOURCE` commands of a query name, those of queries within it too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedSources {
    /// Groups by name or ARN.
    pub groups: Vec<String>,
    /// Others are chosen by a prefix, a tag or the like: nobody can say which from the text.
    pub is_open: bool,
}

impl NamedSources {
    pub fn of(query: &Query) -> Self {
        let mut named = Self::default();
        named.add(query);
        for inner in inner_queries(query) {
            named.add(&inner);
        }
        named
    }

    fn add(&mut self, query: &Query) {
        for command in &query.commands {
            let CommandKind::Source(parts) = &command.kind else { continue };
            for part in parts {
                match part {
                    SourcePart::Group(name) if !self.groups.contains(name) => self.groups.push(name.clone()),
                    SourcePart::Group(_) | SourcePart::Setting { .. } => {}
                    SourcePart::Selector { .. } => self.is_open = true,
                }
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && !self.is_open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insights::parse;

    #[test]
    fn groups_are_found_wherever_a_query_names_them() {
        let named = |text: &str| NamedSources::of(&parse(text).unwrap());
        assert!(named("fields @message").is_empty());
        assert_eq!(named("SOURCE '/a' | stats count(*)").groups, ["/a"]);
        assert!(named("SOURCE logGroups(namePrefix: ['/a']) | stats count(*)").is_open);
        let inner = named("fields x | filter x in (SOURCE '/b' | fields x)");
        assert_eq!((inner.groups, inner.is_open), (vec!["/b".to_owned()], false));
    }
}
