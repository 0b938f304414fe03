//! The folder and its manifests, as RFC 8493 (`BagIt`) has them.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{PackOptions, PackSummary, iso, signature::SIGNATURE};
use crate::model::hex;

pub(super) const MANIFEST: &str = "manifest-sha256.txt";
pub(super) const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// Names the signature in `bag-info.txt`, so that one that was taken away is missed.
pub(super) const SIGNATURE_LABEL: &str = "Session-Lens-Signature";

const VERIFY: &str = include_str!("../../../assets/evidence/VERIFY.txt");

/// A bag that is being filled.
pub(super) struct Bag {
    folder: PathBuf,
    /// Path, from the bag's own folder and with `/`, and hash.
    files: Vec<(String, String)>,
    bytes: u64,
}

/// A file of a bag that is being written; it counts once it is put into the bag again.
pub(super) struct BagFile {
    path: String,
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for BagFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Logs hold secrets: the folder is its owner's alone until somebody hands it on.
#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(_folder: &Path) -> io::Result<()> {
    Ok(())
}

impl Bag {
    pub fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("data"))?;
        make_private(folder)?;
        Ok(Self { folder: folder.to_owned(), files: Vec::new(), bytes: 0 })
    }

    /// Begins a file. `path` begins with `data/` and has nothing in it that needs escaping.
    pub fn open(&self, path: &str) -> io::Result<BagFile> {
        let place = self.folder.join(path);
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        let out = BufWriter::with_capacity(256 << 10, File::create_new(&place)?);
        Ok(BagFile { path: path.to_owned(), out, hash: Sha256::new(), bytes: 0 })
    }

    /// Ends a file.
    pub fn close(&mut self, mut file: BagFile) -> io::Result<()> {
        file.out.flush()?;
        self.bytes += file.bytes;
        self.files.push((file.path, hex(&file.hash.finalize())));
        Ok(())
    }

    /// A path of the bag, and where it is.
    pub fn place(&self, path: &str) -> (String, PathBuf) {
        (path.to_owned(), self.folder.join(path))
    }

    /// Takes in a file that something else wrote to its place.
    pub fn adopt(&mut self, path: String) -> io::Result<()> {
        let mut file = File::open(self.folder.join(&path))?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 256 << 10];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            self.bytes += read as u64;
        }
        self.files.push((path, hex(&hash.finalize())));
        Ok(())
    }

    pub fn file(&mut self, path: &str, content: &[u8]) -> io::Result<()> {
        let mut file = self.open(path)?;
        file.write_all(content)?;
        self.close(file)
    }

    /// Writes what says what is in the bag. Gives the number of files in `data`, and the SHA-256 of the file that stands
    /// for all of them.
    pub fn finish(mut self, options: &PackOptions<'_>, summary: &PackSummary) -> io::Result<(usize, String)> {
        self.files.sort();
        let count = self.files.len();
        let mut manifest = String::new();
        for (path, hash) in &self.files {
            let _infallible = writeln!(manifest, "{hash}  {path}");
        }
        let info = format!(
            "Bagging-Date: {}\nPayload-Oxum: {}.{count}\nBagging-Software: Session Lens {}\nSession-Lens-Events: {}\nSession-Lens-Sessions: {}\nSession-Lens-Commands: {}\nSession-Lens-Complete: {}\n{SIGNATURE_LABEL}: {}\n",
            iso(options.now).get(..10).unwrap_or_default(),
            self.bytes,
            env!("CARGO_PKG_VERSION"),
            summary.events,
            summary.sessions,
            summary.commands,
            summary.complete,
            if options.sign_with.is_some() { SIGNATURE } else { "none" },
        );
        let tags = [
            ("VERIFY.txt", VERIFY.to_owned()),
            ("bag-info.txt", info),
            ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()),
            (MANIFEST, manifest),
        ];
        let mut of_tags = String::new();
        for (name, content) in tags {
            fs::write(self.folder.join(name), &content)?;
            let _infallible = writeln!(of_tags, "{}  {name}", hex(&Sha256::digest(&content)));
        }
        fs::write(self.folder.join(TAG_MANIFEST), &of_tags)?;
        Ok((count, hex(&Sha256::digest(&of_tags))))
    }
}
