use super::{
    Account, account,
    pages::{MOST_PAGES, Pages},
};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer,
        facts::{VpcEndpoint, VpcEndpoints},
    },
};

/// The endpoints of these VPCs; one without any is told too.
pub(super) async fn read(account: &Account, vpcs: &[String]) -> Result<Answer<Vec<VpcEndpoints>>, SourceError> {
    use aws_sdk_ec2::types::Filter;

    let empty = |vpc: &String| VpcEndpoints { vpc_id: vpc.clone(), endpoints: Vec::new() };
    let mut found: Vec<VpcEndpoints> = vpcs.iter().map(empty).collect();
    let mut pages = Pages::new(MOST_PAGES);
    loop {
        let only = Filter::builder().name("vpc-id").set_values(Some(vpcs.to_vec())).build();
        let request = account.ec2.describe_vpc_endpoints().filters(only).set_next_token(pages.token());
        let answer = account.ask(Operation::DescribeVpcEndpoints, account.region(), || request.clone().send()).await?;
        let page = match answer {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        for endpoint in page.vpc_endpoints.unwrap_or_default() {
            // One that is not ready carries nothing.
            let is_available =
                endpoint.state.as_ref().is_some_and(|state| state.as_str().eq_ignore_ascii_case("available"));
            let vpc = found.iter_mut().find(|vpc| Some(&vpc.vpc_id) == endpoint.vpc_id.as_ref());
            if let (true, Some(vpc), Some(service_name)) = (is_available, vpc, endpoint.service_name) {
                vpc.endpoints.push(VpcEndpoint {
                    service_name,
                    endpoint_type: endpoint.vpc_endpoint_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
                    private_dns_enabled: endpoint.private_dns_enabled.unwrap_or_default(),
                    policy: endpoint.policy_document.filter(|policy| !policy.is_empty()),
                });
            }
        }
        if !pages.go_on(page.next_token, true) {
            break;
        }
    }
    let evidence = account::evidence(Operation::DescribeVpcEndpoints, account.region());
    if pages.is_cut_short() {
        // An endpoint that was not read would be called missing.
        let read = found.iter().map(|vpc| vpc.endpoints.len()).sum();
        return Ok(Answer::CutShort { read, evidence });
    }
    Ok(Answer::Read { value: found, evidence })
}

/// The regions that the account has enabled.
pub(super) async fn regions(account: &Account) -> Result<Answer<Vec<String>>, SourceError> {
    let request = account.ec2.describe_regions();
    let answer = account.ask(Operation::DescribeRegions, account.region(), || request.clone().send()).await?;
    Ok(answer.map(|found| {
        let regions = found.regions.unwrap_or_default().into_iter();
        regions.filter_map(|region| region.region_name).collect()
    }))
}
