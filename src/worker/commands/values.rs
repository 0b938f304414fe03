use std::collections::HashMap;

/// No value: what is no command has no program.
pub(super) const NONE: u32 = u32::MAX;

/// A column as numbers: each row's place among the different values.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub names: Vec<String>,
    /// By row; [`NONE`] where it has none.
    pub codes: Vec<u32>,
}

/// Collects a column, row by row.
#[derive(Debug, Default)]
pub(super) struct ValuesBuilder {
    known: HashMap<String, u32>,
    values: Values,
}

impl ValuesBuilder {
    pub fn push(&mut self, value: Option<&str>) {
        let code = match value {
            None => NONE,
            Some(value) => match self.known.get(value) {
                Some(code) => *code,
                None => self.add(value),
            },
        };
        self.values.codes.push(code);
    }

    fn add(&mut self, value: &str) -> u32 {
        let code = u32::try_from(self.values.names.len()).unwrap_or(NONE);
        self.known.insert(value.to_owned(), code);
        self.values.names.push(value.to_owned());
        code
    }

    pub fn finish(self) -> Values {
        self.values
    }
}
