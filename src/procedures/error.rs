use crate::insights::parameters::ParameterError;

/// Why a procedure's query could not be made from what was filled in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureError {
    #[error("the parameter {parameter} has no value")]
    Missing { parameter: String },
    #[error("the parameter {parameter} needs a whole number")]
    NotANumber { parameter: String },
    /// Both bounds are themselves allowed; a side without one has none.
    #[error("the parameter {parameter} is out of bounds")]
    OutOfBounds { parameter: String, minimum: Option<i64>, maximum: Option<i64> },
    #[error("the parameter {parameter} has no such choice")]
    UnknownChoice { parameter: String },
    #[error(transparent)]
    Query(#[from] ParameterError),
}

impl ProcedureError {
    /// The parameter at fault, where it is one.
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::Missing { parameter }
            | Self::NotANumber { parameter }
            | Self::OutOfBounds { parameter, .. }
            | Self::UnknownChoice { parameter } => Some(parameter),
            Self::Query(error) => match error {
                ParameterError::Missing { name }
                | ParameterError::NotANumber { name }
                | ParameterError::NotADuration { name }
                | ParameterError::EmptyList { name }
                | ParameterError::ListNotAllowed { name }
                | ParameterError::NotAField { name }
                | ParameterError::WildcardInGlob { name } => Some(name),
                ParameterError::Template(_) | ParameterError::TooLong { .. } | ParameterError::ChangesQuery => None,
            },
        }
    }
}
