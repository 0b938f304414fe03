//! The user's own AWS configuration: `~/.aws/config` and `~/.aws/credentials`, or where
//! `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` point.

use aws_config::{
    meta::region::ProvideRegion,
    profile::{Profile as Section, ProfileFileLoadError, ProfileFileRegionProvider, ProfileSet},
};
use aws_types::os_shim_internal::{Env, Fs};

use super::redact::redact;
use crate::model::{SourceError, SourceErrorKind};

/// One profile, as the picker shows it. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub region: Option<String>,
    /// The account, where the file says it (`sso_account_id`, or inside `role_arn`).
    pub account: Option<String>,
    /// Its credentials come from a sign-in in the browser (`aws sso login`, `aws login`) that runs out.
    pub signs_in: bool,
}

/// Every profile of the configuration files, `default` first, then by name. No files: none.
pub async fn profiles() -> Result<Vec<Profile>, SourceError> {
    let set = load(None).await?;
    Ok(list(&set))
}

/// The region that the configuration gives a profile, its source profiles included.
pub async fn default_region_of(profile: &str) -> Option<String> {
    let provider = ProfileFileRegionProvider::builder().profile_name(profile).build();
    provider.region().await.map(|region| region.to_string())
}

/// What the configuration says about the profile that a connection will use: the given one, or
/// `AWS_PROFILE`, or `default`. `None` when no name was given and there is no `default`.
pub(super) async fn chosen(profile: Option<&str>) -> Result<Option<Profile>, SourceError> {
    let set = load(profile).await?;
    let name = profile.unwrap_or_else(|| set.selected_profile());
    match set.get_profile(name) {
        Some(section) => Ok(Some(describe(&set, section))),
        None if profile.is_none() && name == "default" => Ok(None),
        None => Err(SourceError::new(
            SourceErrorKind::ProfileUnknown { profile: name.to_owned() },
            format!("profiles found: {}", list(&set).iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ")),
        )),
    }
}

async fn load(profile: Option<&str>) -> Result<ProfileSet, SourceError> {
    load_from(&Fs::real(), &Env::real()).await.map_err(|error| {
        let mut detail = error.to_string();
        if let Some(source) = std::error::Error::source(&error) {
            detail = format!("{detail}: {source}");
        }
        let profile = profile.unwrap_or("default").to_owned();
        SourceError::new(SourceErrorKind::ProfileUnknown { profile }, redact(&detail))
    })
}

async fn load_from(fs: &Fs, env: &Env) -> Result<ProfileSet, ProfileFileLoadError> {
    #[expect(
        clippy::default_trait_access,
        reason = "the type's name is in a part of the SDK that is not used otherwise"
    )]
    let usual_files = Default::default();
    aws_config::profile::load(fs, env, &usual_files, None).await
}

fn list(set: &ProfileSet) -> Vec<Profile> {
    let mut found: Vec<_> =
        set.profiles().filter_map(|name| set.get_profile(name)).map(|section| describe(set, section)).collect();
    found.sort_by(|one, other| (one.name != "default", &one.name).cmp(&(other.name != "default", &other.name)));
    found
}

fn describe(set: &ProfileSet, section: &Section) -> Profile {
    let role_account = || section.get("role_arn").and_then(|arn| arn.split(':').nth(4));
    Profile {
        name: section.name().to_owned(),
        region: section.get("region").map(str::to_owned),
        account: section.get("sso_account_id").or_else(role_account).map(str::to_owned),
        signs_in: signs_in(set, section),
    }
}

fn signs_in(set: &ProfileSet, section: &Section) -> bool {
    let mut section = section;
    // A chain of source profiles is short; a ring of them must end too.
    for _ in 0..8 {
        if ["sso_session", "sso_start_url", "login_session"].iter().any(|key| section.get(key).is_some()) {
            return true;
        }
        match section.get("source_profile").and_then(|name| set.get_profile(name)) {
            Some(source) => section = source,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn parsed(config: &str) -> ProfileSet {
        let fs = Fs::from_slice(&[("config", config)]);
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", "config")]);
        load_from(&fs, &env).await.unwrap()
    }

    #[tokio::test]
    async fn profiles_show_their_region_account_and_sign_in() {
        let set = parsed(
            "[profile zeta]\nregion = eu-west-1\n[default]\nregion = us-east-1\n\
             [sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://example.com\n\
             [profile audit]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Auditor\n\
             [profile nested]\nsource_profile = audit\nrole_arn = arn:aws:iam::210987654321:role/Reader\n\
             [profile ring]\nsource_profile = ring\nrole_arn = nonsense\n",
        )
        .await;
        let found = list(&set);
        let names: Vec<_> = found.iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names, ["default", "audit", "nested", "ring", "zeta"]);
        assert_eq!(found[0].region.as_deref(), Some("us-east-1"));
        assert_eq!((found[1].account.as_deref(), found[1].signs_in), (Some("123456789012"), true));
        assert_eq!((found[2].account.as_deref(), found[2].signs_in), (Some("210987654321"), true));
        assert_eq!((found[3].account.as_deref(), found[3].signs_in), (None, false));
        assert!(!found[4].signs_in);
    }
}
