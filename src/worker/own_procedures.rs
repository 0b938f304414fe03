//! The person's own procedures: one TOML file each, in a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{evidence, procedures::Procedure};

/// A file that is there and is no procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenFile {
    pub path: PathBuf,
    pub detail: String,
}

/// Reads the folder's files in the order of their names. No folder: no procedures. A file that cannot
/// be used is named, and keeps nobody else's from being read.
pub(super) fn read(folder: &Path) -> (Vec<Procedure>, Vec<BrokenFile>) {
    let mut procedures = Vec::new();
    let mut broken = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (procedures, broken),
        Err(error) => {
            broken.push(BrokenFile { path: folder.to_owned(), detail: error.to_string() });
            return (procedures, broken);
        }
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    for path in paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let read = fs::read_to_string(&path).map_err(|error| error.to_string());
        match read.and_then(|text| Procedure::own(&stem, &text).map_err(|error| error.to_string())) {
            Ok(procedure) => procedures.push(procedure),
            Err(detail) => broken.push(BrokenFile { path, detail }),
        }
    }
    (procedures, broken)
}

/// Writes a copy of a procedure under a name of the person's choice; no file is replaced. Gives its path.
pub(super) fn keep(folder: &Path, procedure: &Procedure, name: &str) -> Result<PathBuf, BrokenFile> {
    let stem = file_stem(name);
    let free = (1..1_000)
        .map(|number| if number == 1 { format!("{stem}.toml") } else { format!("{stem}-{number}.toml") })
        .map(|file| folder.join(file))
        .find(|path| !path.exists());
    let path = free.unwrap_or_else(|| folder.join(format!("{stem}.toml")));
    let failed = |detail: String| BrokenFile { path: path.clone(), detail };
    let text = procedure.to_file(name).map_err(|error| failed(error.to_string()))?;
    evidence::write_whole(&path, |file| io::Write::write_all(file, text.as_bytes()))
        .map_err(|error| failed(error.to_string()))?;
    Ok(path)
}

/// Letters and digits of the name, small, joined by `-`: a name that every system takes.
fn file_stem(name: &str) -> String {
    let words: Vec<String> = name
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let stem: String = words.join("-").chars().take(60).collect();
    // A lone device name such as `con` cannot be a file on Windows.
    if stem.len() < 5 { format!("procedure-{stem}").trim_end_matches('-').to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::built_in;

    #[test]
    fn what_is_kept_is_read_again_and_a_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("procedures");
        assert_eq!(read(&place), (Vec::new(), Vec::new()));
        let first = keep(&place, &built_in()[0], "My sessions: / 監査 ?").unwrap();
        let second = keep(&place, &built_in()[0], "My sessions: / 監査 ?").unwrap();
        assert_eq!(first.file_name().unwrap(), "my-sessions-監査.toml");
        assert_eq!(second.file_name().unwrap(), "my-sessions-監査-2.toml");
        fs::write(place.join("broken.toml"), "name = ").unwrap();
        fs::write(place.join("notes.txt"), "not a procedure").unwrap();
        let (procedures, broken) = read(&place);
        let names: Vec<&str> = procedures.iter().map(|procedure| procedure.name.en.as_str()).collect();
        assert_eq!(names, ["My sessions: / 監査 ?"; 2]);
        assert_eq!(procedures[0].query, built_in()[0].query);
        assert_eq!(broken.len(), 1);
        assert!(broken[0].path.ends_with("broken.toml"));
    }

    #[test]
    fn a_file_name_is_one_on_every_system() {
        for (name, stem) in
            [("con", "procedure-con"), ("../../etc", "procedure-etc"), ("", "procedure"), ("A b/C d", "a-b-c-d")]
        {
            assert_eq!(file_stem(name), stem);
        }
    }
}
