//! Findings as plain text, to be put into a report or a mail.

use jiff::tz::TimeZone;

use super::{Words, local_time, zone_name};
use crate::{
    model::{visible, visible_line},
    setup::{Finding, Quote, SetupReport, Weight, cost::Cost, finding_words},
    worker::FindingSet,
};

/// A finding's words in one language, with its values in their places; safe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingTexts {
    pub title: String,
    pub meaning: String,
    pub change: Option<String>,
    pub page: &'static str,
}

impl Words {
    pub fn finding_texts(self, finding: &Finding) -> FindingTexts {
        // A kind without words, were there one, is told by its name.
        let Some(words) = finding_words(finding.kind) else {
            let title = format!("{}: {}", finding.kind.name(), finding.subject);
            return FindingTexts { title: visible_line(&title).into_owned(), ..FindingTexts::default() };
        };
        let filled = |texts: &crate::setup::BothTexts| {
            let filled = texts.filled(finding);
            visible_line(self.both(&filled)).into_owned()
        };
        FindingTexts {
            title: filled(&words.title),
            meaning: filled(&words.meaning),
            change: words.change.as_ref().map(filled),
            page: &words.page,
        }
    }

    /// Where and when something was read: operation, subject, place, time.
    /// `name` makes others' names safe to show.
    pub fn quote_source(self, quote: &Quote, zone: &TimeZone, name: impl Fn(&str) -> String) -> String {
        let evidence = &quote.evidence;
        let time = format!("{} ({})", local_time(evidence.at, zone), zone_name(evidence.at, zone));
        let pieces = [&evidence.operation, &evidence.subject, &quote.place, &time];
        let pieces: Vec<String> =
            pieces.into_iter().filter(|piece| !piece.is_empty()).map(|piece| name(piece)).collect();
        pieces.join(" · ")
    }

    /// One finding, with what was read.
    pub fn finding_as_text(self, finding: &Finding, zone: &TimeZone) -> String {
        let texts = self.finding_texts(finding);
        let mut lines = vec![
            format!("[{}] {}", self.weight(finding.weight), texts.title),
            format!("{}: {}", self.area(), self.area_name(finding.kind.area())),
            format!("{}: {}", self.certainty(), self.certainty_name(finding.certainty)),
        ];
        if !texts.meaning.is_empty() {
            lines.push(texts.meaning);
        }
        if let Some(change) = texts.change {
            lines.push(format!("{}: {change}", self.finding_change()));
        }
        for quote in std::iter::once(&finding.evidence).chain(&finding.further) {
            lines.push(format!(
                "{}: {}",
                self.finding_read(),
                self.quote_source(quote, zone, |name| visible_line(name).into_owned())
            ));
            // Marked as a quotation, line by line: what was read can never pass for words of ours.
            lines.extend(visible(&quote.value).lines().map(|line| format!("    | {line}")));
        }
        if !texts.page.is_empty() {
            lines.push(format!("{}: {}", self.finding_page(), texts.page));
        }
        lines.join("\n") + "\n"
    }

    /// All of a check: what was asked, every finding with its evidence, and the costs.
    pub fn setup_as_text(self, set: &FindingSet, zone: &TimeZone) -> String {
        let report = &set.report;
        let mut text = self.setup_head_as_text(report, set.counts, zone);
        for weight in Weight::ALL {
            for finding in report.findings.iter().filter(|finding| finding.weight == weight) {
                text.push('\n');
                text.push_str(&self.finding_as_text(finding, zone));
            }
        }
        text.push('\n');
        text.push_str(&self.costs_as_text(report));
        text
    }

    fn setup_head_as_text(self, report: &SetupReport, counts: [usize; 4], zone: &TimeZone) -> String {
        let facts = &report.facts;
        let asked = &report.requirements;
        let lines = [
            self.setup_title().to_owned(),
            self.setup_summary(counts),
            format!("{}: {} · {}", self.setup_where(), facts.account, facts.region),
            format!("{}: {} ({})", self.setup_checked_at(), local_time(facts.at, zone), zone_name(facts.at, zone)),
            format!("{}: {}", self.setup_checked_by(), facts.caller),
            format!("{}: {}", self.setup_audited(), facts.audited_groups.join(", ")),
            format!(
                "{}: {}",
                self.setup_required(),
                self.requirements(&asked.retention_rule, asked.retention_days, asked.idle_minutes)
            ),
        ];
        lines.iter().map(|line| visible_line(line).into_owned() + "\n").collect()
    }

    fn costs_as_text(self, report: &SetupReport) -> String {
        let mut lines = vec![
            self.cost_title().to_owned(),
            format!("{} {}", self.cost_estimate(), self.cost_dated(&report.prices_as_of)),
        ];
        if report.costs.is_empty() {
            lines.push(self.cost_none().to_owned());
        }
        if report.costs.iter().any(|cost| cost.cost.volume.sessions_per_month.is_none()) {
            lines.push(self.cost_without_requests().to_owned());
        }
        for group in &report.costs {
            let volume = group.cost.volume;
            lines.push(format!(
                "{}: {}",
                group.log_group,
                self.cost_volume(volume.stored_bytes, volume.bytes_per_month, volume.basis)
            ));
            for (name, cost) in self.cost_places(&group.cost) {
                let cells = self.cost_cells(&cost).map(|(title, value)| format!("{title} {value}"));
                lines.push(format!("    {name}: {}", cells.join("; ")));
            }
        }
        lines.iter().map(|line| visible_line(line).into_owned() + "\n").collect()
    }

    /// The three places that a group's events can be kept in.
    pub fn cost_places(self, cost: &crate::setup::cost::GroupCost) -> [(&'static str, Cost); 3] {
        [
            (self.cost_standard(), cost.standard),
            (self.cost_infrequent_access(), cost.infrequent_access),
            (self.cost_s3(), cost.s3),
        ]
    }

    /// Each figure with its title; what is not known says so.
    pub fn cost_cells(self, cost: &Cost) -> [(&'static str, String); 5] {
        let dollars = |dollars: Option<f64>| {
            dollars.map_or_else(|| self.cost_unknown().to_owned(), |dollars| self.dollars(dollars))
        };
        [
            (self.cost_ingestion(), dollars(cost.ingestion_per_month)),
            (self.cost_storage(), dollars(cost.storage_per_month)),
            (self.cost_month(), dollars(cost.month)),
            (self.cost_year(), dollars(cost.year)),
            (self.cost_reading(), dollars(cost.reading_all_once)),
        ]
    }
}
