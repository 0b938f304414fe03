//! What a session's log shows, for made-up sessions: one test per thing that terminals and agents do.

use proptest::prelude::*;
use serde_json::json;

use super::{
    CommandKind, Confidence, Doubt, FullScreen, MarkKind, Place, RecordForm, Said, Session, read_session, read_sessions,
};
use crate::model::LogEvent;

fn event(timestamp: i64, message: impl Into<String>) -> LogEvent {
    LogEvent { timestamp, message: message.into(), log_stream: "alice-0a1b2c3d".into(), ..LogEvent::default() }
}

fn streamed_event(timestamp: i64, lines: &[&str]) -> LogEvent {
    event(
        timestamp,
        json!({
            "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
            "target": {"id": "i-0123456789abcdef0"},
            "userIdentity": {"arn": "arn:aws:sts::111122223333:assumed-role/Ops/alice"},
            "runAsUser": "ssm-user", "sessionId": "alice-0a1b2c3d", "sessionData": lines
        })
        .to_string(),
    )
}

fn streamed(lines: &[&str]) -> Session {
    read_session("alice-0a1b2c3d", vec![streamed_event(1_000, lines)])
}

fn uploaded(text: &str) -> Session {
    let framed = format!(
        "Script started on 2026-01-02 03:04:05+00:00 [COMMAND=\"cat /var/lib/amazon/ssm/i-0123456789abcdef0/session/orchestration/alice-0a1b2c3d/Standard_Stream/ipcTempFile.log\" <not executed on terminal>]\n{}\n\nScript done on 2026-01-02 03:04:05+00:00 [COMMAND_EXIT_CODE=\"0\"]",
        text.replace('\n', "\r\n")
    );
    read_session("alice-0a1b2c3d", vec![event(1_000, framed)])
}

fn texts(session: &Session) -> Vec<&str> {
    session.commands.iter().filter(|command| command.submitted).map(|command| command.text.as_str()).collect()
}

/// What bash writes for one input.
fn bash(prompt: &str, typed: &str) -> String {
    format!("\u{1b}[?2004h{prompt}{typed}\n\u{1b}[?2004l\r")
}

#[test]
fn a_streamed_session_tells_who_where_and_what() {
    let session = streamed(&["sh-5.2$ sh-5.2$ whoami", "ssm-user", "sh-5.2$ ls /tmp", "a", "sh-5.2$ exit", "exit"]);
    assert_eq!(texts(&session), ["whoami", "ls /tmp", "exit"]);
    assert_eq!(session.principal_name, "alice");
    assert_eq!(session.os_user.as_deref(), Some("ssm-user"));
    assert_eq!(session.instance.as_deref(), Some("i-0123456789abcdef0"));
    assert_eq!(session.region.as_deref(), Some("eu-west-1"));
    assert_eq!(session.form, RecordForm::Streamed);
    let first = &session.commands[0];
    assert_eq!((first.confidence, first.kind), (Confidence::Likely, CommandKind::Shell));
    assert!(first.doubts.contains(&Doubt::MayHideEdits));
    let lines = session.lines(0..2);
    assert_eq!((first.line, lines[0].command, lines[1].command), (0, Some(0), None));
}

#[test]
fn an_uploaded_session_is_named_after_its_id_and_its_frame_is_no_command() {
    let session =
        uploaded(&(bash("sh-5.2$ ", "id") + "uid=1\n" + &bash("sh-5.2$ ", "pwd") + &bash("sh-5.2$ ", "exit")));
    assert_eq!(texts(&session), ["id", "pwd", "exit"]);
    assert_eq!((session.principal.as_deref(), session.principal_name.as_str()), (None, "alice"));
    assert_eq!(session.instance.as_deref(), Some("i-0123456789abcdef0"), "as the agent's header says");
    assert_eq!(session.form, RecordForm::Uploaded);
    assert!(session.commands.iter().all(|command| command.confidence == Confidence::Exact));
}

/// What a shell with terminal integration writes for one input, without a line editor's marks.
fn integrated(prompt: &str, typed: &str, output: &str) -> String {
    format!("\u{1b}]133;A\u{7}{prompt}\u{1b}]133;B\u{7}{typed}\n\u{1b}]133;C\u{7}{output}\u{1b}]133;D;0\u{7}")
}

#[test]
fn a_shells_own_marks_show_where_the_prompt_ends() {
    // Neither prompt has any of the usual signs, and none is seen twice.
    let text = integrated("first: ", "ls\u{8}\u{8}\u{1b}[Kid -u", "0\n")
        + &integrated("second, ", "pwd", "/\n")
        + &integrated("third; ", "cat <<E\n> a\n> E", "a\n");
    let session = uploaded(&text);
    assert_eq!(texts(&session)[..2], ["id -u", "pwd"]);
    assert!(session.commands.iter().take(2).all(|command| command.confidence == Confidence::Exact));
    // bash writes them inside of its line editor's marks.
    let text = bash("\u{1b}]133;A\u{7}me \u{1b}]133;B\u{7}", "id")
        + "\u{1b}]133;C\u{7}uid=0\n"
        + &bash("\u{1b}]133;A\u{7}you \u{1b}]133;B\u{7}", "pwd")
        + "\u{1b}]133;C\u{7}";
    assert_eq!(texts(&uploaded(&text)), ["id", "pwd"]);
    // fish says what was typed.
    let text = "\u{1b}]133;A\u{7}> \u{1b}]133;B\u{7}ech\n\u{1b}]133;C;cmdline_url=echo%20%C3%A9\u{7}\n";
    assert_eq!(texts(&uploaded(text)), ["echo é"]);
    let streamed = streamed(&[
        "\u{1b}]133;A\u{7}me \u{1b}]133;B\u{7}id",
        "\u{1b}]133;C\u{7}uid=0",
        "\u{1b}]133;A\u{7}you \u{1b}]133;B\u{7}pwd",
    ]);
    assert_eq!(texts(&streamed), ["id", "pwd"]);
}

#[test]
fn edits_are_replayed_where_the_bytes_are_there() {
    let typed = [
        ("lss\u{8}\u{1b}[K -l", "ls -l"),
        ("rm -rf /x\r\u{1b}[8C\u{1b}[Kls", "ls"),
        ("tail a\r\u{1b}[8C\u{1b}[1@s\u{1b}[1@u\u{1b}[1@d\u{1b}[1@o\u{1b}[1@ ", "sudo tail a"),
        ("df\u{1b}[H\u{1b}[2Jsh-5.2$ df", "df"),
    ];
    let text: String = typed.iter().map(|(keys, _)| bash("sh-5.2$ ", keys)).collect();
    let expected: Vec<&str> = typed.iter().map(|(_, command)| *command).collect();
    assert_eq!(texts(&uploaded(&text)), expected);
}

#[test]
fn a_history_search_ends_in_the_line_it_found() {
    let search = "\r(reverse-i-search)`': \u{1b}[K\u{8}\u{8}\u{8}l': ls -la /srv\r\u{1b}[Ksh-5.2$ ls -la /srv";
    let session = uploaded(&(bash("sh-5.2$ ", "ls -la /srv") + &bash("sh-5.2$ ", search) + &bash("sh-5.2$ ", "id")));
    assert_eq!(texts(&session), ["ls -la /srv", "ls -la /srv", "id"]);
    let streamed = streamed(&["sh-5.2$ id", "sh-5.2$ (reverse-i-search)`': l': ls -la", "sh-5.2$ id"]);
    assert_eq!(streamed.commands[1].confidence, Confidence::Uncertain);
}

#[test]
fn a_line_that_was_wrapped_has_no_stray_space() {
    let long = "echo 0123456789012345678901234567890123456789012345678901234567890123456789 end";
    let prompt = "sh-5.2$ ";
    let at = 80 - prompt.len();
    let keys = format!("{} \r{}", &long[..at], &long[at..]);
    assert_eq!(texts(&uploaded(&(bash(prompt, &keys) + &bash(prompt, "id")))), [long, "id"]);
    let line = format!("{prompt}{} {}", &long[..at], &long[at..]);
    assert_eq!(
        texts(&streamed(&["sh-5.2$ id", &line, "sh-5.2$ pwd", &line, "sh-5.2$ id"])),
        ["id", long, "pwd", long, "id"]
    );
}

#[test]
fn inputs_of_several_lines_are_one_command() {
    let block = "for i in 1 2; do\necho $i\ndone";
    let text = bash("sh-5.2$ ", "for i in 1 2; do") + &bash("> ", "echo $i") + &bash("> ", "done") + "1\n2\n";
    let session = uploaded(&(text + &bash("sh-5.2$ ", "id")));
    assert_eq!(texts(&session), [block, "id"]);
    assert_eq!(session.commands[0].lines, 4);
    let lines = [
        "sh-5.2$ for i in 1 2; do",
        "> echo $i",
        "> done",
        "1",
        "2",
        "sh-5.2$ cat <<E > f",
        "> a > b",
        "> E",
        "sh-5.2$ id",
    ];
    assert_eq!(texts(&streamed(&lines)), [block, "cat <<E > f\na > b\nE", "id"]);
    // Output that looks like a continuation is none.
    assert_eq!(texts(&streamed(&["sh-5.2$ diff a b", "> new line", "sh-5.2$ id"])), ["diff a b", "id"]);
}

#[test]
fn a_pasted_block_is_one_command() {
    let paste = "\u{1b}[7mcat <<E\u{1b}[27m\n\r\u{1b}[7mone\u{1b}[27m\n\r\u{1b}[7mE\u{1b}[27m\u{1b}[A\u{1b}[A\r\u{1b}[8Ccat <<E\n\rone\n\rE";
    assert_eq!(
        texts(&uploaded(&(bash("sh-5.2$ ", paste) + "one\n" + &bash("sh-5.2$ ", "id")))),
        ["cat <<E\none\nE", "id"]
    );
    let lines = ["sh-5.2$ id", "sh-5.2$ cat <<E", "one", "E5.2$ cat <<E", "one", "E", "one", "sh-5.2$ id"];
    assert_eq!(texts(&streamed(&lines)), ["id", "cat <<E\none\nE", "id"]);
}

#[test]
fn an_abandoned_line_was_not_entered() {
    let text = "\u{1b}[?2004hsh-5.2$ reboot^C\u{1b}[?2004l\r\u{1b}[?2004h\u{1b}[?2004l\r\n".to_owned()
        + &bash("sh-5.2$ ", "id");
    let session = uploaded(&text);
    assert_eq!(texts(&session), ["id"]);
    assert_eq!((session.commands[0].text.as_str(), session.commands[0].submitted), ("reboot", false));
    let session = streamed(&["sh-5.2$ reboot^C", "sh-5.2$ id"]);
    assert!(session.commands[0].doubts.contains(&Doubt::NotSubmitted));
}

#[test]
fn the_last_line_of_an_uploaded_session_may_not_have_been_entered() {
    let session = read_session(
        "a-1",
        vec![event(1, "\u{1b}[?2004hsh-5.2$ id\r\n\u{1b}[?2004l\ruid\r\n\u{1b}[?2004hsh-5.2$ rm -rf /")],
    );
    assert_eq!(texts(&session), ["id"]);
    assert_eq!((session.commands[1].text.as_str(), session.commands[1].submitted), ("rm -rf /", false));
}

#[test]
fn the_last_line_of_a_streamed_session_may_not_have_been_entered() {
    let session = streamed(&["sh-5.2$ id", "uid=1", "sh-5.2$ rm -rf /"]);
    let last = &session.commands[1];
    assert!(last.confidence == Confidence::Uncertain && last.doubts.contains(&Doubt::CutAtEnd));
    for whole in [["sh-5.2$ id", "uid=1", "sh-5.2$ exit"], ["sh-5.2$ id", "sh-5.2$ true", "sh-5.2$ "]] {
        assert!(streamed(&whole).commands.iter().all(|command| command.confidence == Confidence::Likely));
    }
}

#[test]
fn pieces_of_an_upload_with_the_same_time_are_put_in_order_as_far_as_they_tell() {
    let pieces = ["sh-5.2$ pwd\r\n/\r\n\nScript done on x", "Script started on x\nsh-5.2$ id\r\nuid=1\r"];
    let session = read_session("a-1", pieces.map(|piece| event(1, piece)).to_vec());
    assert_eq!(texts(&session), ["id", "pwd"]);
    let tie = [streamed_event(1, &["sh-5.2$ id", "x"]), streamed_event(1, &["sh-5.2$ pwd", "/"])];
    assert!(read_session("a-1", tie.to_vec()).commands[0].doubts.contains(&Doubt::OrderNotSure));
}

#[test]
fn a_change_of_user_is_followed() {
    let lines = [
        "sh-5.2$ sudo su -",
        "[root@web-1 ~]# id",
        "[root@web-1 ~]# su - app",
        "[app@web-1 ~]$ id",
        "[app@web-1 ~]$ exit",
        "logout",
        "[root@web-1 ~]# exit",
        "logout",
        "sh-5.2$ id",
    ];
    let session = streamed(&lines);
    let users: Vec<&str> = session.commands.iter().filter_map(|command| command.user.as_deref()).collect();
    assert_eq!(users, ["ssm-user", "root", "root", "app", "app", "root", "ssm-user"]);
    // Where the prompt does not name the user, the command does.
    let session = streamed(&["$ sudo sh", "# id", "# exit", "$ id"]);
    let users: Vec<&str> = session.commands.iter().filter_map(|command| command.user.as_deref()).collect();
    assert_eq!(users, ["ssm-user", "root", "root", "ssm-user"]);
}

#[test]
fn an_expanded_history_reference_counts_as_what_it_stands_for() {
    let lines = ["sh-5.2$ ls /root", "denied", "sh-5.2$ sudo !!", "sudo ls /root", "x", "sh-5.2$ id"];
    assert_eq!(texts(&streamed(&lines)), ["ls /root", "sudo ls /root", "id"]);
}

#[test]
fn a_list_of_completions_is_no_command() {
    let lines = ["sh-5.2$ id", "sh-5.2$ ls /etc/host\u{7}", "hostname hosts", "sh-5.2$ ls /etc/hosts", "sh-5.2$ id"];
    assert_eq!(texts(&streamed(&lines)), ["id", "ls /etc/hosts", "id"]);
}

#[test]
fn full_screen_programs_leave_no_commands() {
    let screen = "\u{1b}[?1049h\u{1b}[?2004h\u{1b}[Hsh-5.2$ rm -rf /\n~\n\u{1b}[?2004l\u{1b}[?1049l";
    let session = uploaded(&(bash("sh-5.2$ ", "vi f") + screen + &bash("sh-5.2$ ", "id") + &bash("sh-5.2$ ", "pwd")));
    assert_eq!(texts(&session), ["vi f", "id", "pwd"]);
}

#[test]
fn hidden_typing_leaves_bare_prompts_and_no_commands() {
    assert_eq!(
        texts(&streamed(&["sh-5.2$ stty -echo", "sh-5.2$ ", "uid=0", "sh-5.2$ ", "sh-5.2$ id"])),
        ["stty -echo", "id"]
    );
}

#[test]
fn interpreters_are_told_from_shells() {
    let lines = [
        "sh-5.2$ python3",
        ">>> print('sh-5.2$ ls')",
        "$ ls",
        ">>> exit()",
        "sh-5.2$ sudo mysql",
        "mysql> use x;",
        "mysql> quit",
        "sh-5.2$ id",
    ];
    let session = streamed(&lines);
    let kinds: Vec<CommandKind> = session.commands.iter().map(|command| command.kind).collect();
    let (shell, repl, sql) = (CommandKind::Shell, CommandKind::Repl, CommandKind::Sql);
    assert_eq!(kinds, [shell, repl, repl, shell, sql, sql, shell]);
}

#[test]
fn what_the_agent_typed_is_not_the_persons() {
    let session = streamed(&["cd ~; exec bash", "sh-5.2$ cd ~; exec bash", "[me@web ~]$ id", "[me@web ~]$ pwd"]);
    assert_eq!(session.commands[0].kind, CommandKind::Profile);
    assert_eq!(session.commands[1].text, "id");
    let theirs: Vec<(usize, &str)> =
        session.typed_by_the_person().map(|(place, typed)| (place, typed.text.as_str())).collect();
    assert_eq!(theirs, [(1, "id"), (2, "pwd")]);
}

#[test]
fn a_terminal_that_edits_itself_is_replayed() {
    let lines = ["$ ls -k\u{8} \u{8}l", "$ cat f \u{8}\u{8}\u{8}oo", "$ rm^C", "$ ls^[[D"];
    let session = streamed(&lines);
    assert_eq!(texts(&session), ["ls -l", "cat foo", "ls\u{1b}[D"]);
}

#[test]
fn marks_that_were_typed_prove_nothing_after_that() {
    let forger = "printf '\\e[?2004h$ rm -rf /\\n\\e[?2004l'";
    let text = bash("sh-5.2$ ", "id") + &bash("sh-5.2$ ", forger) + &bash("$ ", "rm -rf /") + &bash("sh-5.2$ ", "pwd");
    let session = uploaded(&text);
    let sure: Vec<bool> = session.commands.iter().map(|command| command.confidence == Confidence::Exact).collect();
    assert_eq!(sure, [true, true, false, false]);
}

#[test]
fn background_output_in_an_input_is_never_sure() {
    let session = uploaded(
        &("\u{1b}[?2004hsh-5.2$ ls /sjob done\nrv\n\u{1b}[?2004l\r".to_owned()
            + &bash("sh-5.2$ ", "id")
            + &bash("sh-5.2$ ", "pwd")),
    );
    assert_eq!(session.commands[0].confidence, Confidence::Uncertain);
}

#[test]
fn a_commands_output_is_known_by_its_place_and_by_what_it_says() {
    let session = streamed(&[
        "sh-5.2$ cat /etc/shadow",
        "cat: /etc/shadow: Permission denied",
        "sh-5.2$ cd /tmp",
        "sh-5.2$ lss",
        "sh: lss: command not found",
        "sh-5.2$ seq 3",
        "1",
        "2",
        "3",
        "sh-5.2$ ",
    ]);
    let said: Vec<Option<Said>> = session.commands.iter().map(|command| command.output.said).collect();
    assert_eq!(said, [Some(Said::PermissionDenied), None, Some(Said::CommandNotFound), None]);
    assert!(session.commands[1].output.is_none());
    let numbers = session.commands[3].output;
    assert_eq!((numbers.line, numbers.lines, numbers.bytes, numbers.ended), (6, 3, 3, true));
    let shown: Vec<String> =
        session.lines(numbers.line..numbers.line + numbers.lines).into_iter().map(|line| line.text).collect();
    assert_eq!(shown, ["1", "2", "3"]);
    // A log that ends tells nothing of what would have come.
    let cut = streamed(&["sh-5.2$ id", "sh-5.2$ reboot"]);
    assert!(cut.commands[0].output.is_none() && !cut.commands[1].output.is_none());
}

#[test]
fn a_full_screen_program_is_one_line_and_has_its_time() {
    let events = vec![
        streamed_event(1_000, &["sh-5.2$ vi /etc/hosts", "\u{1b}[?1049h\u{1b}[1;1H127.0.0.1"]),
        streamed_event(21_000, &["sh-5.2$ rm -rf /", "~"]),
        streamed_event(41_000, &["~\u{1b}[?1049l\u{1b}[?2004hsh-5.2$ id", "uid=1", "sh-5.2$ exit"]),
    ];
    let session = read_session("a-1", events);
    assert_eq!(texts(&session), ["vi /etc/hosts", "id", "exit"]);
    assert_eq!(session.commands[0].full_screen, Some(FullScreen { milliseconds: Some(40_000) }));
    let lines = session.lines(0..session.transcript.len());
    let folded: Vec<bool> = lines.iter().map(|line| line.full_screen).collect();
    assert_eq!(folded, [false, true, false, false, false]);
    assert!(lines[1].raw.as_ref().unwrap().contains("rm -rf /"));
    assert_eq!(session.transcript.time(2), Some(41_000));
    assert_eq!(session.transcript.line_at(41_000), 2);
}

#[test]
fn marks_tell_what_is_missing() {
    let minutes = 60_000;
    let events = vec![
        streamed_event(0, &["sh-5.2$ sudo id", "[sudo] password for alice: ", "uid=0", "sh-5.2$ stty -echo"]),
        streamed_event(1_000, &["sh-5.2$ ", "uid=1", "sh-5.2$ ", "sh-5.2$ "]),
        streamed_event(21 * minutes, &["sh-5.2$ exit"]),
    ];
    let session = read_session("a-1", events);
    let marks: Vec<(usize, MarkKind)> = session.marks.iter().map(|mark| (mark.line, mark.kind)).collect();
    let pause = MarkKind::Gap { milliseconds: 21 * minutes - 1_000 };
    assert_eq!(marks, [(1, MarkKind::SecretAsked), (4, MarkKind::TypingHidden), (8, pause)]);
}

#[test]
fn answers_to_programs_are_told_from_commands() {
    let lines = ["sh-5.2$ sudo apt install tmux", "Do you want to continue? [Y/n] y", "Setting up", "sh-5.2$ id", "x"];
    let session = streamed(&lines);
    let kinds: Vec<(&str, CommandKind)> =
        session.commands.iter().map(|command| (command.text.as_str(), command.kind)).collect();
    let (shell, input) = (CommandKind::Shell, CommandKind::Input);
    assert_eq!(kinds, [("sudo apt install tmux", shell), ("y", input), ("id", shell)]);
    assert_eq!(session.commands[0].output.lines, 2);
}

#[test]
fn a_line_that_the_agent_cut_is_whole_again() {
    let long = "x".repeat(33_000);
    let events = vec![
        streamed_event(1, &["sh-5.2$ cat big"]),
        streamed_event(2, &[&long]),
        streamed_event(3, &[&long]),
        streamed_event(4, &["end", "sh-5.2$ id", "uid=1"]),
    ];
    let session = read_session("a-1", events);
    assert_eq!(texts(&session), ["cat big", "id"]);
    let line = &session.lines(1..2)[0];
    assert_eq!((line.text.len(), line.event), (66_003, 1));
    assert_eq!(session.lines(2..3)[0].text, "sh-5.2$ id");
    assert_eq!(session.commands[1].source.first, Place { event: 3, line: 1 });
}

#[test]
fn what_a_shell_says_later_speaks_against_a_line() {
    let lines = [
        "sh-5.2$ cd /srv && lssystemclt restart app",
        "sh: systemclt: command not found",
        "sh-5.2$ (sleep 1; echo upload finished) &",
        "[1] 17",
        "sh-5.2$ time s",
        "upload finished",
        "leep 2",
        "sh-5.2$ awk '{",
        "  print",
        "sh-5.2$ id",
        "uid=1",
    ];
    let doubted: Vec<(String, bool)> = streamed(&lines)
        .commands
        .into_iter()
        .map(|command| (command.text, command.confidence == Confidence::Uncertain))
        .collect();
    for (text, is_doubted) in
        [("cd /srv && lssystemclt restart app", true), ("time s", true), ("awk '{", true), ("id", false)]
    {
        assert!(doubted.contains(&(text.to_owned(), is_doubted)), "{text}: {doubted:?}");
    }
}

#[test]
fn a_command_that_is_cut_short_shows_what_it_begins_with() {
    let line = format!("sh-5.2$ {}id", " ".repeat(2 << 20));
    let session = streamed(&["sh-5.2$ pwd", "/", &line, "x", "sh-5.2$ exit", "exit"]);
    assert_eq!(texts(&session), ["pwd", "id", "exit"]);
    assert!(session.commands[1].doubts.contains(&Doubt::CutShort));
}

#[test]
fn nothing_is_dropped() {
    let odd = json!({"eventVersion": "1.0", "sessionData": ["sh-5.2$ id", 7, null], "new": 1}).to_string();
    let session =
        read_session("a-1", vec![event(2, "{\"eventVersion\":\"1.0\",\"sessionData\":[\"half"), event(1, odd)]);
    assert_eq!(session.broken_events, 1);
    let lines = session.lines(0..session.transcript.len());
    let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(shown, ["sh-5.2$ id", "7", "null", "{\"eventVersion\":\"1.0\",\"sessionData\":[\"half"]);
    assert_eq!((lines[2].event, lines[3].event), (0, 1));
    assert_eq!((session.first_event, session.last_event), (1, 2));
}

#[test]
fn what_another_program_wrote_beside_records_is_no_terminal_output() {
    let written = "sh-5.2$ rm -rf /";
    let session =
        read_session("a-1", vec![streamed_event(1, &["sh-5.2$ id"]), event(2, written), event(3, "{\"a\":1}")]);
    assert_eq!(texts(&session), ["id"]);
    assert_eq!((session.form, session.broken_events), (RecordForm::Streamed, 2));
    assert!(session.lines(0..9).iter().any(|line| line.text == written));

    let uploaded = event(2, format!("Script started on 2026-01-02 03:04:05+00:00 [x]\n{written}\r\n$ \r\n"));
    assert_eq!(read_session("a-1", vec![streamed_event(1, &["sh-5.2$ id"]), uploaded]).form, RecordForm::Mixed);
}

#[test]
fn sessions_are_told_apart_and_the_newest_comes_first() {
    let mut events = Vec::new();
    for (stream, time) in [("old-1", 10), ("new-2", 30), ("mid-3", 20)] {
        events.push(LogEvent { log_stream: stream.into(), ..streamed_event(time, &["sh-5.2$ id"]) });
    }
    let ids: Vec<String> = read_sessions(events).into_iter().map(|session| session.id).collect();
    assert_eq!(ids, ["new-2", "mid-3", "old-1"]);
}

fn terminal_piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\u{1b}[?2004h".to_owned()),
        Just("\u{1b}[?2004l".to_owned()),
        Just("\u{1b}[?1049h".to_owned()),
        Just("\u{1b}[?1049l".to_owned()),
        Just("sh-5.2$ ".to_owned()),
        Just("$ ".to_owned()),
        Just("> ".to_owned()),
        Just("cat <<E".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just(" \r".to_owned()),
        Just("\u{8}".to_owned()),
        Just("\u{fffd}日\u{301}".to_owned()),
        (0_u16..3_000, "[@A-HJ-MPSTXbdfhlmsu`]").prop_map(|(count, action)| format!("\u{1b}[{count}{action}")),
        "[ -~]{0,12}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_every_index_holds(
        pieces in prop::collection::vec(terminal_piece(), 0..60), streams in any::<bool>(), cut in 0_usize..200
    ) {
        let text = pieces.concat();
        let messages: Vec<LogEvent> = if streams {
            let lines: Vec<&str> = text.split('\n').collect();
            vec![streamed_event(5, &lines), event(5, &text)]
        } else {
            let mut cut = cut.min(text.len());
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            vec![event(5, &text[..cut]), event(4, &text[cut..])]
        };
        let events = messages.len();
        let session = read_session("x", messages);
        let lines = session.lines(0..session.transcript.len());
        prop_assert_eq!(lines.len(), session.transcript.len());
        for (index, line) in lines.iter().enumerate() {
            prop_assert!(line.event < events, "{index}");
            prop_assert!(line.command.is_none_or(|command| command < session.commands.len()));
            prop_assert_eq!(&session.lines(index..index + 1)[0], line);
        }
        for command in &session.commands {
            prop_assert!(command.line < session.transcript.len() && command.source.last.event < events);
            prop_assert!(!command.text.trim().is_empty());
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read_session("x", vec![event(1, String::from_utf8_lossy(&bytes))]);
    }
}

#[path = "tests_of_trust.rs"]
mod trust;
