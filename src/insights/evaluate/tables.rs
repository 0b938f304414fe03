//! `parse … logfmt` and `parse … csv`.

use std::sync::Arc;

use super::super::value::Value;

/// `level=info msg="two words" flag` as a map.
pub(super) fn logfmt(text: &str) -> Value<'static> {
    let mut map = serde_json::Map::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let key_end = rest.find(|character: char| character == '=' || character.is_whitespace()).unwrap_or(rest.len());
        let (key, behind) = rest.split_at(key_end);
        let mut value = String::new();
        rest = behind;
        if let Some(written) = behind.strip_prefix('=') {
            (value, rest) = logfmt_value(written);
        }
        if !key.is_empty() {
            map.insert(key.to_owned(), value.into());
        }
        rest = rest.trim_start();
    }
    Value::Json(Arc::new(serde_json::Value::Object(map)))
}

fn logfmt_value(written: &str) -> (String, &str) {
    let Some(quoted) = written.strip_prefix('"') else {
        let end = written.find(char::is_whitespace).unwrap_or(written.len());
        let (value, rest) = written.split_at(end);
        return (value.to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[place + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

/// The cells of one line.
pub(super) fn csv(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let first = reader.records().next().and_then(Result::ok);
    first.map(|record| record.iter().map(str::to_owned).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logfmt_is_a_map() {
        let shown = logfmt(r#"level=info msg="two \"words\"" empty= flag broken="no end"#);
        let expected = r#"{"level":"info","msg":"two \"words\"","empty":"","flag":"","broken":"no end"}"#;
        assert_eq!(shown.shown().unwrap(), expected);
    }

    #[test]
    fn csv_knows_quotes() {
        assert_eq!(csv("a,\"b,\"\"c\"\"\",\nd"), ["a", "b,\"c\"", ""]);
    }
}
