//! A pack of evidence can be checked by a stranger, and nothing in it acts.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use session_lens::{
    case::{Case, NewEvent, Writer},
    evidence::pack::verify_pack,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_session-lens");

/// What a hostile person types, hoping that the auditor's tools do something.
const HOSTILE: [&str; 7] = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(1)",
    "echo '<script>alert(1)</script><img src=http://example.com/x>'",
    "echo \u{202e}gpj.exe",
    "echo \"&amp;\" '</code>'",
    "echo $'\\e]0;title\\a'",
];

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A case in which somebody typed that, and its pack.
fn pack(folder: &Path, language: &str) -> PathBuf {
    let case = folder.join("a.case");
    if !case.exists() {
        let mut writer = Writer::new(Case::create(&case, 1).unwrap()).unwrap();
        writer.begin_source(2, "a.ndjson", &serde_json::json!({"kind": "lines"})).unwrap();
        let mut lines: Vec<String> = Vec::new();
        for typed in HOSTILE {
            lines.push(format!("sh-5.2$ {typed}"));
            lines.push("done".to_owned());
        }
        lines.push(format!("sh-5.2$ sudo cat /etc/shadow # {}", "x".repeat(40_000)));
        lines.push("sh-5.2$ exit".to_owned());
        let message = serde_json::json!({
            "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
            "target": {"id": "i-0123456789abcdef0"}, "userIdentity": {"arn": "arn:aws:sts::1:assumed-role/Ops/<b>alice"},
            "runAsUser": "=user", "sessionId": "alice-1", "sessionData": lines
        });
        let message = message.to_string();
        for (stream, message) in [("../alice-1", message.as_bytes()), ("CON", b"\xff\xfe raw")] {
            writer.push(&NewEvent {
                timestamp: Some(1_767_323_045_000),
                ingestion_time: None,
                log: "111122223333:/aws/ssm/logs",
                log_stream: stream,
                message,
                ptr: "",
            });
        }
        writer.flush(3, &[]).unwrap();
    }
    let out = folder.join(format!("pack-{language}"));
    let done = run(&["export", "--case", text(&case), "--out", text(&out), "--language", language]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    out
}

#[cfg(unix)]
#[test]
fn a_stranger_can_verify_it_with_sha256sum() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "en");
    for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let checked = Command::new("sha256sum").args(["-c", "--strict", manifest]).current_dir(&pack).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
    assert!(fs::read_to_string(pack.join("VERIFY.txt")).unwrap().contains("sha256sum -c manifest-sha256.txt"));
    let found = verify_pack(&pack).unwrap();
    assert_eq!(found.files, fs::read_to_string(pack.join("manifest-sha256.txt")).unwrap().lines().count());
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn whatever_is_changed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), "en");
    let mut all = Vec::new();
    files(&pack, &mut all);
    assert!(all.len() >= 15, "{all:?}");
    let mut chance = fastrand::Rng::with_seed(1);
    for path in all {
        let whole = fs::read(&path).unwrap();
        let name = path.strip_prefix(&pack).unwrap().to_string_lossy().into_owned();
        if !whole.is_empty() {
            let mut changed = whole.clone();
            changed[chance.usize(0..whole.len())] ^= 1 << chance.u32(0..8);
            fs::write(&path, changed).unwrap();
            let done = run(&["verify", text(&pack)]);
            assert_eq!(done.status.code(), Some(1), "{name} with a bit flipped");
        }
        fs::remove_file(&path).unwrap();
        assert!(verify_pack(&pack).is_err(), "{name} removed");
        fs::write(&path, whole).unwrap();
        assert!(verify_pack(&pack).is_ok());
    }
    fs::write(pack.join("data/raw/more.jsonl"), "").unwrap();
    assert!(verify_pack(&pack).unwrap_err().to_string().contains("more.jsonl"));
}

#[test]
fn hostile_texts_stay_texts() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["en", "ja"] {
        let pack = pack(folder.path(), language);
        let report = fs::read_to_string(pack.join("data/report.html")).unwrap();
        assert!(report.contains("default-src 'none'; style-src 'unsafe-inline'"));
        for wrong in ["<script", "<img", "<b>", "\u{202e}", "\u{1b}", "http://", "https://", " src=", " href="] {
            let place = report.find(wrong);
            let escaped = matches!(wrong, "http://" | " src=");
            assert!(place.is_none() || escaped, "{wrong} in the report: {place:?}");
        }
        assert!(report.contains(if language == "en" { "NOT PROVEN" } else { "未証明" }), "it came from a file");
        assert!(report.contains(if language == "en" { "Reviewer" } else { "点検者" }));
    }
    let pack = folder.path().join("pack-en");
    let csv = fs::read(pack.join("data/commands.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(csv.strip_prefix(b"\xef\xbb\xbf").unwrap());
    let mut rows = 0;
    for record in reader.records() {
        for cell in &record.unwrap() {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{cell}");
            assert!(!cell.contains('\u{202e}') && !cell.contains('\u{1b}'));
        }
        rows += 1;
    }
    assert_eq!(rows, HOSTILE.len() + 2);
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
fn a_pack_is_never_written_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let out = pack(folder.path(), "en");
    let done = run(&["export", "--case", text(&folder.path().join("a.case")), "--out", text(&out)]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("is there already"));
    assert!(verify_pack(&out).is_ok());
}
