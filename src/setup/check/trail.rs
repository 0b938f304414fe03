//! CloudTrail, which knows of sessions that have no log, and the regions that were not looked at.

use super::Setup;
use crate::model::format_insights_time;
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
            && let Some((true, status)) = trail.is_logging.read()
            && trail.management_events.value() == Some(&true)
            && !has_never_delivered(trail)
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
                let mut finding = Finding::new(FindingKind::TrailInOrder, &trail.name, multi).also(valid);
                if let Some(time) = trail.delivery.as_ref().and_then(|delivery| delivery.latest_time) {
                    finding = finding.also(Quote::new(status, "LatestDeliveryTime", format_insights_time(time)));
                }
                found.push(finding);
                return;
            }
            of_each.extend(found_here);
        }
        of_each.extend(problem.or_else(|| unknown(trail, evidence)));
    }
    found.extend(of_each);
}

/// One whose status says nothing of any delivery.
fn has_never_delivered(trail: &TrailFacts) -> bool {
    trail.delivery.as_ref().is_some_and(|delivery| delivery.latest_time.is_none())
}

/// What keeps a trail from recording `StartSession` at all, or from keeping it.
fn problem(trail: &TrailFacts) -> Option<Finding> {
    if let Some((false, evidence)) = trail.is_logging.read() {
        let quote = Quote::new(evidence, "IsLogging", "false");
        return Some(Finding::new(FindingKind::TrailNotLogging, &trail.name, quote));
    }
    if let Some((false, evidence)) = trail.management_events.read() {
        let quote = Quote::new(evidence, "IncludeManagementEvents", "false");
        return Some(Finding::new(FindingKind::TrailWithoutManagementEvents, &trail.name, quote));
    }
    // CloudTrail API Reference, "GetTrailStatus": an error occurs only where there is a problem with the bucket.
    let delivery = trail.delivery.as_ref()?;
    let ((_, evidence), error) = (trail.is_logging.read()?, delivery.latest_error.as_deref()?);
    let last = delivery.latest_time.map_or_else(|| NONE.to_owned(), format_insights_time);
    let finding =
        Finding::new(FindingKind::TrailNotDelivering, &trail.name, Quote::new(evidence, "LatestDeliveryError", error));
    let finding = finding.also(Quote::new(evidence, "LatestDeliveryTime", last.clone()));
    Some(finding.with("error", error).with("last", last))
}

/// A trail of which it is not known whether it records starts of sessions. Refusals are told of elsewhere.
fn unknown(trail: &TrailFacts, listed: &Evidence) -> Option<Finding> {
    let answers = [&trail.is_logging, &trail.management_events];
    let absent = answers.iter().find_map(|answer| answer.absent());
    let not_asked = || answers.iter().any(|answer| **answer == Answer::NotAsked).then_some(listed);
    let never = || trail.is_logging.read().filter(|_| has_never_delivered(trail));
    let quote = if let Some(evidence) = absent {
        Quote::new(evidence, "", NONE)
    } else if let Some((selector, evidence)) = trail.selectors_not_understood.read() {
        Quote::new(evidence, "FieldSelectors", selector.clone())
    } else if let Some(evidence) = not_asked() {
        Quote::new(evidence, "", NONE)
    } else {
        let (_, evidence) = never()?;
        Quote::new(evidence, "LatestDeliveryTime", NONE)
    };
    Some(Finding::new(FindingKind::TrailUnknown, &trail.name, quote).sure(Certainty::Unknown))
}
