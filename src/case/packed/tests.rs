use proptest::prelude::*;

use super::*;
use crate::{
    case::{
        NewEvent,
        block::{Block, BlockBuilder},
    },
    insights::{Evaluation, EvaluationOptions, EventRef, StoredMessages as _, parse},
};

/// Records, and what only looks like one.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let text = r#"[a-c"\\é日:,]{0,6}"#.prop_map(|text| serde_json::Value::from(text).to_string());
    let value = prop_oneof![
        4 => text,
        1 => "-?[0-9]{1,3}(\\.[0-9])?",
        1 => Just("null".to_owned()),
        1 => Just("[1,\"x\"]".to_owned()),
        1 => Just("{\"a\":\"b\"}".to_owned()),
    ];
    let record = proptest::collection::vec(("[a-c]", value), 0..4).prop_map(|fields| {
        let fields: Vec<String> = fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(",")).into_bytes()
    });
    let hurt = (record.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut record, place, byte)| {
        let place = place.index(record.len());
        record[place] = byte;
        record
    });
    prop_oneof![6 => record, 2 => hurt, 1 => proptest::collection::vec(any::<u8>(), 0..20)]
}

fn block_of(messages: &[Vec<u8>]) -> Block {
    let mut builder = BlockBuilder::default();
    for (number, message) in messages.iter().enumerate() {
        let ptr = "p".repeat(number % 3);
        let timestamp = i64::try_from(number).ok().filter(|number| *number != 1);
        let log_stream = ["s", "日"][number % 2];
        builder.push(&NewEvent { timestamp, ingestion_time: None, log: "1:g", log_stream, message, ptr: &ptr });
    }
    Block::read(builder.build().bytes).unwrap()
}

fn opened(packed: Packed) -> Opened {
    let mut opened = Opened::default();
    opened.read(&packed.columns, packed.parts).unwrap();
    opened
}

proptest! {
    #[test]
    fn a_block_is_the_same_after_it_was_packed(messages in proptest::collection::vec(message(), 0..30)) {
        let block = block_of(&messages);
        let opened = opened(pack(&block).unwrap());
        prop_assert!(opened.is_as_it_says());
        let whole = opened.block().unwrap();
        prop_assert_eq!(whole.bytes(), block.bytes());
        for (event, message) in messages.iter().enumerate() {
            prop_assert_eq!(opened.timestamp(event), block.timestamp(event));
            prop_assert_eq!(opened.log_stream(event), block.log_stream(event));
            prop_assert_eq!(opened.ptr(event), block.ptr(event));
            prop_assert_eq!(opened.length(event), message.len());
            prop_assert_eq!(opened.text(event), String::from_utf8_lossy(message));
            if let Some(shape) = opened.shape(event) {
                let mut text = String::new();
                for (gap, fixed) in shape.fixed().iter().enumerate() {
                    text += std::str::from_utf8(fixed).unwrap();
                    if gap < shape.gaps().len() {
                        text += opened.value(event, gap).unwrap();
                    }
                }
                prop_assert_eq!(text, opened.text(event));
            }
        }
        prop_assert_eq!(opened.damage(), None);
    }

    /// Whatever a query asks, it must not matter how the messages are kept.
    #[test]
    fn a_query_finds_the_same_in_parts_as_in_whole_messages(
        messages in proptest::collection::vec(message(), 0..30),
        name in "[a-c]",
        glob in r#"[a-c":,{}é日]{0,4}\*[":,}a]{1,2}(\*[":,}]{1,2})?"#,
        value in "[a-c]{0,2}",
        rest in 0..6,
    ) {
        let glob = if value.is_empty() { glob } else { format!("\"{name}\":\"*\"") };
        let aliases = if glob.matches('*').count() == 2 { "x, y" } else { "x" };
        let glob = serde_json::Value::from(glob).to_string();
        let query = format!("parse @message {glob} as {aliases} | ") + &match rest {
            0 => format!("filter x = \"{value}\" | fields x, @message, @ptr"),
            1 => "stats count(*) as n, max(@timestamp) by x".to_owned(),
            2 => "fields x, a, b".to_owned(),
            3 => format!("filter @message like \"{value}\" | fields x"),
            4 => "parse @message \"*:*\" as z, w | fields x, z, w".to_owned(),
            _ => format!("filter x like \"{value}\" | stats count(*) by @logStream"),
        };
        let Ok(query) = parse(&query) else { return Err(TestCaseError::reject("no query")) };
        let shown: Vec<String> = messages.iter().map(|message| String::from_utf8_lossy(message).into_owned()).collect();
        let opened = opened(pack(&block_of(&messages)).unwrap());
        let rows = |stored: bool| {
            let mut evaluation = Evaluation::new(&query, EvaluationOptions::default()).unwrap();
            evaluation.push_all(shown.iter().enumerate().map(|(number, text)| {
                let event = opened.event(number);
                if stored { event } else { EventRef { message: text.as_str().into(), ptr: opened.ptr(number), ..event } }
            }));
            let result = evaluation.finish();
            (result.rows, result.records_matched)
        };
        prop_assert_eq!(rows(true), rows(false), "{}", query);
    }

    #[test]
    fn other_bytes_are_refused_or_read_without_harm(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut messages: Vec<Vec<u8>> = (0..9).map(|number| format!("{{\"a\":\"{number}\",\"b\":\"x\"}}").into_bytes()).collect();
        messages.push(b"\xff".to_vec());
        let Packed { columns, parts } = pack(&block_of(&messages)).unwrap();
        let length = u32::from_le_bytes(columns[..4].try_into().unwrap()) as usize;
        let mut inside = zstd::bulk::decompress(&columns[4..], length).unwrap();
        for (place, byte) in &flips {
            let place = place.index(inside.len());
            inside[place] = *byte;
        }
        let mut changed = columns[..4].to_vec();
        changed.extend(zstd::bulk::compress(&inside, 1).unwrap());
        let mut other_parts = parts.clone();
        if let Some((place, byte)) = flips.first() {
            let place = place.index(other_parts.len());
            other_parts[place] = *byte;
        }
        for (columns, parts) in [(bytes, parts.clone()), (changed, parts), (columns, other_parts)] {
            let mut opened = Opened::default();
            if opened.read(&columns, parts).is_ok() {
                for event in 0..opened.len() {
                    let _all = (opened.text(event), opened.ptr(event), opened.log(event), opened.timestamp(event));
                    let _values = (opened.value(event, 0), opened.value(event, 1), opened.length(event));
                }
                let _whole = (opened.block().is_ok(), opened.is_as_it_says());
            }
        }
    }
}

#[test]
fn what_a_column_says_of_its_values_is_checked() {
    let messages: Vec<Vec<u8>> = vec![br#"{"a":"x"}"#.to_vec(), br#"{"a":"\"y"}"#.to_vec()];
    let Packed { columns, parts } = pack(&block_of(&messages)).unwrap();
    let length = u32::from_le_bytes(columns[..4].try_into().unwrap()) as usize;
    let inside = zstd::bulk::decompress(&columns[4..], length).unwrap();
    // The column of shape 1: not plain, a piece of few values.
    let place = inside.windows(2).rposition(|pair| pair == [0, 1] || pair == [0, 0]).unwrap();
    let mut found = false;
    for place in 0..=place {
        let mut changed = inside.clone();
        if changed[place] != 0 {
            continue;
        }
        changed[place] = 1;
        let mut packed = columns[..4].to_vec();
        packed.extend(zstd::bulk::compress(&changed, 1).unwrap());
        let mut opened = Opened::default();
        let same = opened.read(&packed, parts.clone()).is_ok()
            && opened.block().is_ok_and(|block| block.bytes() == block_of(&messages).bytes());
        if same {
            assert!(!opened.is_as_it_says(), "byte {place}");
            found = true;
        }
    }
    assert!(found);
}
