//! Sessions typed into real shells: what the shells' own histories hold is what the commands must tell.
//!
//! Each session is recorded on a pty, with keys pressed by a script, and read as the agent would have logged
//! it: uploaded at its end, and streamed.

mod bash;
mod dash;
mod inputs;
mod score;
mod terminal;
mod tmux;
mod typist;
mod zsh;

use std::{fmt::Write, fs, os::unix::fs::PermissionsExt, path::Path, sync::Mutex};

use session_lens::{
    emulator::agent::{SessionFacts, Shown, stream, upload},
    model::LogEvent,
    session::{Session, read_session},
};

use super::parties;

use self::{score::Score, terminal::program_path};

/// What a shell's session showed, and what was typed into it.
pub struct Recording {
    name: &'static str,
    shown: Vec<Shown>,
    typed: Vec<String>,
}

type Script = fn(&Path) -> Option<Recording>;

const SCRIPTS: [Script; 13] = [
    |home| Some(bash::as_root(home)),
    |home| Some(bash::as_sh(home)),
    |home| Some(bash::with_title(home)),
    tmux::in_bash,
    |home| Some(bash::two_lines(home)),
    |home| Some(bash::with_branch(home)),
    |home| Some(bash::japanese(home)),
    |home| Some(bash::without_marks(home)),
    zsh::plain,
    zsh::with_right_prompt,
    zsh::with_keypad,
    |home| Some(dash::bare(home)),
    |home| Some(dash::as_root(home)),
];

/// More shells at once than cores: they wait for keys most of the time.
const AT_ONCE: usize = 4;

fn record(script: Script) -> Option<Recording> {
    let home = tempfile::tempdir().unwrap();
    let path = home.path();
    furnish(path);
    script(path)
}

/// Files to look at and to complete the names of.
fn furnish(home: &Path) {
    for folder in ["config", "logs", "shop/.git", "histories"] {
        fs::create_dir_all(home.join(folder)).unwrap();
    }
    for (name, text) in [
        (".functions", inputs::FUNCTIONS),
        ("notes.txt", "alpha error: timeout\n> retry # later\nbilling $ 12\n"),
        ("app.log", "2026-11-23 05:58:51 error timeout\n2026-11-23 05:58:52 retry\nエラー 3\n"),
        ("servers.csv", "alpha,10.0.0.1\nbeta,10.0.0.2\ngamma,10.0.0.3\n"),
        ("deploy-2026.sh", "echo deploying\n"),
        ("deploy-2027.sh", "echo not yet\n"),
        ("config/app.conf", "listen = 8080\n"),
        ("shop/.git/HEAD", "ref: refs/heads/main\n"),
    ] {
        fs::write(home.join(name), text).unwrap();
    }
    // Another user's shell, where there is one, keeps its history here too.
    for folder in [home, &home.join("histories")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    }
}

fn recordings() -> Vec<Recording> {
    let next = Mutex::new(SCRIPTS.iter().enumerate());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let script = next.lock().unwrap().next();
                    let Some((place, script)) = script else { return };
                    let recording = record(*script);
                    done.lock().unwrap().extend(recording.map(|recording| (place, recording)));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, recording)| recording).collect()
}

fn read(events: Vec<(i64, String)>) -> Session {
    let events: Vec<LogEvent> =
        events.into_iter().map(|(timestamp, message)| LogEvent { timestamp, message, ..LogEvent::default() }).collect();
    read_session("ops-1-0123456789abcdef0", events)
}

#[test]
fn what_shells_keep_in_their_histories_is_what_the_logs_are_read_as() {
    for name in ["bash", "dash"] {
        assert!(program_path(name).is_some(), "{name} is not installed, and this test is about it");
    }
    for name in ["zsh", "tmux", "python3", "sqlite3", "vim", "less"] {
        if program_path(name).is_none() {
            parties::missing(name, "it is not installed", "it is a package of that name in most systems");
        }
    }
    let facts = SessionFacts {
        id: "ops-1-0123456789abcdef0",
        principal_arn: "arn:aws:sts::111122223333:assumed-role/Operator/ops-1",
        os_user: "ssm-user",
        instance_id: "i-0123456789abcdef0",
    };
    let mut table = String::new();
    let (mut uploaded, mut streamed) = (Score::default(), Score::default());
    for Recording { name, shown, typed } in recordings() {
        let at_end = read(vec![upload(&facts, &shown, "Standard_Stream")]);
        let meanwhile = read(stream(&facts, &shown, 89));
        for (form, session, total) in [("uploaded", at_end, &mut uploaded), ("streamed", meanwhile, &mut streamed)] {
            let score = Score::of(&session, &typed);
            // Writing to a String cannot fail.
            let _written = write!(table, "{}\n{}", score.row(&format!("{name}, {form}")), score.misses);
            total.add(&score);
        }
        if let Some(folder) = std::env::var_os("RECORDED_SHELLS_FOLDER") {
            keep(Path::new(&folder), name, &facts, &shown, &typed);
        }
    }
    let _written = write!(table, "{}\n{}\n", uploaded.row("ALL, uploaded"), streamed.row("ALL, streamed"));
    println!("{table}");
    assert!(uploaded.typed >= 200, "only {} commands were typed", uploaded.typed);
    assert_eq!((uploaded.false_exact, streamed.false_exact), (0, 0), "said to be exact and not typed:\n{table}");
    for (score, recall, confident, precision) in [(&uploaded, 0.95, 0.90, 0.98), (&streamed, 0.75, 0.60, 0.97)] {
        assert!(score.recall() >= recall, "recall below {recall}:\n{table}");
        assert!(score.confident_recall() >= confident, "confident recall below {confident}:\n{table}");
        assert!(score.precision() >= precision, "precision below {precision}:\n{table}");
    }
}

/// Leaves a recording behind, to look at.
fn keep(folder: &Path, name: &str, facts: &SessionFacts<'_>, shown: &[Shown], typed: &[String]) {
    let name = name.replace(' ', "-");
    fs::create_dir_all(folder).unwrap();
    let raw: Vec<u8> = shown.iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
    fs::write(folder.join(format!("{name}.raw")), raw).unwrap();
    let event = |(timestamp, message): (i64, String)| {
        serde_json::json!({ "timestamp": timestamp, "message": message }).to_string() + "\n"
    };
    let streamed: String = stream(facts, shown, 89).into_iter().map(event).collect();
    fs::write(folder.join(format!("{name}.streamed.ndjson")), streamed).unwrap();
    fs::write(folder.join(format!("{name}.uploaded.ndjson")), event(upload(facts, shown, "Standard_Stream"))).unwrap();
    fs::write(folder.join(format!("{name}.typed.json")), serde_json::to_string_pretty(typed).unwrap()).unwrap();
}
