//! The organisation's saved queries as procedures.

use super::{BothWords, Decode, Encoding, Parameter, ParameterKind, Procedure, ProcedureGroup};
use crate::insights::parameters::placeholders;
use crate::model::{QueryDefinition, QueryDefinitionParameter};

/// The language that procedures are written in, as CloudWatch names it.
const LOGS_INSIGHTS: &str = "CWLI";

impl Procedure {
    /// A saved query with a form made from its parameters: those it declares, then what its text names
    /// besides. The words are its authors', the same in every language of the program.
    pub fn from_definition(definition: &QueryDefinition) -> Self {
        let (folder, name) = match definition.name.rsplit_once('/') {
            Some((folder, name)) => (Some(folder.to_owned()), name),
            None => (None, definition.name.as_str()),
        };
        let mut parameters: Vec<Parameter> = definition.parameters.iter().map(parameter).collect();
        for placeholder in placeholders(&definition.text) {
            if !parameters.iter().any(|known| known.name == placeholder.name) {
                let found = QueryDefinitionParameter { name: placeholder.name, default: None, description: None };
                parameters.push(parameter(&found));
            }
        }
        let other = definition.language.clone().filter(|language| language != LOGS_INSIGHTS);
        Self {
            id: format!("organisation/{}", definition.id),
            group: ProcedureGroup::Organisation,
            folder,
            name: same(name),
            description: BothWords::default(),
            query: definition.text.clone(),
            parameters,
            derived: Vec::new(),
            decode: Decode::None,
            log_groups: definition.log_groups.clone(),
            other_language: other,
        }
    }
}

fn parameter(said: &QueryDefinitionParameter) -> Parameter {
    Parameter {
        name: said.name.clone(),
        label: same(&said.name),
        hint: said.description.as_deref().map(same),
        kind: ParameterKind::Untyped,
        default: said.default.clone(),
        minimum: None,
        maximum: None,
        choices: Vec::new(),
        encoding: Encoding::Plain,
    }
}

fn same(text: &str) -> BothWords {
    BothWords { en: text.to_owned(), ja: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_saved_query_becomes_a_form() {
        let definition = QueryDefinition {
            id: "7".to_owned(),
            name: "Security/Daily/Logins".to_owned(),
            text: "filter user = {{user}} and host = {{host}} | limit {{rows}}".to_owned(),
            language: Some("CWLI".to_owned()),
            log_groups: vec!["a".to_owned()],
            parameters: vec![
                QueryDefinitionParameter {
                    name: "rows".to_owned(),
                    default: Some("5".to_owned()),
                    description: Some("At most".to_owned()),
                },
                QueryDefinitionParameter { name: "user".to_owned(), ..QueryDefinitionParameter::default() },
            ],
        };
        let procedure = Procedure::from_definition(&definition);
        assert_eq!((procedure.folder.as_deref(), procedure.name.ja.as_str()), (Some("Security/Daily"), "Logins"));
        let names: Vec<&str> = procedure.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        assert_eq!(names, ["rows", "user", "host"]);
        assert_eq!(procedure.other_language, None);

        let values = BTreeMap::from([
            ("user".to_owned(), "o'brien | stats count(*)".to_owned()),
            ("host".to_owned(), "a".to_owned()),
        ]);
        let filled = procedure.fill(&values).unwrap();
        assert_eq!(filled.text, "filter user = \"o'brien | stats count(*)\" and host = \"a\" | limit 5");
    }

    #[test]
    fn what_this_program_cannot_read_is_sent_as_it_is_if_nothing_has_to_be_filled_in() {
        let mut definition = QueryDefinition { text: "tomorrow @message by 3".to_owned(), ..Default::default() };
        assert_eq!(Procedure::from_definition(&definition).fill(&BTreeMap::new()).unwrap().text, definition.text);
        definition.parameters = vec![QueryDefinitionParameter { name: "a".to_owned(), ..Default::default() }];
        definition.text.push_str(" {{a}}");
        let values = BTreeMap::from([("a".to_owned(), "1".to_owned())]);
        assert!(Procedure::from_definition(&definition).fill(&values).is_err());
        let sql = QueryDefinition { language: Some("SQL".to_owned()), ..Default::default() };
        assert_eq!(Procedure::from_definition(&sql).other_language.as_deref(), Some("SQL"));
    }
}
