use std::{sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, Response, StatusCode,
    body::{Body, Bytes},
    header::{CONTENT_TYPE, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{
    account::{self, Answered, Ask, Call, Written},
    refusal::Refusal,
    service::Service,
    sts,
};

/// The largest request body that is read: a full `PutLogEvents` with every byte escaped.
const LARGEST_BODY: usize = 16 * 1024 * 1024;
const JSON: &str = "application/x-amz-json-1.1";

/// Accepts connections until `stop`, then lets the open ones finish their answer.
pub(super) async fn serve(listener: TcpListener, service: Arc<Service>, stop: CancellationToken) {
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let Ok((stream, _peer)) = accepted else {
            // Out of file descriptors, as a rule: taking a breath lets some close.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // Answers are small and awaited: waiting to fill packets only costs time.
        let _unsupported = stream.set_nodelay(true);
        let service = service.clone();
        let answering = service_fn(move |request| {
            let service = service.clone();
            async move { answer(&service, request).await }
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answering);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection to the embedded service ended");
            }
        });
    }
    service.close();
    let patience = Duration::from_secs(1);
    if tokio::time::timeout(patience, connections.shutdown()).await.is_err() {
        tracing::debug!("open connections to the embedded service were dropped");
    }
}

async fn answer<B>(service: &Arc<Service>, request: Request<B>) -> Result<Response<Full<Bytes>>, Refusal>
where
    B: Body + Send,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let request_id = new_id();
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_cut_or_too_long) => {
            let refusal = Refusal::Serialization("The request body could not be read.".to_owned());
            return Ok(refused(&refusal, &request_id));
        }
    };
    match account::recognise(&parts, &body) {
        Ask::Nothing => Ok(refused(&Refusal::UnknownOperation(String::new()), &request_id)),
        Ask::Identity => {
            service.count("GetCallerIdentity");
            Ok(match service.told_to_refuse("GetCallerIdentity") {
                Some(refusal) => xml(refusal.status(), sts::refused(&refusal, &request_id), &request_id),
                None => xml(200, sts::identity(&request_id), &request_id),
            })
        }
        Ask::Account(call) => answer_account(service, call, &request_id).await,
        Ask::Logs(operation) => match service.answer(operation, body).await {
            Ok(body) => Ok(json(200, body, &request_id)),
            // Ends the connection.
            Err(Refusal::NoAnswer) => Err(Refusal::NoAnswer),
            Err(refusal) => Ok(refused(&refusal, &request_id)),
        },
    }
}

async fn answer_account(
    service: &Arc<Service>,
    call: Call,
    request_id: &str,
) -> Result<Response<Full<Bytes>>, Refusal> {
    let api = call.api;
    match service.answer_account(call, request_id.to_owned()).await {
        Ok(Answered { body, bucket_region }) => {
            let mut response = response(200, api.content_type(), body, request_id);
            let region = bucket_region.and_then(|region| HeaderValue::from_str(&region).ok());
            if let Some(region) = region {
                response.headers_mut().insert("x-amz-bucket-region", region);
            }
            Ok(response)
        }
        Err(Refusal::NoAnswer) => Err(Refusal::NoAnswer),
        Err(refusal) => {
            let Written { status, content_type, body } = api.refused(&refusal, request_id);
            Ok(response(status, content_type, body, request_id))
        }
    }
}

fn refused(refusal: &Refusal, request_id: &str) -> Response<Full<Bytes>> {
    json(refusal.status(), refusal.body().to_string().into_bytes(), request_id)
}

fn json(status: u16, body: Vec<u8>, request_id: &str) -> Response<Full<Bytes>> {
    response(status, JSON, body, request_id)
}

fn xml(status: u16, body: String, request_id: &str) -> Response<Full<Bytes>> {
    response(status, "text/xml", body.into_bytes(), request_id)
}

fn response(status: u16, content_type: &'static str, body: Vec<u8>, request_id: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if content_type == account::CBOR {
        response.headers_mut().insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

/// An id in the form that AWS gives requests and queries.
pub(super) fn new_id() -> String {
    let bits = fastrand::u128(..);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xfff,
        ((bits >> 48) & 0x3fff) | 0x8000,
        bits & 0xffff_ffff_ffff
    )
}
