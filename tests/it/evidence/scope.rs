//! The pack says where its events come from and how each log group was kept, as far as AWS told.

use std::{fs, path::Path, sync::Arc};

use serde_json::{Value, json};
use session_lens::{
    case::{Case, Writer},
    cloudwatch::{ConnectOptions, connect},
    collect::{CaseStore, CollectOptions, CollectVia, CollectionScope, Wanted, collect, origin},
    emulator::{Emulator, EmulatorData, EmulatorOptions},
    model::LogSource,
};
use tokio_util::sync::CancellationToken;

use super::{pack, text};
use crate::service::now;

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1";

/// Collects two groups, of which one has nothing set, into `a.case`.
async fn collected(folder: &Path, refuses: bool) {
    let end = now() - 3_600_000;
    let logs = folder.join("logs");
    for group in ["aws/ssm/logs", "aws/ssm/logs-more"] {
        fs::create_dir_all(logs.join(group)).unwrap();
        let line = json!({"timestamp": end - 1_000, "message": "m"}).to_string() + "\n";
        fs::write(logs.join(group).join("s.ndjson"), line).unwrap();
    }
    let said = json!({"/aws/ssm/logs": {
        "class": "INFREQUENT_ACCESS", "retentionDays": 400, "kmsKeyId": KEY, "creationTime": 1_700_000_000_000_i64
    }});
    fs::write(logs.join("groups.json"), said.to_string()).unwrap();
    let options = EmulatorOptions { data: EmulatorData::Folder(logs), throttle: false, ..EmulatorOptions::default() };
    let service = Emulator::start(options).await.unwrap();
    if refuses {
        service.refuse("DescribeLogGroups", "AccessDeniedException", "not authorized");
    }
    let source: Arc<dyn LogSource> = Arc::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap());
    let log_groups = vec!["/aws/ssm/logs".to_owned(), "/aws/ssm/logs-more".to_owned()];
    let scope = CollectionScope { log_groups, start: end - 86_400_000, end };
    let identity = source.identity().await.unwrap();
    let of = origin(source.as_ref(), &identity, &scope.log_groups).await;
    let writer = Writer::new(Case::create(&folder.join("a.case"), now()).unwrap()).unwrap();
    let store = CaseStore::new(writer, Wanted::All { scope, via: CollectVia::Insights }, of, now).unwrap();
    let task = store.task().clone();
    let store = Arc::new(std::sync::Mutex::new(store));
    let proof = collect(source, store, &task, CollectOptions::new(now()), &CancellationToken::new(), |_| ()).await;
    assert!(proof.unwrap().complete);
}

fn scope(folder: &Path) -> (Value, String) {
    let pack = pack(folder, "pack", &[]);
    let read = |name: &str| fs::read_to_string(pack.join(name)).unwrap();
    (serde_json::from_str(&read("data/scope.json")).unwrap(), read("data/report.html"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_tells_account_region_caller_and_how_each_group_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    collected(folder.path(), false).await;
    let (scope, report) = scope(folder.path());
    let collection = &scope["collections"][0];
    for field in ["account", "region", "caller"] {
        let value = collection[field].as_str().unwrap();
        assert!(value != "not recorded" && report.contains(value), "{field}: {value}");
    }
    let group = &collection["logGroups"][0];
    let of = |name: &str| group[name].clone();
    assert_eq!(
        [of("name"), of("class"), of("kmsKeyId"), of("facts")],
        ["/aws/ssm/logs", "INFREQUENT_ACCESS", KEY, "recorded"]
    );
    assert_eq!((of("retentionDays"), of("created")), (json!(400), json!("2023-11-14T22:13:20.000Z")));
    assert!(of("arn").as_str().unwrap().ends_with(":log-group:/aws/ssm/logs") && of("storedBytes").is_u64());
    let other = &collection["logGroups"][1];
    assert_eq!([&other["retentionDays"], &other["kmsKeyId"]], ["never expires", "none of the owner's"]);
    for shown in ["INFREQUENT_ACCESS", KEY, "400 days", "never expires", ":log-group:/aws/ssm/logs-more"] {
        assert!(report.contains(shown), "{shown}");
    }
    assert_eq!(scope["zone"], "UTC");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_had_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    collected(folder.path(), true).await;
    let (of_refused, report) = scope(folder.path());
    let group = &of_refused["collections"][0]["logGroups"][0];
    assert_eq!(
        [&group["facts"], &group["class"], &group["retentionDays"]],
        ["not permitted", "not recorded", "not recorded"]
    );
    assert!(report.contains("not permitted (logs:DescribeLogGroups)"));
    // Files tell nothing of an account.
    let files = tempfile::tempdir().unwrap();
    let (of_files, report) = scope(files.path());
    assert_eq!(of_files["collections"], json!([]));
    assert!(report.contains("NOT PROVEN") && !text(files.path()).is_empty());
}
