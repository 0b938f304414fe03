/// A form as the Query protocols send it: `Action=…&Version=…&Name.member.1=…`.
///
/// Source: <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn read(body: &[u8]) -> Self {
        let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            (decoded(&pair[..end]), decoded(pair.get(end + 1..).unwrap_or_default()))
        });
        Self(pairs.collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `InstanceId.1`, `InstanceId.2` or `ActionNames.member.1`, in the order of their numbers. `stem` ends in a dot.
    pub fn list(&self, stem: &str) -> Vec<&str> {
        let mut found: Vec<(u32, &str)> = self
            .0
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(stem)?.parse().ok()?, value.as_str())))
            .collect();
        found.sort_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, value)| value).collect()
    }

    /// A member of each structure of a list: `ContextEntries.member.1.ContextKeyName` and so on.
    pub fn list_of(&self, stem: &str, member: &str) -> Vec<&str> {
        let of = |key: &str| {
            key.strip_prefix(stem).and_then(|rest| rest.split_once('.')).is_some_and(|(_, is)| is == member)
        };
        self.0.iter().filter(|(key, _)| of(key)).map(|(_, value)| value.as_str()).collect()
    }

    /// EC2's filters, `Filter.1.Name` with `Filter.1.Value.1` and so on.
    pub fn filters(&self) -> Vec<(&str, Vec<&str>)> {
        let numbered = self.0.iter().filter_map(|(key, name)| {
            let number = key.strip_prefix("Filter.")?.strip_suffix(".Name")?;
            Some((name.as_str(), self.list(&format!("Filter.{number}.Value."))))
        });
        numbered.collect()
    }
}

/// Percent-decoded; what is no UTF-8 becomes U+FFFD.
pub fn decoded(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (first, hex.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
                continue;
            }
            (b'+', _) => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_and_lists_kept_in_order() {
        let form =
            Form::read(b"Action=X&A.member.10=ten&A.member.2=a%3Ab+c&Filter.1.Name=vpc-id&Filter.1.Value.1=v&%zz=%");
        assert_eq!(form.get("Action"), Some("X"));
        assert_eq!(form.list("A.member."), ["a:b c", "ten"]);
        assert_eq!(form.filters(), [("vpc-id", vec!["v"])]);
        assert_eq!(form.get("%zz"), Some("%"));
        for rubbish in [&b""[..], b"&&&", b"=", b"%", b"%f", b"\xff=%ff"] {
            let _read = Form::read(rubbish);
        }
    }
}
