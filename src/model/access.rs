/// Every AWS operation that the program may call. There is no other way to call one: the client
/// takes its operations from here, the shipped IAM policy is held against this list by a test, and
/// the embedded service's record of what it was asked is held against it by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    DescribeLogGroups,
    DescribeLogStreams,
    StartQuery,
    GetQueryResults,
    StopQuery,
    GetLogRecord,
    FilterLogEvents,
    DescribeQueryDefinitions,
    /// Who the credentials belong to. AWS allows it to everyone; no policy needs to name it.
    GetCallerIdentity,
    /// From here on: the setup check and the reconciliation.
    ListDocuments,
    GetDocument,
    DescribeInstanceInformation,
    DescribeSessions,
    LookupEvents,
    DescribeTrails,
    GetTrailStatus,
    GetEventSelectors,
    GetDataProtectionPolicy,
    GetTransformer,
    DescribeAccountPolicies,
    DescribeKey,
    GetKeyRotationStatus,
    GetBucketLocation,
    /// IAM names the action otherwise.
    GetBucketEncryption,
    GetBucketVersioning,
    GetObjectLockConfiguration,
    SimulatePrincipalPolicy,
    GetInstanceProfile,
    DescribeInstances,
    DescribeVpcEndpoints,
    DescribeRegions,
    GetMetricStatistics,
}

impl Operation {
    pub const ALL: [Self; 32] = [
        Self::DescribeLogGroups,
        Self::DescribeLogStreams,
        Self::StartQuery,
        Self::GetQueryResults,
        Self::StopQuery,
        Self::GetLogRecord,
        Self::FilterLogEvents,
        Self::DescribeQueryDefinitions,
        Self::GetCallerIdentity,
        Self::ListDocuments,
        Self::GetDocument,
        Self::DescribeInstanceInformation,
        Self::DescribeSessions,
        Self::LookupEvents,
        Self::DescribeTrails,
        Self::GetTrailStatus,
        Self::GetEventSelectors,
        Self::GetDataProtectionPolicy,
        Self::GetTransformer,
        Self::DescribeAccountPolicies,
        Self::DescribeKey,
        Self::GetKeyRotationStatus,
        Self::GetBucketLocation,
        Self::GetBucketEncryption,
        Self::GetBucketVersioning,
        Self::GetObjectLockConfiguration,
        Self::SimulatePrincipalPolicy,
        Self::GetInstanceProfile,
        Self::DescribeInstances,
        Self::DescribeVpcEndpoints,
        Self::DescribeRegions,
        Self::GetMetricStatistics,
    ];

    /// AWS's name of the operation.
    pub fn name(self) -> &'static str {
        match self {
            Self::DescribeLogGroups => "DescribeLogGroups",
            Self::DescribeLogStreams => "DescribeLogStreams",
            Self::StartQuery => "StartQuery",
            Self::GetQueryResults => "GetQueryResults",
            Self::StopQuery => "StopQuery",
            Self::GetLogRecord => "GetLogRecord",
            Self::FilterLogEvents => "FilterLogEvents",
            Self::DescribeQueryDefinitions => "DescribeQueryDefinitions",
            Self::GetCallerIdentity => "GetCallerIdentity",
            Self::ListDocuments => "ListDocuments",
            Self::GetDocument => "GetDocument",
            Self::DescribeInstanceInformation => "DescribeInstanceInformation",
            Self::DescribeSessions => "DescribeSessions",
            Self::LookupEvents => "LookupEvents",
            Self::DescribeTrails => "DescribeTrails",
            Self::GetTrailStatus => "GetTrailStatus",
            Self::GetEventSelectors => "GetEventSelectors",
            Self::GetDataProtectionPolicy => "GetDataProtectionPolicy",
            Self::GetTransformer => "GetTransformer",
            Self::DescribeAccountPolicies => "DescribeAccountPolicies",
            Self::DescribeKey => "DescribeKey",
            Self::GetKeyRotationStatus => "GetKeyRotationStatus",
            Self::GetBucketLocation => "GetBucketLocation",
            Self::GetBucketEncryption => "GetBucketEncryption",
            Self::GetBucketVersioning => "GetBucketVersioning",
            Self::GetObjectLockConfiguration => "GetObjectLockConfiguration",
            Self::SimulatePrincipalPolicy => "SimulatePrincipalPolicy",
            Self::GetInstanceProfile => "GetInstanceProfile",
            Self::DescribeInstances => "DescribeInstances",
            Self::DescribeVpcEndpoints => "DescribeVpcEndpoints",
            Self::DescribeRegions => "DescribeRegions",
            Self::GetMetricStatistics => "GetMetricStatistics",
        }
    }

    /// The IAM action that allows it.
    pub fn iam_action(self) -> &'static str {
        match self {
            Self::DescribeLogGroups => "logs:DescribeLogGroups",
            Self::DescribeLogStreams => "logs:DescribeLogStreams",
            Self::StartQuery => "logs:StartQuery",
            Self::GetQueryResults => "logs:GetQueryResults",
            Self::StopQuery => "logs:StopQuery",
            Self::GetLogRecord => "logs:GetLogRecord",
            Self::FilterLogEvents => "logs:FilterLogEvents",
            Self::DescribeQueryDefinitions => "logs:DescribeQueryDefinitions",
            Self::GetCallerIdentity => "sts:GetCallerIdentity",
            Self::ListDocuments => "ssm:ListDocuments",
            Self::GetDocument => "ssm:GetDocument",
            Self::DescribeInstanceInformation => "ssm:DescribeInstanceInformation",
            Self::DescribeSessions => "ssm:DescribeSessions",
            Self::LookupEvents => "cloudtrail:LookupEvents",
            Self::DescribeTrails => "cloudtrail:DescribeTrails",
            Self::GetTrailStatus => "cloudtrail:GetTrailStatus",
            Self::GetEventSelectors => "cloudtrail:GetEventSelectors",
            Self::GetDataProtectionPolicy => "logs:GetDataProtectionPolicy",
            Self::GetTransformer => "logs:GetTransformer",
            Self::DescribeAccountPolicies => "logs:DescribeAccountPolicies",
            Self::DescribeKey => "kms:DescribeKey",
            Self::GetKeyRotationStatus => "kms:GetKeyRotationStatus",
            Self::GetBucketLocation => "s3:GetBucketLocation",
            Self::GetBucketEncryption => "s3:GetEncryptionConfiguration",
            Self::GetBucketVersioning => "s3:GetBucketVersioning",
            Self::GetObjectLockConfiguration => "s3:GetBucketObjectLockConfiguration",
            Self::SimulatePrincipalPolicy => "iam:SimulatePrincipalPolicy",
            Self::GetInstanceProfile => "iam:GetInstanceProfile",
            Self::DescribeInstances => "ec2:DescribeInstances",
            Self::DescribeVpcEndpoints => "ec2:DescribeVpcEndpoints",
            Self::DescribeRegions => "ec2:DescribeRegions",
            Self::GetMetricStatistics => "cloudwatch:GetMetricStatistics",
        }
    }

    /// The service that it belongs to, as AWS's SDKs name it.
    pub fn service(self) -> &'static str {
        if self == Self::GetCallerIdentity {
            return "STS";
        }
        match self.iam_action().split_once(':').map_or("", |(service, _)| service) {
            "logs" => "CloudWatch Logs",
            "ssm" => "SSM",
            "cloudtrail" => "CloudTrail",
            "cloudwatch" => "CloudWatch",
            "kms" => "KMS",
            "s3" => "S3",
            "iam" => "IAM",
            "ec2" => "EC2",
            _ => "",
        }
    }
}
