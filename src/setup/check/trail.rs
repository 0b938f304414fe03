//! CloudTrail, which knows of sessions that have no log, and the regions that were not looked at.

use super::Setup;
use crate::setup::facts::TrailFacts;
use crate::setup::finding::NONE;
use crate::setup::{Answer, Certainty, Evidence, Finding, FindingKind, Quote};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    trails(setup, found);
    if let Some((regions, evidence)) = setup.facts.regions.read() {
        let others: Vec<&str> =
            regions.iter().map(String::as_str).filter(|region| *region != setup.facts.region).collect();
        if !others.is_empty() {
            let others = others.join(", ");
            let quote = Quote::new(evidence, "RegionName", others.clone());
            found.push(Finding::new(FindingKind::OtherRegions, &setup.facts.region, quote).with("regions", others));
        }
    }
}

fn trails(setup: &Setup, found: &mut Vec<Finding>) {
    let Some((trails, evidence)) = setup.facts.trails.read() else { return };
    if trails.is_empty() {
        found.push(Finding::new(FindingKind::NoTrail, &setup.facts.region, Quote::new(evidence, "trailList", NONE)));
    }
    let mut of_each = Vec::new();
    for trail in trails {
        let problem = problem(trail);
        if problem.is_none()
            && trail.is_logging.value() == Some(&true)
            && trail.management_events.value() == Some(&true)
        {
            let flag = |name: &str, value: bool| Quote::new(evidence, name, format!("{}: {value}", trail.name));
            let multi = flag("IsMultiRegionTrail", trail.is_multi_region_trail);
            let valid = flag("LogFileValidationEnabled", trail.log_file_validation_enabled);
            let mut found_here = Vec::new();
            if !trail.is_multi_region_trail {
                found_here.push(Finding::new(FindingKind::TrailOfOneRegion, &trail.name, multi.clone()));
            }
            if !trail.log_file_validation_enabled {
                found_here.push(Finding::new(FindingKind::TrailWithoutValidation, &trail.name, valid.clone()));
            }
            if found_here.is_empty() {
                // One good trail is enough: what the others lack, this one has.
                found.push(Finding::new(FindingKind::TrailInOrder, &trail.name, multi).also(valid));
                return;
            }
            of_each.extend(found_here);
        }
        of_each.extend(problem.or_else(|| unknown(trail, evidence)));
    }
    found.extend(of_each);
}

/// What keeps a trail from recording `StartSession` at all.
fn problem(trail: &TrailFacts) -> Option<Finding> {
    if let Some((false, evidence)) = trail.is_logging.read() {
        let quote = Quote::new(evidence, "IsLogging", "false");
        return Some(Finding::new(FindingKind::TrailNotLogging, &trail.name, quote));
    }
    if let Some((false, evidence)) = trail.management_events.read() {
        let quote = Quote::new(evidence, "IncludeManagementEvents", "false");
        return Some(Finding::new(FindingKind::TrailWithoutManagementEvents, &trail.name, quote));
    }
    None
}

/// A trail that is listed, and of which CloudTrail says nothing more. Refusals are told of elsewhere.
fn unknown(trail: &TrailFacts, listed: &Evidence) -> Option<Finding> {
    let answers = [&trail.is_logging, &trail.management_events];
    let evidence = answers.iter().find_map(|answer| match answer {
        Answer::Absent { evidence } => Some(evidence),
        Answer::NotAsked => Some(listed),
        _ => None,
    })?;
    let finding = Finding::new(FindingKind::TrailUnknown, &trail.name, Quote::new(evidence, "", NONE));
    Some(finding.sure(Certainty::Unknown))
}
