use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

use serde_json::{Map, Value};

use crate::model::visible_line;

/// Writes an object on a line of its own. Every character that acts on a terminal or turns text
/// around is written as `\uXXXX`: it reads back as it was, and can be looked at anywhere.
pub fn write_json_line(object: &Map<String, Value>, out: &mut impl Write) -> io::Result<()> {
    let json = serde_json::to_string(object)?;
    // Most lines have nothing of the kind, and looking at whole lines is much faster than at characters.
    if json.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        out.write_all(json.as_bytes())?;
        return out.write_all(b"\n");
    }
    let mut line = String::with_capacity(json.len() + 1);
    // Only strings can hold such characters, and JSON allows the escape in every string.
    for character in json.chars() {
        if matches!(visible_line(character.encode_utf8(&mut [0; 4])), Cow::Borrowed(_)) {
            line.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(line, "\\u{unit:04x}");
            }
        }
    }
    line.push('\n');
    out.write_all(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_reads_back_exactly_and_nothing_in_it_acts(name in any::<String>(), value in any::<String>()) {
            let object = Map::from_iter([(name, Value::from(value))]);
            let mut line = Vec::new();
            write_json_line(&object, &mut line).unwrap();
            let line = String::from_utf8(line).unwrap();
            let text = line.strip_suffix('\n').unwrap();
            prop_assert_eq!(visible_line(text), text);
            prop_assert_eq!(serde_json::from_str::<Map<String, Value>>(text).unwrap(), object);
        }
    }

    #[test]
    fn characters_beyond_sixteen_bits_are_escaped_as_two() {
        let object = Map::from_iter([("a".to_owned(), Value::from("\u{e0041}\u{7f}\u{9b}日"))]);
        let mut line = Vec::new();
        write_json_line(&object, &mut line).unwrap();
        assert_eq!(String::from_utf8(line).unwrap(), "{\"a\":\"\\udb40\\udc41\\u007f\\u009b日\"}\n");
    }
}
