use hyper::{Method, body::Bytes, http::request::Parts};

use super::{
    form::{Form, decoded},
    wire::Api,
};

/// What a request asks for.
pub enum Ask {
    /// An operation of CloudWatch Logs, which is what the service speaks first of all: also what nobody knows.
    Logs(String),
    /// STS `GetCallerIdentity`.
    Identity,
    Account(Call),
    Nothing,
}

pub struct Call {
    pub api: Api,
    pub operation: String,
    pub asked: Asked,
    /// The region that the request was signed for.
    pub region: Option<String>,
}

pub enum Asked {
    Json(Bytes),
    Cbor(Bytes),
    Form(Form),
    /// By its name.
    Bucket(String),
}

/// All services are asked at one address: which one is meant shows in how it is asked.
pub fn recognise(parts: &Parts, body: &Bytes) -> Ask {
    let mut ask = asked(parts, body);
    if let Ask::Account(call) = &mut ask {
        call.region = region(parts);
    }
    ask
}

/// `Credential=AKIDEXAMPLE/20261128/us-east-1/kms/aws4_request`
fn region(parts: &Parts) -> Option<String> {
    let signed = parts.headers.get("authorization")?.to_str().ok()?;
    let (_, credential) = signed.split_once("Credential=")?;
    credential.split('/').nth(2).map(str::to_owned)
}

fn asked(parts: &Parts, body: &Bytes) -> Ask {
    if let Some(target) = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok()) {
        return by_target(target, body);
    }
    if parts.method == Method::POST && parts.uri.path() == "/" {
        return by_form(body);
    }
    by_path(parts, body).or_else(|| bucket(parts)).unwrap_or(Ask::Nothing)
}

/// `AmazonSSM.GetDocument`. Some clients write CloudTrail's prefix with the name of its package before it.
fn by_target(target: &str, body: &Bytes) -> Ask {
    let (prefix, operation) = target.rsplit_once('.').unwrap_or(("", target));
    let api = match prefix.rsplit_once('.').map_or(prefix, |(_, last)| last) {
        "AmazonSSM" => Api::Ssm,
        "CloudTrail_20131101" => Api::CloudTrail,
        "TrentService" => Api::Kms,
        "GraniteServiceVersion20100801" => Api::CloudWatchJson,
        "Logs_20140328" => return Ask::Logs(operation.to_owned()),
        _ => return Ask::Logs(target.to_owned()),
    };
    Ask::Account(Call { api, operation: operation.to_owned(), asked: Asked::Json(body.clone()), region: None })
}

/// By the version of the API: `Version` is in every request of the Query protocols.
fn by_form(body: &[u8]) -> Ask {
    let form = Form::read(body);
    let Some(operation) = form.get("Action").map(str::to_owned) else { return Ask::Nothing };
    let api = match form.get("Version") {
        Some("2010-05-08") => Api::Iam,
        Some("2016-11-15") => Api::Ec2,
        _ if operation == "GetCallerIdentity" => return Ask::Identity,
        _ => return Ask::Nothing,
    };
    Ask::Account(Call { api, operation, asked: Asked::Form(form), region: None })
}

/// RPC v2 CBOR: `POST /service/GraniteServiceVersion20100801/operation/GetMetricStatistics`.
fn by_path(parts: &Parts, body: &Bytes) -> Option<Ask> {
    let operation = parts.uri.path().strip_prefix("/service/GraniteServiceVersion20100801/operation/")?.to_owned();
    let is_post = parts.method == Method::POST;
    is_post.then(|| {
        Ask::Account(Call { api: Api::CloudWatchCbor, operation, asked: Asked::Cbor(body.clone()), region: None })
    })
}

/// S3, path style: `GET /BUCKET?encryption`.
fn bucket(parts: &Parts) -> Option<Ask> {
    let bucket = decoded(parts.uri.path().trim_matches('/').as_bytes());
    if bucket.is_empty() || bucket.contains('/') {
        return None;
    }
    let query = parts.uri.query().unwrap_or_default();
    let asks = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let operation = match parts.method {
        Method::HEAD => "HeadBucket",
        Method::GET if asks("location") => "GetBucketLocation",
        Method::GET if asks("encryption") => "GetBucketEncryption",
        Method::GET if asks("versioning") => "GetBucketVersioning",
        Method::GET if asks("object-lock") => "GetObjectLockConfiguration",
        _ => return None,
    };
    Some(Ask::Account(Call {
        api: Api::S3,
        operation: operation.to_owned(),
        asked: Asked::Bucket(bucket),
        region: None,
    }))
}
