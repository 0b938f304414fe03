//! The walls of the house: which module may know which, as `src/lib.rs` draws it.

use std::{fs, path::Path};

/// From the outside in: a module may use those after it, never those before it.
const ORDER: [&str; 11] =
    ["cli", "ui", "app", "worker", "cloudwatch", "evidence", "emulator", "procedures", "insights", "session", "model"];

/// A library, and the only modules that may know it. `cloudwatch` reads endpoint URLs with hyper's `Uri`.
const LIBRARIES: [(&str, &[&str]); 5] = [
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("aws_sdk_", &["cloudwatch"]),
    ("hyper", &["cloudwatch", "emulator"]),
    ("tokio", &["cli", "worker", "cloudwatch", "emulator"]),
];

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
                let knows =
                    code.contains(&format!("{library}::")) || (library.ends_with('_') && code.contains(library));
                if knows && !rooms.contains(module) {
                    broken.push(format!("{path} knows {library}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn uses_are_found_in_braces_too() {
    assert_eq!(used_modules("use crate::{app::{A, B}, model::C};\ncrate::ui::x()"), ["app", "model", "ui"]);
}
