use std::{fs, io::Write, ops::ControlFlow, path::PathBuf};

use super::*;
use crate::case::{Case, CaseEvents, EventScope};
use crate::model::LogEvent;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn writer(&self) -> Writer {
        Writer::new(Case::open_or_create(&self.folder.path().join("a.case"), 5).unwrap()).unwrap()
    }

    fn import(&self, paths: &[PathBuf]) -> Vec<ImportedFile> {
        let mut writer = self.writer();
        let found = files(paths).unwrap();
        let mut imported = Vec::new();
        let options = ImportOptions { log_group: None, now: 7, named: paths.to_vec() };
        import(&mut writer, &found, &options, &mut imported, &mut |_| ControlFlow::Continue(())).unwrap();
        imported
    }

    fn events(&self) -> Vec<LogEvent> {
        let case = Case::open_read_only(&self.folder.path().join("a.case")).unwrap();
        let mut events = Vec::new();
        CaseEvents::new(case, EventScope::default()).unwrap().for_each(|event| events.push(event)).unwrap();
        events
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

#[test]
fn every_known_form_brings_its_events() {
    let place = Place::new();
    place.file(
        "a/session-1.ndjson",
        b"{\"timestamp\":5,\"message\":\"one\"}\n{\"timestamp\":6,\"message\":\"two\",\"logStreamName\":\"other\"}\n",
    );
    place.file("b/filter.json", b"{\n \"events\": [\n {\"logStreamName\":\"s1\",\"timestamp\":7,\"message\":\"three\",\"ingestionTime\":8,\"eventId\":\"3\"}\n ],\n \"searchedLogStreams\": []\n}\n");
    place.file("b/results.json", br#"{"results":[[{"field":"@timestamp","value":"2026-01-02 03:04:05.678"},{"field":"@message","value":"four"},{"field":"@ptr","value":"p4"}]],"status":"Complete"}"#);
    place.file("c/console.json", br#"[{"@timestamp":"2026-01-02 03:04:05.679","@logStream":"s2","@message":"five"}]"#);
    place.file(
        "c/console.csv",
        b"\xef\xbb\xbf@timestamp,@logStream,@message\r\n2026-01-02 03:04:05.680,s3,\"six, and\nmore\"\r\n",
    );
    place.file(
        "e/task/s4/000000.gz",
        &gzip(b"2026-01-02T03:04:05.681Z seven\nand more\n2026-01-02T03:04:05.682Z eight\n"),
    );
    place.file("f/s5.log", b"Script started on 2026-01-02 03:04:05+00:00 [COMMAND=\"x\"]\r\r\nsh-5.2$ id\r\r\n");
    place.file("g/plain.txt", b"nine\n\nten\n");
    let imported = place.import(&[place.folder.path().join("in")]);
    assert_eq!(
        imported.iter().map(|file| file.kind).collect::<Vec<_>>(),
        ["lines", "json", "json", "csv", "json", "s3-export", "session-file", "lines"]
    );
    assert!(imported.iter().all(|file| file.bad_lines == 0 && file.sha256.len() == 64), "{imported:?}");
    let found: Vec<(String, String, i64)> =
        place.events().into_iter().map(|event| (event.message, event.log_stream, event.timestamp)).collect();
    let event = |message: &str, stream: &str, time: i64| (message.to_owned(), stream.to_owned(), time);
    let at = 1_767_323_045_000;
    assert_eq!(
        found,
        [
            event("one", "session-1", 5),
            event("two", "other", 6),
            event("three", "s1", 7),
            event("four", "results", at + 678),
            event("six, and\nmore", "s3", at + 680),
            event("five", "s2", at + 679),
            event("seven\nand more", "s4", at + 681),
            event("eight", "s4", at + 682),
            event("Script started on 2026-01-02 03:04:05+00:00 [COMMAND=\"x\"]\r\nsh-5.2$ id\r", "s5", at),
            event("nine", "plain", 0),
            event("ten", "plain", 0),
        ]
    );
}

#[test]
fn what_is_no_event_is_named_and_kept() {
    let place = Place::new();
    let path = place.file("s.ndjson", b"{\"timestamp\":5,\"message\":\"one\"}\n{\"timestamp\":5,\"mess\n\xff\xfe raw\n{\"timestamp\":6,\"message\":\"two\"}");
    let imported = place.import(&[path]);
    assert_eq!((imported[0].bad_lines, imported[0].named[0].line), (1, 2));
    let found: Vec<String> = place.events().into_iter().map(|event| event.message).collect();
    assert_eq!(found, ["one", "{\"timestamp\":5,\"mess", "\u{fffd}\u{fffd} raw", "two"]);
    let case = place.writer().into_case();
    let named = case.entries(EntryKind::BadLine, None).unwrap();
    assert_eq!((named.len(), &named[0].body["line"]), (1, &json!(2)));
}

#[test]
fn the_same_twice_adds_nothing() {
    let place = Place::new();
    let line = b"{\"timestamp\":5,\"message\":\"same\"}\n";
    let first = place.file("s.ndjson", &[line.as_slice(), line].concat());
    assert_eq!(place.import(std::slice::from_ref(&first))[0].added, Added { new: 2, known: 0 });
    let again = place.import(std::slice::from_ref(&first));
    assert!(again[0].is_there && again[0].sha256.len() == 64);
    // Another file with the same events and one more.
    fs::write(&first, [line.as_slice(), line, line].concat()).unwrap();
    assert_eq!(place.import(&[first])[0].added, Added { new: 1, known: 2 });
    assert_eq!(place.events().len(), 3);
}

#[test]
fn a_character_that_is_cut_between_two_messages_is_shown_as_broken_and_kept() {
    let place = Place::new();
    let path = place.file("s.txt", b"one \xe6\n\x97\xa5 two\nthree\n");
    place.import(&[path]);
    let found: Vec<String> = place.events().into_iter().map(|event| event.message).collect();
    assert_eq!(found, ["one \u{fffd}", "\u{fffd}\u{fffd} two", "three"]);
}

#[test]
fn a_time_that_cannot_be_read_is_named_and_another_session_of_the_same_bytes_is_kept() {
    let place = Place::new();
    let sheet = place.file("sheet.csv", b"@timestamp,@message\n11/23/2026 5:58,one\n2026-11-23 05:58:00.000,two\n");
    let found = place.import(&[sheet]);
    assert_eq!((found[0].added.new, found[0].bad_lines, found[0].named[0].line), (2, 1, 2));
    assert!(found[0].named[0].reason.contains("11/23/2026"), "{:?}", found[0].named);

    let line = b"{\"timestamp\":5,\"message\":\"the same\"}\n";
    let (alice, bob) = (place.file("alice-1.ndjson", line), place.file("bob-1.ndjson", line));
    let found = place.import(&[alice.clone(), bob]);
    assert_eq!((found[0].added.new, found[1].added.new, found[1].is_there), (1, 1, false));
    assert!(place.import(&[alice])[0].is_there);

    let torn = format!(
        "@timestamp,@message\n2026-11-23 05:58:00.000,\"no end\n{}",
        "2026-11-23 05:58:00.000,row\n".repeat(60_000)
    );
    let torn = place.file("torn.csv", torn.as_bytes());
    assert_eq!(place.import(&[torn])[0].bad_lines, 1, "what a missing quote swallows is told");
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_others_are_read() {
    let place = Place::new();
    let line = b"{\"timestamp\":5,\"message\":\"one\"}\n";
    place.file("a.ndjson", line);
    place.file("b.xlsx", b"PK\x03\x04 sheet");
    let cut = gzip(&b"2026-01-02T03:04:05.681Z an exported line that is long enough\n".repeat(9_000));
    place.file("c.gz", &cut[..cut.len() / 2]);
    place.file("d.csv", &[b"\xff\xfe".as_slice(), b"@\0t\0"].concat());
    place.file("z.ndjson", b"{\"timestamp\":6,\"message\":\"two\"}\n");
    let gone = place.folder.path().join("gone.ndjson");
    let imported = place.import(&[gone.clone(), place.folder.path().join("in")]);
    let told: Vec<(&str, bool)> = imported
        .iter()
        .map(|file| (file.path.file_name().unwrap().to_str().unwrap(), file.problem.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            ("gone.ndjson", true),
            ("a.ndjson", false),
            ("b.xlsx", true),
            ("c.gz", true),
            ("d.csv", true),
            ("z.ndjson", false)
        ]
    );
    assert_eq!(imported[2].problem, Some(FileProblem::NoText(NoText::Zip)));
    assert_eq!(imported[4].problem, Some(FileProblem::Utf16));
    let found: Vec<String> = place.events().into_iter().map(|event| event.message).collect();
    assert!(found.contains(&"one".to_owned()) && found.contains(&"two".to_owned()), "{found:?}");
    let case = place.writer().into_case();
    let on_record: Vec<String> =
        case.entries(EntryKind::Refused, None).unwrap().into_iter().map(|entry| entry.subject).collect();
    assert_eq!(on_record, ["gone.ndjson", "b.xlsx", "c.gz", "d.csv"]);
    // Nothing but what cannot be read: no case is begun.
    assert!(files(&[gone, place.folder.path().join("none")]).is_err());
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_not_waited_for() {
    let place = Place::new();
    let pipe = place.folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let good = place.file("a.ndjson", b"{\"timestamp\":5,\"message\":\"one\"}\n");
    let imported = place.import(&[pipe, PathBuf::from("/dev/zero"), good]);
    let problems: Vec<_> = imported.into_iter().map(|file| file.problem).collect();
    assert_eq!(problems, [Some(FileProblem::NoFile), Some(FileProblem::NoFile), None]);
}

#[test]
fn of_a_document_that_was_cut_the_events_before_the_cut_are_whole() {
    let place = Place::new();
    let path = place.file(
        "cut.json",
        br#"{"searchedLogStreams": [], "events": [{"timestamp":5,"message":"one"}, {"timestamp":6,"message":"two\ud800"},
            {"timestamp":7,"message":"three"}, {"timestamp":8,"mess"#,
    );
    let imported = place.import(&[path]);
    assert_eq!((imported[0].added.new, imported[0].bad_lines), (4, 2), "{imported:?}");
    let found: Vec<(i64, String)> = place.events().into_iter().map(|event| (event.timestamp, event.message)).collect();
    let expected =
        [(5, "one"), (0, r#"{"timestamp":6,"message":"two\ud800"}"#), (7, "three"), (0, r#"{"timestamp":8,"mess"#)];
    assert_eq!(found, expected.map(|(time, message)| (time, message.to_owned())));
}

#[test]
fn tables_that_programs_for_sheets_saved_are_read_and_swallowed_rows_are_named() {
    let place = Place::new();
    let semicolons = place.file("s.csv", b"@timestamp;@message\n2026-11-23 05:58:00.000;\"a;b\"\n");
    assert_eq!(place.import(&[semicolons])[0].bad_lines, 0);
    let torn = place.file(
        "torn.csv",
        b"@timestamp,@message\n2026-11-23 05:58:01.000,\"no end\n2026-11-23 05:58:02.000,two\n2026-11-23 05:58:03.000,three\n",
    );
    let imported = place.import(&[torn]);
    assert_eq!((imported[0].bad_lines, imported[0].named[0].line), (1, 2));
    assert!(imported[0].named[0].reason.contains("2 lines"), "{:?}", imported[0].named);
    let bytes = place
        .file("bytes.csv", b"@timestamp,@message\n2026-11-23 05:58:09.000,\xe6\n2026-11-23 05:58:09.001,\x97\xa5\n");
    assert_eq!(place.import(&[bytes])[0].bad_lines, 0);
    let found: Vec<String> = place.events().into_iter().map(|event| event.message).collect();
    assert_eq!(found.len(), 4, "{found:?}");
    assert_eq!(found[0], "a;b");
}

#[test]
fn nothing_is_written_that_cannot_be_read_back() {
    let place = Place::new();
    let endless = [b"2026-01-02T03:04:05.681Z begins\n".as_slice(), &b"goes on and on\n".repeat(1 << 20)].concat();
    let endless = place.file("endless.gz", &gzip(&endless));
    let row = format!("@timestamp,@message\n2026-11-23 05:58:00.000,\"no end\n{}", "y".repeat(20 << 20));
    let row = place.file("row.csv", row.as_bytes());
    let pointers = format!("{{\"timestamp\":5,\"message\":\"m\",\"ptr\":\"{}\"}}\n", "p".repeat(100_000)).repeat(100);
    let pointers = place.file("pointers.ndjson", pointers.as_bytes());
    let imported = place.import(&[endless, row, pointers]);
    assert!(imported.iter().all(|file| file.bad_lines > 0 && file.problem.is_none()), "it is told: {imported:?}");
    let bytes: usize = place.events().iter().map(|event| event.message.len()).sum();
    assert!(bytes > 34 << 20, "{bytes}");
    crate::case::verify(&place.folder.path().join("a.case"), &mut |_, _| ()).unwrap();
}

#[test]
fn what_was_broken_off_twice_is_completed_without_anything_twice() {
    let place = Place::new();
    let lines = b"tick\n".repeat(100_000);
    let path = place.file("s.log", &lines);
    let found = files(std::slice::from_ref(&path)).unwrap();
    for stop in [2, 3] {
        let (mut asked, mut imported) = (0, Vec::new());
        let options = ImportOptions { log_group: None, now: 7, named: Vec::new() };
        let ended = import(&mut place.writer(), &found, &options, &mut imported, &mut |progress| {
            asked += i32::from(progress.events > 0);
            if asked > stop * 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(ended, Err(ImportError::Stopped)), "{ended:?}");
    }
    place.import(&[path]);
    assert_eq!(place.events().len(), 100_000);
}

#[test]
fn of_a_file_that_was_cut_off_what_came_before_is_kept() {
    let place = Place::new();
    let whole = gzip(&b"2026-01-02T03:04:05.681Z a line\n".repeat(500));
    let imported = place.import(&[place.file("small.gz", &whole[..whole.len() - 4])]);
    assert!(imported[0].problem.is_some());
    assert_eq!(imported[0].added.new, 500);
    let behind = place.file("behind.gz", &[whole.as_slice(), &[0; 20]].concat());
    assert_eq!(place.import(&[behind])[0].added.new, 500);
}

#[cfg(unix)]
#[test]
fn links_in_folders_are_named_and_those_that_are_meant_followed() {
    let place = Place::new();
    let target = place.file("real.ndjson", b"{\"timestamp\":5,\"message\":\"one\"}\n");
    let folder = place.folder.path().join("links");
    fs::create_dir(&folder).unwrap();
    let link = folder.join("link.ndjson");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    place.file("other/a.ndjson", b"{\"timestamp\":6,\"message\":\"two\"}\n");
    let other = place.folder.path().join("in/other");
    let problems: Vec<_> = place.import(&[folder, other]).into_iter().map(|file| file.problem).collect();
    assert_eq!(problems, [Some(FileProblem::Link), None]);
    assert_eq!(place.import(&[link])[0].problem, None);
}

#[test]
fn what_this_program_exported_is_read_again() {
    let place = Place::new();
    let csv =
        place.file("own.csv", b"\xef\xbb\xbf\"'@timestamp\",\"'@message\"\n\"2026-11-23 05:58:01.000\",\"one\"\n");
    let json = place.file("own.ndjson", b"{\"@timestamp\":\"2026-11-23 05:58:02.000\",\"@message\":\"two\"}\n");
    let imported = place.import(&[csv, json]);
    assert!(imported.iter().all(|file| file.bad_lines == 0), "{imported:?}");
    let found: Vec<(i64, String)> = place.events().into_iter().map(|event| (event.timestamp, event.message)).collect();
    let at = 1_795_413_481_000;
    assert_eq!(found, [(at, "one".to_owned()), (at + 1_000, "two".to_owned())]);
}

#[test]
fn one_byte_that_is_no_text_takes_nothing_else_with_it() {
    let place = Place::new();
    let mut document = b"{\"events\":[".to_vec();
    for number in 0..100 {
        let sign: &[u8] = if number == 5 { b"\xff" } else { b"x" };
        document.extend_from_slice(&[b"{\"timestamp\":9,\"message\":\"", sign, b"\"},"].concat());
    }
    document.pop();
    document.extend_from_slice(b"]}");
    let imported = place.import(&[place.file("u8.json", &document)]);
    assert_eq!((imported[0].added.new, imported[0].bad_lines), (100, 1), "{imported:?}");
    // Documents one after the other, the last one cut: nothing twice.
    let several =
        b"{\n\"timestamp\":1,\"message\":\"a\"}\n{\n\"timestamp\":2,\"message\":\"b\"}\n{\n\"timestamp\":3,\"mess";
    let imported = place.import(&[place.file("docs.json", several)]);
    assert_eq!((imported[0].added.new, imported[0].bad_lines), (3, 1), "{imported:?}");
}

/// The streams that are said to be shared, and with how many others.
fn shared(imported: &[ImportedFile]) -> Vec<(String, String, usize)> {
    let of = |file: &ImportedFile| {
        let name = file.path.file_name().unwrap().to_str().unwrap().to_owned();
        file.shared.iter().map(|shared| (name.clone(), shared.name.clone(), shared.others.len())).collect::<Vec<_>>()
    };
    imported.iter().flat_map(of).collect()
}

#[test]
fn a_stream_of_several_files_is_told_and_what_is_one_source_is_not() {
    let told = |name: &str, stream: &str, others: usize| (name.to_owned(), stream.to_owned(), others);
    let place = Place::new();
    let line = |number: u32| format!("{{\"timestamp\":{number},\"message\":\"event {number}\"}}\n");
    let first = place.file("cw/alice-1.ndjson", line(1).as_bytes());
    place.file("cw/bob-1.ndjson", line(1).as_bytes());
    assert_eq!(shared(&place.import(&[place.folder.path().join("in/cw")])), []);
    // The same file, which has grown; the same bytes elsewhere, of which nothing is read.
    fs::write(&first, line(1) + &line(2)).unwrap();
    assert_eq!(shared(&place.import(&[first])), []);
    let copy = place.file("copy/alice-1.ndjson", (line(1) + &line(2)).as_bytes());
    assert!(place.import(&[copy])[0].is_there);
    // Another one, in another import; and a third one, of another form.
    let other = place.file("s3/alice-1.ndjson", line(3).as_bytes());
    assert_eq!(shared(&place.import(&[other])), [told("alice-1.ndjson", "alice-1", 1)]);
    let third =
        place.file("s3/alice-1.log", b"Script started on 2026-01-02 03:04:05+00:00 [COMMAND=\"x\"]\r\r\n$ id\r\r\n");
    assert_eq!(shared(&place.import(&[third])), [told("alice-1.log", "alice-1", 2)]);
    // Everything in it is there already: nothing of it is in the stream.
    let less = place.file("less/alice-1.ndjson", line(2).as_bytes());
    assert_eq!(shared(&place.import(&[less])), []);
    // A page that names the stream of a file; pages that name their streams by themselves.
    let page = |stream: &str, number: u32| {
        format!(
            "{{\"events\":[{{\"logStreamName\":\"{stream}\",\"timestamp\":{number},\"message\":\"page {number}\"}}]}}"
        )
    };
    let pages = [
        place.file("page-1.json", page("alice-1", 1).as_bytes()),
        place.file("page-2.json", page("carol-1", 2).as_bytes()),
        place.file("page-3.json", page("carol-1", 3).as_bytes()),
    ];
    assert_eq!(shared(&place.import(&pages)), [told("page-1.json", "alice-1", 3)]);
    // What else is in its stream was no file of that name.
    let late = place.file("carol-1.ndjson", line(9).as_bytes());
    assert_eq!(shared(&place.import(&[late])), [told("carol-1.ndjson", "carol-1", 0)]);
    let case = place.writer().into_case();
    let on_record = shared_streams(&case).unwrap();
    assert_eq!(on_record[&("imported".to_owned(), "alice-1".to_owned())].len(), 4);
}

#[test]
fn the_parts_of_an_export_are_one_source_and_folders_of_one_name_are_not() {
    let place = Place::new();
    let part = |second: u32| gzip(format!("2026-01-02T03:04:{second:02}.681Z line {second}\n").as_bytes());
    place.file("one/dave-1/000000.gz", &part(1));
    place.file("one/dave-1/000001.gz", &part(2));
    assert_eq!(shared(&place.import(&[place.folder.path().join("in/one")])), []);
    place.file("two/dave-1/000000.gz", &part(3));
    let imported = place.import(&[place.folder.path().join("in/two")]);
    assert_eq!(shared(&imported), [("000000.gz".to_owned(), "dave-1".to_owned(), 1)]);
    assert!(imported[0].shared[0].others[0].ends_with("dave-1"), "{imported:?}");
}

#[test]
fn a_shared_stream_is_told_of_a_file_that_broke_off_too() {
    let place = Place::new();
    place.import(&[place.file("a/s.log", b"one\n")]);
    let file = place.file("b/s.log", format!("tick {}\n", "x".repeat(300)).repeat(60_000).as_bytes());
    let found = files(std::slice::from_ref(&file)).unwrap();
    let options = ImportOptions { log_group: None, now: 7, named: Vec::new() };
    let ended = import(&mut place.writer(), &found, &options, &mut Vec::new(), &mut |progress| {
        if progress.events > 50_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(ended, Err(ImportError::Stopped)), "{ended:?}");
    assert_eq!(shared(&place.import(&[file])), [("s.log".to_owned(), "s".to_owned(), 1)]);
}

#[test]
fn a_table_that_ends_inside_a_quote_is_told_with_its_line() {
    let place = Place::new();
    let cut = place
        .file("cut.csv", b"@timestamp,@message\r\n2026-11-23 05:58:01.000,one\r\n\r\n2026-11-23 05:58:02.000,\"rm -rf");
    let whole =
        place.file("whole.csv", b"@timestamp,@message\n2026-11-23 05:58:03.000,\"three \"\"quoted\"\"\nlines\"");
    let imported = place.import(&[cut, whole]);
    assert_eq!((imported[0].bad_lines, imported[0].named[0].line), (1, 4), "{:?}", imported[0].named);
    let reason = &imported[0].named[0].reason;
    assert!(reason.contains("ends inside a quote") && reason.contains("incomplete"), "{reason}");
    assert_eq!(imported[1].bad_lines, 0, "{:?}", imported[1].named);
    let found: Vec<String> = place.events().into_iter().map(|event| event.message).collect();
    assert_eq!(found, ["one", "rm -rf", "three \"quoted\"\nlines"]);
    let head = place.file("head.csv", b"@timestamp,\"@message\n2026-11-23 05:58:01.000,one\n");
    assert!(matches!(place.import(&[head])[0].problem, Some(FileProblem::Table(_))));
}

#[test]
fn a_row_without_an_end_is_kept_in_parts_and_named() {
    let place = Place::new();
    let begin = b"@timestamp,@message\n2026-11-23 05:58:01.000,one\n2026-11-23 05:58:02.000,\"";
    let huge =
        [begin.as_slice(), &b"0123456789abcde\n".repeat(2 << 20), b"\"\n2026-11-23 05:58:03.000,three\n"].concat();
    let commas =
        [b"@timestamp,@message\n".as_slice(), &b",".repeat(300_000), b"\n2026-11-23 05:58:04.000,four\n"].concat();
    let imported = place.import(&[place.file("huge.csv", &huge), place.file("commas.csv", &commas)]);
    assert_eq!((imported[0].bad_lines, imported[0].named[0].line), (1, 3), "{:?}", imported[0].named);
    assert!(imported[0].named[0].reason.contains("longer than 8 MB"), "{:?}", imported[0].named);
    assert_eq!((imported[1].bad_lines, imported[1].named[0].line), (1, 2), "{:?}", imported[1].named);
    let found = place.events();
    let bytes: usize = found.iter().map(|event| event.message.len()).sum();
    assert!(bytes >= 32 << 20, "nothing of it is lost: {bytes}");
    assert!(found.iter().all(|event| event.message.len() <= LONGEST_MESSAGE + 100));
    for (message, time) in [("one", 1_000), ("three", 3_000), ("four", 4_000)] {
        let event = found.iter().find(|event| event.message == message).unwrap();
        assert_eq!(event.timestamp, 1_795_413_480_000 + time, "what follows is read as before");
    }
    crate::case::verify(&place.folder.path().join("a.case"), &mut |_, _| ()).unwrap();
}
