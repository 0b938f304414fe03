//! A pack's folder as one ZIP.

use std::{
    fs::{File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::Path,
};

use jiff::{Timestamp, tz::TimeZone};
use zip::{CompressionMethod, DateTime, System, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::model::acts_on_display;

use super::zip_form::{COMMENT_LENGTH, END_RECORD, comment, empty_comment, hash_of};

/// From this size on, a file's entry has room for larger numbers; compressing adds a little to what cannot be.
const LARGE: u64 = 0xF000_0000;
/// The longest name of the folder in the ZIP, in bytes.
const LONGEST_NAME: usize = 100;

/// Writes the files of a folder into a ZIP, all below one folder with the ZIP's own name. The same files at the same
/// time make the same bytes. `go_on`: its error ends it between two files.
pub(super) fn write<'n>(
    folder: &Path,
    names: impl Iterator<Item = (&'n str, u64)>,
    name: &str,
    now: i64,
    to: &Path,
    go_on: &dyn Fn() -> io::Result<()>,
) -> io::Result<()> {
    let root = root(name);
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .system(System::Unix)
        .unix_permissions(0o644)
        .last_modified_time(time(now));
    let mut zip = ZipWriter::new(create_private(to)?);
    for (path, size) in names {
        go_on()?;
        zip.start_file(format!("{root}/{path}"), plain.large_file(size >= LARGE)).map_err(failed)?;
        io::copy(&mut File::open(folder.join(path))?, &mut zip)?;
    }
    zip.set_comment(empty_comment()).map_err(failed)?;
    let mut file = zip.finish().map_err(failed)?;
    let end = file.seek(SeekFrom::End(0))? - END_RECORD - COMMENT_LENGTH;
    let hash = hash_of(&mut file, end)?;
    file.seek(SeekFrom::Start(end + END_RECORD))?;
    file.write_all(comment(&hash).as_bytes())?;
    file.sync_all()
}

/// Logs hold secrets: the file is its owner's alone until somebody hands it on.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn failed(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        error => io::Error::other(error.to_string()),
    }
}

/// A ZIP's times have no zone: UTC.
fn time(milliseconds: i64) -> DateTime {
    let time = Timestamp::from_millisecond(milliseconds).unwrap_or_default().to_zoned(TimeZone::UTC);
    let in_range = |number: i8| u8::try_from(number).unwrap_or_default();
    let [month, day, hour, minute, second] =
        [time.month(), time.day(), time.hour(), time.minute(), time.second()].map(in_range);
    let year = u16::try_from(time.year()).unwrap_or_default();
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

/// The file's name without its ending, as every system takes it for a folder.
fn root(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut root = String::new();
    for letter in stem.chars() {
        if root.len() + letter.len_utf8() > LONGEST_NAME {
            break;
        }
        let is_plain = !acts_on_display(letter) && !r#"\/:*?"<>|"#.contains(letter);
        root.push(if is_plain { letter } else { '_' });
    }
    let bare = root.trim_matches(['.', ' ']);
    if bare.is_empty() { "evidence".to_owned() } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_has_the_files_name_as_far_as_every_system_takes_it() {
        for (name, folder) in [
            ("october.zip", "october"),
            ("監査2026.zip", "監査2026"),
            ("a:b\u{202e}.c.zip", "a_b_.c"),
            ("..zip", "evidence"),
            (".zip", "evidence"),
        ] {
            assert_eq!(root(name), folder);
        }
        assert_eq!(root(&"日".repeat(50)).len(), 99);
    }

    #[test]
    fn times_that_a_zip_cannot_say_are_left_out() {
        assert_eq!(time(1_795_154_400_000).to_string(), "2026-11-20 06:00:00");
        assert_eq!(time(i64::MIN), DateTime::default());
        assert_eq!(time(-1), DateTime::default());
    }
}
