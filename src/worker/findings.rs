//! A setup check, made ready to be looked at.

use std::sync::Arc;

use crate::setup::{Area, Finding, FindingKind, SetupReport, Weight, finding_words};

/// How much of a finding's texts is searched, in bytes: a document's content may be quoted whole.
const SEARCHED_BYTES: usize = 800;

/// A setup check with what looking at it needs.
#[derive(Debug)]
pub struct FindingSet {
    pub report: Arc<SetupReport>,
    /// How many findings of each weight there are, in the order of [`Weight::ALL`].
    pub counts: [usize; 4],
    /// The areas that have findings, and how many.
    pub areas: Vec<(Area, usize)>,
    /// What a search looks through, for each finding: in small letters, in both languages.
    searched: Vec<String>,
}

/// Which findings are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingFilter {
    pub weight: Option<Weight>,
    pub area: Option<Area>,
    /// Letter case does not matter. Empty: all.
    pub text: String,
}

impl FindingFilter {
    pub fn is_set(&self) -> bool {
        *self != Self::default()
    }
}

impl FindingSet {
    pub fn new(report: Arc<SetupReport>) -> Self {
        let findings = &report.findings;
        let counts = Weight::ALL.map(|weight| findings.iter().filter(|finding| finding.weight == weight).count());
        let areas = Area::ALL
            .into_iter()
            .map(|area| (area, findings.iter().filter(|finding| finding.kind.area() == area).count()))
            .filter(|(_, count)| *count > 0)
            .collect();
        let searched = findings.iter().map(searched).collect();
        Self { report, counts, areas, searched }
    }

    /// The places of the findings that a filter lets through, the heaviest first.
    pub fn narrow(&self, filter: &FindingFilter) -> Vec<u32> {
        let needle = filter.text.trim().to_lowercase();
        let findings = &self.report.findings;
        let is_shown = |place: &u32| {
            let Some(finding) = findings.get(*place as usize) else { return false };
            filter.weight.is_none_or(|weight| finding.weight == weight)
                && filter.area.is_none_or(|area| finding.kind.area() == area)
                && (needle.is_empty() || self.searched.get(*place as usize).is_some_and(|text| text.contains(&needle)))
        };
        let count = u32::try_from(findings.len()).unwrap_or(u32::MAX);
        let mut shown: Vec<u32> = (0..count).filter(is_shown).collect();
        shown.sort_by_key(|place| findings.get(*place as usize).map(|finding| finding.weight));
        shown
    }

    pub fn finding(&self, place: u32) -> Option<&Finding> {
        self.report.findings.get(place as usize)
    }

    pub fn count(&self, weight: Weight) -> usize {
        Weight::ALL.iter().position(|one| *one == weight).map_or(0, |place| self.counts[place])
    }
}

fn searched(finding: &Finding) -> String {
    let title = finding_words(finding.kind).map(|words| words.title.filled(finding));
    let (en, ja) = title.as_ref().map_or(("", ""), |title| (title.en.as_str(), title.ja.as_str()));
    let quote = &finding.evidence;
    let kind: FindingKind = finding.kind;
    let pieces = [
        finding.subject.as_str(),
        kind.name(),
        quote.evidence.operation.as_str(),
        quote.evidence.subject.as_str(),
        quote.place.as_str(),
        quote.value.as_str(),
        en,
        ja,
    ];
    let mut text = String::new();
    for piece in pieces {
        text.push_str(&piece[..piece.floor_char_boundary(SEARCHED_BYTES)].to_lowercase());
        text.push('\n');
    }
    text
}
