//! The embedded service's SSM, CloudTrail, KMS, S3, IAM, EC2 and CloudWatch under the AWS CLI, a client that nobody here
//! wrote.

use std::thread;

use serde_json::{Value, json};
use session_lens::emulator::EmulatorOptions;

use crate::aws_cli::{Aws, demo, names, with_service};

/// What the CLI understood of the answer.
fn ok(aws: &Aws, service: &str, arguments: &[&str]) -> Value {
    let output = aws.command(service, arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{service} {arguments:?}: {errors}");
    if output.stdout.is_empty() { Value::Null } else { serde_json::from_slice(&output.stdout).unwrap() }
}

/// What the CLI said of a refusal.
fn refused(aws: &Aws, service: &str, arguments: &[&str]) -> String {
    let output = aws.command(service, arguments).output().unwrap();
    assert!(!output.status.success(), "{service} {arguments:?} was not refused");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn documents_sessions_and_events_are_read() {
    with_service(EmulatorOptions { throttle: false, ..demo() }, |emulator, aws| {
        thread::scope(|scope| {
            scope.spawn(|| {
                let filters =
                    ["list-documents", "--filters", "Key=DocumentType,Values=Session", "Key=Owner,Values=Self"];
                let own = ok(aws, "ssm", &filters);
                let own = names(&own["DocumentIdentifiers"], "Name");
                assert_eq!(own, ["Company-DebugShell", "Company-LegacyShell", "SSM-SessionManagerRunShell"]);
                let read = ok(aws, "ssm", &["get-document", "--name", "SSM-SessionManagerRunShell"]);
                let content: Value = serde_json::from_str(read["Content"].as_str().unwrap()).unwrap();
                assert_eq!(content["inputs"]["cloudWatchLogGroupName"], "/aws/ssm/session-logs");
                let missing = refused(aws, "ssm", &["get-document", "--name", "gone"]);
                assert!(missing.contains("(InvalidDocument)"), "{missing}");
                let nodes = ok(aws, "ssm", &["describe-instance-information", "--page-size", "50"]);
                assert!(nodes["InstanceInformationList"].as_array().unwrap().len() > 80);
            });
            scope.spawn(|| {
                let sessions = ok(aws, "ssm", &["describe-sessions", "--state", "History", "--page-size", "100"]);
                assert!(sessions["Sessions"].as_array().unwrap().len() > 200);
                let one = ["--filters", "key=SessionId,value=oncall-14-123456ab78cde01f2"];
                let one = ok(aws, "ssm", &[&["describe-sessions", "--state", "History"][..], &one].concat());
                assert_eq!(names(&one["Sessions"], "Target"), ["i-0ee77ff88aa99bb00"]);
                let active = ok(aws, "ssm", &["describe-sessions", "--state", "Active"]);
                assert!(names(&active["Sessions"], "Status").contains(&"Connected"));
            });
            scope.spawn(|| {
                let attribute = ["--lookup-attributes", "AttributeKey=EventName,AttributeValue=StartSession"];
                let events = [&["lookup-events"][..], &attribute, &["--max-items", "120"]].concat();
                let events = ok(aws, "cloudtrail", &events);
                let events = events["Events"].as_array().unwrap();
                assert_eq!(events.len(), 120);
                let event: Value = serde_json::from_str(events[0]["CloudTrailEvent"].as_str().unwrap()).unwrap();
                assert_eq!(event["eventID"], events[0]["EventId"]);
                let trails = ok(aws, "cloudtrail", &["describe-trails"]);
                assert_eq!(names(&trails["trailList"], "Name"), ["organization"]);
                assert_eq!(ok(aws, "cloudtrail", &["get-trail-status", "--name", "organization"])["IsLogging"], true);
                let selectors = ok(aws, "cloudtrail", &["get-event-selectors", "--trail-name", "organization"]);
                assert!(selectors["AdvancedEventSelectors"].is_array(), "{selectors}");
                emulator.deny("DescribeTrails");
                let denied = refused(aws, "cloudtrail", &["describe-trails"]);
                assert!(
                    denied.contains("(AccessDeniedException)") && denied.contains("cloudtrail:DescribeTrails"),
                    "{denied}"
                );
            });
        });
    });
}

#[test]
fn keys_buckets_roles_and_networks_are_read() {
    with_service(EmulatorOptions { throttle: false, ..demo() }, |emulator, aws| {
        thread::scope(|scope| {
            scope.spawn(|| {
                let key = ok(aws, "kms", &["describe-key", "--key-id", "alias/session-logs"]);
                assert_eq!(key["KeyMetadata"]["KeyState"], "Enabled");
                let id = key["KeyMetadata"]["KeyId"].as_str().unwrap();
                assert_eq!(ok(aws, "kms", &["get-key-rotation-status", "--key-id", id])["KeyRotationEnabled"], true);
                assert!(refused(aws, "kms", &["describe-key", "--key-id", "gone"]).contains("(NotFoundException)"));
                let (group, start, end) =
                    ("Name=LogGroupName,Value=/aws/lambda/order-intake", "2026-11-01", "2026-11-03");
                let asked = ["get-metric-statistics", "--namespace", "AWS/Logs", "--metric-name", "IncomingBytes"];
                let asked = [&asked[..], &["--statistics", "Sum", "--period", "86400", "--dimensions", group]].concat();
                let times = ["--start-time", start, "--end-time", end];
                let bytes = ok(aws, "cloudwatch", &[&asked[..], &times].concat());
                assert_eq!(bytes["Datapoints"].as_array().unwrap().len(), 2, "{bytes}");
                assert!(bytes["Datapoints"][0]["Sum"].as_f64() > Some(1e6), "{bytes}");
                emulator.deny("GetMetricStatistics");
                let denied = refused(aws, "cloudwatch", &[&asked[..], &times].concat());
                assert!(
                    denied.contains("AccessDenied") && denied.contains("cloudwatch:GetMetricStatistics"),
                    "{denied}"
                );
            });
            scope.spawn(|| {
                let bucket = ["--bucket", "example-co-session-logs"];
                let get = |operation: &str| ok(aws, "s3api", &[&[operation], &bucket[..]].concat());
                let rule = &get("get-bucket-encryption")["ServerSideEncryptionConfiguration"]["Rules"][0];
                assert_eq!(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "aws:kms");
                assert_eq!(get("get-bucket-location"), json!({"LocationConstraint": "ap-northeast-1"}));
                assert_eq!(get("get-bucket-versioning"), json!({"Status": "Enabled"}));
                let lock = get("get-object-lock-configuration");
                assert_eq!(lock["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Days"], 731);
                assert_eq!(get("head-bucket")["BucketRegion"], "ap-northeast-1");
                let gone = refused(aws, "s3api", &["get-bucket-encryption", "--bucket", "gone"]);
                assert!(gone.contains("(NoSuchBucket)"), "{gone}");
                emulator.deny("GetBucketVersioning");
                let denied = refused(aws, "s3api", &[&["get-bucket-versioning"], &bucket[..]].concat());
                assert!(denied.contains("(AccessDenied)"), "{denied}");
            });
            scope.spawn(|| {
                let simulate = |role: &str| {
                    let arn = format!("arn:aws:iam::111122223333:role/{role}");
                    let actions = ["--action-names", "logs:PutLogEvents", "logs:CreateLogStream", "--resource-arns"];
                    let stream =
                        ["arn:aws:logs:ap-northeast-1:111122223333:log-group:/aws/ssm/session-logs:log-stream:s"];
                    let asked = ["simulate-principal-policy", "--policy-source-arn", &arn];
                    let asked = [&asked, &actions[..], &stream].concat();
                    ok(aws, "iam", &asked)["EvaluationResults"].clone()
                };
                assert_eq!(names(&simulate("SessionManagerNode"), "EvalDecision"), ["allowed", "allowed"]);
                assert_eq!(names(&simulate("VaultNode"), "EvalDecision"), ["implicitDeny", "allowed"]);
                let users = ok(aws, "iam", &["list-users", "--page-size", "3"])["Users"].clone();
                assert!(names(&users, "UserName").contains(&"mori.haruto"), "{users}");
                let roles = ok(aws, "iam", &["list-roles", "--path-prefix", "/"])["Roles"].clone();
                assert!(names(&roles, "RoleName").contains(&"VaultNode"), "{roles}");
                let profile = ok(aws, "iam", &["get-instance-profile", "--instance-profile-name", "VaultNode"]);
                assert_eq!(names(&profile["InstanceProfile"]["Roles"], "RoleName"), ["VaultNode"]);
                emulator.deny("SimulatePrincipalPolicy");
                let arn = "arn:aws:iam::111122223333:role/VaultNode";
                let asked = ["simulate-principal-policy", "--policy-source-arn", arn, "--action-names", "a:b"];
                assert!(refused(aws, "iam", &asked).contains("(AccessDenied)"));
            });
            scope.spawn(|| {
                let endpoints = ok(
                    aws,
                    "ec2",
                    &["describe-vpc-endpoints", "--filters", "Name=vpc-id,Values=vpc-0a1b2c3d4e5f60001"],
                );
                assert_eq!(endpoints["VpcEndpoints"].as_array().unwrap().len(), 5);
                assert_eq!(endpoints["VpcEndpoints"][0]["State"], "available");
                let all = ok(aws, "ec2", &["describe-instances", "--page-size", "30"]);
                let reservations = all["Reservations"].as_array().unwrap();
                assert!(reservations.len() > 80, "{}", reservations.len());
                let instance = &reservations[0]["Instances"][0];
                assert_eq!(instance["VpcId"], "vpc-0a1b2c3d4e5f60001");
                assert!(
                    instance["IamInstanceProfile"]["Arn"]
                        .as_str()
                        .unwrap()
                        .ends_with(":instance-profile/SessionManagerNode")
                );
                assert_eq!(ok(aws, "ec2", &["describe-regions"])["Regions"].as_array().unwrap().len(), 17);
                emulator.deny("DescribeRegions");
                let denied = refused(aws, "ec2", &["describe-regions"]);
                assert!(denied.contains("(UnauthorizedOperation)"), "{denied}");
            });
        });
    });
}
