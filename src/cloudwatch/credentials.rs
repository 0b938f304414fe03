use std::{sync::Mutex, time::Duration};

use aws_config::{
    default_provider::credentials::DefaultCredentialsChain, profile::ProfileFileCredentialsProvider,
    provider_config::ProviderConfig,
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future},
};
use aws_sdk_cloudwatchlogs::config::Region;

/// How long a machine that is no EC2 instance may keep us waiting for instance credentials.
const IMDS_CONNECT: Duration = Duration::from_millis(400);
const IMDS_ANSWER: Duration = Duration::from_secs(1);
/// A `credential_process` may ask a person something first.
pub(super) const LONGEST_LOOKUP: Duration = Duration::from_mins(1);

/// Finds credentials now, so that a missing profile or a sign-in that has run out shows before
/// anything else, as what it is.
///
/// A profile that was named is the only place asked: keys in the environment must not lead a person
/// who picked one account into another. Without a name, AWS's usual order holds.
pub(super) async fn find(profile: Option<&str>, region: Region) -> Result<SharedCredentialsProvider, CredentialsError> {
    let config = ProviderConfig::without_region().with_region(Some(region.clone()));
    let provider = if let Some(name) = profile {
        SharedCredentialsProvider::new(
            ProfileFileCredentialsProvider::builder().configure(&config).profile_name(name).build(),
        )
    } else {
        let imds = aws_config::imds::Client::builder()
            .configure(&config)
            .connect_timeout(IMDS_CONNECT)
            .read_timeout(IMDS_ANSWER)
            .max_attempts(1)
            .build();
        let chain = DefaultCredentialsChain::builder().configure(config).region(region).imds_client(imds);
        SharedCredentialsProvider::new(chain.build().await)
    };
    let found = tokio::time::timeout(LONGEST_LOOKUP, provider.provide_credentials())
        .await
        .map_err(|_elapsed| CredentialsError::provider_timed_out(LONGEST_LOOKUP))??;
    Ok(SharedCredentialsProvider::new(FoundFirst { found: Mutex::new(Some(found)), provider }))
}

/// What the embedded service and other local endpoints take: they check no signature.
pub(super) fn placeholder() -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Credentials::new("local", "local", None, None, "local endpoint"))
}

/// Gives the credentials that were found at the start to the first who asks, so that a
/// `credential_process` runs once, and asks the provider for every renewal.
#[derive(Debug)]
struct FoundFirst {
    found: Mutex<Option<Credentials>>,
    provider: SharedCredentialsProvider,
}

impl ProvideCredentials for FoundFirst {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let found = self.found.lock().ok().and_then(|mut found| found.take());
        match found {
            Some(found) => future::ProvideCredentials::ready(Ok(found)),
            None => self.provider.provide_credentials(),
        }
    }
}
