use serde_json::json;

use super::set_up;

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_counted_and_can_be_denied() {
    let service = set_up("good").await;
    for (target, body) in [
        ("AmazonSSM.ListDocuments", json!({})),
        ("AmazonSSM.GetDocument", json!({"Name": "SSM-SessionManagerRunShell"})),
        ("AmazonSSM.DescribeInstanceInformation", json!({})),
        ("AmazonSSM.DescribeSessions", json!({"State": "Active"})),
        ("CloudTrail_20131101.LookupEvents", json!({})),
        ("CloudTrail_20131101.DescribeTrails", json!({})),
        ("CloudTrail_20131101.GetTrailStatus", json!({"Name": "organization"})),
        ("CloudTrail_20131101.GetEventSelectors", json!({"TrailName": "organization"})),
        ("TrentService.DescribeKey", json!({"KeyId": "alias/session-logs"})),
        ("TrentService.GetKeyRotationStatus", json!({"KeyId": "3c6d1b52-7a0e-4f19-9d4b-5a8f2e6c0b17"})),
    ] {
        let operation = target.rsplit('.').next().unwrap();
        assert_eq!(service.target(target, body.clone()).await.status, 200, "{target}");
        service.0.deny(operation);
        let denied = service.target(target, body.clone()).await;
        assert_eq!((denied.status, &denied.body["__type"]), (400, &json!("AccessDeniedException")), "{target}");
        let message = denied.body["message"].as_str().unwrap();
        assert!(message.contains(&format!(":{operation} because no identity-based policy")), "{message}");
        service.0.allow(operation);
        assert_eq!(service.target(target, body).await.status, 200, "{target}");
        assert_eq!(service.0.operations_called().get(operation), Some(&3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rubbish_is_refused_and_the_service_goes_on() {
    let service = set_up("good").await;
    for target in ["AmazonSSM.DescribeSessions", "CloudTrail_20131101.LookupEvents", "TrentService.DescribeKey"] {
        for rubbish in ["{", "[]", "7", "{\"State\": 7, \"KeyId\": 7, \"MaxResults\": \"x\"}", "\u{0}"] {
            let headers = format!("X-Amz-Target: {target}\r\n");
            let (head, body) = service.send(&headers, rubbish).await;
            assert!(
                head.starts_with("http/1.1 400") && body.contains("SerializationException"),
                "{target} {rubbish}: {body}"
            );
        }
    }
    for rubbish in
        ["Version=2016-11-15", "Action=&Version=2010-05-08", "Action=DescribeInstances", "&&=%&Action", "\u{0}"]
    {
        let (head, _) = service.send("", rubbish).await;
        assert!(head.starts_with("http/1.1 400"), "{rubbish}: {head}");
    }
    for (method, path) in
        [("GET", "/"), ("GET", "/a/b?location"), ("PUT", "/a"), ("GET", "/a"), ("DELETE", "/%ff?location")]
    {
        assert_eq!(service.request(method, path).await.0, 400, "{method} {path}");
    }
    service.ok("DescribeLogGroups", json!({})).await;
}
