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
}

impl Operation {
    pub const ALL: [Self; 9] = [
        Self::DescribeLogGroups,
        Self::DescribeLogStreams,
        Self::StartQuery,
        Self::GetQueryResults,
        Self::StopQuery,
        Self::GetLogRecord,
        Self::FilterLogEvents,
        Self::DescribeQueryDefinitions,
        Self::GetCallerIdentity,
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
        }
    }
}
