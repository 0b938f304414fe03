//! One file a screen.

pub mod case;
pub mod commands;
pub mod groups;
pub mod procedure_form;
pub mod procedure_list;
pub mod procedures;
pub mod query;
pub mod query_builder;
pub mod query_completion;
pub mod query_conditions;
pub mod query_editor;
pub mod query_fields;
pub mod row_detail;
pub mod sessions;
pub mod setup;
pub mod start;
pub mod transcript;
