use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use super::{Files, PackDamage};

/// A pack that lies unpacked.
pub(in crate::evidence::pack) struct Folder {
    folder: PathBuf,
    sizes: BTreeMap<String, u64>,
}

impl Folder {
    pub fn open(folder: &Path) -> Result<Self, PackDamage> {
        let mut opened = Self { folder: folder.to_owned(), sizes: BTreeMap::new() };
        opened.find(folder, "")?;
        Ok(opened)
    }

    fn find(&mut self, folder: &Path, within: &str) -> Result<(), PackDamage> {
        let failed = |error| PackDamage::File { path: folder.to_owned(), error };
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if within.is_empty() { name } else { format!("{within}/{name}") };
            // A link is not followed: what it leads to is no part of the pack, and may never end.
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                self.find(&entry.path(), &path)?;
            } else if kind.is_file() {
                self.sizes.insert(path, entry.metadata().map_err(failed)?.len());
            } else {
                return Err(PackDamage::Special(path));
            }
        }
        Ok(())
    }
}

impl Files for Folder {
    fn sizes(&self) -> &BTreeMap<String, u64> {
        &self.sizes
    }

    fn read(&mut self, name: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), PackDamage> {
        let path = self.folder.join(name);
        let failed = |error| PackDamage::File { path: path.clone(), error };
        let size = self.sizes.get(name).copied().unwrap_or_default();
        // A file that grows meanwhile is not followed.
        let mut file = File::open(&path).map_err(failed)?.take(size.saturating_add(1));
        let mut buffer = vec![0; 1 << 20];
        loop {
            match file.read(&mut buffer).map_err(failed)? {
                0 => return Ok(()),
                read => take(&buffer[..read]),
            }
        }
    }

    fn finish(&mut self) -> Result<(), PackDamage> {
        Ok(())
    }
}
