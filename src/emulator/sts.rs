//! STS `GetCallerIdentity`, which speaks the AWS Query protocol: a form in, XML out.
//!
//! Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use super::{ACCOUNT, refusal::Refusal};

/// Whoever asks is the demo's auditor.
pub(super) fn identity(request_id: &str) -> String {
    format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult>\
         <Arn>arn:aws:sts::{ACCOUNT}:assumed-role/LogAuditor/auditor@example.co.jp</Arn>\
         <UserId>AROA0123456789EXAMPLE:auditor@example.co.jp</UserId>\
         <Account>{ACCOUNT}</Account>\
         </GetCallerIdentityResult>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\
         </GetCallerIdentityResponse>"
    )
}

pub(super) fn refused(refusal: &Refusal, request_id: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <Error><Type>Sender</Type><Code>{}</Code><Message>{}</Message></Error>\
         <RequestId>{request_id}</RequestId></ErrorResponse>",
        escape(refusal.code()),
        escape(&refusal.to_string())
    )
}
