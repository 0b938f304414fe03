//! What the demo's applications log: a function on Lambda, a service, a web server.

use std::sync::Arc;

use super::random::Random;
use crate::{
    emulator::store::NewEvent,
    model::{LogClass, format_insights_time},
};

/// A stream of an application: its group, its name, its events.
pub(super) struct Stream {
    pub group: &'static str,
    pub name: String,
    pub events: Vec<NewEvent>,
}

/// The events of the last days before `now` (milliseconds since 1970, UTC), from the day `today` on back.
pub(super) fn streams(seed: u64, today: i64, now: i64) -> Vec<Stream> {
    let mut streams = Vec::new();
    for back in 0..4 {
        let day = today - back * super::schedule::DAY_MS;
        let mut random = Random::new(seed, u64::try_from(day / 1000).unwrap_or(0));
        let date = format_insights_time(day + 12 * 3_600_000).get(..10).unwrap_or_default().replace('-', "/");
        let id = random.text(32, b"0123456789abcdef");
        streams.push(Stream {
            group: "/aws/lambda/order-intake",
            name: format!("{date}/[$LATEST]{id}"),
            events: lambda(day, &mut random),
        });
        streams.push(Stream {
            group: "/company/order-api",
            name: format!("order-api/app/{}", random.text(32, b"0123456789abcdef")),
            events: service(day, &mut random),
        });
        streams.push(Stream {
            group: "/company/web/nginx-access",
            name: format!("web-{:02}/{}", random.between(1, 12), date.replace('/', "-")),
            events: web_server(day, &mut random),
        });
    }
    for stream in &mut streams {
        stream.events.retain(|event| event.timestamp < now);
        stream.events.sort_by_key(|event| event.timestamp);
    }
    streams.retain(|stream| !stream.events.is_empty());
    streams
}

fn event(time: i64, message: String) -> NewEvent {
    NewEvent { timestamp: time, ingestion_time: time + 300 + time % 2_000, message: Arc::from(message) }
}

fn time_of_day(day: i64, random: &mut Random) -> i64 {
    day + random.between(0, 86_399_999)
}

fn lambda(day: i64, random: &mut Random) -> Vec<NewEvent> {
    let mut events = Vec::new();
    for _ in 0..150 {
        let time = time_of_day(day, random);
        let hex = |random: &mut Random, length| random.text(length, b"0123456789abcdef");
        let request = format!(
            "{}-{}-4{}-a{}-{}",
            hex(random, 8),
            hex(random, 4),
            hex(random, 3),
            hex(random, 3),
            hex(random, 12)
        );
        let took = random.between(12, 900);
        let order = random.between(1_040_000, 1_999_999);
        let (level, said) = if random.chance(40) {
            ("ERROR", "payment gateway did not answer in 3000 ms")
        } else {
            ("INFO", "order accepted")
        };
        events.push(event(time, format!("START RequestId: {request} Version: 42\n")));
        events.push(event(
            time + took / 2,
            format!(
                "{{\"level\":\"{level}\",\"requestId\":\"{request}\",\"orderId\":{order},\"items\":{},\"message\":\"{said}\"}}\n",
                random.between(1, 9)
            ),
        ));
        events.push(event(time + took, format!("END RequestId: {request}\n")));
        events.push(event(
            time + took,
            format!(
                "REPORT RequestId: {request}\tDuration: {took}.{:02} ms\tBilled Duration: {} ms\tMemory Size: 512 MB\tMax Memory Used: {} MB\t\n",
                random.between(0, 99),
                took + 1,
                random.between(88, 140)
            ),
        ));
    }
    events
}

fn service(day: i64, random: &mut Random) -> Vec<NewEvent> {
    let paths = ["/v1/orders", "/v1/orders/search", "/v1/customers", "/v1/stock", "/healthz"];
    let mut events = Vec::new();
    for _ in 0..300 {
        let time = time_of_day(day, random);
        let path = *random.pick(&paths).unwrap_or(&"/");
        let status = if random.chance(30) { 500 } else { 200 };
        let level = if status == 500 { "ERROR" } else { "INFO" };
        events.push(event(
            time,
            format!(
                "{{\"time\":\"{}\",\"level\":\"{level}\",\"path\":\"{path}\",\"status\":{status},\"durationMs\":{},\"traceId\":\"{}\"}}",
                super::agent::rfc3339(time),
                random.between(2, 800),
                random.text(16, b"0123456789abcdef")
            ),
        ));
    }
    events
}

fn web_server(day: i64, random: &mut Random) -> Vec<NewEvent> {
    let mut events = Vec::new();
    for _ in 0..400 {
        let time = time_of_day(day, random);
        let page =
            *random.pick(&["/", "/login", "/orders", "/assets/app.js", "/カタログ", "/api/stock"]).unwrap_or(&"/");
        let stamp = jiff::Timestamp::from_millisecond(time)
            .map(|time| time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string())
            .unwrap_or_default();
        events.push(event(
            time,
            format!(
                "203.0.113.{} - - [{stamp}] \"GET {page} HTTP/1.1\" {} {} \"-\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64)\"",
                random.between(2, 250),
                if random.chance(40) { 404 } else { 200 },
                random.between(180, 48_000)
            ),
        ));
    }
    events
}

/// The class that a group of the demo is in, by AWS's name for it.
pub(super) fn class(name: Option<&str>) -> LogClass {
    LogClass::from_name(name.unwrap_or("STANDARD"))
}
