//! Procedures: named, parameterised Insights queries with a form. Pure.
//!
//! A procedure is a TOML file in `assets/procedures`: names in both languages, the query's text with
//! CloudWatch's `{{parameter}}`, and what each parameter is. [`built_in`] has them all,
//! [`Procedure::fill`] makes the text that is sent, and [`Decode`] the rows that are shown.
//!
//! What the queries lean on, so that they find the same rows whatever AWS leaves undocumented:
//! fields of a record are cut out of `@message` by a regular expression in the agent's order of keys
//! (no field discovery), a value is compared by an anchored regular expression (no reading of texts
//! as numbers), and what may be missing is asked for first (no comparing with what is not there).

mod built_in;
mod choices;
mod decode;
mod error;
mod file;
mod fill;
mod json_text;
mod procedure;
mod saved;
mod untyped;

#[cfg(test)]
mod tests;

pub use built_in::built_in;
pub use decode::{Decode, decode_typed};
pub use error::ProcedureError;
pub use file::ProcedureFileError;
pub use procedure::{BothWords, Choice, Derived, Encoding, Parameter, ParameterKind, Procedure, ProcedureGroup};
