//! What a session's log can hide or forge, and what is said of it.

use super::super::{Confidence, Doubt, Session, TimeBasis, read_session};
use super::{bash, event, streamed, streamed_event, texts, uploaded};

#[test]
fn an_uploaded_commands_time_is_said_to_be_the_sessions_end() {
    let upload = uploaded(&bash("sh-5.2$ ", "id"));
    assert_eq!((upload.commands[0].time, upload.commands[0].time_basis), (1_000, TimeBasis::SessionEnd));
    assert_eq!(streamed(&["sh-5.2$ id", "0"]).commands[0].time_basis, TimeBasis::Event);
    // Both in one stream, as after a change of the setting while the session went on.
    let header =
        "Script started on 2026-01-02 03:04:05+00:00 [COMMAND=\"cat ipcTempFile.log\" <not executed on terminal>]\n";
    let text = format!("{header}{}", bash("sh-5.2$ ", "pwd").replace('\n', "\r\n"));
    let both = read_session("alice-1", vec![streamed_event(1_000, &["sh-5.2$ id"]), event(9_000, text)]);
    let bases: Vec<TimeBasis> = both.commands.iter().map(|command| command.time_basis).collect();
    assert_eq!(bases, [TimeBasis::Event, TimeBasis::SessionEnd]);
}

#[test]
fn a_user_whom_only_a_prompt_names_is_marked() {
    let who = |session: &Session| -> Vec<(Option<String>, bool)> {
        session.commands.iter().map(|command| (command.user.clone(), command.user_from_prompt)).collect()
    };
    let named = |name: &str, from_prompt: bool| (Some(name.to_owned()), from_prompt);
    let upload = uploaded(
        &(bash("[oracle@db1 ~]$ ", "sudo su -")
            + &bash("[root@db1 ~]# ", "id")
            + &bash("[root@db1 ~]# ", "exit")
            + &bash("[oracle@db1 ~]$ ", "id")),
    );
    assert_eq!(
        who(&upload),
        [named("oracle", true), named("root", false), named("root", false), named("oracle", true)]
    );
    // A line that looks like another's prompt makes nobody that user for certain.
    let stream = streamed(&["[ssm-user@web1 ~]$ id", "[ssm-user@web1 ~]$ id", "[root@web1 ~]# rm -rf /srv"]);
    let commands = who(&stream);
    assert_eq!(commands[0], named("ssm-user", false));
    assert!(commands.iter().all(|(name, from_prompt)| name.as_deref() != Some("root") || *from_prompt));
}

#[test]
fn what_a_terminal_does_not_show_is_never_exact() {
    for (typed, text) in [
        ("ls \u{1b}[8m-la\u{1b}[0m", "ls -la"),
        ("ls \u{202e}txt", "ls \u{202e}txt"),
        ("ls r\u{200b}m", "ls r\u{200b}m"),
        ("ls \u{1b}]52;c;aGk=\u{7}-la", "ls -la"),
    ] {
        let session = uploaded(&(bash("sh-5.2$ ", "id") + &bash("sh-5.2$ ", typed) + &bash("sh-5.2$ ", "pwd")));
        assert_eq!(texts(&session), ["id", text, "pwd"]);
        let found: Vec<Confidence> = session.commands.iter().map(|command| command.confidence).collect();
        assert_eq!(found, [Confidence::Exact, Confidence::Likely, Confidence::Exact], "{typed:?}");
        assert!(session.commands[1].doubts.contains(&Doubt::HiddenText), "{typed:?}");
    }
    // A title that the prompt sets stands before the typing.
    let titled = bash("\u{1b}]0;me@h: ~\u{7}sh-5.2$ ", "id").repeat(3);
    assert!(uploaded(&titled).commands.iter().all(|command| command.confidence == Confidence::Exact));
}

#[test]
fn nothing_is_exact_after_a_file_was_shown_that_may_hold_marks() {
    let recording = bash("sh-5.2$ ", "rm -rf /srv") + "removed\n";
    let text = bash("sh-5.2$ ", "ls -l")
        + "total 0\n"
        + &bash("sh-5.2$ ", "cat typescript")
        + &recording
        + &bash("sh-5.2$ ", "exit");
    let session = uploaded(&text);
    let found: Vec<(&str, Confidence)> =
        session.commands.iter().map(|command| (command.text.as_str(), command.confidence)).collect();
    assert_eq!(
        found,
        [
            ("ls -l", Confidence::Exact),
            ("cat typescript", Confidence::Exact),
            ("rm -rf /srv", Confidence::Likely),
            ("exit", Confidence::Likely),
        ]
    );
}
