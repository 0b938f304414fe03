//! The README's tables of commands and functions say what the registries say. With `WRITE_README=1` they are
//! written anew.

use std::fmt::Write as _;

use session_lens::insights::{DiagnosticKind, can_be_evaluated, commands, functions, parse};
use session_lens::model::LogClass;

const BEGIN: &str = "<!-- The tables are made by tests/it/language_table.rs; WRITE_README=1 writes them. -->\n";
const END: &str = "<!-- End of the tables. -->\n";

/// What an example needs: nothing, or the reason against it.
fn state(example: &str, log_class: LogClass) -> Result<(), Vec<DiagnosticKind>> {
    let query = parse(example).unwrap_or_else(|found| panic!("{example}: {}", found[0]));
    can_be_evaluated(&query, log_class).map_err(|found| found.into_iter().map(|diagnostic| diagnostic.kind).collect())
}

fn word(evaluated: bool) -> &'static str {
    if evaluated { "evaluated" } else { "parsed only" }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn tables() -> String {
    let mut text = String::from("| Command | What it does | Here | Infrequent Access |\n| --- | --- | --- | --- |\n");
    for command in commands::all() {
        let evaluated = state(command.example, LogClass::Standard).is_ok();
        let forbidden = state(command.example, LogClass::InfrequentAccess)
            .is_err_and(|found| found.iter().any(|kind| matches!(kind, DiagnosticKind::ClassForbids { .. })));
        let class = if forbidden { "no" } else { "yes" };
        let (usage, about) = (cell(command.usage), command.about.english);
        let _ = writeln!(text, "| `{usage}` | {about} | {} | {class} |", word(evaluated));
    }
    text.push_str("\n<details><summary>Functions</summary>\n\n");
    text.push_str("| Function | What it gives | Here |\n| --- | --- | --- |\n");
    for function in functions::all() {
        let call = function.examples.first().map_or(function.usage, |(call, _)| call);
        let command = if function.is_aggregate() { "stats" } else { "fields" };
        let evaluated = state(&format!("{command} {call}"), LogClass::Standard).is_ok();
        let (usage, about) = (cell(function.usage), function.about().english);
        let _ = writeln!(text, "| `{usage}` | {about} | {} |", word(evaluated));
    }
    text.push_str("\n</details>\n");
    text
}

#[test]
fn the_readme_has_the_tables_of_the_registries() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has no place for the tables");
    let (found, after) = rest.split_once(END).expect("the tables have no end");
    let tables = tables();
    if found == tables {
        return;
    }
    if std::env::var_os("WRITE_README").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{tables}{END}{after}")).unwrap();
        return;
    }
    panic!("the README's tables are not those of the registries; run this test with WRITE_README=1");
}
