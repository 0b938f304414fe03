//! For how long events are kept, against what is asked for.

use super::Setup;
use crate::model::format_insights_time;
use crate::setup::finding::NONE;
use crate::setup::{Finding, FindingKind, Quote};

const DAY: i64 = 86_400_000;

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>, now: i64) {
    let (required, rule) = (setup.requirements.retention_days, &setup.requirements.retention_rule);
    for group in &setup.facts.groups {
        let Some((description, evidence)) = group.described.read() else { continue };
        let days = description.retention_in_days;
        let kind = match days {
            None => FindingKind::RetentionUnlimited,
            Some(days) if days < required => FindingKind::RetentionShort,
            Some(_) => FindingKind::RetentionEnough,
        };
        let shown = days.map_or_else(|| NONE.to_owned(), |days| days.to_string());
        let finding = Finding::new(kind, &group.name, Quote::new(evidence, "retentionInDays", shown.clone()));
        found.push(finding.with("days", shown).with("required", required).with("rule", rule));
        // Insights does not see events with times before the group's creation, whatever its retention.
        if let Some(created) = description.creation_time.filter(|created| now.saturating_sub(*created) / DAY < required)
        {
            let quote = Quote::new(evidence, "creationTime", created.to_string());
            let date: String = format_insights_time(created).chars().take(10).collect();
            let finding = Finding::new(FindingKind::GroupYounger, &group.name, quote).with("date", date);
            found.push(finding.with("required", required).with("rule", rule));
        }
    }
}
