//! How fast a log group grows, by CloudWatch's own measure, through the real SDK.

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    emulator::{Emulator, EmulatorOptions, Setup},
    model::ScanPrices,
    setup::{
        Answer, FindingKind, Requirements, SetupFacts, SetupReport,
        aws::{Account, read_setup},
        cost::{Basis, StoragePrices},
        facts::{IncomingBytes, LogGroupFacts},
    },
};

use crate::service::{fill, now, put, start};

const GROUP: &str = crate::service::GROUP;
const DAY: i64 = 86_400_000;
/// What CloudWatch Logs counts for an event besides its message (API Reference, "`PutLogEvents`").
const OVERHEAD: usize = 26;

async fn facts(service: &Emulator, group: &str, now: i64) -> SetupFacts {
    let account = Account::new(connect(ConnectOptions::demo(&service.endpoint())).await.unwrap());
    read_setup(&account, &[group.to_owned()], now, &|_, _| ()).await.unwrap()
}

fn of_group(facts: &SetupFacts) -> &LogGroupFacts {
    facts.groups.iter().find(|group| group.name == GROUP).unwrap()
}

fn incoming(facts: &SetupFacts) -> IncomingBytes {
    match &of_group(facts).incoming {
        Answer::Read { value, evidence } => {
            assert_eq!(
                (evidence.operation.as_str(), evidence.subject.as_str()),
                ("cloudwatch:GetMetricStatistics", GROUP)
            );
            *value
        }
        other => panic!("{other:?}"),
    }
}

fn report(facts: SetupFacts, now: i64) -> SetupReport {
    SetupReport::new(facts, Requirements::default(), &StoragePrices::built_in(), &ScanPrices::built_in(), now)
}

fn basis(report: &SetupReport) -> Basis {
    report.costs.iter().find(|cost| cost.log_group == GROUP).unwrap().cost.volume.basis
}

async fn company(setup: &str) -> Emulator {
    let setup = Some(setup.parse::<Setup>().unwrap());
    Emulator::start(EmulatorOptions { setup, throttle: false, ..EmulatorOptions::demo_at(now()) }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn growth_is_what_came_in_within_thirty_whole_days() {
    let service = company("good").await;
    // Asked as if it were the day after tomorrow: then today is a whole day.
    let then = now() + 2 * DAY;
    let before = incoming(&facts(&service, GROUP, then).await);
    assert_eq!((before.end - before.start, before.end % DAY), (30 * DAY, 0));
    assert!(before.end <= then && before.end > then - DAY && before.bytes > 0.0);

    let messages = ["one", "and a longer one: 日本語"];
    crate::service::writer(&service)
        .create_log_stream()
        .log_group_name(GROUP)
        .log_stream_name(crate::service::STREAM)
        .send()
        .await
        .unwrap();
    put(&service, &messages).await;
    let facts = facts(&service, GROUP, then).await;
    let put_in: usize = messages.iter().map(|message| message.len() + OVERHEAD).sum();
    assert!((incoming(&facts).bytes - before.bytes - put_in as f64).abs() < 0.5, "{before:?} {:?}", incoming(&facts));
    let report = report(facts, then);
    assert_eq!(basis(&report), Basis::IncomingBytes);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_growth_is_worked_out_and_one_finding_says_so() {
    let service = company("good").await;
    service.deny("GetMetricStatistics");
    let report = report(facts(&service, GROUP, now()).await, now());
    let refused: Vec<_> = report.findings.iter().filter(|finding| finding.kind == FindingKind::CouldNotRead).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].subject, "cloudwatch:GetMetricStatistics");
    assert!(refused[0].values["about"].contains(GROUP), "{refused:?}");
    assert_eq!(basis(&report), Basis::StoredBytes);
    service.stop().await;
}

/// A metric that has nothing at all of a group is no measure; one that had something, and has nothing of late, is.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_measured_is_not_nothing_came() {
    let service = start().await;
    fill(&service, &["one"]).await;
    // Of the day of its creation, only a part.
    for days in [0, 1] {
        assert_eq!(of_group(&facts(&service, GROUP, now() + days * DAY).await).incoming, Answer::NotAsked);
    }
    let later = facts(&service, GROUP, now() + 20 * DAY).await;
    assert!(of_group(&later).incoming.absent().is_some(), "{:?}", of_group(&later).incoming);
    assert_eq!(basis(&report(later, now() + 20 * DAY)), Basis::StoredBytes);
    service.stop().await;

    let service = company("good").await;
    let then = now() + 40 * DAY;
    assert_eq!(incoming(&facts(&service, GROUP, then).await).bytes.to_bits(), 0.0_f64.to_bits());
    let calls = service.operations_called()["GetMetricStatistics"];
    let gone = facts(&service, "/there/is/none", then).await;
    assert_eq!(gone.groups.iter().find(|group| group.name == "/there/is/none").unwrap().incoming, Answer::NotAsked);
    assert!(service.operations_called()["GetMetricStatistics"] > calls, "the documents' groups are there");
    service.stop().await;
}
