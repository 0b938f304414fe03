//! Whether a pack is what it was.

mod folder;
mod zip_file;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    bag::{MANIFEST, SIGNATURE_LABEL, TAG_MANIFEST},
    signature::{self, SIGNATURE, Signature, Wrong},
};
use crate::model::hex;

pub(super) use folder::Folder;
use zip_file::ZipPack;

/// What was checked, where nothing is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackVerified {
    pub files: usize,
    pub bytes: u64,
    /// The SHA-256 of `tagmanifest-sha256.txt`: it stands for everything.
    pub tag_manifest: String,
    pub signature: Signature,
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
    #[error("{0} is neither a file nor a folder")]
    Special(String),
    #[error("{name} cannot be unpacked: {error}")]
    Packed { name: String, error: io::Error },
    #[error("{file}, line {line}: not the form of a manifest")]
    Manifest { file: &'static str, line: usize },
    #[error("{0} is too long to be what it says")]
    TooLong(String),
    #[error("bag-info.txt says another size or number of files than there are")]
    Counts,
    #[error("the ZIP is not as Session Lens writes it: {0}")]
    Zip(String),
    #[error("the ZIP was changed outside of its files: the SHA-256 in its comment is not that of its bytes")]
    ZipBytes,
    #[error("the signature is missing: bag-info.txt says that the pack is signed, and {0} is not there")]
    Unsigned(&'static str),
    #[error("{0} does not belong to the signature")]
    Signer(&'static str),
    #[error("the signature is wrong: {0}")]
    Signature(String),
}

/// A manifest has a line for each file; no more is read into memory.
const LONGEST_MANIFEST: u64 = 256 << 20;
/// Small files, such as a signature, or the hashes of the few files beside `data`.
const LONGEST_NOTE: u64 = 1 << 20;

/// Files of a pack, wherever they lie.
pub(super) trait Files {
    /// Every file there is, by its path within the pack, with its size.
    fn sizes(&self) -> &BTreeMap<String, u64>;

    /// Gives a file's bytes, piece by piece. Asked for files that are there only.
    fn read(&mut self, name: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), PackDamage>;

    /// Whatever is left to check once every file was.
    fn finish(&mut self) -> Result<(), PackDamage>;
}

/// Whether a path is a folder that says it is a bag, or a ZIP.
pub fn is_pack(path: &Path) -> bool {
    path.is_dir() && path.join("bagit.txt").is_file() || is_zip(path)
}

fn is_zip(path: &Path) -> bool {
    let mut begin = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    path.is_file() && read.is_ok() && begin == *b"PK\x03\x04"
}

/// Holds every file of a pack against the manifests, the manifests against the files that are there, and the signature,
/// where there is one, against both. A ZIP is read where it lies: nothing of it is written to disk.
pub fn verify_pack(path: &Path) -> Result<PackVerified, PackDamage> {
    if is_zip(path) { verify(&mut ZipPack::open(path)?) } else { verify(&mut Folder::open(path)?) }
}

fn verify(files: &mut dyn Files) -> Result<PackVerified, PackDamage> {
    let signed = text(files, TAG_MANIFEST, LONGEST_NOTE)?;
    let tags = manifest(TAG_MANIFEST, &signed)?;
    for name in [MANIFEST, "bag-info.txt", "bagit.txt"] {
        if !tags.contains_key(name) {
            return Err(PackDamage::Missing(format!("{name} in {TAG_MANIFEST}")));
        }
    }
    for (name, expected) in &tags {
        check(files, name, expected)?;
    }
    let info = text(files, "bag-info.txt", LONGEST_NOTE)?;
    let said = |label: &str| info.lines().find_map(|line| line.strip_prefix(label)?.strip_prefix(": "));
    let is_signed = said(SIGNATURE_LABEL) == Some(SIGNATURE);
    let payload = manifest(MANIFEST, &text(files, MANIFEST, LONGEST_MANIFEST)?)?;
    let is_known = |name: &str| {
        let is_of_signature = is_signed && signature::FILES.contains(&name);
        payload.contains_key(name) || tags.contains_key(name) || name == TAG_MANIFEST || is_of_signature
    };
    if let Some(added) = files.sizes().keys().find(|name| !is_known(name)) {
        return Err(PackDamage::Added(added.clone()));
    }
    let mut verified = PackVerified { files: payload.len(), ..PackVerified::default() };
    for name in payload.keys() {
        let size = files.sizes().get(name).ok_or_else(|| PackDamage::Missing(name.clone()))?;
        verified.bytes = verified.bytes.saturating_add(*size);
    }
    for (name, expected) in &payload {
        check(files, name, expected)?;
    }
    if said("Payload-Oxum") != Some(format!("{}.{}", verified.bytes, verified.files).as_str()) {
        return Err(PackDamage::Counts);
    }
    files.finish()?;
    if is_signed {
        verified.signature = signed_by(files, signed.as_bytes())?;
    }
    verified.tag_manifest = hex(&Sha256::digest(&signed));
    Ok(verified)
}

fn signed_by(files: &mut dyn Files, signed: &[u8]) -> Result<Signature, PackDamage> {
    let mut texts = [const { String::new() }; 3];
    for (place, name) in texts.iter_mut().zip(signature::FILES) {
        if !files.sizes().contains_key(name) {
            return Err(PackDamage::Unsigned(name));
        }
        *place = text(files, name, LONGEST_NOTE)?;
    }
    signature::check(&texts, signed).map_err(|wrong| match wrong {
        Wrong::Changed(name) => PackDamage::Signer(name),
        Wrong::Bad(said) => PackDamage::Signature(said),
    })
}

/// The hashes in a manifest by their paths.
fn manifest(file: &'static str, text: &str) -> Result<BTreeMap<String, String>, PackDamage> {
    let mut hashes = BTreeMap::new();
    for (place, line) in text.lines().enumerate() {
        let wrong = || PackDamage::Manifest { file, line: place + 1 };
        let (hash, name) = line.split_once("  ").ok_or_else(wrong)?;
        // A path that leads out of the folder is none of a bag.
        let is_inside = !name.starts_with('/') && !name.split('/').any(|part| matches!(part, ".." | "." | ""));
        let is_here = (file == MANIFEST) == name.starts_with("data/");
        let is_hash = hash.len() == 64 && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if !is_inside || !is_here || !is_hash || hashes.insert(name.to_owned(), hash.to_owned()).is_some() {
            return Err(wrong());
        }
    }
    Ok(hashes)
}

fn check(files: &mut dyn Files, name: &str, expected: &str) -> Result<(), PackDamage> {
    if !files.sizes().contains_key(name) {
        return Err(PackDamage::Missing(name.to_owned()));
    }
    let mut hash = Sha256::new();
    files.read(name, &mut |bytes| hash.update(bytes))?;
    if hex(&hash.finalize()) == expected { Ok(()) } else { Err(PackDamage::Changed(name.to_owned())) }
}

/// A file's whole text. What is no text has other bytes than it was written with.
fn text(files: &mut dyn Files, name: &str, longest: u64) -> Result<String, PackDamage> {
    let size = *files.sizes().get(name).ok_or_else(|| PackDamage::Missing(name.to_owned()))?;
    if size > longest {
        return Err(PackDamage::TooLong(name.to_owned()));
    }
    let mut bytes = Vec::new();
    files.read(name, &mut |piece| bytes.extend_from_slice(piece))?;
    String::from_utf8(bytes).map_err(|_| PackDamage::Changed(name.to_owned()))
}
