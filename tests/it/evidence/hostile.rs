//! Hostile texts stay texts in every file of a pack.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use super::{ROWS, pack, text};

#[test]
fn hostile_texts_stay_texts() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["en", "ja"] {
        let pack = pack(folder.path(), &format!("pack-{language}"), &["--language", language]);
        let report = fs::read_to_string(pack.join("data/report.html")).unwrap();
        assert!(report.contains("default-src 'none'; style-src 'unsafe-inline'"));
        for wrong in
            ["<script", "<img", "<b>alice", "<i>", "\u{202e}", "\u{1b}", "http://", "https://", " src=", " href="]
        {
            let place = report.find(wrong);
            let escaped = matches!(wrong, "http://" | " src=");
            assert!(place.is_none() || escaped, "{wrong} in the report: {place:?}");
        }
        assert!(report.contains(if language == "en" { "NOT PROVEN" } else { "未証明" }), "it came from a file");
        for box_to_sign in if language == "en" { ["Reviewer", "Approver"] } else { ["点検者", "承認者"] } {
            assert!(report.contains(box_to_sign));
        }
    }
    let pack = folder.path().join("pack-en");
    let csv = fs::read(pack.join("data/commands.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(csv.strip_prefix(b"\xef\xbb\xbf").unwrap());
    assert_eq!(reader.headers().unwrap().iter().next_back(), Some("incomplete"));
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(record.iter().next_back(), Some("imported-not-proven"), "each row says so by itself");
        for cell in &record {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{cell}");
            assert!(!cell.contains('\u{202e}') && !cell.contains('\u{1b}'));
        }
        rows += 1;
    }
    assert_eq!(rows, ROWS);
    let raw = pack.join("data/raw/aws_ssm_logs");
    let names: Vec<String> =
        fs::read_dir(&raw).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| !name.starts_with('.') && name != "CON.jsonl"), "{names:?}");
    let untouched = fs::read_to_string(raw.join("_CON.jsonl")).unwrap();
    assert!(untouched.contains("\"messageBase64\":\"//4gcmF3\""), "{untouched}");
    workbook_holds_texts_only(&pack.join("data/commands.xlsx"), folder.path());
}

/// Unpacked with Python, which every machine that runs these tests has: no cell is a formula, and the long one says that
/// it was cut.
fn workbook_holds_texts_only(workbook: &Path, folder: &Path) {
    let script = folder.join("look.py");
    fs::write(
        &script,
        "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nt=''.join(z.read(n).decode() for n in z.namelist() if n.endswith('.xml'))\nprint('<f>' in t, '=cmd|' in t, '[cut: ' in t, '\\u202e' in t)\n",
    )
    .unwrap();
    let looked = Command::new("python3").args([text(&script), text(workbook)]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&looked.stdout).trim(), "False True True False", "{looked:?}");
}

#[test]
fn the_table_begins_with_a_byte_order_mark_unless_it_is_not_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let begins =
        |name: &str, more: &[&str]| fs::read(pack(folder.path(), name, more).join("data/commands.csv")).unwrap();
    let [with, without] = [begins("with", &[]), begins("without", &["--no-bom"])];
    assert!(with.starts_with("\u{feff}\"sessionId\"".as_bytes()) && without.starts_with(b"\"sessionId\""));
    assert_eq!(with[3..], without);
}

/// What people said of sessions and commands, the last of it marked, in the report and for programs.
#[test]
fn reviews_stand_in_the_pack_with_the_one_that_counts_marked() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "pack", &["--language", "ja"]);
    let review = fs::read_to_string(pack.join("data/review.jsonl")).unwrap();
    let lines: Vec<Value> = review.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ledger = fs::read_to_string(pack.join("data/ledger.jsonl")).unwrap();
    let entries: Vec<Value> = ledger.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        let entry = entries.iter().find(|entry| entry["number"] == line["number"]).unwrap();
        assert!(entry["chain"] == line["chain"] && entry["body"] == line["body"], "as the record has it");
    }
    let of = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("isLatest"), [false, false, true, false, true]);
    assert_eq!(of("state"), ["follow-up", "", "reviewed", "follow-up", ""]);
    assert_eq!(of("by")[..2], ["点検 花子", "Ben"]);
    assert_eq!(of("text")[4], "[\"of another form\"]");
    let report = fs::read_to_string(pack.join("data/report.html")).unwrap();
    for shown in [
        "確認済み",
        "要追跡",
        "メモ",
        "why was &lt;i&gt;this&lt;/i&gt; read?",
        "change 4711 \\u{202e}",
        "of another form",
    ] {
        assert!(report.contains(shown), "{shown}");
    }
}
