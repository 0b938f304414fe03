use std::{
    collections::{BTreeMap, HashSet},
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use zip::{
    CompressionMethod, ZipArchive,
    read::{ArchiveOffset, Config},
    result::ZipError,
};

use super::{Files, PackDamage};
use crate::evidence::pack::zip_form::{COMMENT_LENGTH, END_RECORD, MOST_FILES, comment, hash_of};

/// A pack in a ZIP, read where it lies.
///
/// A ZIP can say one thing to one program and something else to another: entries of one name, of names that some file
/// systems take for one, that lead out of the folder, that overlap, or that no directory lists. None of these is in a
/// ZIP that this program wrote, so each is refused. What an entry unpacks to is never more than it says, goes nowhere
/// but into a hash, and no two share bytes: no more than a thousandfold of the file's own size is ever read.
pub(super) struct ZipPack {
    path: PathBuf,
    archive: ZipArchive<File>,
    sizes: BTreeMap<String, u64>,
    places: BTreeMap<String, usize>,
    /// Where the last record begins.
    end: u64,
}

fn odd(what: impl Into<String>) -> PackDamage {
    PackDamage::Zip(what.into())
}

impl ZipPack {
    pub fn open(path: &Path) -> Result<Self, PackDamage> {
        let failed = |error| PackDamage::File { path: path.to_owned(), error };
        let wrong = |error: ZipError| match error {
            ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => failed(error),
            error => odd(error.to_string()),
        };
        let mut file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let end = length.checked_sub(END_RECORD + COMMENT_LENGTH).ok_or_else(|| odd("it is too short"))?;
        let said = End::read(&mut file, end).map_err(failed)?.ok_or_else(|| {
            odd("its last bytes are not the comment of a pack; where somebody packed it anew, unpack it and verify the folder")
        })?;
        if said.entries > MOST_FILES {
            return Err(odd(format!("{} files are more than {MOST_FILES}", said.entries)));
        }
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let mut archive = ZipArchive::with_config(config, file).map_err(wrong)?;
        if archive.has_duplicate_names() {
            return Err(odd("two files have the same name"));
        }
        archive.validate_header_consistency().map_err(wrong)?;
        if archive.len() as u64 != said.entries || !said.fits(archive.central_directory_start()) {
            return Err(odd("its last record tells of another directory than it has"));
        }
        let mut opened = Self { path: path.to_owned(), archive, sizes: BTreeMap::new(), places: BTreeMap::new(), end };
        opened.take_in()?;
        Ok(opened)
    }

    /// Goes through the entries, which have to follow each other without a gap.
    fn take_in(&mut self) -> Result<(), PackDamage> {
        let mut root: Option<String> = None;
        let mut small_letters = HashSet::new();
        let mut next = 0;
        for place in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(place).map_err(|error| odd(error.to_string()))?;
            let name = std::str::from_utf8(entry.name_raw()).map_err(|_| odd("a name is not UTF-8"))?.to_owned();
            let quoted = format!("{name:?}");
            if entry.name().ok().as_deref() != Some(name.as_str()) {
                return Err(odd(format!("{quoted} has a second name")));
            }
            if !entry.is_file() {
                return Err(odd(format!("{quoted} is a folder or a link")));
            }
            let (top, path) = name.split_once('/').ok_or_else(|| odd(format!("{quoted} lies in no folder")))?;
            let is_plain = |part: &str| {
                !matches!(part, "" | "." | "..")
                    && !part.contains(|letter: char| letter.is_control() || matches!(letter, '\\' | ':'))
            };
            if !is_plain(top) || !path.split('/').all(is_plain) {
                return Err(odd(format!("{quoted} leads elsewhere than into one folder")));
            }
            if *root.get_or_insert_with(|| top.to_owned()) != top {
                return Err(odd(format!("{quoted} lies in a second folder")));
            }
            if !small_letters.insert(name.to_lowercase()) {
                return Err(odd(format!("{quoted} differs from another name by small and large letters only")));
            }
            if entry.encrypted() || entry.compression() != CompressionMethod::Deflated {
                return Err(odd(format!("{quoted} is encrypted or compressed in another way")));
            }
            let data = entry.data_start().ok_or_else(|| odd(format!("{quoted} has no place")))?;
            if entry.header_start() != next {
                return Err(odd(format!("there is something before {quoted} that is no file")));
            }
            next = data.saturating_add(entry.compressed_size());
            self.sizes.insert(path.to_owned(), entry.size());
            self.places.insert(path.to_owned(), place);
        }
        if next != self.archive.central_directory_start() {
            return Err(odd("there is something after the files that is no file"));
        }
        Ok(())
    }
}

/// What the last record says, where the file ends as a pack's ZIP does.
struct End {
    entries: u64,
    /// The directory's size and place, or all ones, which stand for "see the record for large files".
    size: u64,
    start: u64,
    /// Where the directory ends: at this record, or at that for large files.
    stop: u64,
    is_large: bool,
}

impl End {
    fn read(file: &mut File, end: u64) -> io::Result<Option<Self>> {
        let mut record = vec![0; usize::try_from(END_RECORD + COMMENT_LENGTH).unwrap_or_default()];
        file.seek(SeekFrom::Start(end))?;
        file.read_exact(&mut record)?;
        let short = |place: usize| number(&record[place..place + 2]);
        let long = |place: usize| number(&record[place..place + 4]);
        let said = comment("");
        // No second disk, as many entries on this one as there are, and the comment to the very end.
        let is_ours = record.starts_with(b"PK\x05\x06\0\0\0\0")
            && short(8) == short(10)
            && short(20) == COMMENT_LENGTH
            && record[usize::try_from(END_RECORD).unwrap_or_default()..].starts_with(said.as_bytes());
        if !is_ours {
            return Ok(None);
        }
        let mut read = Self { entries: short(10), size: long(12), start: long(16), stop: end, is_large: false };
        // The record for large files is named 20 bytes before this one.
        let mut place = [0; 20];
        file.seek(SeekFrom::Start(end.saturating_sub(20)))?;
        file.read_exact(&mut place)?;
        if place.starts_with(b"PK\x06\x07") {
            read.stop = number(&place[8..16]);
            read.is_large = true;
        }
        if read.is_large && read.entries == u64::from(u16::MAX) {
            let mut large = [0; 40];
            file.seek(SeekFrom::Start(read.stop))?;
            file.read_exact(&mut large)?;
            read.entries = number(&large[32..]);
        }
        Ok(Some(read))
    }

    /// Whether it tells of the directory where that is.
    fn fits(&self, start: u64) -> bool {
        let elsewhere = |said: u64| self.is_large && said == u64::from(u32::MAX);
        (self.start == start || elsewhere(self.start))
            && (Some(self.size) == self.stop.checked_sub(start) || elsewhere(self.size))
    }
}

/// The lowest byte first.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl Files for ZipPack {
    fn sizes(&self) -> &BTreeMap<String, u64> {
        &self.sizes
    }

    fn read(&mut self, name: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), PackDamage> {
        let packed = |error| PackDamage::Packed { name: name.to_owned(), error };
        let place = self.places.get(name).copied().unwrap_or(usize::MAX);
        let entry = self.archive.by_index(place).map_err(|error| packed(io::Error::other(error.to_string())))?;
        let size = entry.size();
        let mut rest = entry.take(size.saturating_add(1));
        let mut buffer = vec![0; 256 << 10];
        let mut came = 0;
        loop {
            let read = rest.read(&mut buffer).map_err(packed)?;
            came += read as u64;
            if came > size || read == 0 && came < size {
                return Err(packed(io::Error::new(io::ErrorKind::InvalidData, "it has another size than it says")));
            }
            if read == 0 {
                return Ok(());
            }
            take(&buffer[..read]);
        }
    }

    fn finish(&mut self) -> Result<(), PackDamage> {
        let failed = |error| PackDamage::File { path: self.path.clone(), error };
        let mut file = File::open(&self.path).map_err(failed)?;
        let mut said = String::new();
        let hash = hash_of(&mut file, self.end).map_err(failed)?;
        file.seek(SeekFrom::Start(self.end + END_RECORD)).map_err(failed)?;
        let is_text = file.take(COMMENT_LENGTH).read_to_string(&mut said).is_ok();
        if is_text && said == comment(&hash) { Ok(()) } else { Err(PackDamage::ZipBytes) }
    }
}
