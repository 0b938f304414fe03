//! Leads: typed commands that a rule asks an auditor to look at. Pure, but for reading a folder of rules.
//!
//! The rules are Sigma rules: our own pack in `assets/rules`, and the person's own from a folder. A flag is
//! a lead and no verdict: it says what the line looks like, not what it did, and there is no score.
//!
//! - [`Rules`]: the rules, and what they say of a command.
//! - [`Flag`]: one rule that matched, with the part of the line that it matched.

mod event;
mod folder;
mod parts;
mod rule;
mod rules;
mod unwrap;

#[cfg(test)]
mod tests;

pub use folder::{RuleFolder, read_folder};
pub use rule::{BadRule, BadRuleReason, Category, Flag, Level, Rule};
pub use rules::Rules;
