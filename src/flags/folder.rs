//! The person's own rules.

use std::{fs, io, path::Path};

/// A rule file is small; a folder holds some hundred.
const LONGEST_FILE: u64 = 4 << 20;
const MOST_FILES: usize = 5_000;
const DEEPEST: usize = 8;

/// The names and texts of the rule files in a folder and those inside of it: `*.yml` and `*.yaml`, by name.
/// A folder that is not there holds none.
pub fn read_folder(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(folder, folder, DEEPEST, &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, root: &Path, depth: usize, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // Links are not followed: they may lead round in circles.
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            collect(&path, root, depth - 1, files)?;
        } else if kind.is_file()
            && files.len() < MOST_FILES
            && path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml")
            && entry.metadata()?.len() <= LONGEST_FILE
        {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            files.push((name, String::from_utf8_lossy(&fs::read(&path)?).into_owned()));
        }
    }
    Ok(())
}
