use aws_sdk_cloudwatchlogs::{
    config::{ConfigBag, Intercept, RuntimeComponents},
    error::BoxError,
};
use aws_smithy_runtime_api::client::{interceptors::context, orchestrator::Metadata};

use crate::model::Operation;

/// Stands in front of every request of the SDK and lets only the operations of [`Operation::ALL`]
/// pass. Whatever code asks for another one, it never leaves the machine.
#[derive(Debug)]
pub struct AccessGuard;

/// An operation was asked for that is not on the list.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not one of the read-only operations of this program")]
pub struct NotOnTheList(String);

impl Intercept for AccessGuard {
    fn name(&self) -> &'static str {
        "AccessGuard"
    }

    // Earlier, the SDK does not know yet which operation it is.
    fn read_before_serialization(
        &self,
        _context: &context::BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (service, asked) =
            config.load::<Metadata>().map_or(("", "an unnamed operation"), |asked| (asked.service(), asked.name()));
        // Services have operations of the same name.
        let is_it = |operation: &Operation| operation.name() == asked && operation.service() == service;
        if Operation::ALL.iter().any(is_it) { Ok(()) } else { Err(Box::new(NotOnTheList(asked.to_owned()))) }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use aws_sdk_cloudwatchlogs::config::{BehaviorVersion, Credentials, Region};

    use super::*;

    #[tokio::test]
    async fn a_writing_operation_never_leaves_the_machine() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let config = aws_sdk_cloudwatchlogs::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
            .endpoint_url(format!("http://{}", listener.local_addr().unwrap()))
            .interceptor(AccessGuard)
            .build();
        let client = aws_sdk_cloudwatchlogs::Client::from_conf(config);
        let refused = client.delete_log_group().log_group_name("g").send().await.unwrap_err();
        let mut source = refused.source();
        while let Some(error) = source
            && !error.is::<NotOnTheList>()
        {
            source = error.source();
        }
        let NotOnTheList(name) = source.and_then(|error| error.downcast_ref()).unwrap();
        assert_eq!(name, "DeleteLogGroup");
        assert!(listener.accept().is_err(), "nothing may connect");
        let allowed = client.describe_log_groups();
        tokio::select! {
            _ = allowed.send() => {}
            () = tokio::time::sleep(std::time::Duration::from_millis(500)) => {}
        }
        assert!(listener.accept().is_ok(), "an operation of the list has to pass");
    }
}
