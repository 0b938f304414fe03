//! One session on the screen: moving by commands, looking for a text, playing it, and what it never does.

use std::{fs, sync::Arc};

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use serde_json::json;
use session_lens::{
    app::{Action, Language, State, Theme, TranscriptAction, Words, state::Screen},
    model::LogEvent,
    session::{Session, read_session},
};

use super::harness::Window;

const FOLDER: &str = "tests/data/sessions";

fn recorded(name: &str) -> Session {
    let path = format!("{FOLDER}/{name}.ndjson");
    let text = fs::read_to_string(path).unwrap();
    let events = text.lines().map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        LogEvent {
            timestamp: value["timestamp"].as_i64().unwrap(),
            message: value["message"].as_str().unwrap().to_owned(),
            ..LogEvent::default()
        }
    });
    read_session(name, events.collect())
}

/// Events a second apart, each with some lines.
fn made_up(events: &[&[&str]]) -> Session {
    let event = |(second, lines): (i64, &&[&str])| {
        let message = json!({
            "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
            "target": {"id": "i-0123456789abcdef0"},
            "userIdentity": {"arn": "arn:aws:sts::111122223333:assumed-role/Ops/alice"},
            "runAsUser": "ssm-user", "sessionId": "alice-0a1b2c3d", "sessionData": lines
        });
        LogEvent { timestamp: second * 1_000, message: message.to_string(), ..LogEvent::default() }
    };
    read_session("alice-0a1b2c3d", (0..).zip(events).map(event).collect())
}

fn open(session: Session, language: Language) -> Window {
    let mut window = Window::open(language, Theme::Dark);
    let state = &mut window.harness.state_mut().app_mut().state;
    state.transcript.show_whole(Arc::new(session));
    state.screen = Screen::Transcript;
    window.until("the outline", |state| state.transcript.outline.is_some());
    window
}

impl Window {
    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(3);
    }

    fn write(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run_steps(3);
    }

    /// Every word on the screen.
    fn words_shown(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        let texts = nodes.flat_map(|node| {
            let node = node.accesskit_node();
            [node.label(), node.value()]
        });
        texts.flatten().collect()
    }

    fn shows_part(&self, text: &str) -> bool {
        self.words_shown().iter().any(|shown| shown.contains(text))
    }
}

fn chosen(state: &State) -> Option<usize> {
    state.transcript.command
}

#[test]
fn brackets_lead_from_command_to_command_and_a_field_keeps_them_to_itself() {
    let session = recorded("oncall-16-3456ab78cde01f234");
    let theirs: Vec<usize> = session.typed_by_the_person().map(|(place, _)| place).collect();
    let mut window = open(session, Language::English);
    for expected in [theirs[0], theirs[1], theirs[2]] {
        window.press(Modifiers::NONE, Key::CloseBracket);
        assert_eq!(chosen(window.state()), Some(expected));
    }
    window.press(Modifiers::NONE, Key::OpenBracket);
    assert_eq!(chosen(window.state()), Some(theirs[1]));

    window.press(Modifiers::COMMAND, Key::F);
    window.press(Modifiers::NONE, Key::CloseBracket);
    window.write("]");
    assert_eq!(window.state().transcript.find.text, "]");
    assert_ne!(chosen(window.state()), Some(theirs[2]), "the bracket was typed into the field");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.state().transcript.find.text, "", "Escape ends the search");

    window.click(window.words.next_command());
    window.press(Modifiers::NONE, Key::Home);
    let last = *theirs.last().unwrap();
    window.harness.state_mut().app_mut().act(Action::Transcript(TranscriptAction::Jump(last)));
    window.harness.run_steps(3);
    let command = window.state().transcript.session().unwrap().commands[last].clone();
    assert!(window.shows_part(command.text.lines().next().unwrap()), "it is brought into sight");
    let before = window.state().transcript.jumps;
    window.press(Modifiers::NONE, Key::CloseBracket);
    assert_eq!(window.state().transcript.jumps, before, "there is none after the last");
}

#[test]
fn what_is_looked_for_is_counted_and_gone_through() {
    let mut lines: Vec<String> = (0..500).map(|line| format!("line {line}")).collect();
    lines[7] = "here is a Needle, and a NEEDLE".to_owned();
    lines[450] = "needle".to_owned();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let events: Vec<&[&str]> = lines.chunks(10).collect();
    for (language, counts) in [
        (Language::English, ["1 of 3", "2 of 3", "3 of 3"]),
        (Language::Japanese, ["1 / 3 件", "2 / 3 件", "3 / 3 件"]),
    ] {
        let mut window = open(made_up(&events), language);
        window.press(Modifiers::NONE, Key::Slash);
        window.write("needle");
        window.until("the end of the search", |state| {
            !state.transcript.find.slot.is_waiting() && state.transcript.find.searched == 500
        });
        assert!(window.shows(counts[0]), "{:?}", window.words_shown());
        window.press(Modifiers::NONE, Key::Enter);
        assert!(window.shows(counts[1]));
        window.press(Modifiers::NONE, Key::Enter);
        assert!(window.shows(counts[2]));
        assert!(window.shows("needle"), "the place found is in sight");
        window.press(Modifiers::SHIFT, Key::Enter);
        assert!(window.shows(counts[1]));
        window.press(Modifiers::NONE, Key::F3);
        assert!(window.shows(counts[2]));
        window.press(Modifiers::SHIFT, Key::F3);
        assert!(window.shows(counts[1]));
        window.write("s");
        window.until("nothing", |state| !state.transcript.find.slot.is_waiting());
        assert!(window.shows(window.words.find_none()));
    }
}

#[test]
fn a_play_shows_more_and_more_until_it_is_paused() {
    let lines: Vec<String> = (0..40).map(|line| format!("said {line}")).collect();
    let lines: Vec<[&str; 1]> = lines.iter().map(|line| [line.as_str()]).collect();
    let events: Vec<&[&str]> = lines.iter().map(|line| &line[..]).collect();
    let mut window = open(made_up(&events), Language::English);
    assert!(window.shows("said 5"));
    window.press(Modifiers::NONE, Key::Space);
    assert!(window.state().transcript.replay.is_playing);
    assert!(window.shows("said 0") && !window.shows("said 5"), "only what was played is shown");
    window.until("more of it", |state| state.transcript.revealed() > 5);
    assert!(window.shows("said 5"));
    assert!(!window.shows(window.words.play()) && window.shows(window.words.pause()));
    window.press(Modifiers::NONE, Key::Space);
    let revealed = window.state().transcript.revealed();
    window.harness.run_steps(20);
    assert_eq!(window.state().transcript.revealed(), revealed, "a pause is a pause");

    window.click("16×");
    window.click(window.words.play());
    window.until("the end", |state| !state.transcript.replay.is_playing);
    assert_eq!(window.state().transcript.revealed(), 40);
    // Nothing asks for another frame any more.
    window.harness.run_steps(2);
    assert!(window.harness.try_run().is_ok());
    window.click(window.words.end_replay());
    assert!(!window.state().transcript.replay.is_on);
}

#[test]
fn an_uploaded_session_says_that_it_has_no_times() {
    for language in Language::ALL {
        let words = Words(language);
        let mut window = open(recorded("upload/oncall-16-3456ab78cde01f234"), language);
        assert!(window.shows(words.no_times()));
        let session = window.state().transcript.session().unwrap();
        let (lines, commands) = (session.transcript.len(), session.typed_by_the_person().count());
        assert!(window.shows(&words.line_axis_label(lines, commands)));
        assert!(window.shows(words.replay_without_times()));
        window.click(words.play());
        window.until("lines", |state| state.transcript.revealed() >= 10);
        assert!(window.state().transcript.revealed() < lines);
    }
}

#[test]
fn it_always_says_what_a_transcript_is() {
    for language in Language::ALL {
        let mut window = open(recorded("oncall-16-3456ab78cde01f234"), language);
        let notice = Words(language).transcript_notice();
        assert!(window.shows(notice));
        window.press(Modifiers::NONE, Key::End);
        assert!(window.shows(notice));
        window.click(Words(language).play());
        assert!(window.shows(notice));
    }
}

#[test]
fn a_hostile_session_is_shown_and_never_acts() {
    let long = "A".repeat(1_000_000);
    let session = made_up(&[
        &["sh-5.2$ cat evil", "\u{1b}]0;owned\u{7}\u{1b}[2Jcleared", "\u{202e}drow\u{202c} \u{200b}hidden\u{2066}"],
        &[
            "\u{1b}[8mghost\u{1b}[0m \u{9b}31m \u{7}\u{0}\u{8}",
            "\u{1b}P1;2|payload\u{1b}\\",
            "\u{1b}[999999999;999999999H",
        ],
        &[&long],
        &["Password:", "sh-5.2$ printf '\\033[2J'"],
    ]);
    let count = session.transcript.len();
    let mut window = open(session, Language::English);
    window.click(window.words.next_command());
    for text in ["A", "\u{202e}", "\u{1b}["] {
        window.press(Modifiers::COMMAND, Key::F);
        window.harness.state_mut().app_mut().act(Action::Transcript(TranscriptAction::Find(text.to_owned())));
        window.until("the search", |state| !state.transcript.find.slot.is_waiting());
        assert_eq!(window.state().transcript.find.searched, count);
        for shown in window.words_shown() {
            let acts =
                |sign: char| sign.is_control() && sign != '\n' || "\u{202e}\u{202c}\u{200b}\u{2066}".contains(sign);
            assert!(!shown.chars().any(acts), "{shown:?}");
            assert!(shown.len() < 10_000, "{} bytes in one text", shown.len());
        }
    }
    assert!(window.shows_part("\\u{202e}drow"), "{:?}", window.words_shown());
    assert!(window.shows(window.words.secret_asked()) || window.shows_part(window.words.secret_asked()));
}

#[test]
fn a_program_that_had_the_screen_is_one_row_that_can_be_opened() {
    let drawn = ["\u{1b}[?1049h\u{1b}[2Jtop secret", "~", "\u{1b}[3;1Hmore", "\u{1b}[?1049lsh-5.2$ id"];
    let session = made_up(&[&["sh-5.2$ vi /etc/hosts"], &drawn, &["uid=0"], &["Password:", "sh-5.2$ exit"]]);
    for language in Language::ALL {
        let words = Words(language);
        let mut window = open(session.clone(), language);
        assert!(!window.shows_part("top secret"));
        let row = words.had_the_screen(Some("vi /etc/hosts"), None);
        let row = window.words_shown().into_iter().find(|shown| shown.starts_with(&row));
        let row = row.unwrap_or_else(|| panic!("{:?}", window.words_shown()));
        window.click(&row);
        assert!(window.shows_part("␛[2Jtop secret"), "{:?}", window.words_shown());
        window.click(&row);
        assert!(!window.shows_part("top secret"));
        assert!(window.shows_part(words.secret_asked()));
    }
}

#[test]
fn a_pause_is_told_between_the_lines_and_folded_on_the_time_line() {
    let lines: Vec<String> = (0..60).map(|line| format!("said {line}")).collect();
    let mut events = vec![];
    for (place, line) in (0..).zip(&lines) {
        // After half of them nobody did anything for 42 minutes.
        let seconds = place + if place >= 30 { 42 * 60 } else { 0 };
        let mut one = made_up(&[&[line.as_str()]]).transcript.into_events();
        one[0].timestamp = seconds * 1_000;
        events.append(&mut one);
    }
    let session = read_session("alice-0a1b2c3d", events);
    let mut window = open(session, Language::English);
    assert!(window.shows("Time line: 60 lines, 0 typed commands, 1 pause folded"), "{:?}", window.words_shown());
    window.harness.state_mut().app_mut().act(Action::Transcript(TranscriptAction::GoTo(30)));
    window.harness.run_steps(3);
    assert!(window.shows_part("Nothing logged for 42 min"), "{:?}", window.words_shown());

    // A click on the time line leads there.
    let label = "Time line: 60 lines, 0 typed commands, 1 pause folded";
    let place = window.harness.get_by_label(label).rect();
    let at = egui::pos2(place.left() + 2.0, place.top() + 8.0);
    window.harness.event(Event::PointerMoved(at));
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        window.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
    }
    window.harness.run_steps(4);
    assert_eq!(window.state().transcript.line, 0);
    assert!(window.shows("said 0"));

    // Played short, it takes half a second; the lines after it take one second each.
    window.click(window.words.play());
    window.until("what was said after the pause", |state| state.transcript.revealed() > 30);
}

#[test]
fn flagged_commands_are_marked_in_the_list_and_beside_their_lines_and_named_for_those_who_do_not_see_it() {
    for language in Language::ALL {
        let session =
            made_up(&[&["sh-5.2$ date", "today"], &["sh-5.2$ sudo cat /etc/shadow", "root:*"], &["sh-5.2$ exit"]]);
        let mut window = open(session, language);
        window.until("the flags", |state| state.transcript.flags.is_some());
        let flags = window.state().transcript.flags_of(1).to_vec();
        assert!(!flags.is_empty() && window.state().transcript.flags_of(0).is_empty());
        let words = window.words;
        let titles: Vec<&str> = flags.iter().take(4).map(|flag| words.rule_title(&flag.rule)).collect();
        let label = format!("{}: {}", words.flag(), titles.join(", "));
        assert_eq!(window.harness.query_all_by_label(&label).count(), 2, "{:?}", window.words_shown());
        let found = window.state().transcript.flags.clone().unwrap();
        assert!(window.shows(&words.flags_counted(found.flagged, found.by_command.len() - found.flagged)));
    }
}
