//! Who the demo's principals are to CloudTrail, and how they came by their credentials.

use serde_json::{Value, json};

use super::{
    agent::rfc3339,
    company::{Assumed, Company},
    random::Random,
    trail::{Client, Recorded},
};
use crate::emulator::{ACCOUNT, REGION, account::TrailRecord};

const ID: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STS: &str = "sts.amazonaws.com";
/// Roles assumed from roles: the demo's go no deeper.
const DEEPEST: usize = 3;

/// Credentials in use.
pub(super) struct Held {
    /// `userIdentity` of what is done with them.
    pub identity: Value,
    /// The events by which they came about, as far as this region's history has them.
    pub issued: Vec<TrailRecord>,
    /// Who that is, if the events tell.
    pub person: Option<String>,
}

pub(super) struct Principals<'a> {
    pub company: &'a Company,
}

/// `assumed-role/ROLE/SESSION`
fn role_session(arn: &str) -> Option<(&str, &str)> {
    arn.split_once(":assumed-role/")?.1.split_once('/')
}

/// What the people of a role session or a user are called: without a domain.
fn short_name(arn: &str) -> &str {
    let name = arn.rsplit('/').next().unwrap_or_default();
    name.split('@').next().unwrap_or_default()
}

/// The ARN of the role or user behind a principal, as IAM knows it.
pub(super) fn iam_arn(arn: &str) -> String {
    match role_session(arn) {
        Some((role, _)) if role.starts_with("AWSReservedSSO_") => {
            format!("arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/{REGION}/{role}")
        }
        Some((role, _)) => format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
        None => arn.to_owned(),
    }
}

impl Principals<'_> {
    /// How long credentials last: those through IAM Identity Center half a day, those of a role from a role an hour.
    pub fn lasts_ms(arn: &str) -> i64 {
        if arn.contains("/AWSReservedSSO_") { 8 * 3_600_000 } else { 45 * 60_000 }
    }

    /// The credentials of a principal that were made at `created`.
    pub fn hold(&self, arn: &str, created: i64) -> Held {
        self.hold_at(arn, created, 0)
    }

    fn hold_at(&self, arn: &str, created: i64, depth: usize) -> Held {
        let Some((role, session)) = role_session(arn) else {
            let name = arn.rsplit('/').next().unwrap_or_default();
            let identity = json!({
                "type": "IAMUser",
                "principalId": id("AIDA", arn),
                "arn": arn,
                "accountId": ACCOUNT,
                "accessKeyId": id("AKIA", arn),
                "userName": name,
            });
            return Held { identity, issued: Vec::new(), person: Some(name.to_owned()) };
        };
        let key = id("ASIA", &format!("{arn}/{created}"));
        let mut identity = json!({
            "type": "AssumedRole",
            "principalId": format!("{}:{session}", id("AROA", role)),
            "arn": arn,
            "accountId": ACCOUNT,
            "accessKeyId": key,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": id("AROA", role),
                    "arn": iam_arn(arn),
                    "accountId": ACCOUNT,
                    "userName": role,
                },
                "attributes": {"creationDate": rfc3339(created), "mfaAuthenticated": "false"},
            },
        });
        let grant = Grant { arn, role, session, key: &key, created };
        let said = self
            .company
            .role
            .iter()
            .find(|said| said.name == role || said.name.split_once('/') == Some((role, session)));
        let assumed = said.map(|said| said.assumed);
        let by = said.map_or("", |said| said.by.as_str());
        let (issued, person) = match assumed {
            None | Some(Assumed::WithSourceIdentity) => {
                if let Some(own) = self.own(arn, role).filter(|_| depth < DEEPEST) {
                    let gap = Random::of(&key, 3).between(20_000, 240_000);
                    let first = self.hold_at(&own, created - gap, depth + 1);
                    let source = (assumed == Some(Assumed::WithSourceIdentity)).then(|| first.person.clone()).flatten();
                    if let Some(source) = &source {
                        identity["sessionContext"]["sourceIdentity"] = json!(source);
                    }
                    let mut issued = first.issued;
                    issued.push(grant.assume_role(&first.identity, &client(&own, created), source.as_deref()));
                    (issued, first.person)
                } else {
                    // Whoever came from the access portal works in the console, with keys of its own.
                    if depth == 0 && role.starts_with("AWSReservedSSO_") {
                        identity["accessKeyId"] = json!(id("ASIA", &format!("{arn}/{created}/console")));
                    }
                    (vec![grant.with_saml()], Some(session.to_owned()))
                }
            }
            Some(Assumed::Service) => {
                let service = json!({"type": "AWSService", "invokedBy": by});
                (vec![grant.assume_role(&service, &Client::service(by), None)], None)
            }
            Some(Assumed::Machine) => {
                (vec![grant.assume_role(&machine(by, created), &client(by, created), None)], None)
            }
            Some(Assumed::OtherAccount) => {
                let principal = format!("{}:{session}", id("AROA", &format!("{by}/{role}")));
                let other = json!({"type": "AWSAccount", "principalId": principal, "accountId": by});
                (vec![grant.assume_role(&other, &client(arn, created), None)], None)
            }
            Some(Assumed::OtherRegion) => (vec![grant.with_saml_in(GLOBAL_REGION)], Some(session.to_owned())),
        };
        Held { identity, issued, person }
    }

    /// The same person's own principal: what they assume a role from.
    fn own(&self, arn: &str, role: &str) -> Option<String> {
        if role.starts_with("AWSReservedSSO_") {
            return None;
        }
        let name = short_name(arn);
        let is_own =
            |arn: &String| short_name(arn) == name && (arn.contains(":user/") || arn.contains("/AWSReservedSSO_"));
        self.company.principal.iter().map(super::company::Principal::arn).find(is_own)
    }
}

/// The role of an instance, whose keys nobody asked for: EC2 gives them out.
fn machine(role: &str, created: i64) -> Value {
    let instance = format!("i-0{}", Random::of(role, 5).text(16, b"0123456789abcdef"));
    let begun = created - created.rem_euclid(6 * 3_600_000);
    json!({
        "type": "AssumedRole",
        "principalId": format!("{}:{instance}", id("AROA", role)),
        "arn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{instance}"),
        "accountId": ACCOUNT,
        "accessKeyId": id("ASIA", &format!("{role}/{begun}")),
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": id("AROA", role),
                "arn": format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
                "accountId": ACCOUNT,
                "userName": role,
            },
            "attributes": {"creationDate": rfc3339(begun), "mfaAuthenticated": "false"},
            "ec2RoleDelivery": "2.0",
        },
    })
}

/// Where STS's global endpoint records what it is asked.
const GLOBAL_REGION: &str = "us-east-1";

/// A role session that begins.
struct Grant<'a> {
    arn: &'a str,
    role: &'a str,
    session: &'a str,
    key: &'a str,
    created: i64,
}

impl Grant<'_> {
    fn response(&self, lasts_ms: i64) -> Value {
        let expiration = jiff::Timestamp::from_millisecond(self.created + lasts_ms);
        let expiration =
            expiration.map(|time| time.strftime("%b %-d, %Y, %-I:%M:%S %p").to_string()).unwrap_or_default();
        json!({
            "credentials": {
                "accessKeyId": self.key,
                "sessionToken": "IQoJb3JpZ2luX2VjEXAMPLE",
                "expiration": expiration,
            },
            "assumedRoleUser": {
                "assumedRoleId": format!("{}:{}", id("AROA", self.role), self.session),
                "arn": self.arn,
            },
        })
    }

    fn resources(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS::IAM::AccessKey", self.key.to_owned()),
            ("AWS::STS::AssumedRole", format!("{}:{}", id("AROA", self.role), self.session)),
            ("AWS::STS::AssumedRole", self.arn.to_owned()),
            ("AWS::IAM::Role", iam_arn(self.arn)),
        ]
    }

    fn assume_role(&self, identity: &Value, client: &Client, source_identity: Option<&str>) -> TrailRecord {
        let mut request = json!({
            "roleArn": iam_arn(self.arn),
            "roleSessionName": self.session,
            "durationSeconds": 3600,
        });
        let mut response = self.response(3_600_000);
        if let Some(source) = source_identity {
            request["sourceIdentity"] = json!(source);
            response["sourceIdentity"] = json!(source);
        }
        Recorded {
            source: STS,
            name: "AssumeRole",
            time: self.created,
            identity,
            client,
            request,
            response,
            error: None,
            resources: self.resources(),
        }
        .write()
    }

    fn with_saml(&self) -> TrailRecord {
        self.with_saml_in(REGION)
    }

    /// As IAM Identity Center does it, and a company's own identity provider.
    fn with_saml_in(&self, region: &'static str) -> TrailRecord {
        let is_center = self.role.starts_with("AWSReservedSSO_");
        let provider = if is_center { "AWSSSO_9c1e07b3d2a4f586_DO_NOT_DELETE" } else { "CompanyAD" };
        let mut random = Random::of(provider, 7);
        let provider_id =
            format!("{}=", random.text(27, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"));
        let identity = json!({
            "type": "SAMLUser",
            "principalId": format!("{provider_id}:{}", self.session),
            "userName": self.session,
            "identityProvider": provider_id,
        });
        let lasts = if is_center { 43_200 } else { 3_600 };
        let request = json!({
            "sAMLAssertionID": format!("_{}", super::trail::uuid(&mut Random::of(self.key, 9))),
            "roleSessionName": self.session,
            "roleArn": iam_arn(self.arn),
            "principalArn": format!("arn:aws:iam::{ACCOUNT}:saml-provider/{provider}"),
            "durationSeconds": lasts,
        });
        let mut response = self.response(lasts * 1000);
        response["subject"] = json!(self.session);
        response["subjectType"] = json!("persistent");
        response["issuer"] = json!(if is_center {
            format!("https://portal.sso.{REGION}.amazonaws.com/saml/assertion/EXAMPLE")
        } else {
            "https://idp.example.co.jp/saml".to_owned()
        });
        response["audience"] = json!("https://signin.aws.amazon.com/saml");
        response["nameQualifier"] = json!(provider_id);
        let client = if is_center {
            let agent = "aws-sdk-java/2.46.14 md/io#sync md/http#Apache ua/2.1 api/STS#2.46.x os/Linux md/vendor#Amazon.com_Inc.";
            Client { address: "192.0.2.61".to_owned(), agent: agent.to_owned(), console: false }
        } else {
            client(self.arn, self.created)
        };
        Recorded {
            source: STS,
            name: "AssumeRoleWithSAML",
            time: self.created,
            identity: &identity,
            client: &client,
            request,
            response,
            error: None,
            resources: self.resources(),
        }
        .write_in(region)
    }
}

/// An id as AWS gives them, the same each time for the same thing.
fn id(kind: &str, of: &str) -> String {
    format!("{kind}{}", Random::of(of, 1).text(17, ID))
}

/// Where a principal calls from: the office, or home; the console or the CLI.
pub(super) fn client(arn: &str, time: i64) -> Client {
    let mut person = Random::of(arn, 13);
    let (home, office) = (person.between(2, 250), person.between(10, 14));
    let mut now = Random::of(&format!("{arn}/{time}"), 13);
    let address = if now.chance(700) { format!("203.0.113.{office}") } else { format!("198.51.100.{home}") };
    let is_person = arn.contains("AWSReservedSSO_") || arn.contains(":user/");
    if is_person && now.chance(450) {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        return Client { address, agent: agent.to_owned(), console: true };
    }
    let agent = "aws-cli/2.31.13 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0-60-generic md/arch#x86_64 lang/python#3.13.7 \
                 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#ssm.start-session";
    Client { address, agent: agent.to_owned(), console: false }
}
