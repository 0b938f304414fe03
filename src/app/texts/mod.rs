//! Every word on the screen, in English and Japanese, side by side so that neither is forgotten.

mod case;
mod collect;
mod command_detail;
mod commands;
mod common;
mod comparison;
mod connect;
mod diagnostics;
mod errors;
mod flags;
mod groups;
mod notices;
mod numbers;
mod procedures;
mod query;
mod review;
mod sessions;
mod setup;
mod setup_copy;
mod tables;
mod transcript;

use super::Language;

pub use errors::ErrorWords;
pub use numbers::{local_clock, local_date, local_time, zone_name};
pub use setup_copy::FindingTexts;

/// The words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    fn pick(self, english: &'static str, japanese: &'static str) -> &'static str {
        match self.0 {
            Language::English => english,
            Language::Japanese => japanese,
        }
    }
}

/// One line a text: its name, English, Japanese.
macro_rules! texts {
    ($($name:ident: $english:literal, $japanese:literal;)*) => {
        impl $crate::app::Words {
            $(pub fn $name(self) -> &'static str {
                self.pick($english, $japanese)
            })*
        }
    };
}
use texts;

/// Puts values into the places marked `{}`.
fn fill(template: &str, values: &[&str]) -> String {
    let mut pieces = template.split("{}");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for (piece, value) in pieces.zip(values.iter().copied().chain(std::iter::repeat(""))) {
        filled.push_str(value);
        filled.push_str(piece);
    }
    filled
}
