//! The files that a case consists of.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

/// The case's file and what `SQLite` keeps beside it.
pub(super) fn own_files(case: &Path) -> Vec<PathBuf> {
    let Ok(case) = fs::canonicalize(case) else { return Vec::new() };
    let beside = |ending: &str| {
        let mut name = case.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    ["", "-wal", "-shm", "-journal"].map(beside).to_vec()
}

/// Whether a case, or another database, would be lost if a file were written there. `open`: the case that is open. It
/// is told by its name, for reading the file itself would let go of the locks that `SQLite` has on it.
pub fn is_at(path: &Path, open: Option<&Path>) -> bool {
    let Ok(there) = fs::canonicalize(path) else { return false };
    if open.is_some_and(|open| own_files(open).contains(&there)) {
        return true;
    }
    let mut magic = [0; 16];
    // What is no file, such as a pipe, is not opened.
    there.is_file()
        && File::open(&there).and_then(|mut file| file.read_exact(&mut magic)).is_ok()
        && magic == *b"SQLite format 3\0"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_known_by_its_name_and_by_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (open, sheet) = (folder.path().join("open.case"), folder.path().join("a.csv"));
        let wal = folder.path().join("open.case-wal");
        for path in [&open, &wal, &sheet] {
            fs::write(path, b"no database").unwrap();
        }
        assert!(is_at(&open, Some(&open)) && is_at(&wal, Some(&open)));
        assert!(!is_at(&open, None) && !is_at(&sheet, Some(&open)));
        fs::write(&sheet, b"SQLite format 3\0 and more").unwrap();
        assert!(is_at(&sheet, None));
        assert!(!is_at(&folder.path().join("new.csv"), Some(&open)));
    }
}
