//! Whether a pack is what it was.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::model::hex;

/// What was checked, where nothing is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackVerified {
    pub files: usize,
    pub bytes: u64,
    /// The SHA-256 of `tagmanifest-sha256.txt`: it stands for everything.
    pub tag_manifest: String,
}

/// The first thing that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum PackDamage {
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("{0} is missing")]
    Missing(String),
    #[error("{0} is not in the manifest")]
    Added(String),
    #[error("{0} was changed: its SHA-256 is not the one in the manifest")]
    Changed(String),
    #[error("{file}, line {line}: not the form of a manifest")]
    Manifest { file: &'static str, line: usize },
    #[error("bag-info.txt says another size or number of files than there are")]
    Counts,
}

const MANIFEST: &str = "manifest-sha256.txt";
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// Whether a path is a folder that says it is a bag.
pub fn is_pack(path: &Path) -> bool {
    path.is_dir() && path.join("bagit.txt").is_file()
}

/// Holds every file of a pack against the manifests, and the manifests against the files that are there.
pub fn verify_pack(folder: &Path) -> Result<PackVerified, PackDamage> {
    let (tag_manifest, tags) = manifest(folder, TAG_MANIFEST)?;
    let mut verified = PackVerified { tag_manifest, ..PackVerified::default() };
    for (name, expected) in &tags {
        check(folder, name, expected)?;
    }
    let (_, files) = manifest(folder, MANIFEST)?;
    let mut there = Vec::new();
    find(folder, "", &mut there)?;
    for name in &there {
        if !files.contains_key(name) && !tags.contains_key(name) && name != TAG_MANIFEST {
            return Err(PackDamage::Added(name.clone()));
        }
    }
    if !tags.contains_key(MANIFEST) {
        return Err(PackDamage::Missing(format!("{MANIFEST} in {TAG_MANIFEST}")));
    }
    for (name, expected) in &files {
        verified.bytes += check(folder, name, expected)?;
    }
    verified.files = files.len();
    let info = fs::read_to_string(folder.join("bag-info.txt"));
    let info = info.map_err(|error| PackDamage::File { path: folder.join("bag-info.txt"), error })?;
    let said = info.lines().find_map(|line| line.strip_prefix("Payload-Oxum: "));
    if said != Some(format!("{}.{}", verified.bytes, verified.files).as_str()) {
        return Err(PackDamage::Counts);
    }
    Ok(verified)
}

/// A manifest's own hash, and the hashes in it by their paths.
fn manifest(folder: &Path, file: &'static str) -> Result<(String, BTreeMap<String, String>), PackDamage> {
    let path = folder.join(file);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(PackDamage::Missing(file.to_owned())),
        Err(error) => return Err(PackDamage::File { path, error }),
    };
    let mut hashes = BTreeMap::new();
    for (place, line) in text.lines().enumerate() {
        let wrong = || PackDamage::Manifest { file, line: place + 1 };
        let (hash, name) = line.split_once("  ").ok_or_else(wrong)?;
        // A path that leads out of the folder is none of a bag.
        let is_inside = !name.starts_with('/') && !name.split('/').any(|part| matches!(part, ".." | "." | ""));
        let is_hash = hash.len() == 64 && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if !is_inside || !is_hash || hashes.insert(name.to_owned(), hash.to_owned()).is_some() {
            return Err(wrong());
        }
    }
    Ok((hex(&Sha256::digest(&text)), hashes))
}

/// Gives the file's size.
fn check(folder: &Path, name: &str, expected: &str) -> Result<u64, PackDamage> {
    let path = folder.join(name);
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(PackDamage::Missing(name.to_owned())),
        Err(error) => return Err(PackDamage::File { path, error }),
    };
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(|error| PackDamage::File { path: path.clone(), error })?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    if hex(&hash.finalize()) == expected { Ok(bytes) } else { Err(PackDamage::Changed(name.to_owned())) }
}

fn find(folder: &Path, within: &str, found: &mut Vec<String>) -> Result<(), PackDamage> {
    let failed = |error| PackDamage::File { path: folder.to_owned(), error };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if within.is_empty() { name } else { format!("{within}/{name}") };
        if entry.file_type().map_err(failed)?.is_dir() {
            find(&entry.path(), &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
