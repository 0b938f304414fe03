//! From what was filled in to the text that is sent.

use std::collections::BTreeMap;

use super::choices::choose;
use super::untyped::untyped_value;
use super::{Encoding, Parameter, ParameterKind, Procedure, ProcedureError, ProcedureGroup, json_text};
use crate::insights;
use crate::insights::parameters::{Filled, ParameterError, ParameterValue, fill};

impl Procedure {
    /// The query with every value in its place as a literal; a value can never be anything else.
    /// Values are given by the parameters' names; a parameter without one, or with nothing but
    /// blanks, takes its default.
    pub fn fill(&self, values: &BTreeMap<String, String>) -> Result<Filled, ProcedureError> {
        if self.group == ProcedureGroup::Organisation && self.parameters.is_empty() {
            // AWS may know more of the language than this program.
            return Ok(Filled { text: self.query.clone(), inserted: Vec::new() });
        }
        let mut given: BTreeMap<&str, Given<'_>> = BTreeMap::new();
        for parameter in &self.parameters {
            given.insert(&parameter.name, parameter.value(values.get(&parameter.name).map(String::as_str))?);
        }
        let mut choices = BTreeMap::new();
        let mut literals = BTreeMap::new();
        for parameter in &self.parameters {
            match given.get(parameter.name.as_str()) {
                Some(Given::Choice(text)) => {
                    choices.insert(parameter.name.as_str(), *text);
                }
                Some(Given::Number(number)) => {
                    literals.insert(parameter.name.clone(), ParameterValue::Number(number.to_string()));
                }
                Some(Given::Text(text)) if parameter.kind == ParameterKind::Untyped => {
                    literals.insert(parameter.name.clone(), untyped_value(&self.query, &parameter.name, text));
                }
                Some(Given::Text(text)) => {
                    literals.insert(parameter.name.clone(), ParameterValue::Text(parameter.encoding.spell(text)));
                }
                None => {}
            }
        }
        for derived in &self.derived {
            if let Some(Given::Text(text)) = given.get(derived.from.as_str()) {
                literals.insert(derived.name.clone(), ParameterValue::Text(derived.encoding.spell(text)));
            }
        }
        let chosen = choose(&self.query, &choices);
        let mut filled = fill(&chosen.template, &literals)?;
        // What reads well can still be too much, such as a very long text in a regular expression.
        insights::parse(&filled.text).map_err(ParameterError::Template)?;
        chosen.add_to(&mut filled);
        self.name_by_parameter(&mut filled);
        Ok(filled)
    }

    /// What a derived placeholder has put in belongs to the parameter that it was made from.
    fn name_by_parameter(&self, filled: &mut Filled) {
        for (name, _) in &mut filled.inserted {
            if let Some(derived) = self.derived.iter().find(|derived| derived.name == *name) {
                name.clone_from(&derived.from);
            }
        }
    }
}

/// A parameter's value, found to be one.
pub(super) enum Given<'v> {
    Text(&'v str),
    Number(i64),
    /// The text that stands for the choice.
    Choice(&'v str),
}

impl Parameter {
    /// What a filled-in text means for this parameter.
    pub(super) fn value<'v>(&'v self, filled_in: Option<&'v str>) -> Result<Given<'v>, ProcedureError> {
        let parameter = || self.name.clone();
        let text = filled_in
            .filter(|text| !text.trim().is_empty())
            .or(self.default.as_deref())
            .ok_or_else(|| ProcedureError::Missing { parameter: parameter() })?;
        match self.kind {
            ParameterKind::Number => {
                let number: i64 =
                    text.trim().parse().map_err(|_no_number| ProcedureError::NotANumber { parameter: parameter() })?;
                let (minimum, maximum) = (self.minimum, self.maximum);
                if minimum.is_some_and(|least| number < least) || maximum.is_some_and(|most| number > most) {
                    return Err(ProcedureError::OutOfBounds { parameter: parameter(), minimum, maximum });
                }
                Ok(Given::Number(number))
            }
            ParameterKind::Choice => match self.choices.iter().find(|choice| choice.value == text) {
                Some(choice) => Ok(Given::Choice(&choice.text)),
                None => Err(ProcedureError::UnknownChoice { parameter: parameter() }),
            },
            _ => Ok(Given::Text(text)),
        }
    }
}

impl Encoding {
    fn spell(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Json => json_text::encode(text),
        }
    }
}
