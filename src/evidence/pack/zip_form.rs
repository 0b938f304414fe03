//! What a pack's ZIP looks like beyond its files: one folder in it, and a comment at its end that has the SHA-256 of all
//! bytes before the last record. The comment shows what the hashes of the files cannot: a changed byte between them.

use std::io::{self, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use crate::model::hex;

const COMMENT: &str = "Session Lens evidence pack, see VERIFY.txt. SHA-256 of all bytes before the last record: ";
const HASH_LENGTH: u64 = 64;
/// The end record without its comment.
pub(super) const END_RECORD: u64 = 22;
/// The comment's length, which is always the same.
pub(super) const COMMENT_LENGTH: u64 = COMMENT.len() as u64 + HASH_LENGTH;
/// Files of one ZIP: their directory is held in memory.
pub(super) const MOST_FILES: u64 = 500_000;

/// The comment with a hash.
pub(super) fn comment(hash: &str) -> String {
    format!("{COMMENT}{hash}")
}

/// The comment before the hash is known.
pub(super) fn empty_comment() -> String {
    comment(&"0".repeat(64))
}

/// The SHA-256 of the first bytes.
pub(super) fn hash_of(file: &mut (impl Read + Seek), bytes: u64) -> io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut rest = file.take(bytes);
    let mut buffer = vec![0; 1 << 20];
    loop {
        match rest.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}
