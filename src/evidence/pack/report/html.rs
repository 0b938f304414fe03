//! A page that is being written: every text goes through [`escape`], and no other way in.

use std::fmt::Write as _;

use crate::{evidence::pack::PackLanguage, model::visible};

/// Text as text, whatever it is: control characters and what turns text around made visible, tags escaped.
pub(super) fn escape(text: &str) -> String {
    let mut page = String::with_capacity(text.len() + 8);
    for character in visible(text).chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            other => page.push(other),
        }
    }
    page
}

/// A time as people read it, in UTC.
pub(super) fn when(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds).map_or_else(
        |_out_of_range| milliseconds.to_string(),
        |time| time.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    )
}

/// The same where nothing else says that it is UTC.
pub(super) fn when_utc(milliseconds: i64) -> String {
    when(milliseconds) + " UTC"
}

/// A number with its thousands apart.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How a column's cells look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Text,
    Number,
    /// A time, on one line.
    Time,
    /// A word that is not broken.
    Word,
    /// Letters of one width: names, hashes, what was typed.
    Code,
    /// The same, and most of the width: what was typed.
    Typed,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Number => " class=\"n\"",
            Self::Time => " class=\"m t\"",
            Self::Word => " class=\"t\"",
            Self::Code => " class=\"m\"",
            Self::Typed => " class=\"m typed\"",
        }
    }
}

/// A cell: a text, and smaller ones below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    text: String,
    below: Vec<String>,
}

impl Cell {
    pub fn below(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.below.push(text);
        }
        self
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), below: Vec::new() }
    }
}

pub(super) struct Page {
    pub html: String,
    pub words: PackLanguage,
}

impl Page {
    /// Markup of our own.
    pub fn raw(&mut self, html: &str) {
        self.html.push_str(html);
    }

    pub fn pick(&self, english: &'static str, japanese: &'static str) -> &'static str {
        self.words.pick(english, japanese)
    }

    pub fn heading(&mut self, english: &'static str, japanese: &'static str) {
        let _infallible = writeln!(self.html, "<h2>{}</h2>", escape(self.words.pick(english, japanese)));
    }

    pub fn part(&mut self, text: &str) {
        let _infallible = writeln!(self.html, "<h3>{}</h3>", escape(text));
    }

    pub fn paragraph(&mut self, class: &str, text: &str) {
        let _infallible = writeln!(self.html, "<p class=\"{class}\">{}</p>", escape(text));
    }

    /// What holds or does not, where nobody overlooks it.
    pub fn verdict(&mut self, is_good: bool, title: &str, text: &str) {
        let class = if is_good { "good" } else { "bad" };
        let _infallible = writeln!(
            self.html,
            "<div class=\"verdict {class}\"><b>{}</b><span>{}</span></div>",
            escape(title),
            escape(text)
        );
    }

    pub fn facts(&mut self, facts: &[(&str, String)]) {
        self.raw("<table class=\"facts\">");
        for (name, value) in facts {
            let _infallible =
                write!(self.html, "<tr><th>{}</th><td class=\"m\">{}</td></tr>", escape(name), escape(value));
        }
        self.raw("</table>\n");
    }

    pub fn table(&mut self, columns: &[(&str, Look)], rows: impl Iterator<Item = Vec<Cell>>) {
        self.raw("<table>");
        self.rows(columns, rows);
    }

    /// A table as wide as what is in it.
    pub fn narrow_table(&mut self, columns: &[(&str, Look)], rows: impl Iterator<Item = Vec<Cell>>) {
        self.raw("<table class=\"narrow\">");
        self.rows(columns, rows);
    }

    fn rows(&mut self, columns: &[(&str, Look)], rows: impl Iterator<Item = Vec<Cell>>) {
        self.raw("<thead><tr>");
        for (name, look) in columns {
            let class = if *look == Look::Number { look.class() } else { "" };
            let _infallible = write!(self.html, "<th{class}>{}</th>", escape(name));
        }
        self.raw("</tr></thead><tbody>\n");
        for row in rows {
            self.raw("<tr>");
            for (cell, (_, look)) in row.into_iter().zip(columns) {
                let _infallible = write!(self.html, "<td{}>{}", look.class(), escape(&cell.text));
                for text in cell.below {
                    let _infallible = write!(self.html, "<br><span class=\"weak small\">{}</span>", escape(&text));
                }
                self.raw("</td>");
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_acts() {
        let hostile = "<script>alert(1)</script>\"'&\u{1b}[31m\u{202e}";
        assert_eq!(escape(hostile), "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;␛[31m\\u{202e}");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }
}
