use std::{net::IpAddr, time::Duration};

use aws_config::{
    BehaviorVersion, SdkConfig, environment::region::EnvironmentVariableRegionProvider,
    meta::region::RegionProviderChain, profile::ProfileFileRegionProvider, retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_sdk_cloudwatchlogs::config::{IdentityCache, Region};

use super::{
    client::{CloudWatch, Place},
    credentials, errors, profiles,
    regions::logs_endpoint,
};
use crate::model::{SourceError, SourceErrorKind};

/// Which account, region and endpoint to read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectOptions {
    /// A profile of the AWS configuration files. `None`: AWS's usual order, with `AWS_PROFILE`.
    pub profile: Option<String>,
    /// `None`: `AWS_REGION`, then the profile's.
    pub region: Option<String>,
    /// Another place than AWS that speaks its protocol. `None`: what the configuration says, usually AWS.
    pub endpoint_url: Option<String>,
    pub credentials: CredentialSource,
}

/// Where the credentials come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CredentialSource {
    /// AWS's standard chain: environment, profile, sign-in, container, instance.
    #[default]
    Chain,
    /// None at all; for the embedded service, which checks no signature. Reads no AWS configuration.
    Placeholder,
}

impl ConnectOptions {
    /// To AWS, or to what stands at the endpoint.
    pub fn aws(profile: Option<String>, region: Option<String>, endpoint_url: Option<String>) -> Self {
        Self { profile, region, endpoint_url, credentials: CredentialSource::Chain }
    }

    /// To an embedded service or another one that checks no signature.
    pub fn embedded(endpoint_url: impl Into<String>) -> Self {
        Self { endpoint_url: Some(endpoint_url.into()), credentials: CredentialSource::Placeholder, ..Self::default() }
    }

    /// To the embedded service, in the region that its data play in.
    pub fn demo(endpoint_url: &str) -> Self {
        Self { region: Some(crate::emulator::REGION.to_owned()), ..Self::embedded(endpoint_url) }
    }
}

/// The region of a local endpoint when nobody names one.
const LOCAL_REGION: &str = "us-east-1";

/// Prepares a client and finds its credentials. Sends nothing to CloudWatch Logs yet:
/// [`crate::model::LogSource::identity`] is the first proof that it answers.
pub async fn connect(options: ConnectOptions) -> Result<CloudWatch, SourceError> {
    let local = match &options.endpoint_url {
        Some(url) => is_local(url)?,
        None => false,
    };
    if options.credentials == CredentialSource::Placeholder {
        let region = options.region.unwrap_or_else(|| LOCAL_REGION.to_owned());
        let place = Place::new(region.clone(), options.endpoint_url.clone(), local);
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region))
            .retry_config(retries())
            .timeout_config(timeouts())
            .credentials_provider(credentials::placeholder());
        config.set_endpoint_url(options.endpoint_url);
        return Ok(CloudWatch::new(&config.build(), place));
    }

    let profile = profiles::chosen(options.profile.as_deref()).await?;
    let region = match region_of(&options).await {
        Some(region) => region,
        None if local => Region::from_static(LOCAL_REGION),
        None => return Err(SourceError::new(SourceErrorKind::NoRegion, "no region given and none configured")),
    };
    let mut place = Place::new(region.to_string(), options.endpoint_url.clone(), local);
    if let Some(profile) = profile {
        place.signs_in = profile.signs_in;
        place.profile = Some(profile.name);
    }

    let provider = match credentials::find(options.profile.as_deref(), region.clone()).await {
        Ok(provider) => provider,
        Err(error) => {
            let error = errors::from_credentials(&error, &place);
            if !(local && error.kind == SourceErrorKind::NoCredentials) {
                return Err(error);
            }
            credentials::placeholder()
        }
    };
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region)
        .credentials_provider(provider)
        .identity_cache(IdentityCache::lazy().load_timeout(credentials::LONGEST_LOOKUP).build())
        .retry_config(retries())
        .timeout_config(timeouts());
    if let Some(profile) = options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let config = loader.load().await;
    if place.custom_endpoint.is_none()
        && let Some(configured) = config.endpoint_url()
    {
        configured.clone_into(&mut place.endpoint);
        place.custom_endpoint = Some(configured.to_owned());
        place.local = is_local(configured)?;
    }
    Ok(CloudWatch::new(&config, place))
}

async fn region_of(options: &ConnectOptions) -> Option<Region> {
    let mut file = ProfileFileRegionProvider::builder();
    if let Some(profile) = &options.profile {
        file = file.profile_name(profile);
    }
    // AWS's own order ends with the instance's metadata, which a desktop would wait for in vain.
    RegionProviderChain::first_try(options.region.clone().map(Region::new))
        .or_else(EnvironmentVariableRegionProvider::new())
        .or_else(file.build())
        .region()
        .await
        .filter(|region| !region.as_ref().is_empty())
}

/// A person waits in front of it: a dead endpoint shows within two seconds. Longer waiting, for
/// throttling, is done where it can be shown.
fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(3)
        .with_initial_backoff(Duration::from_millis(250))
        .with_max_backoff(Duration::from_secs(2))
}

/// No limit on reading alone: a page of ten thousand rows takes its time on a thin line.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(4))
        .operation_attempt_timeout(Duration::from_mins(1))
        .operation_timeout(Duration::from_secs(90))
        .build()
}

/// Whether an endpoint lies on this machine; an error where it is no endpoint at all.
fn is_local(url: &str) -> Result<bool, SourceError> {
    let refused = |why: &str| {
        let kind = SourceErrorKind::Unreachable { endpoint: url.to_owned() };
        SourceError::new(kind, format!("not an endpoint, expected http(s)://host:port: {why}"))
    };
    let uri: hyper::Uri = url.parse().map_err(|error: hyper::http::uri::InvalidUri| refused(&error.to_string()))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(refused("no http:// or https:// in front"));
    }
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    Ok(host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

/// The endpoint that a message names.
pub(super) fn endpoint_words(region: &str, custom: Option<&str>) -> String {
    custom.map_or_else(|| logs_endpoint(region), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        for local in ["http://127.0.0.1:4599", "http://localhost:1/", "http://[::1]:80"] {
            assert_eq!(is_local(local), Ok(true), "{local}");
        }
        assert_eq!(is_local("https://logs.us-east-1.amazonaws.com"), Ok(false));
        assert_eq!(is_local("https://localhost.example.com"), Ok(false));
        for wrong in ["", "127.0.0.1:4599", "ftp://x", "http://", "http://a b"] {
            assert!(is_local(wrong).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_connection_to_the_embedded_service_needs_nothing_of_the_user() {
        let client = connect(ConnectOptions::embedded("http://127.0.0.1:9")).await.unwrap();
        assert_eq!(client.place().region, "us-east-1");
        assert_eq!(client.place().endpoint, "http://127.0.0.1:9");
    }
}
