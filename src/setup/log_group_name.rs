//! Log groups are named by their names or by their ARNs.

const IN_ARN: &str = ":log-group:";

/// A log group's name, also out of its ARN.
pub(in crate::setup) fn plain(group: &str) -> &str {
    let name = group.split_once(IN_ARN).map_or(group, |(_, name)| name);
    name.strip_suffix(":*").unwrap_or(name)
}

/// The name of a log group of this region and account out of its ARN; one of others stays an ARN. `account`: empty where it
/// is not known.
pub(in crate::setup) fn here(group: &str, region: &str, account: &str) -> String {
    let Some((head, _)) = group.split_once(IN_ARN) else { return group.to_owned() };
    let place = head.rsplitn(3, ':').take(2).collect::<Vec<_>>();
    let is_here = place.get(1) == Some(&region) && (account.is_empty() || place.first() == Some(&account));
    if is_here { plain(group).to_owned() } else { group.to_owned() }
}

/// Names of log groups have no colon.
pub(in crate::setup) fn is_arn(group: &str) -> bool {
    group.contains(IN_ARN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_groups_of_here_go_by_their_names() {
        let arn = "arn:aws:logs:eu-west-1:1:log-group:/a/b:*";
        assert_eq!(here(arn, "eu-west-1", "1"), "/a/b");
        assert_eq!(here(arn, "eu-west-1", ""), "/a/b");
        assert_eq!(here(arn, "eu-west-2", "1"), arn);
        assert_eq!(here(arn, "eu-west-1", "2"), arn);
        assert_eq!(here("/a/b", "eu-west-1", "1"), "/a/b");
        assert_eq!(here(":log-group:", "", ""), ":log-group:");
    }
}
