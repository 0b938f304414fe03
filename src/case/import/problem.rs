//! Files that are no logs, or cannot be read.

use std::{fs, io, path::Path};

/// Why a file cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// What the system says.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    #[error("it is no file but a pipe or a device")]
    NoFile,
    #[error("it is a link in a folder, which is not followed: name it to import what it leads to")]
    Link,
    #[error("it is no log but {}", .0.names().0)]
    NoText(NoText),
    #[error("its text is UTF-16: save it as UTF-8")]
    Utf16,
    #[error("it is a single piece of JSON of more than 1 GB: split it, or give an event a line")]
    TooLong,
    /// What is wrong with its head.
    #[error("it is no table that can be read: {0}")]
    Table(String),
}

impl From<io::Error> for FileProblem {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// What stands against a path before it is opened: opening a pipe waits for somebody who writes into it.
///
/// `is_named`: somebody named it, so a link is meant.
pub(super) fn problem_of(path: &Path, is_named: bool) -> Option<FileProblem> {
    if !is_named && fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Some(FileProblem::Link);
    }
    match fs::metadata(path) {
        Err(error) => Some(error.into()),
        Ok(metadata) if metadata.is_file() => None,
        Ok(metadata) if metadata.is_dir() => fs::read_dir(path).err().map(Into::into),
        Ok(_) => Some(FileProblem::NoFile),
    }
}

/// What a file is that is no log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    Zip,
    Office,
    Database,
    Pdf,
    Packed,
    Picture,
    Program,
    Parquet,
    Unknown,
}

impl NoText {
    /// In English and in Japanese, with what to do.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Zip => (
                "a ZIP file or an Excel sheet: unpack it, or save the sheet as CSV",
                "ZIP または Excel ファイル（展開するか、CSV で保存してください）",
            ),
            Self::Office => {
                ("an Office document: save the sheet as CSV", "Office 文書（シートを CSV で保存してください）")
            }
            Self::Database => (
                "a case or another database: a case is opened, not imported",
                "ケースまたは他のデータベース（ケースは取り込むのではなく開いてください）",
            ),
            Self::Pdf => ("a PDF", "PDF"),
            Self::Packed => ("a packed file: unpack it", "圧縮ファイル（展開してください）"),
            Self::Picture => ("a picture", "画像"),
            Self::Program => ("a program", "プログラム"),
            Self::Parquet => {
                ("a Parquet table: export it as CSV or JSON", "Parquet の表（CSV か JSON で書き出してください）")
            }
            Self::Unknown => ("bytes of an unknown kind", "種類の分からないバイト列"),
        }
    }
}

/// Files that an auditor's folder may hold and that are no logs, by how they begin.
const NO_TEXT: [(&[u8], NoText); 12] = [
    (b"PK\x03\x04", NoText::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NoText::Office),
    (b"SQLite format 3\0", NoText::Database),
    (b"%PDF-", NoText::Pdf),
    (b"\x28\xb5\x2f\xfd", NoText::Packed), // zstd
    (b"BZh91AY&SY", NoText::Packed),       // bzip2
    (b"\xfd7zXZ\0", NoText::Packed),
    (b"7z\xbc\xaf\x27\x1c", NoText::Packed),
    (b"\x89PNG\r\n\x1a\n", NoText::Picture),
    (b"\xff\xd8\xff", NoText::Picture), // JPEG
    (b"\x7fELF", NoText::Program),
    (b"PAR1", NoText::Parquet),
];

/// What stands against a file's content, by its beginning (after gzip was taken away).
pub(super) fn problem_in(begun: &[u8]) -> Option<FileProblem> {
    if let Some((_, what)) = NO_TEXT.iter().find(|(magic, _)| begun.starts_with(magic)) {
        return Some(FileProblem::NoText(*what));
    }
    if begun.starts_with(b"\xff\xfe") || begun.starts_with(b"\xfe\xff") {
        return Some(FileProblem::Utf16);
    }
    // A terminal shows what a program prints, zeros too: what the agent wrote itself is a session whatever follows.
    if begun.starts_with(b"Script started on ") {
        return None;
    }
    // `tar` names itself behind its first file's name; any other text of logs has no byte of zero.
    if begun.get(257..262) == Some(b"ustar") {
        return Some(FileProblem::NoText(NoText::Packed));
    }
    let first = &begun[..begun.len().min(4 << 10)];
    let is_utf16 = |at: usize| {
        let of = first.iter().skip(at).step_by(2);
        first.len() > 3 && of.clone().filter(|byte| **byte == 0).count() * 10 > of.count() * 9
    };
    if is_utf16(0) || is_utf16(1) {
        return Some(FileProblem::Utf16);
    }
    // Text in any encoding has few controls, zeros that a program printed among them; packed and random bytes have one
    // in ten.
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x07 | 0x08 | 0x0c | 0x1b);
    let controls = begun.iter().filter(is_control).count();
    (controls * 20 > begun.len().max(400)).then_some(FileProblem::NoText(NoText::Unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_no_text_is_refused() {
        let random: Vec<u8> = (0..70_000_u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for (bytes, is_refused) in [
            (b"PK\x03\x04xl/workbook.xml".to_vec(), true),
            (b"SQLite format 3\0 more".to_vec(), true),
            (random.clone(), true),
            (random[..4096].to_vec(), true),
            (utf16("\u{feff}@timestamp,@message\n"), true),
            (utf16("@timestamp,@message\n"), true),
            (b"".to_vec(), false),
            (b"\n".to_vec(), false),
            ("日本語の行\n".as_bytes().to_vec(), false),
            // Shift JIS, and a cut character.
            (b"\x93\xfa\x96\x7b\x8c\xea\n\xff\xfa".to_vec(), false),
            (b"sh-5.2$ \x1b[K ls\x07\r\n".to_vec(), false),
            (b"sh-5.2$ printf '\0'\r\n\0sh-5.2$ ".to_vec(), false),
            ([b"Script started on 2026-01-02 03:04:05+00:00\r\r\n".as_slice(), &random].concat(), false),
            (b"BZ and PKs are words, %PDF is one\n".to_vec(), false),
        ] {
            let problem = problem_in(&bytes);
            assert_eq!(problem.is_some(), is_refused, "{problem:?} {:?}", &bytes[..bytes.len().min(40)]);
        }
    }
}
