//! The headless verbs, as a shell sees them.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use session_lens::emulator::Emulator;

use crate::service::{GROUP, STREAM, fill, start};

/// The program with nothing of this machine's AWS configuration and no display.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_session-lens"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("AWS_") || name.ends_with("DISPLAY") || name.to_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    command
        .env("AWS_CONFIG_FILE", "/nonexistent/config")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("LC_ALL", "C.UTF-8");
    command
}

/// Runs off the test's runtime: the service answers on that.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.stdin(Stdio::null()).output().unwrap()).await.unwrap()
}

async fn with(service: &Emulator, arguments: &[&str]) -> Output {
    let mut command = program();
    command.args(arguments).args(["--endpoint-url", &service.endpoint()]);
    run(command).await
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn complaints(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_in_every_format() {
    let service = start().await;
    fill(&service, &["ls -la", "=cmd|' /C calc'!A0", "日本語, \"quoted\""]).await;
    let query = |format: &'static str| {
        let text = "fields @timestamp, @message | sort @timestamp asc";
        ["query", "--log-group", GROUP, "--start", "-1h", "--end", "now", "--format", format, text]
    };

    let table = with(&service, &query("table")).await;
    assert_eq!(table.status.code(), Some(0), "{}", complaints(&table));
    let lines: Vec<&str> = out(&table).lines().collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines[0].starts_with("@timestamp") && lines[1].ends_with("ls -la"), "{lines:?}");
    assert!(complaints(&table).starts_with("3 rows;"), "{}", complaints(&table));

    let ndjson = with(&service, &query("ndjson")).await;
    let rows: Vec<serde_json::Value> = out(&ndjson).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let messages: Vec<_> = rows.iter().map(|row| row["@message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["ls -la", "=cmd|' /C calc'!A0", "日本語, \"quoted\""]);
    assert!(rows.iter().all(|row| row["@ptr"].is_string()));

    let csv = with(&service, &query("csv")).await;
    let mut reader = csv::Reader::from_reader(csv.stdout.as_slice());
    let column = reader.headers().unwrap().iter().position(|name| name.contains("@message")).unwrap();
    let cells: Vec<String> = reader.records().map(|record| record.unwrap()[column].to_owned()).collect();
    assert_eq!(cells[0], "ls -la");
    assert!(!cells[1].starts_with('='), "a formula reaches the sheet: {}", cells[1]);
    assert_eq!(cells[2], "日本語, \"quoted\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_and_streams_are_listed() {
    let service = start().await;
    fill(&service, &["x"]).await;
    let groups = with(&service, &["groups", "--format", "ndjson"]).await;
    let group: serde_json::Value = serde_json::from_str(out(&groups).trim()).unwrap();
    assert_eq!(
        (group["logGroupName"].as_str(), group["logGroupClass"].as_str()),
        (Some(GROUP), Some("INFREQUENT_ACCESS"))
    );
    let streams = with(&service, &["streams", "--log-group", GROUP]).await;
    assert!(out(&streams).contains(STREAM), "{}", out(&streams));
    let none = with(&service, &["groups", "--prefix", "/none"]).await;
    assert_eq!((none.status.code(), out(&none).lines().count()), (Some(0), 1), "{}", out(&none));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_from_a_log_acts_on_the_terminal() {
    let service = start().await;
    let hostile = "a\u{1b}]0;owned\u{7}b\u{1b}[2J\r\u{9b}31m\u{202e}fdp.exe\u{7f}\nsecond line";
    fill(&service, &[hostile]).await;
    for format in ["table", "csv", "ndjson"] {
        let text = "fields @message, concat('\u{1b}[31m', @message) as x";
        let arguments = ["query", "--log-group", GROUP, "--start", "-1h", "--format", format, text];
        let output = with(&service, &arguments).await;
        assert_eq!(output.status.code(), Some(0), "{format}: {}", complaints(&output));
        let acts = |shown: char| (shown.is_control() && shown != '\n' && shown != '\r') || shown == '\u{202e}';
        for text in [out(&output), complaints(&output)] {
            assert!(!text.chars().any(acts), "{format}: {text:?}");
        }
        assert!(out(&output).contains("second line"), "{format}");
        if format == "ndjson" {
            let row: serde_json::Value = serde_json::from_str(out(&output)).unwrap();
            assert_eq!(row["@message"], hostile, "what was logged comes back whole");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_in_an_error_are_shown_as_words() {
    let service = start().await;
    service.refuse("DescribeLogGroups", "AccessDeniedException", "no \u{1b}[31m\u{202e}way");
    let output = with(&service, &["groups"]).await;
    assert_eq!(output.status.code(), Some(1));
    let told = complaints(&output);
    assert!(
        told.contains("logs:DescribeLogGroups") && !told.contains('\u{1b}') && !told.contains('\u{202e}'),
        "{told:?}"
    );
    assert!(told.lines().count() >= 4, "what, meaning, action, technical part: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_can_come_from_standard_input() {
    let service = start().await;
    fill(&service, &["x"]).await;
    let mut command = program();
    command
        .args(["query", "--log-group", GROUP, "--start", "-1h", "--format", "ndjson", "-"])
        .args(["--endpoint-url", &service.endpoint()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"stats count(*) as n # a comment\n").unwrap();
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert_eq!(out(&output).trim(), r#"{"n":"1"}"#, "{}", complaints(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_gives_one_and_says_why() {
    let service = start().await;
    fill(&service, &["x"]).await;
    let wrong = with(&service, &["query", "--log-group", GROUP, "--start", "-1h", "fields | | x"]).await;
    assert_eq!((wrong.status.code(), out(&wrong)), (Some(1), ""));
    assert!(complaints(&wrong).contains("query is wrong"), "{}", complaints(&wrong));
    let gone = with(&service, &["query", "--log-group", "/gone", "--start", "-1h", "fields x"]).await;
    assert_eq!(gone.status.code(), Some(1));
    assert!(complaints(&gone).contains("/gone"), "{}", complaints(&gone));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_the_query_at_the_service() {
    let slow = session_lens::emulator::EmulatorOptions { query_delay: Duration::from_mins(1), ..Default::default() };
    let service = Emulator::start(slow).await.unwrap();
    fill(&service, &["x"]).await;
    let mut command = program();
    command
        .args(["query", "--log-group", GROUP, "--start", "-1h", "fields @message"])
        .args(["--endpoint-url", &service.endpoint()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    while !service.operations_called().contains_key("GetQueryResults") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let began = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(output.status.code(), Some(1), "{}", complaints(&output));
    assert_eq!(service.operations_called().get("StopQuery"), Some(&1));
}

#[tokio::test]
async fn wrong_usage_gives_two() {
    for arguments in [
        &["query"][..],
        &["nonsense"],
        &["groups", "--demo", "--profile", "p"],
        &["groups", "--format", "xml"],
        &["groups", "--limit", "0"],
        &["query", "--log-group", "g", "--start", "yesterday", "fields x"],
        &["query", "--log-group", "g", "--start", "-1d", "--end", "-2d", "fields x"],
        &["query", "--log-group", "g", "--start", "-1d", "--limit", "100001", "fields x"],
        &["serve", "--port", "70000"],
        &["commands"],
        &["commands", "--log-group", "g", "--region", "us-east-1"],
        &["commands", "--demo", "file.ndjson"],
    ] {
        let mut command = program();
        command.args(arguments);
        let output = run(command).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", complaints(&output));
        assert!(!complaints(&output).is_empty() && out(&output).is_empty(), "{arguments:?}");
    }
}

#[tokio::test]
async fn missing_credentials_show_within_two_seconds() {
    // The worst machine: something swallows the question for instance credentials.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = program();
    command
        .args(["groups", "--region", "us-east-1"])
        .env_remove("AWS_EC2_METADATA_DISABLED")
        .env("AWS_EC2_METADATA_SERVICE_ENDPOINT", format!("http://{}", silent.local_addr().unwrap()));
    let began = Instant::now();
    let output = run(command).await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(output.status.code(), Some(1));
    assert!(complaints(&output).contains("No AWS credentials"), "{}", complaints(&output));
}

#[tokio::test]
async fn the_users_configuration_is_told_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    std::fs::write(
        &config,
        "[profile audit]\nsso_start_url = https://example.com/start\nsso_region = us-east-1\n\
         sso_account_id = 123456789012\nsso_role_name = Auditor\nregion = us-east-1\n[profile bare]\n",
    )
    .unwrap();
    for (arguments, says) in [
        (["groups", "--profile", "none"], "profile none"),
        (["groups", "--profile", "audit"], "sign-in has run out"),
        (["groups", "--profile", "bare"], "No AWS region"),
    ] {
        let mut command = program();
        command.args(arguments).env("AWS_CONFIG_FILE", &config).env("HOME", folder.path());
        // Keys that lie about must not be taken for the profile's.
        command.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
        let output = run(command).await;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(complaints(&output).contains(says), "{arguments:?}: {}", complaints(&output));
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_credential_process_is_asked_once_and_its_secrets_stay_inside() {
    let service = start().await;
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("asked");
    let helper = folder.path().join("helper.sh");
    let answer = r#"{"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "wJalrXUtnFEMI"}"#;
    std::fs::write(&helper, format!("echo >> '{}'\necho '{answer}'\n", asked.display())).unwrap();
    let broken = folder.path().join("broken.sh");
    std::fs::write(&broken, format!("echo '{answer}' >&2\nexit 3\n")).unwrap();
    let config = folder.path().join("config");
    let profiles = format!(
        "[profile good]\nregion = us-east-1\ncredential_process = sh {}\n\
         [profile bad]\nregion = us-east-1\ncredential_process = sh {}\n",
        helper.display(),
        broken.display()
    );
    std::fs::write(&config, profiles).unwrap();

    let mut good = program();
    good.args(["groups", "--profile", "good", "--endpoint-url", &service.endpoint()]).env("AWS_CONFIG_FILE", &config);
    let output = run(good).await;
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert_eq!(std::fs::read_to_string(&asked).unwrap().lines().count(), 1);

    let mut bad = program();
    bad.args(["groups", "--profile", "bad"])
        .env("AWS_CONFIG_FILE", &config)
        .env("SESSION_LENS_LOG", "session_lens=trace");
    let output = run(bad).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        !complaints(&output).contains("wJalr") && !complaints(&output).contains("IOSFODNN7"),
        "{}",
        complaints(&output)
    );
    assert!(complaints(&output).contains("No AWS credentials"), "{}", complaints(&output));
}

#[tokio::test]
async fn the_demo_answers_without_a_display() {
    let mut command = program();
    command.arg("--demo");
    let output = run(command).await;
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert!(complaints(&output).lines().next().is_some_and(|line| line.contains("xvfb-run -a")));
    assert!(out(&output).starts_with("The busiest user"), "{}", out(&output));
    assert!(out(&output).lines().count() > 5);
    let mut command = program();
    command.arg("--region=us-east-1");
    assert_eq!(run(command).await.status.code(), Some(1));
}

#[tokio::test]
async fn the_demo_needs_no_network_and_no_configuration() {
    let mut command = program();
    command
        .args(["groups", "--demo", "--format", "ndjson"])
        .env("AWS_CONFIG_FILE", "/dev/null/broken")
        .env("AWS_PROFILE", "none")
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        .env("AWS_USE_FIPS_ENDPOINT", "true")
        .envs(["HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, "http://127.0.0.1:1")));
    let output = run(command).await;
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert!(out(&output).contains(GROUP), "{}", out(&output));
}

#[cfg(unix)]
#[tokio::test]
async fn serve_prints_its_endpoint_and_runs_until_stopped() {
    let mut service = program().args(["serve"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut endpoint = String::new();
    BufReader::new(service.stdout.take().unwrap()).read_line(&mut endpoint).unwrap();
    let mut command = program();
    command.args(["groups", "--endpoint-url", endpoint.trim()]);
    let output = run(command).await;
    assert_eq!(output.status.code(), Some(0), "{endpoint}: {}", complaints(&output));
    assert!(service.try_wait().unwrap().is_none(), "it ended by itself");
    let stopped = Command::new("kill").args(["-TERM", &service.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(service.wait().unwrap().code(), Some(0));
}

/// A display that is not there, and one that is named and does not answer, come to the same.
#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_demo_answers_in_text() {
    for display in [None, Some(":4093")] {
        let mut command = program();
        command.arg("--demo").stdin(Stdio::null());
        if let Some(display) = display {
            command.env("DISPLAY", display);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{display:?}: {}", complaints(&output));
        let first = complaints(&output).lines().next().unwrap_or_default();
        assert!(first.contains("no display") && first.contains("xvfb-run -a session-lens --demo"), "{first}");
        assert!(out(&output).starts_with("The busiest user"), "{display:?}: {}", out(&output));
    }
}

#[tokio::test]
async fn errors_are_told_in_the_systems_language() {
    let mut command = program();
    command.args(["groups", "--region", "us-east-1"]).env("LC_ALL", "ja_JP.UTF-8");
    let output = run(command).await;
    assert!(complaints(&output).contains("認証情報が見つかりません"), "{}", complaints(&output));
}
