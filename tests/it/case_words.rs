//! What is said of a case that cannot be had, and of what was imported, is true and names what the person named.

use std::fs;

use session_lens::{
    app::{Language, Words},
    case::{Case, EntryKind},
    model::{SourceError, SourceErrorKind},
};

use crate::case::{collected, run, sealed, text};

#[test]
fn a_case_that_is_not_there_is_not_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("nosuch.case");
    let pack = folder.path().join("pack");
    for arguments in [
        ["export", "--case", text(&none), "--out", text(&pack)].as_slice(),
        &["verify", text(&none)],
        &["seal", text(&none)],
        &["query", "--case", text(&none), "fields @message"],
        &["commands", "--case", text(&none)],
    ] {
        let (code, _, said) = run(arguments);
        assert_eq!(code, Some(1), "{arguments:?}");
        assert!(said.contains("nosuch.case is not there"), "{arguments:?}: {said}");
        assert!(!said.contains("damaged") && !none.exists(), "{arguments:?}: {said}");
    }
}

#[test]
fn a_folder_of_rules_that_is_missing_is_what_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let case = sealed(folder.path());
    let pack = folder.path().join("pack");
    let file = folder.path().join("alice-1.ndjson");
    fs::write(&file, "{\"timestamp\":1795000000000,\"message\":\"$ id\"}\n").unwrap();
    for arguments in [
        ["export", "--case", text(&case), "--out", text(&pack), "--rules", "no-rules"].as_slice(),
        &["commands", "--case", text(&case), "--rules", "no-rules"],
        &["commands", text(&file), "--rules", "no-rules"],
    ] {
        let (code, rows, said) = run(arguments);
        assert_eq!((code, rows.len()), (Some(1), 0), "{arguments:?}");
        assert!(said.contains("--rules no-rules: the folder of rules cannot be read"), "{arguments:?}: {said}");
        assert!(!said.contains("output"), "{arguments:?}: {said}");
    }
    assert!(!pack.exists());
}

/// Neither where nothing can be made, nor by its own name for what it makes.
#[test]
fn errors_name_what_the_person_named() {
    let folder = tempfile::tempdir().unwrap();
    let case = sealed(folder.path());
    let file = folder.path().join("alice-1.ndjson");
    fs::write(&file, "{\"timestamp\":1795000000000,\"message\":\"$ id\"}\n").unwrap();
    let (no_case, no_pack) = (folder.path().join("none/a.case"), folder.path().join("none/october"));
    for (arguments, named) in [
        (["import", text(&file), "--case", text(&no_case)].as_slice(), text(&no_case)),
        (&["export", "--case", text(&case), "--out", text(&no_pack)], text(&no_pack)),
    ] {
        let (code, _, said) = run(arguments);
        assert_eq!(code, Some(1), "{arguments:?}");
        assert!(said.contains(named) && !said.contains(".part"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_query_that_a_case_cannot_answer_is_not_blamed_on_aws() {
    let folder = tempfile::tempdir().unwrap();
    let path = collected(folder.path(), true);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("UPDATE block SET columns = zeroblob(40)").unwrap();
    drop(other);
    let (code, _, said) = run(&["query", "--case", text(&path), "fields @message"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("damaged") && !said.contains("CloudWatch"), "{said}");
    let kinds = [
        SourceErrorKind::CaseUnreadable,
        SourceErrorKind::QueryTooLarge { most: 512 },
        SourceErrorKind::NotInCase { name: "/g".to_owned() },
    ];
    for kind in kinds {
        for language in [Language::English, Language::Japanese] {
            let words = Words(language).source_error(&SourceError::new(kind.clone(), "why"));
            let whole = words.whole();
            assert!(!whole.contains("AWS") && !whole.contains("CloudWatch"), "{whole}");
            assert!(!words.what.is_empty() && !words.meaning.is_empty() && !words.action.is_empty(), "{whole}");
        }
    }
}

/// The same name in two places: what CloudWatch had, and the copy in S3.
#[test]
fn a_stream_with_events_of_two_files_says_so_wherever_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.case");
    for (place, message) in [("cloudwatch", "one"), ("s3", "two")] {
        let place = folder.path().join("in").join(place);
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("alice-1.ndjson"), format!("{{\"timestamp\":1795000000000,\"message\":\"{message}\"}}\n"))
            .unwrap();
    }
    let (code, rows, said) = run(&["import", text(&folder.path().join("in")), "--case", text(&path)]);
    assert_eq!(code, Some(0), "nothing is wrong with the files: {said}");
    assert!(said.contains("the stream alice-1 got events from 2 files"), "{said}");
    for name in ["cloudwatch/alice-1.ndjson", "s3/alice-1.ndjson"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert_eq!(rows[1]["sharedStreams"][0]["logStream"], "alice-1", "{rows:?}");
    assert_eq!(Case::open_read_only(&path).unwrap().entries(EntryKind::SharedStream, None).unwrap().len(), 1);
    for (language, told) in [("en", "events of several sources"), ("ja", "複数の取得元")] {
        let pack = folder.path().join(language);
        let export = ["export", "--case", text(&path), "--out", text(&pack), "--language", language];
        assert_eq!(run(&export).0, Some(0));
        let report = fs::read_to_string(pack.join("data/report.html")).unwrap();
        assert!(report.contains(told) && report.contains("s3/alice-1.ndjson"), "{language}");
        let scope: serde_json::Value =
            serde_json::from_slice(&fs::read(pack.join("data/scope.json")).unwrap()).unwrap();
        let shared = &scope["streamsOfSeveralFiles"][0];
        assert_eq!((&shared["logStream"], shared["files"].as_array().unwrap().len()), (&"alice-1".into(), 2));
    }
}
