//! One file a screen.

pub mod commands;
pub mod groups;
pub mod procedure_form;
pub mod procedure_list;
pub mod procedures;
pub mod row_detail;
pub mod sessions;
pub mod start;
pub mod transcript;
