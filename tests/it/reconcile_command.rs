//! `reconcile` at the command line: what it keeps, what it is told by, and how it ends.

use std::{collections::BTreeMap, process::Command};

use super::setup::{GROUPS, PROGRAM, now, run, run_at, service, text};

/// What an auditor asked for of one region says nothing of another, and stays what was asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_keeps_the_check_of_its_own_region() {
    let service = service("good", now()).await;
    let folder = tempfile::tempdir().unwrap();
    let (case, pack) = (folder.path().join("two.case"), folder.path().join("pack"));
    let ask = |region: &str, arguments: &[&str]| {
        let done = Command::new(PROGRAM)
            .args(arguments)
            .args(["--endpoint-url", &service.endpoint(), "--log-group", GROUPS[0], "--case", text(&case)])
            .envs([("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_REGION", region)])
            .env("SESSION_LENS_SETTINGS", folder.path().join("settings.json"))
            .output()
            .unwrap();
        assert!(done.status.code().is_some_and(|code| code != 2), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let asks = |rule: &'static str, days: &'static str| ["check", "--retention-rule", rule, "--retention-days", days];
    ask("ap-northeast-1", &asks("RuleA", "100"));
    ask("us-east-1", &asks("RuleB", "3000"));
    let compare = ["reconcile", "--start", "-2d", "--format", "csv"];
    ask("ap-northeast-1", &compare);
    ask("us-east-1", &compare);
    ask("eu-west-1", &compare);
    assert_eq!(run(&["export", "--case", text(&case), "--out", text(&pack)]).0, Some(0));
    let rules: BTreeMap<String, String> = ["setup.json", "setup-2.json", "setup-3.json"]
        .into_iter()
        .map(|name| {
            let said = std::fs::read_to_string(pack.join("data").join(name)).unwrap();
            let said: serde_json::Value = serde_json::from_str(&said).unwrap();
            let of = |pointer: &str| said.pointer(pointer).unwrap().as_str().unwrap().to_owned();
            (of("/facts/region"), of("/requirements/retentionRule"))
        })
        .collect();
    let expected = [("ap-northeast-1", "RuleA"), ("us-east-1", "RuleB"), ("eu-west-1", "PCI DSS 10.5.1")];
    assert_eq!(rules, expected.map(|(region, rule)| (region.to_owned(), rule.to_owned())).into());
    let compared = std::fs::read_dir(pack.join("data")).unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.starts_with("reconciliation").then_some(name)
    });
    assert_eq!(compared.count(), 6, "three comparisons, each with what it covers");
    service.stop().await;
}

/// A group by its ARN is the same group: its retention holds, and its logs are no other's.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_group_by_its_arn_is_the_same_group() {
    let service = service("demo", now()).await;
    let folder = tempfile::tempdir().unwrap();
    let ask = |groups: &str| {
        let arguments = ["reconcile", "--start", "-3d", "--format", "csv", "--log-group", groups];
        let (code, out, said) = run_at(&service, folder.path(), &arguments);
        assert_eq!(code, Some(1), "{said}");
        out
    };
    let arns = GROUPS.map(|group| format!("arn:aws:logs:ap-northeast-1:111122223333:log-group:{group}:*"));
    let by_name = ask(&GROUPS.join(","));
    assert!(by_name.lines().count() > 20);
    assert_eq!(ask(&arns.join(",")), by_name);
    assert_eq!(ask(&format!("{},{}", arns.join(","), GROUPS.join(","))), by_name, "each is listed once");
    service.stop().await;
}

/// A trail's log group has no more than it keeps.
#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_no_record_keeps_is_not_called_right() {
    let service = service("good", now()).await;
    let folder = tempfile::tempdir().unwrap();
    let ask = |start: &str, end: &str| {
        let trail = ["--trail-log-group", "/aws/cloudtrail/management"];
        let times = ["reconcile", "--log-group", GROUPS[0], "--start", start, "--end", end];
        run_at(&service, folder.path(), &[&times[..], &trail].concat())
    };
    let (code, _, said) = ask("-900d", "-850d");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("CloudTrail's events: older than what AWS keeps"), "{said}");
    service.stop().await;
}
