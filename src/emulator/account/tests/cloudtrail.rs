use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{NOW, demo, set_up, texts};
use crate::emulator::{EmulatorData, EmulatorOptions, testing::Service};

const LOOKUP: &str = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";

fn by(key: &str, value: &str) -> Value {
    json!({"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]})
}

fn event(said: &Value) -> Value {
    serde_json::from_str(said["CloudTrailEvent"].as_str().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_ninety_days_are_found_by_one_attribute() {
    let service = demo().await;
    let starts = service.pages(LOOKUP, by("EventName", "StartSession"), "Events").await.concat();
    assert!(starts.len() > 800, "{}", starts.len());
    let time = |said: &Value| said["EventTime"].as_i64().unwrap();
    assert!(starts.is_sorted_by(|one, other| time(one) >= time(other)), "newest first");
    assert!(starts.iter().all(|said| time(said) * 1000 >= NOW - 90 * 86_400_000 && time(said) * 1000 <= NOW));
    let ids: BTreeSet<&str> = texts(&starts, "EventId").into_iter().collect();
    assert_eq!(ids.len(), starts.len());

    let found = |id: &str| starts.iter().map(event).find(|event| event["responseElements"]["sessionId"] == id).unwrap();
    let cut = found("oncall-14-123456ab78cde01f2");
    let keys: Vec<&String> = cut.as_object().unwrap().keys().collect();
    let first =
        ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress"];
    assert_eq!(keys[..7], first);
    assert_eq!(cut["eventSource"], "ssm.amazonaws.com");
    assert_eq!(cut["requestParameters"]["target"], "i-0ee77ff88aa99bb00");
    assert_eq!(cut["requestParameters"].get("documentName"), None, "the preferences are not named");
    assert_eq!(cut["requestParameters"]["reason"], "INC-20417 app does not answer");
    assert_eq!(cut["responseElements"]["tokenValue"], "Value hidden due to security reasons.");
    assert_eq!(cut["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"], "OncallEngineer");
    assert_eq!(cut["recipientAccountId"], "111122223333");

    // The key that started the session was given out by an event of its own.
    let key = cut["userIdentity"]["accessKeyId"].as_str().unwrap();
    let issued = service.pages(LOOKUP, by("ResourceName", key), "Events").await.concat();
    assert_eq!(texts(&issued, "EventName"), ["AssumeRoleWithSAML"]);
    let issued = event(&issued[0]);
    assert_eq!(issued["userIdentity"]["type"], "SAMLUser");
    assert_eq!(issued["responseElements"]["credentials"]["accessKeyId"], key);
    assert_eq!(issued["responseElements"]["assumedRoleUser"]["arn"], cut["userIdentity"]["arn"]);
    let used = service.pages(LOOKUP, by("AccessKeyId", key), "Events").await.concat();
    assert_eq!(texts(&used, "EventName"), ["TerminateSession", "ResumeSession", "StartSession"]);

    let tunnel = starts
        .iter()
        .map(event)
        .find(|event| event["requestParameters"]["documentName"] == "AWS-StartPortForwardingSession");
    assert_eq!(tunnel.unwrap()["requestParameters"]["parameters"]["portNumber"], json!(["3306"]));
    let refused: Vec<Value> = starts.iter().map(event).filter(|event| event["errorCode"] == "AccessDenied").collect();
    assert_eq!((refused.len(), &refused[0]["responseElements"]), (1, &Value::Null));
    let athena = service.pages(LOOKUP, by("EventSource", "athena.amazonaws.com"), "Events").await.concat();
    assert_eq!(texts(&athena, "EventName"), ["StartSession"]);
    let of_one = service.pages(LOOKUP, by("Username", "yamazaki.rie"), "Events").await.concat();
    assert!(!of_one.is_empty() && of_one.iter().map(event).all(|event| event["userIdentity"]["type"] == "IAMUser"));

    let (start, end) = (time(&starts[40]), time(&starts[10]));
    let mut range = by("EventName", "StartSession");
    range["StartTime"] = json!(start);
    range["EndTime"] = json!(end as f64 + 0.5);
    range["MaxResults"] = json!(7);
    let pages = service.pages(LOOKUP, range, "Events").await;
    assert_eq!(pages[0].len(), 7);
    let expected: Vec<&Value> = starts.iter().filter(|said| (start..=end).contains(&time(said))).collect();
    assert_eq!(pages.concat().iter().collect::<Vec<_>>(), expected);
    for (wrong, code) in [
        (
            json!({"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "a"}, {"AttributeKey": "EventId", "AttributeValue": "b"}]}),
            "InvalidLookupAttributesException",
        ),
        (by("Colour", "red"), "InvalidLookupAttributesException"),
        (json!({"StartTime": 9, "EndTime": 8}), "InvalidTimeRangeException"),
        (json!({"MaxResults": 51}), "InvalidMaxResultsException"),
        (json!({"NextToken": "abc"}), "InvalidNextTokenException"),
        (json!({"StartTime": "yesterday"}), "SerializationException"),
    ] {
        assert_eq!(service.no(LOOKUP, wrong.clone()).await, code, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_lookups_a_second_and_no_more() {
    let data = EmulatorData::Empty;
    let service =
        Service::start(EmulatorOptions { data, setup: Some("good".parse().unwrap()), ..EmulatorOptions::default() })
            .await;
    for _ in 0..2 {
        assert_eq!(service.trail("LookupEvents", json!({})).await["Events"], json!([]));
    }
    assert_eq!(service.no("CloudTrail_20131101.LookupEvents", json!({})).await, "ThrottlingException");
}

#[tokio::test(flavor = "multi_thread")]
async fn trails_say_what_they_take_in() {
    let service = set_up("good").await;
    let trails = service.trail("DescribeTrails", json!({})).await;
    let trail = &trails["trailList"][0];
    assert_eq!((&trail["Name"], &trail["IsMultiRegionTrail"]), (&json!("organization"), &json!(true)));
    let status = service.trail("GetTrailStatus", json!({"Name": trail["TrailARN"]})).await;
    assert_eq!(status["IsLogging"], true);
    let selectors = service.trail("GetEventSelectors", json!({"TrailName": "organization"})).await;
    assert_eq!(selectors["AdvancedEventSelectors"][0]["FieldSelectors"][0]["Equals"], json!(["Management"]));
    let missing = service.no("CloudTrail_20131101.GetTrailStatus", json!({"Name": "gone"})).await;
    assert_eq!(missing, "TrailNotFoundException");

    let service = set_up("trail-off").await;
    let selectors = service.trail("GetEventSelectors", json!({"TrailName": "organization"})).await;
    assert_eq!(selectors["EventSelectors"][0]["IncludeManagementEvents"], false);
    assert_eq!(service.trail("GetTrailStatus", json!({"Name": "organization"})).await["IsLogging"], false);
    let service = set_up("no-trail").await;
    assert_eq!(service.trail("DescribeTrails", json!({})).await, json!({"trailList": []}));
}
