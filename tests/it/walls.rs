//! The walls of the house: which module may know which, as `src/lib.rs` draws it.

use std::{fs, path::Path};

/// From the outside in: a module may use those after it, never those before it. `src/lib.rs` draws the same.
const ORDER: [&str; 15] = [
    "cli",
    "ui",
    "app",
    "worker",
    "evidence",
    "collect",
    "case",
    "setup",
    "cloudwatch",
    "emulator",
    "procedures",
    "insights",
    "flags",
    "session",
    "model",
];

/// How the names of a library's crates begin, and the only modules that may know it. `cloudwatch` reads endpoint
/// URLs with hyper's `Uri`; `cli` and `worker` start the runtime that everything below runs on.
const LIBRARIES: [(&str, &[&str]); 7] = [
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("aws_", &["cloudwatch", "setup"]),
    ("hyper", &["cloudwatch", "emulator"]),
    ("tokio", &["cli", "worker", "collect", "case", "setup", "cloudwatch", "emulator"]),
    ("rsigma_", &["flags"]),
    ("rusqlite", &["case"]),
];

/// A file that is longer is two files.
const MOST_LINES: usize = 600;

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push((path.to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Code without its comments: words about a module are no use of it.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Whether a path begins with a crate of this name, or one whose name begins so: `aws_` is `aws_sdk_sts::…` too.
fn knows(code: &str, library: &str) -> bool {
    code.match_indices(library).any(|(place, _)| {
        let before = code[..place].chars().next_back();
        let rest = code[place..].trim_start_matches(|sign: char| sign.is_alphanumeric() || sign == '_');
        let own_name = before.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '_' | ':' | '"' | '/'));
        !own_name && rest.starts_with("::")
    })
}

/// The names that follow `crate::`, also those in braces, in the first place.
fn used_modules(code: &str) -> Vec<&str> {
    let mut used = Vec::new();
    for (place, _) in code.match_indices("crate::") {
        let rest = &code[place + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut begin = 0;
            for (at, sign) in list.char_indices() {
                match sign {
                    '{' => depth += 1,
                    '}' if depth == 0 => {
                        used.push(&list[begin..at]);
                        break;
                    }
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        used.push(&list[begin..at]);
                        begin = at + 1;
                    }
                    _ => {}
                }
            }
        } else {
            used.push(rest);
        }
    }
    used.into_iter()
        .map(|name| {
            let name = name.trim_start();
            &name[..name.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(name.len())]
        })
        .collect()
}

#[test]
fn arrows_point_down_and_libraries_stay_in_their_rooms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for (own, module) in ORDER.iter().enumerate() {
        let mut files = Vec::new();
        sources(&root.join(module), &mut files);
        assert!(!files.is_empty(), "{module} is empty");
        for (path, text) in files {
            let code = code(&text);
            for used in used_modules(&code) {
                let upward = ORDER.iter().position(|name| *name == used).is_some_and(|place| place < own);
                if upward {
                    broken.push(format!("{path} uses {used}"));
                }
            }
            for (library, rooms) in LIBRARIES {
                if knows(&code, library) && !rooms.contains(module) {
                    broken.push(format!("{path} knows {library}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_map_names_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let map = fs::read_to_string(root.join("lib.rs")).unwrap();
    let drawn: Vec<&str> =
        map.lines().filter_map(|line| Some(line.strip_prefix("//! - [`")?.split_once('`')?.0)).collect();
    assert_eq!(drawn, ORDER, "the map in src/lib.rs");
    let mut built: Vec<&str> =
        map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    built.sort_by_key(|module| ORDER.iter().position(|name| name == module));
    assert_eq!(built, ORDER, "the modules in src/lib.rs");
}

#[test]
fn files_stay_small_and_know_no_machine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("tests"), &mut files);
    // In two pieces, or this file would be found itself.
    let machine =
        [concat!("\"/wo", "rk/"), concat!("\"/ro", "ot/"), concat!("/work", "/shared"), concat!("/work", "/lab")];
    for (path, text) in files {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{path} has {lines} lines");
        for place in machine {
            assert!(!text.contains(place), "{path} names {place}");
        }
    }
}

#[test]
fn every_file_of_promises_runs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_module = path.is_dir() || path.extension().is_some_and(|ending| ending == "rs");
        if is_module && name != "main" {
            assert!(main.lines().any(|line| line == format!("mod {name};")), "main.rs does not have {name}");
        }
    }
}

#[test]
fn uses_are_found_in_braces_too() {
    assert_eq!(used_modules("use crate::{app::{A, B}, model::C};\ncrate::ui::x()"), ["app", "model", "ui"]);
}

#[test]
fn libraries_are_known_by_the_paths_that_begin_with_them() {
    assert!(knows("use aws_types::region::Region;", "aws_"));
    assert!(knows("let a: Vec<egui_extras::Column>;", "egui"));
    assert!(!knows("fn aws_cli() { crate::x::aws_thing::y() } // \"aws_sdk::\"", "aws_"));
    assert!(!knows("my_egui::x", "egui"));
}
