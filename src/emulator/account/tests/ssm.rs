use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{NOW, demo, set_up, texts};

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_listed_and_read() {
    let service = set_up("demo").await;
    let session = json!({"Key": "DocumentType", "Values": ["Session"]});
    let own = service.ssm("ListDocuments", json!({"Filters": [session, {"Key": "Owner", "Values": ["Self"]}]})).await;
    let own = own["DocumentIdentifiers"].as_array().unwrap();
    assert_eq!(texts(own, "Name"), ["Company-DebugShell", "Company-LegacyShell", "SSM-SessionManagerRunShell"]);
    assert_eq!((&own[0]["Owner"], &own[2]["DocumentVersion"]), (&json!("111122223333"), &json!("7")));
    let asked = json!({"Filters": [session], "MaxResults": 3});
    let pages = service.pages("AmazonSSM.ListDocuments", asked, "DocumentIdentifiers").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 3]);
    let stranger = "arn:aws:ssm:ap-northeast-1:444455556666:document/Free-Shell";
    for (owner, count, is_there) in [("Private", 3, false), ("Amazon", 5, false), ("Public", 6, true)] {
        let asked = json!({"Filters": [session, {"Key": "Owner", "Values": [owner]}]});
        let listed = service.ssm("ListDocuments", asked).await;
        let names = texts(listed["DocumentIdentifiers"].as_array().unwrap(), "Name");
        assert_eq!((names.len(), names.contains(&stranger)), (count, is_there), "{owner}: {names:?}");
    }
    let shared = service.ssm("GetDocument", json!({"Name": stranger})).await;
    assert!(shared["Content"].as_str().unwrap().contains("Standard_Stream"), "{shared}");
    let all = service.ssm("ListDocuments", json!({})).await;
    assert!(texts(all["DocumentIdentifiers"].as_array().unwrap(), "Name").contains(&"AWS-RunShellScript"));

    let read =
        service.ssm("GetDocument", json!({"Name": "SSM-SessionManagerRunShell", "DocumentFormat": "JSON"})).await;
    let content: Value = serde_json::from_str(read["Content"].as_str().unwrap()).unwrap();
    assert_eq!(content["schemaVersion"], "1.0");
    assert_eq!(content["sessionType"], "Standard_Stream");
    assert_eq!(content["inputs"]["cloudWatchStreamingEnabled"], true);
    let keys: Vec<&String> = content["inputs"].as_object().unwrap().keys().collect();
    assert_eq!(keys[..4], ["s3BucketName", "s3KeyPrefix", "s3EncryptionEnabled", "cloudWatchLogGroupName"]);
    let by_arn = "arn:aws:ssm:ap-northeast-1:111122223333:document/SSM-SessionManagerRunShell";
    let again = service.ssm("GetDocument", json!({"Name": by_arn, "DocumentVersion": "$LATEST"})).await;
    assert_eq!(again["Content"], read["Content"]);
    let port = service.ssm("GetDocument", json!({"Name": "AWS-StartSSHSession"})).await;
    assert!(port["Content"].as_str().unwrap().contains("\"sessionType\": \"Port\""), "{port}");

    assert_eq!(service.no("AmazonSSM.GetDocument", json!({"Name": "gone"})).await, "InvalidDocument");
    let version = json!({"Name": "AWS-StartSSHSession", "DocumentVersion": "9"});
    assert_eq!(service.no("AmazonSSM.GetDocument", version).await, "InvalidDocumentVersion");
    let key = json!({"Filters": [{"Key": "Colour", "Values": ["red"]}]});
    assert_eq!(service.no("AmazonSSM.ListDocuments", key).await, "InvalidFilterKey");
    assert_eq!(service.no("AmazonSSM.ListDocuments", json!({"NextToken": "x"})).await, "InvalidNextToken");
    assert_eq!(service.no("AmazonSSM.GetDocument", json!({})).await, "SerializationException");
    assert_eq!(service.no("AmazonSSM.SendCommand", json!({})).await, "UnknownOperationException");
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_listed_in_pages_and_only_hybrid_ones_tell_their_role() {
    let service = set_up("demo").await;
    let target = "AmazonSSM.DescribeInstanceInformation";
    let pages = service.pages(target, json!({"MaxResults": 50}), "InstanceInformationList").await;
    let all: Vec<Value> = pages.concat();
    assert!(pages.len() == 2 && all.len() > 80, "{}", all.len());
    let ids: BTreeSet<&str> = texts(&all, "InstanceId").into_iter().collect();
    assert_eq!(ids.len(), all.len(), "no node twice");
    assert!(ids.contains("i-0ee77ff88aa99bb00"), "those of recorded sessions too");
    let hybrid: Vec<&Value> = all.iter().filter(|node| node.get("IamRole").is_some()).collect();
    assert_eq!(hybrid.len(), 1);
    assert!(hybrid[0]["InstanceId"].as_str().unwrap().starts_with("mi-"));
    assert_eq!(hybrid[0]["ResourceType"], "ManagedInstance");
    let versions: BTreeSet<&str> = texts(&all, "AgentVersion").into_iter().collect();
    assert_eq!(versions.into_iter().collect::<Vec<_>>(), ["2.3.1205.0", "3.1.1732.0", "3.2.2222.0", "3.3.3050.0"]);
    let lost = json!({"Filters": [{"Key": "PingStatus", "Values": ["ConnectionLost"]}]});
    let lost = service.ssm("DescribeInstanceInformation", lost).await;
    assert_eq!(lost["InstanceInformationList"].as_array().unwrap().len(), 1);
    assert_eq!(service.no(target, json!({"MaxResults": 4})).await, "ValidationException");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_thirty_days_are_told_in_pages_and_by_filters() {
    let service = demo().await;
    let target = "AmazonSSM.DescribeSessions";
    let all = service.pages(target, json!({"State": "History", "MaxResults": 200}), "Sessions").await.concat();
    assert!(all.len() > 200, "{}", all.len());
    let start = |session: &Value| session["StartDate"].as_f64().unwrap();
    let now = NOW as f64 / 1000.0;
    assert!(all.is_sorted_by(|one, other| start(one) >= start(other)), "newest first");
    assert!(all.iter().all(|session| start(session) >= now - 30.0 * 86_400.0));
    for session in &all {
        assert!(session["EndDate"].as_f64().unwrap() > start(session), "{session}");
        assert_eq!((&session["Status"], &session["OutputUrl"]), (&json!("Terminated"), &json!({})));
        assert!(session["Owner"].as_str().unwrap().starts_with("arn:aws:"), "{session}");
    }
    let active = service.ssm("DescribeSessions", json!({"State": "Active"})).await;
    let active = active["Sessions"].as_array().unwrap();
    assert!(!active.is_empty() && active.iter().all(|session| session.get("EndDate").is_none()));

    let by = async |key: &str, value: &str| {
        let asked = json!({"State": "History", "MaxResults": 200, "Filters": [{"key": key, "value": value}]});
        service.ssm("DescribeSessions", asked).await["Sessions"].as_array().unwrap().clone()
    };
    let cut = by("SessionId", "oncall-14-123456ab78cde01f2").await;
    assert_eq!(cut.len(), 1);
    assert_eq!(cut[0]["Target"], "i-0ee77ff88aa99bb00");
    assert_eq!(by("Target", "i-0ee77ff88aa99bb00").await, cut);
    assert_eq!(by("Owner", cut[0]["Owner"].as_str().unwrap()).await, cut);
    let time = jiff::Timestamp::from_millisecond(NOW - 86_400_000).unwrap().to_string();
    let (after, before) = (by("InvokedAfter", &time).await, by("InvokedBefore", &time).await);
    assert!(!after.is_empty() && before.len() == 200 && start(&after[after.len() - 1]) > start(&before[0]));
    assert!(by("Status", "Failed").await.is_empty());
    for (wrong, code) in [
        (json!({"State": "Gone"}), "ValidationException"),
        (json!({"State": "Active", "MaxResults": 201}), "ValidationException"),
        (json!({"State": "Active", "Filters": [{"key": "Colour", "value": "red"}]}), "InvalidFilterKey"),
        (json!({"State": "History", "Filters": [{"key": "InvokedAfter", "value": "soon"}]}), "ValidationException"),
        (json!({"State": "Active", "NextToken": "abc"}), "InvalidNextToken"),
        (json!({}), "SerializationException"),
    ] {
        assert_eq!(service.no(target, wrong.clone()).await, code, "{wrong}");
    }
}
