use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

/// What AWS and credential helpers repeat in their messages and must not be shown, logged or pasted
/// into a support case: the canonical request of a signature error names the session token, the
/// output of a `credential_process` names everything.
const SECRETS: [(&str, &str); 4] = [
    (
        r#"(?i)(x-amz-security-token|(?:aws_?)?session_?token|(?:aws_?)?secret_?access_?key|(?:access|refresh|id)_?token|client_?secret)(["']?\s*[:=]\s*["']?)[^\s"',;&}]+"#,
        "$1$2[removed]",
    ),
    (r"(?i)\b(bearer\s+)[a-z0-9._~+/=-]+", "$1[removed]"),
    (r"\b(?:AKIA|ASIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b", "[key …$1]"),
    (r"(?i)(signature=)[0-9a-f]{16,}", "$1[removed]"),
];

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    SECRETS.iter().filter_map(|(pattern, instead)| Regex::new(pattern).ok().map(|regex| (regex, *instead))).collect()
});

/// The text without credentials. An access key's id keeps its last four characters, so that a person
/// can tell which key it was.
pub(super) fn redact(text: &str) -> String {
    PATTERNS
        .iter()
        .fold(Cow::Borrowed(text), |text, (pattern, instead)| {
            Cow::Owned(pattern.replace_all(&text, *instead).into_owned())
        })
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_survives() {
        assert_eq!(PATTERNS.len(), SECRETS.len());
        let message = "The Canonical String for this request should have been\n'POST\n/\n\nhost:logs\n\
            x-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE//+=\n'; Credential=AKIAIOSFODNN7EXAMPLE/20261123, \
            Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024 \
            {\"SecretAccessKey\": \"wJalrXUtnFEMI/K7MDENG\", \"SessionToken\":\"AQoDYXdz\"} \
            aws_secret_access_key = abc123 Authorization: Bearer eyJhbGci.e30.x";
        let shown = redact(message);
        for secret in ["IQoJ", "IOSFODNN7", "fe5f80f7", "wJalr", "AQoD", "abc123", "eyJhbGci"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(shown.contains("[key …MPLE]"), "{shown}");
    }

    #[test]
    fn other_text_stays() {
        let message = "User: arn:aws:iam::123456789012:user/kim is not authorized to perform: logs:StartQuery";
        assert_eq!(redact(message), message);
    }
}
