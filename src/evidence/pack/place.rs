//! Where a pack is written before it takes its name.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::model::without_name;

/// How the places are named: hidden, and so.
const ENDING: &str = ".pack.part";
/// The file that whoever writes a pack holds a lock on for as long as they live. It has that name only with the lock.
const LOCK: &str = "lock";
const NEW_LOCK: &str = "lock.new";
/// What stands in it, so that nothing else is taken for it.
const MARK: &[u8] = b"Session Lens: a pack of evidence is being written here.\n";
/// What else may lie in a place.
pub(super) const FOLDER: &str = "folder";
pub(super) const ZIP: &str = "zip";

/// A place of its own for each writing, beside where the pack is to be. It is taken away when this is dropped.
pub(super) struct Place {
    /// Let go before the folder is taken away: some systems take away no file that is open.
    _lock: File,
    folder: TempDir,
}

impl Place {
    pub fn make(beside: &Path) -> io::Result<Self> {
        let made = tempfile::Builder::new().prefix(".").suffix(ENDING).tempdir_in(beside);
        // Its name is nothing to a person, and tempfile's own error tells it.
        let folder = made.map_err(|error| without_name(&error))?;
        let new = folder.path().join(NEW_LOCK);
        let mut lock = File::create_new(&new)?;
        lock.write_all(MARK)?;
        // Where the file system has no locks, the place never looks as if nobody had it.
        if lock.try_lock().is_ok() {
            fs::rename(new, folder.path().join(LOCK))?;
        }
        Ok(Self { _lock: lock, folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Takes away what was left by those who were killed while they wrote a pack. Gives what was taken away, and what
/// looks like it and may be somebody's.
pub(super) fn clear(beside: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut removed, mut left) = (Vec::new(), Vec::new());
    let Ok(entries) = fs::read_dir(beside) else { return (removed, left) };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_named_so = name.as_encoded_bytes().starts_with(b".") && name.to_string_lossy().ends_with(ENDING);
        if !is_named_so || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        match is_abandoned(&entry.path()) {
            Some(true) if fs::remove_dir_all(entry.path()).is_ok() => removed.push(entry.path()),
            Some(false) => {}
            _ => left.push(entry.path()),
        }
    }
    (removed, left)
}

/// Whether nobody has this place any more; `None`: nobody can know, or it is none of ours.
fn is_abandoned(place: &Path) -> Option<bool> {
    let path = place.join(LOCK);
    // What is no file, such as a pipe, is not opened.
    fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
    let file = File::open(path).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Some(false),
        Err(TryLockError::Error(_)) => return None,
    }
    let mut mark = Vec::new();
    file.take(MARK.len() as u64 + 1).read_to_end(&mut mark).ok()?;
    let only_ours = fs::read_dir(place)
        .ok()?
        .all(|entry| entry.is_ok_and(|entry| [LOCK, FOLDER, ZIP].iter().any(|known| entry.file_name() == *known)));
    (mark == MARK && only_ours).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_holds_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let living = Place::make(folder.path()).unwrap();
        // As a program leaves it that was killed: everything is there, and nobody has the lock.
        let killed = folder.path().join(".k1lled.pack.part");
        fs::create_dir_all(killed.join(FOLDER).join("data")).unwrap();
        fs::write(killed.join(LOCK), MARK).unwrap();
        // Of an earlier version, and of somebody else.
        let early = folder.path().join(".early1.pack.part");
        fs::create_dir_all(early.join(FOLDER)).unwrap();
        let other = folder.path().join(".other1.pack.part");
        fs::create_dir_all(&other).unwrap();
        fs::write(other.join(LOCK), MARK).unwrap();
        fs::write(other.join("thesis.txt"), "mine").unwrap();
        let (removed, mut left) = clear(folder.path());
        left.sort();
        assert_eq!((removed, left), (vec![killed.clone()], vec![early, other.clone()]));
        assert!(!killed.exists() && living.path().exists() && other.join("thesis.txt").exists());
        let path = living.path().to_owned();
        drop(living);
        assert!(!path.exists(), "whoever is alive takes it away");
    }

    #[test]
    fn what_cannot_be_made_is_told_without_a_temporary_name() {
        let folder = tempfile::tempdir().unwrap();
        let said = Place::make(&folder.path().join("none")).map(drop).unwrap_err().to_string();
        assert!(!said.contains("pack.part") && said.contains("os error"), "{said}");
    }
}
