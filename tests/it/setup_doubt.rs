//! The setup check, through the real SDKs: what a service's answer does not say for sure is not said for sure.

use std::sync::atomic::{AtomicUsize, Ordering};

use session_lens::{
    cloudwatch::{ConnectOptions, connect},
    setup::{
        Answer, Certainty, Finding, FindingKind, SetupFacts,
        aws::{Account, read_setup},
        facts::{LogGroupDescription, Starters},
    },
};

use crate::{
    live_client::Answering,
    setup::{facts, found, kinds, now, service},
};

fn starters<'a>(facts: &'a SetupFacts, document: &str) -> &'a Starters {
    facts.documents.iter().find(|known| known.name == document).unwrap().starters.value().unwrap()
}

fn of(found: &[Finding], kind: FindingKind) -> Vec<&Finding> {
    found.iter().filter(|finding| finding.kind == kind).collect()
}

/// The facts of a setup, and what is found in them.
async fn checked(setup: &str) -> (SetupFacts, Vec<Finding>) {
    let service = service(setup, now()).await;
    let facts = facts(&service).await;
    service.stop().await;
    let found = found(&facts);
    (facts, found)
}

/// Whom an organization's policy or a missing second factor keeps from something in a simulation may do it all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_denial_by_conditions_that_were_not_given_is_no_denial() {
    let (facts, found) = checked("organization").await;
    let ssh = starters(&facts, "AWS-StartSSHSession");
    assert!(ssh.may.is_empty() && ssh.by_condition.len() > 10, "{ssh:?}");
    assert!(ssh.by_condition.iter().any(|arn| arn.contains(":user/")), "{ssh:?}");
    assert_eq!(ssh.simulated, ssh.principals, "a decision on the whole is one on each");
    assert_eq!(of(&found, FindingKind::TunnelsForNobody), Vec::<&Finding>::new());
    assert_eq!(of(&found, FindingKind::TunnelsPartlyKnown).len(), 3);

    assert_eq!(of(&found, FindingKind::InstanceCannotWrite), Vec::<&Finding>::new());
    let partly = of(&found, FindingKind::InstancePartlyKnown);
    assert_eq!(partly.len(), 1, "{partly:?}");
    assert_eq!(partly[0].values["actions"], "s3:GetEncryptionConfiguration, s3:PutObject");
}

/// What belongs to another account has policies there that nobody simulated.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_another_accounts_is_denied_to_nobody_for_sure() {
    let (facts, found) = checked("other-account").await;
    let partner = starters(&facts, "Partner-Tunnel");
    assert!(partner.may.is_empty() && partner.by_condition.len() == partner.principals, "{partner:?}");
    let own = starters(&facts, "AWS-StartSSHSession");
    assert_eq!(own.by_condition, Vec::<String>::new(), "AWS's own documents belong to no account");
    let partly: Vec<&str> =
        of(&found, FindingKind::TunnelsPartlyKnown).iter().map(|finding| finding.subject.as_str()).collect();
    assert_eq!(partly, ["Partner-Tunnel"]);
    let kinds = kinds(&found);
    assert!(!kinds.contains("instance-cannot-write") && !kinds.contains("instances-can-write"), "{kinds:?}");
    assert_eq!(of(&found, FindingKind::InstancePartlyKnown)[0].values["actions"], "kms:Decrypt");
}

/// The role that the agent tells of counts, and a name without its path is not one that does not exist.
#[tokio::test(flavor = "multi_thread")]
async fn the_role_that_systems_manager_tells_of_is_the_one_that_writes() {
    let (facts, found) = checked("host-management").await;
    let nodes = facts.instances.value().unwrap();
    let managed: Vec<_> = nodes.iter().filter(|node| node.role.as_deref() == Some("HostManagement")).collect();
    assert!(managed.len() > 5, "{nodes:?}");
    for node in &managed {
        let permissions = node.permissions.value().unwrap();
        assert!(permissions.denied.is_empty() && permissions.allowed.len() > 5, "{node:?}");
    }
    let can = of(&found, FindingKind::InstancesCanWrite);
    assert_eq!((can.len(), can[0].about().count(), can[0].certainty), (1, managed.len(), Certainty::Likely));
    let kinds = kinds(&found);
    assert!(!kinds.contains("instance-role-missing") && !kinds.contains("instance-cannot-write"), "{kinds:?}");
    let partly = of(&found, FindingKind::InstancePartlyKnown);
    assert!(partly.len() == 1 && partly[0].values["role"] == "company-path-not-told", "{partly:?}");
}

/// What the agent does not do, and what AWS's own key lets everybody do, no role has to be allowed.
#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_agent_asks_for_is_needed() {
    let (facts, found) = checked("aws-bucket-key").await;
    let nodes = facts.instances.value().unwrap();
    let asked = nodes[0].permissions.value().unwrap();
    let without = |action: &str| !asked.allowed.iter().chain(&asked.denied).any(|known| known == action);
    assert!(without("kms:GenerateDataKey") && without("s3:GetEncryptionConfiguration"), "{asked:?}");
    assert_eq!(of(&found, FindingKind::InstancesCanWrite)[0].about().count(), nodes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_is_good_only_if_it_delivers_what_is_understood() {
    let (_, found) = checked("trail-failing").await;
    let failing = of(&found, FindingKind::TrailNotDelivering);
    assert!(failing.len() == 1 && failing[0].values["error"] == "AccessDenied", "{found:?}");
    assert_eq!(failing[0].evidence.value, "AccessDenied");
    assert!(!kinds(&found).contains("trail-in-order"));
    let (_, found) = checked("trail-selective").await;
    let unknown = of(&found, FindingKind::TrailUnknown);
    assert_eq!(unknown[0].evidence.value, "eventName StartsWith Put, Delete");
    assert!(!kinds(&found).contains("trail-in-order"));
    let (facts, found) = checked("good").await;
    let delivery = facts.trails.value().unwrap()[0].delivery.as_ref().unwrap();
    assert!(delivery.latest_error.is_none() && delivery.latest_time.is_some(), "{delivery:?}");
    let quoted = &of(&found, FindingKind::TrailInOrder)[0].further;
    assert!(quoted.iter().any(|quote| quote.place == "LatestDeliveryTime"), "{quoted:?}");
}

/// Rotation is advised where AWS can rotate, and a key that is being updated works.
#[tokio::test(flavor = "multi_thread")]
async fn keys_are_judged_by_what_they_can() {
    let (facts, found) = checked("key-imported").await;
    let imported = facts.keys.iter().find(|key| key.id.contains("b5c0f1e2")).unwrap();
    assert_eq!(imported.described.value().unwrap().origin.as_deref(), Some("EXTERNAL"));
    assert_eq!(imported.rotation, Answer::NotAsked);
    let kinds = kinds(&found);
    assert!(!kinds.contains("key-not-rotated") && !kinds.contains("key-unusable"), "{kinds:?}");
    assert!(kinds.contains("channel-key") && kinds.contains("group-with-key"), "{kinds:?}");
}

/// A class that has no transformers is not asked for one: AWS refuses that.
#[tokio::test(flavor = "multi_thread")]
async fn transformers_are_asked_for_where_there_can_be_one() {
    let service = service("demo", now()).await;
    let facts = facts(&service).await;
    assert!(!service.operations_called().contains_key("GetTransformer"));
    let group = facts.groups.iter().find(|group| group.name == "/aws/ssm/session-logs").unwrap();
    assert_eq!(group.transformer.absent().unwrap().operation, "logs:DescribeLogGroups");
    let kinds_found = found(&facts);
    assert!(!kinds(&kinds_found).contains("read-failed"));
    assert!(kinds(&kinds_found).contains("shown-as-written"));
    service.stop().await;
}

const GROUP: &str = "/ssm/session-logs";
const EMPTY: &str = r#"{"logGroups": [], "nextToken": "more"}"#;
const THERE: &str = r#"{"logGroups": [{"logGroupName": "/ssm/session-logs", "logGroupClass": "STANDARD"}]}"#;
const BEHIND: &str = r#"{"logGroups": [{"logGroupName": "/ssm/session-logs-2"}], "nextToken": "more"}"#;
const NONE: &str = r#"{"logGroups": []}"#;

/// What becomes of a group whose listing has these pages; the last one again and again.
async fn listed(pages: &'static [&'static str]) -> Answer<LogGroupDescription> {
    let next = AtomicUsize::new(0);
    let service = Answering::with(move |operation| match operation {
        "DescribeLogGroups" => {
            let page = next.fetch_add(1, Ordering::Relaxed).min(pages.len() - 1);
            (200, pages[page].to_owned())
        }
        _ => (400, r#"{"__type": "AccessDeniedException", "message": "no"}"#.to_owned()),
    });
    let account = Account::new(connect(ConnectOptions::embedded(service.endpoint())).await.unwrap());
    let facts = read_setup(&account, &[GROUP.to_owned()], now(), &|_, _| ()).await.unwrap();
    facts.groups.into_iter().next().unwrap().described
}

/// AWS may give an empty page though there are more: a group is missing only where its place in the list was seen.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_missing_only_where_the_list_is_over() {
    assert!(listed(&[EMPTY, THERE]).await.value().is_some());
    assert!(listed(&[NONE]).await.absent().is_some());
    assert!(listed(&[EMPTY, BEHIND]).await.absent().is_some(), "those behind it come after it");
    assert!(matches!(listed(&[EMPTY]).await, Answer::CutShort { .. }), "the list does not end");
}
