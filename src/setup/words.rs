use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{
    Finding, FindingKind,
    finding::{NONE, NOT_READ},
};

/// The words of a kind of finding. In each text, `{name}` stands for a value of the finding.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingWords {
    pub title: BothTexts,
    /// What it means for an audit.
    pub meaning: BothTexts,
    /// How to change it; of good findings, nothing.
    pub change: Option<BothTexts>,
    /// The name of AWS's page on it, in English, as AWS has it.
    pub page: String,
}

/// A text in English and Japanese.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BothTexts {
    pub en: String,
    pub ja: String,
}

impl BothTexts {
    /// Both with a finding's values in their places. What has no value stays as it stands there.
    #[must_use]
    pub fn filled(&self, finding: &Finding) -> Self {
        Self { en: fill(&self.en, &finding.values, |value| value), ja: fill(&self.ja, &finding.values, in_japanese) }
    }
}

static WORDS: LazyLock<BTreeMap<String, FindingWords>> = LazyLock::new(|| {
    // A file that cannot be read gives no words: a test holds that it can.
    toml::from_str(include_str!("../../assets/findings.toml")).unwrap_or_default()
});

/// The words of a kind; a test holds that every kind has them.
pub fn finding_words(kind: FindingKind) -> Option<&'static FindingWords> {
    WORDS.get(kind.name())
}

/// A value that says only that there is none, in Japanese.
fn in_japanese(value: &str) -> &str {
    match value {
        NONE => "（なし）",
        NOT_READ => "（未読み取り）",
        value => value,
    }
}

/// Puts values in their places, once: a brace in a value stays a brace.
fn fill(template: &str, values: &BTreeMap<String, String>, told: fn(&str) -> &str) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| Some((values.get(name)?, after)));
        rest = if let Some((value, after)) = value {
            filled.push_str(told(value));
            after
        } else {
            filled.push('{');
            after
        };
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
    }

    #[test]
    fn every_kind_has_every_text_in_both_languages_and_none_is_left_over() {
        let file: BTreeMap<String, FindingWords> = toml::from_str(include_str!("../../assets/findings.toml")).unwrap();
        let names: Vec<&str> = FindingKind::ALL.iter().map(|kind| kind.name()).collect();
        let missing: Vec<&&str> = names.iter().filter(|name| !file.contains_key(**name)).collect();
        let left_over: Vec<&String> = file.keys().filter(|name| !names.contains(&name.as_str())).collect();
        assert!(missing.is_empty() && left_over.is_empty(), "missing {missing:?}, left over {left_over:?}");
        for kind in FindingKind::ALL {
            let words = finding_words(*kind).unwrap();
            let is_good = kind.weight() == crate::setup::Weight::Good;
            assert_eq!(words.change.is_none(), is_good, "{}: how to change it", kind.name());
            assert!(!words.page.is_empty(), "{}", kind.name());
            for text in [Some(&words.title), Some(&words.meaning), words.change.as_ref()].into_iter().flatten() {
                assert!(!text.en.trim().is_empty() && !text.ja.trim().is_empty(), "{}", kind.name());
                assert!(!text.ja.is_ascii() && !text.en.contains('、'), "{}: {text:?}", kind.name());
                let [mut en, mut ja] = [placeholders(&text.en), placeholders(&text.ja)];
                en.sort_unstable();
                ja.sort_unstable();
                assert_eq!(en, ja, "{}: the same placeholders in both languages", kind.name());
                for word in [" ran ", "executed", "実行した", "実行された"] {
                    assert!(!text.en.contains(word) && !text.ja.contains(word), "{}: {word}", kind.name());
                }
            }
            // A title is a noun form, a sentence is polite.
            assert!(!words.title.ja.ends_with('。') && !words.title.en.ends_with('.'), "{}", kind.name());
            for text in [Some(&words.meaning), words.change.as_ref()].into_iter().flatten() {
                assert!(text.ja.ends_with('。') && text.en.ends_with('.'), "{}", kind.name());
                for sentence in text.ja.split_terminator('。') {
                    let polite = ["ます", "です", "ません", "ください", "でした", "ました", "ましょう"];
                    // A list after a colon and words in brackets come after the sentence's end.
                    let end = sentence
                        .strip_suffix('）')
                        .and_then(|rest| rest.rsplit_once('（'))
                        .map_or(sentence, |(end, _)| end);
                    let end = if end.ends_with('}') { end.rsplit_once(": {").map_or(end, |(end, _)| end) } else { end };
                    assert!(polite.iter().any(|polite| end.ends_with(polite)), "{}: {sentence}", kind.name());
                }
            }
        }
    }

    #[test]
    fn a_value_is_put_in_once_and_is_never_a_template() {
        let values = BTreeMap::from([("a".to_owned(), "{b}".to_owned()), ("b".to_owned(), "no".to_owned())]);
        assert_eq!(fill("x {a} y {c} {", &values, |value| value), "x {b} y {c} {");
    }

    #[test]
    fn that_there_is_no_value_is_told_in_both_languages() {
        let evidence = crate::setup::Evidence { operation: "a:B".to_owned(), subject: "s".to_owned(), at: 1 };
        let finding = Finding::new(FindingKind::BucketNotLocked, "s", crate::setup::Quote::new(&evidence, "", NONE));
        let finding = finding.with("a", NONE).with("b", NOT_READ).with("c", "x (none)");
        let texts = BothTexts { en: "{a} {b} {c}".to_owned(), ja: "{a} {b} {c}".to_owned() };
        let BothTexts { en, ja } = texts.filled(&finding);
        assert_eq!((en.as_str(), ja.as_str()), ("(none) (not read) x (none)", "（なし） （未読み取り） x (none)"));
    }
}
