//! The person's own rules.

use std::{fs, io, path::Path};

use super::{BadRule, BadRuleReason};

/// A rule file is small; a folder holds some hundred.
const LONGEST_FILE: u64 = 4 << 20;
const MOST_FILES: usize = 5_000;
const DEEPEST: usize = 8;

/// A folder of rules.
#[derive(Debug, Default)]
pub struct RuleFolder {
    /// Names and texts of the rule files, by name.
    pub files: Vec<(String, String)>,
    /// What is named like one and cannot be read.
    pub bad: Vec<BadRule>,
}

/// The rule files in a folder and those inside of it: `*.yml` and `*.yaml`. A folder that is not there is an error.
pub fn read_folder(folder: &Path) -> io::Result<RuleFolder> {
    let mut found = RuleFolder::default();
    collect(folder, folder, DEEPEST, &mut found)?;
    found.files.sort();
    Ok(found)
}

fn collect(folder: &Path, root: &Path, depth: usize, found: &mut RuleFolder) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // Links are not followed: they may lead round in circles.
        let kind = entry.file_type()?;
        let is_named_so = path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
        if kind.is_dir() && !is_named_so {
            if depth > 0 {
                collect(&path, root, depth - 1, found)?;
            }
            continue;
        }
        if !is_named_so {
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        match text(&entry, found.files.len()) {
            Ok(text) => found.files.push((name, text)),
            Err(why) => found.bad.push(BadRule { file: name, title: None, reason: BadRuleReason::NoFile(why) }),
        }
    }
    Ok(())
}

fn text(entry: &fs::DirEntry, before: usize) -> Result<String, String> {
    let said = |error: io::Error| error.to_string();
    let metadata = entry.metadata().map_err(said)?;
    if metadata.is_symlink() {
        return Err("it is a link, and links are not followed".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is a folder or something else".to_owned());
    }
    if metadata.len() > LONGEST_FILE {
        return Err(format!("it is larger than {} MB", LONGEST_FILE >> 20));
    }
    if before >= MOST_FILES {
        return Err(format!("there are more than {MOST_FILES} files"));
    }
    let bytes = fs::read(entry.path()).map_err(said)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
