use serde_json::{Value, json};

use super::set_up;
use crate::emulator::{Setup, testing::Service};

const LOGS: &str = "/aws/ssm/session-logs";

async fn inputs(service: &Service) -> Value {
    let read = service.ssm("GetDocument", json!({"Name": "SSM-SessionManagerRunShell"})).await;
    serde_json::from_str::<Value>(read["Content"].as_str().unwrap()).unwrap()["inputs"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setup_answers() {
    for name in Setup::names() {
        let service = set_up(&name).await;
        let groups = service.ok("DescribeLogGroups", json!({"logGroupNamePrefix": "/aws/ssm/"})).await;
        assert_eq!(groups["logGroups"].as_array().unwrap().len(), 2, "{name}");
        let nodes = service.ssm("DescribeInstanceInformation", json!({})).await;
        assert_eq!(nodes["InstanceInformationList"].as_array().unwrap().len(), 10, "{name}");
        assert_eq!(service.ssm("DescribeSessions", json!({"State": "History"})).await, json!({"Sessions": []}));
        if name == "no-preferences" {
            let missing = service.no("AmazonSSM.GetDocument", json!({"Name": "SSM-SessionManagerRunShell"})).await;
            assert_eq!(missing, "InvalidDocument");
            continue;
        }
        let inputs = inputs(&service).await;
        let text = |input: &str| inputs[input].as_str().unwrap().to_owned();
        let (group, bucket, key) = (text("cloudWatchLogGroupName"), text("s3BucketName"), text("kmsKeyId"));
        let is_missing = |said: &str| !said.is_empty() && !said.contains("{{");
        if name == "by-arn" {
            // No name begins so, and the agent asks with it all the same.
            let refused = service.refused("DescribeLogGroups", json!({"logGroupNamePrefix": group})).await;
            assert_eq!(refused, "InvalidParameterException");
        } else if is_missing(&group) {
            let found = service.ok("DescribeLogGroups", json!({"logGroupNamePrefix": group})).await;
            let there =
                found["logGroups"].as_array().unwrap().iter().any(|found| found["logGroupName"] == group.as_str());
            assert_eq!(there, name != "group-missing", "{name}");
        }
        if is_missing(&bucket) {
            let (status, ..) = service.request("HEAD", &format!("/{bucket}")).await;
            assert_eq!(status == 200, name != "bucket-missing", "{name}");
        }
        if is_missing(&key) {
            let described = service.target("TrentService.DescribeKey", json!({"KeyId": key})).await;
            if name == "key-missing" {
                assert_eq!(described.body["__type"], "NotFoundException");
                continue;
            }
            let state = &described.body["KeyMetadata"]["KeyState"];
            assert_eq!(state, if name == "key-disabled" { "Disabled" } else { "Enabled" }, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_set_up_as_the_setup_says() {
    let service = set_up("good").await;
    let group = async |service: &Service| {
        let found = service.ok("DescribeLogGroups", json!({"logGroupNamePrefix": LOGS})).await;
        found["logGroups"][0].clone()
    };
    let good = group(&service).await;
    assert_eq!((&good["logGroupClass"], &good["retentionInDays"]), (&json!("STANDARD"), &json!(731)));
    assert_eq!(good["deletionProtectionEnabled"], true);
    assert!(good["kmsKeyId"].as_str().unwrap().starts_with("arn:aws:kms:"));
    let asked = json!({"logGroupIdentifier": LOGS});
    for operation in ["GetDataProtectionPolicy", "GetTransformer"] {
        assert_eq!(service.refused(operation, asked.clone()).await, "ResourceNotFoundException");
        assert_eq!(
            service.refused(operation, json!({"logGroupIdentifier": "gone"})).await,
            "ResourceNotFoundException"
        );
    }
    let bare = group(&set_up("no-keys").await).await;
    assert_eq!(bare.get("kmsKeyId"), None);
    let service = set_up("data-protection").await;
    let policy = service.ok("GetDataProtectionPolicy", asked.clone()).await;
    let policy: Value = serde_json::from_str(policy["policyDocument"].as_str().unwrap()).unwrap();
    assert_eq!(policy["Statement"][1]["Operation"]["Deidentify"], json!({"MaskConfig": {}}));
    let by_arn = json!({"logGroupIdentifier": format!("arn:aws:logs:ap-northeast-1:111122223333:log-group:{LOGS}")});
    assert_eq!(service.ok("GetTransformer", by_arn).await["transformerConfig"][0], json!({"parseJSON": {}}));
    assert_eq!(group(&service).await["dataProtectionStatus"], "ACTIVATED");
    assert_eq!(group(&service).await.get("inheritedProperties"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_of_the_account_are_told_a_type_at_a_time() {
    let service = set_up("account-policies").await;
    let policies = async |asked: Value| {
        service.ok("DescribeAccountPolicies", asked).await["accountPolicies"].as_array().unwrap().clone()
    };
    let masking = policies(json!({"policyType": "DATA_PROTECTION_POLICY"})).await;
    assert_eq!(
        (masking.len(), &masking[0]["policyName"], &masking[0]["scope"]),
        (1, &json!("mask-addresses"), &json!("ALL"))
    );
    assert!(masking[0].get("selectionCriteria").is_none() && masking[0]["policyDocument"].is_string());
    let transformers = policies(json!({"policyType": "TRANSFORMER_POLICY"})).await;
    assert_eq!(transformers.len(), 2);
    let one = policies(json!({"policyType": "TRANSFORMER_POLICY", "policyName": "sessions-as-json"})).await;
    assert_eq!(one[0]["selectionCriteria"], r#"LogGroupNamePrefix = "/aws/ssm/""#);
    assert!(policies(json!({"policyType": "FIELD_INDEX_POLICY"})).await.is_empty());
    for asked in [json!({}), json!({"policyType": "HOLOGRAM_POLICY"})] {
        assert_eq!(service.refused("DescribeAccountPolicies", asked).await, "InvalidParameterException");
    }
    let found = service.ok("DescribeLogGroups", json!({"logGroupNamePrefix": LOGS})).await;
    assert_eq!(found["logGroups"][0]["inheritedProperties"], json!(["ACCOUNT_DATA_PROTECTION"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_found_by_id_arn_and_alias() {
    let service = set_up("key-disabled").await;
    let describe = async |id: &str| service.target("TrentService.DescribeKey", json!({"KeyId": id})).await.body;
    let by_alias = describe("alias/session-manager").await;
    let key = &by_alias["KeyMetadata"];
    assert_eq!(
        (&key["KeyState"], &key["Enabled"], &key["KeyManager"]),
        (&json!("Disabled"), &json!(false), &json!("CUSTOMER"))
    );
    assert_eq!(describe(key["Arn"].as_str().unwrap()).await, by_alias);
    assert_eq!(describe(key["KeyId"].as_str().unwrap()).await, by_alias);
    assert_eq!(describe("arn:aws:kms:ap-northeast-1:111122223333:alias/session-manager").await, by_alias);
    for gone in ["gone", "alias/gone", "arn:aws:kms:us-east-1:111122223333:key/gone"] {
        assert_eq!(service.no("TrentService.DescribeKey", json!({"KeyId": gone})).await, "NotFoundException");
    }
    let rotation = |id: &'static str| service.target("TrentService.GetKeyRotationStatus", json!({"KeyId": id}));
    assert_eq!(rotation("3c6d1b52-7a0e-4f19-9d4b-5a8f2e6c0b17").await.body["KeyRotationEnabled"], false);
    assert_eq!(rotation("b5c0f1e2-6a4d-4b8e-9f37-2d1c0e9a8b76").await.body["KeyRotationEnabled"], true);
}
