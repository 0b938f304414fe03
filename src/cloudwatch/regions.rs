use std::sync::LazyLock;

use serde::Deserialize;

/// One AWS region, as the picker shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// `ap-northeast-1`
    pub id: String,
    /// AWS's own name for it: `Asia Pacific (Tokyo)`.
    pub name: String,
    /// An account has to switch it on before use.
    #[serde(default)]
    pub opt_in: bool,
    #[serde(default = "commercial_suffix")]
    suffix: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionFile {
    region: Vec<Region>,
}

static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    toml::from_str::<RegionFile>(include_str!("../../assets/regions.toml"))
        .map_or_else(|_checked_by_a_test| Vec::new(), |file| file.region)
});

fn commercial_suffix() -> String {
    "amazonaws.com".to_owned()
}

/// The regions known when this was built. AWS opens new ones: any other id is worth a try.
pub fn regions() -> &'static [Region] {
    &REGIONS
}

pub fn region(id: &str) -> Option<&'static Region> {
    regions().iter().find(|region| region.id == id)
}

/// Where the SDK looks for CloudWatch Logs in a region, as far as a message needs it.
pub(super) fn logs_endpoint(id: &str) -> String {
    let suffix = region(id).map_or("amazonaws.com", |region| region.suffix.as_str());
    format!("https://logs.{id}.{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_whole() {
        assert!(regions().len() > 35);
        assert!(region("ap-northeast-1").is_some_and(|tokyo| !tokyo.opt_in));
        assert!(region("ap-east-1").is_some_and(|hong_kong| hong_kong.opt_in));
        assert_eq!(region("xx-nowhere-1"), None);
    }

    #[test]
    fn endpoints_follow_the_partition() {
        assert_eq!(logs_endpoint("eu-west-1"), "https://logs.eu-west-1.amazonaws.com");
        assert_eq!(logs_endpoint("cn-north-1"), "https://logs.cn-north-1.amazonaws.com.cn");
    }
}
