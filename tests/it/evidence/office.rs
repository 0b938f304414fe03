//! The tables in `LibreOffice`: what a hostile person typed is text there, and nothing was computed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{HOSTILE, HOSTILE_USERS, is_here, pack, text};

/// What `LibreOffice` makes of files: its own format as one XML text, read back. `reads`: arguments that say how.
fn opened(folder: &Path, reads: &[&str], files: &[&Path]) -> Vec<String> {
    let profile = format!("-env:UserInstallation=file://{}", text(&folder.join("profile")));
    let out = folder.join("opened");
    let done = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "fods", "--outdir", text(&out)])
        .args(reads)
        .args(files)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let sheet = |file: &&Path| out.join(PathBuf::from(file.file_name().unwrap()).with_extension("fods"));
    files.iter().map(|file| fs::read_to_string(sheet(file)).unwrap()).collect()
}

fn plain(xml: &str) -> String {
    xml.replace("<text:tab/>", "␉")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// The cell with this text is a text.
fn assert_text(sheet: &str, cell: &str) {
    let place = sheet.find(&format!("<text:p>{cell}</text:p>"));
    let place = place.unwrap_or_else(|| panic!("no cell {cell:?}"));
    let begin = sheet[..place].rfind("<table:table-cell").unwrap();
    let tag = &sheet[begin..begin + sheet[begin..].find('>').unwrap()];
    assert!(tag.contains("office:value-type=\"string\""), "{cell}: {tag}");
}

/// As the tables show it: what acts is made visible.
fn shown(cell: &str) -> String {
    cell.replace('\t', "␉").replace('\r', "␍").replace('\u{202e}', "\\u{202e}")
}

#[test]
fn nothing_in_the_tables_is_computed() {
    if !is_here("soffice", "--version", "Debian's libreoffice-calc-nogui has it") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "pack", &[]);
    let unguarded = folder.path().join("unguarded.csv");
    fs::write(&unguarded, "\"a\"\n\"=2+3\"\n").unwrap();
    let csv = pack.join("data/commands.csv");
    let sheets = opened(folder.path(), &["--infilter=CSV:44,34,76,1"], &[&csv, &unguarded]);
    assert!(sheets[1].contains("table:formula"), "a formula in a table would be seen");
    let table = plain(&sheets[0]);
    let workbook = plain(&opened(folder.path(), &[], &[&pack.join("data/commands.xlsx")])[0]);
    for (name, sheet, guard) in [("CSV", &table, "'"), ("XLSX", &workbook, "")] {
        for wrong in ["table:formula", "xlink:href", "<text:a", "\u{202e}"] {
            assert!(!sheet.contains(wrong), "{wrong} in {name}");
        }
        for typed in &HOSTILE[..7] {
            assert_text(sheet, &format!("{guard}{typed}"));
        }
        // A newline begins another paragraph of the cell; the guard stands alone in the first.
        for user in HOSTILE_USERS.iter().filter(|user| !user.starts_with('\n')) {
            assert_text(sheet, &format!("{guard}{}", shown(user)));
        }
        assert_text(sheet, &shown(HOSTILE[8]));
        assert!(!sheet.contains("<text:p>5</text:p>"), "nothing came to be 2+3 in {name}");
    }
    assert!(workbook.contains("characters, all of them in commands.jsonl]"), "the long one says that it was cut");
    assert!(table.contains(&"x".repeat(40_000)), "and is whole in the CSV");
}
