//! Pieces that several screens are made of.

pub mod badge;
pub mod cell;
mod column_fit;
pub mod count_chip;
pub mod empty;
pub mod flag_card;
pub mod flag_mark;
pub mod keep_form;
pub mod line_scroll;
pub mod result_table;
pub mod review_card;
pub mod review_mark;
pub mod small;
pub mod transcript_mark;
pub mod trouble;
pub mod weight_mark;
