//! Texts written as other texts: URLs, Base64, hexadecimal digits, hashes.

use std::fmt::Write;

use base64::Engine;
use md5::Md5;
use sha2::{Digest, Sha256};

use super::numbers::number;
use super::text::{map, text};
use super::{Context, Function, scalar};
use crate::insights::value::Value;

pub(super) static FUNCTIONS: &[Function] = &[
    scalar(
        "urlencode",
        "urlencode(text)",
        1..=1,
        |a, _| map(a, url_encode),
        &[("urlencode(\"a b/é\")", "a%20b%2F%C3%A9")],
    ),
    scalar(
        "urldecode",
        "urldecode(text)",
        1..=1,
        |a, _| text(a, 0).and_then(|t| url_decode(&t)).map_or(Value::Null, Value::text),
        &[("urldecode(\"a%20b%2f\")", "a b/")],
    ),
    scalar(
        "base64encode",
        "base64encode(text)",
        1..=1,
        |a, _| map(a, |t| base64::engine::general_purpose::STANDARD.encode(t)),
        &[("base64encode(\"hi\")", "aGk=")],
    ),
    scalar("base64decode", "base64decode(text)", 1..=1, base64_decode, &[("base64decode(\"aGk=\")", "hi")]),
    scalar("hexToAscii", "hexToAscii(text)", 1..=1, hex_to_text, &[("hexToAscii(\"48656c6c6f\")", "Hello")]),
    scalar("hexToDec", "hexToDec(text)", 1..=1, hex_to_number, &[("hexToDec(\"0xff\")", "255")]),
    scalar(
        "decToHex",
        "decToHex(number)",
        1..=1,
        number_to_hex,
        &[("decToHex(255)", "0xff"), ("decToHex(-10.7)", "-0xa")],
    ),
    scalar(
        "md5",
        "md5(text)",
        1..=1,
        |a, _| map(a, |t| hex(&Md5::digest(t))),
        &[("md5(\"abc\")", "900150983cd24fb0d6963f7d28e17f72")],
    ),
    scalar(
        "sha256",
        "sha256(text)",
        1..=1,
        |a, _| map(a, |t| hex(&Sha256::digest(t))),
        &[("sha256(\"abc\")", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")],
    ),
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn url_encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn url_decode(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let pair = behind.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = behind;
            }
            _ => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn base64_decode<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    text(arguments, 0)
        .and_then(|value| base64::engine::general_purpose::STANDARD.decode(value.as_bytes()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map_or(Value::Null, Value::text)
}

fn hex_digits(value: &str) -> &str {
    value.strip_prefix("0x").or_else(|| value.strip_prefix("0X")).unwrap_or(value)
}

fn hex_to_text<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    let decode = |value: &str| {
        let digits = hex_digits(value).as_bytes();
        let bytes: Option<Vec<u8>> = digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok())
            .collect();
        String::from_utf8(bytes?).ok()
    };
    text(arguments, 0).and_then(|value| decode(&value)).map_or(Value::Null, Value::text)
}

fn hex_to_number<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    text(arguments, 0)
        .and_then(|value| i64::from_str_radix(hex_digits(&value), 16).ok())
        .map_or(Value::Null, Value::Integer)
}

#[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates")]
fn number_to_hex<'e>(arguments: &[Value<'e>], _: &Context) -> Value<'e> {
    number(arguments, 0).map_or(Value::Null, |value| {
        let whole = value as i64;
        let sign = if whole < 0 { "-" } else { "" };
        Value::text(format!("{sign}{:#x}", whole.unsigned_abs()))
    })
}
