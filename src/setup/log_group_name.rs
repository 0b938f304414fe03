//! Log groups are named by their names or by their ARNs.

const IN_ARN: &str = ":log-group:";

/// A log group's name, also out of its ARN.
pub(in crate::setup) fn plain(group: &str) -> &str {
    let name = group.split_once(IN_ARN).map_or(group, |(_, name)| name);
    name.strip_suffix(":*").unwrap_or(name)
}

/// Names of log groups have no colon.
pub(in crate::setup) fn is_arn(group: &str) -> bool {
    group.contains(IN_ARN)
}
