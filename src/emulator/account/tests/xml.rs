use super::{set_up, texts};

/// The text of each element of this name.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open).skip(1).filter_map(|rest| Some(rest.split_once(&close)?.0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn buckets_tell_their_settings_in_the_way_of_s3() {
    let service = set_up("good").await;
    let bucket = "/example-co-session-logs";
    let get = async |what: &str| {
        let (status, head, body) = service.request("GET", &format!("{bucket}?{what}")).await;
        assert_eq!(status, 200, "{body}");
        assert!(
            head.contains("content-type: application/xml") && head.contains("x-amz-bucket-region: ap-northeast-1"),
            "{head}"
        );
        body
    };
    let location = get("location").await;
    let expected =
        "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">ap-northeast-1</LocationConstraint>";
    assert!(location.starts_with("<?xml") && location.ends_with(expected), "{location}");
    let encryption = get("encryption=").await;
    assert_eq!(elements(&encryption, "SSEAlgorithm"), ["aws:kms"]);
    assert!(elements(&encryption, "KMSMasterKeyID")[0].ends_with(":key/3c6d1b52-7a0e-4f19-9d4b-5a8f2e6c0b17"));
    assert_eq!(elements(&get("versioning").await, "Status"), ["Enabled"]);
    let lock = get("object-lock").await;
    assert_eq!((elements(&lock, "Mode"), elements(&lock, "Days")), (vec!["COMPLIANCE"], vec!["731"]));
    let (status, head, body) = service.request("HEAD", bucket).await;
    assert!(status == 200 && body.is_empty() && head.contains("x-amz-bucket-region: ap-northeast-1"), "{head}");

    let (status, _, body) = service.request("GET", "/gone?encryption").await;
    assert_eq!((status, elements(&body, "Code")), (404, vec!["NoSuchBucket"]));
    assert_eq!(service.request("HEAD", "/gone").await.0, 404);
    service.0.deny("GetBucketEncryption");
    let (status, _, body) = service.request("GET", &format!("{bucket}?encryption")).await;
    assert_eq!((status, elements(&body, "Code")), (403, vec!["AccessDenied"]));
    assert!(elements(&body, "Message")[0].contains("s3:GetEncryptionConfiguration"), "{body}");

    let service = set_up("bucket-open").await;
    for (what, code) in [
        ("encryption", "ServerSideEncryptionConfigurationNotFoundError"),
        ("object-lock", "ObjectLockConfigurationNotFoundError"),
    ] {
        let (status, _, body) = service.request("GET", &format!("/example-co-scratch?{what}")).await;
        assert_eq!((status, elements(&body, "Code")), (404, vec![code]));
    }
    let (_, _, location) = service.request("GET", "/example-co-scratch?location").await;
    assert!(location.ends_with("\"></LocationConstraint>"), "us-east-1 is not named: {location}");
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_are_simulated_in_the_way_of_iam() {
    let service = set_up("demo").await;
    let simulate = async |principal: &str, rest: &str| {
        let form = format!(
            "Action=SimulatePrincipalPolicy&Version=2010-05-08&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A111122223333%3A{principal}{rest}"
        );
        service.form(&form).await
    };
    let actions = "&ActionNames.member.1=logs%3APutLogEvents&ActionNames.member.2=logs%3ACreateLogStream\
        &ResourceArns.member.1=arn%3Aaws%3Alogs%3Aap-northeast-1%3A111122223333%3Alog-group%3A%2Faws%2Fssm%2Fsession-logs%3Alog-stream%3A";
    let (status, body) = simulate("role%2FSessionManagerNode", actions).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("<SimulatePrincipalPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><SimulatePrincipalPolicyResult><EvaluationResults><member>"), "{body}");
    assert_eq!(elements(&body, "EvalActionName"), ["logs:PutLogEvents", "logs:CreateLogStream"]);
    assert_eq!(elements(&body, "EvalDecision"), ["allowed", "allowed"]);
    assert_eq!(elements(&body, "EvalResourceDecision"), ["allowed", "allowed"]);
    assert_eq!(elements(&body, "IsTruncated"), ["false"]);
    // One result for an action, the most restrictive of its resources; each resource within it.
    let other = "&ResourceArns.member.2=arn%3Aaws%3Alogs%3Aap-northeast-1%3A111122223333%3Alog-group%3A%2Fother%3Alog-stream%3A";
    let (_, body) = simulate("role%2FSessionManagerNode", &format!("{actions}{other}")).await;
    assert_eq!(elements(&body, "EvalDecision"), ["implicitDeny", "implicitDeny"]);
    assert_eq!(elements(&body, "EvalResourceDecision"), ["allowed", "implicitDeny", "allowed", "implicitDeny"]);
    let (_, body) = simulate("role%2FVaultNode", actions).await;
    assert_eq!(elements(&body, "EvalDecision"), ["implicitDeny", "allowed"]);
    let (_, body) = simulate("role%2FSessionManagerNode", &format!("{actions}&MaxItems=1")).await;
    assert_eq!((elements(&body, "EvalDecision").len(), elements(&body, "IsTruncated")), (1, vec!["true"]));
    let marker = elements(&body, "Marker")[0].to_owned();
    let (_, body) = simulate("role%2FSessionManagerNode", &format!("{actions}&MaxItems=1&Marker={marker}")).await;
    assert_eq!(elements(&body, "EvalActionName"), ["logs:CreateLogStream"]);

    let start = "&ActionNames.member.1=ssm%3AStartSession&ResourceArns.member.1=arn%3Aaws%3Assm%3Aap-northeast-1%3A%3Adocument%2FAWS-StartSSHSession";
    for (principal, decision) in [("user%2Fops%2Fmori.haruto", "allowed"), ("user%2Fkimura.masato", "implicitDeny")] {
        assert_eq!(elements(&simulate(principal, start).await.1, "EvalDecision"), [decision], "{principal}");
    }
    let mixed = "&ActionNames.member.1=logs%3APutLogEvents&ActionNames.member.2=s3%3APutObject";
    let (status, body) = simulate("role%2FVaultNode", mixed).await;
    assert_eq!((status, elements(&body, "Code")), (400, vec!["InvalidInput"]), "{body}");
    let (status, body) = simulate("role%2FNobody", actions).await;
    assert_eq!((status, elements(&body, "Code")), (404, vec!["NoSuchEntity"]));
    let list = async |what: &str, rest: &str| service.form(&format!("Action={what}&Version=2010-05-08{rest}")).await.1;
    let users = list("ListUsers", "").await;
    assert!(elements(&users, "UserName").contains(&"mori.haruto"), "{users}");
    assert!(elements(&users, "Path").contains(&"/ops/"), "{users}");
    let first = list("ListRoles", "&MaxItems=2").await;
    assert_eq!((elements(&first, "RoleName").len(), elements(&first, "IsTruncated")), (2, vec!["true"]));
    let next = list("ListRoles", &format!("&Marker={}", elements(&first, "Marker")[0])).await;
    assert!(elements(&next, "Arn").iter().all(|arn| arn.contains(":role/") && !first.contains(*arn)), "{next}");
    let profile = async |name: &str| {
        service.form(&format!("Action=GetInstanceProfile&Version=2010-05-08&InstanceProfileName={name}")).await
    };
    let (_, body) = profile("VaultNode").await;
    assert_eq!(elements(&body, "RoleName"), ["VaultNode"]);
    assert_eq!(elements(&body, "Arn").last(), Some(&"arn:aws:iam::111122223333:role/VaultNode"));
    assert_eq!(profile("gone").await.0, 404);
    let (status, body) = service.form("Action=CreateUser&Version=2010-05-08").await;
    assert_eq!((status, elements(&body, "Code")), (400, vec!["InvalidAction"]));
    service.0.deny("SimulatePrincipalPolicy");
    let (status, body) = simulate("role%2FVaultNode", actions).await;
    assert_eq!((status, elements(&body, "Code")), (403, vec!["AccessDenied"]));
    assert!(body.contains("<ErrorResponse xmlns="), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_and_endpoints_are_told_in_the_way_of_ec2() {
    let service = set_up("demo").await;
    let nodes = service.ssm("DescribeInstanceInformation", serde_json::json!({"MaxResults": 50})).await;
    let ids = texts(nodes["InstanceInformationList"].as_array().unwrap(), "InstanceId");
    let ask = async |rest: &str| service.form(&format!("Version=2016-11-15&{rest}")).await;
    let (status, body) =
        ask(&format!("Action=DescribeInstances&InstanceId.1={}&InstanceId.2={}", ids[0], ids[1])).await;
    assert_eq!(status, 200, "{body}");
    assert!(
        body.contains("<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>"),
        "{body}"
    );
    assert_eq!(elements(&body, "instanceId"), ids[..2]);
    assert_eq!(elements(&body, "vpcId"), ["vpc-0a1b2c3d4e5f60001"; 2]);
    assert_eq!(elements(&body, "arn")[0], "arn:aws:iam::111122223333:instance-profile/SessionManagerNode");
    let (_, body) = ask("Action=DescribeInstances&MaxResults=5").await;
    assert_eq!(elements(&body, "instanceId").len(), 5);
    let token = elements(&body, "nextToken")[0].to_owned();
    let (_, next) = ask(&format!("Action=DescribeInstances&MaxResults=5&NextToken={token}")).await;
    assert!(elements(&next, "instanceId").len() == 5 && elements(&next, "instanceId") != elements(&body, "instanceId"));
    for (id, code) in [("i-0123", "InvalidInstanceID.NotFound"), ("mi-0123", "InvalidInstanceID.Malformed")] {
        let (status, body) = ask(&format!("Action=DescribeInstances&InstanceId.1={id}")).await;
        assert_eq!((status, elements(&body, "Code")), (400, vec![code]));
        assert!(body.contains("<Response><Errors><Error><Code>"), "{body}");
    }
    let endpoints = async |vpc: &str| {
        ask(&format!("Action=DescribeVpcEndpoints&Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}")).await.1
    };
    let first = endpoints("vpc-0a1b2c3d4e5f60001").await;
    assert_eq!(elements(&first, "serviceName").len(), 5);
    assert!(!first.contains(".logs<"), "{first}");
    assert!(
        endpoints("vpc-0a1b2c3d4e5f60002")
            .await
            .contains("<serviceName>com.amazonaws.ap-northeast-1.logs</serviceName>")
    );
    let (_, regions) = ask("Action=DescribeRegions").await;
    assert_eq!(elements(&regions, "regionName").len(), 17);
    service.0.refuse("DescribeRegions", "AccessDenied", "no & no");
    let (status, body) = ask("Action=DescribeRegions").await;
    assert_eq!((status, elements(&body, "Code")), (403, vec!["UnauthorizedOperation"]));
    assert_eq!(elements(&body, "Message"), ["no &amp; no"]);
}
