//! Where a shell's text goes, and when.

use super::{Document, Setup, target::Standing, written};
use crate::setup::finding::NONE;
use crate::setup::{Certainty, Finding, FindingKind, Quote, log_group_name};

pub(super) fn check(setup: &Setup, found: &mut Vec<Finding>) {
    for document in setup.shells() {
        destinations(setup, document, found);
        when(setup, document, found);
    }
}

fn destinations(setup: &Setup, document: &Document, found: &mut Vec<Finding>) {
    let read = &document.read;
    let (group, bucket) = (&read.cloud_watch_log_group_name, &read.s3_bucket_name);
    let quotes =
        || (document.quote("cloudWatchLogGroupName", written(group)), document.quote("s3BucketName", written(bucket)));
    if group.is_unset() && bucket.is_unset() {
        let (first, second) = quotes();
        found.push(Finding::new(FindingKind::NoLogging, document.name(), first).also(second));
    } else if group.is_unset() && bucket.value().is_some() {
        let (first, second) = quotes();
        let finding = Finding::new(FindingKind::OnlyS3, document.name(), first).also(second);
        found.push(finding.with("bucket", written(bucket)));
    }
    if let Some(arn) = group.value().filter(|name| log_group_name::is_arn(name)) {
        // The agent lists groups by this prefix and takes the one of exactly this name
        // (`agent/agentlogstocloudwatch/cloudwatchlogspublisher/cloudwatchlogsservice.go`, `getLogGroupDetails`).
        let finding = Finding::new(FindingKind::GroupAsArn, document.name(), quotes().0);
        found.push(finding.with("arn", arn).with("name", log_group_name::plain(arn)).sure(Certainty::Likely));
    } else if let Some(name) = group.value()
        && let Some(evidence) = setup.group(name).and_then(|group| group.described.absent())
    {
        let finding = Finding::new(FindingKind::GroupMissing, name, Quote::new(evidence, "", NONE))
            .also(document.quote("cloudWatchLogGroupName", name))
            .with("document", document.name());
        found.push(finding);
    }
    if let Some(name) = bucket.value()
        && let Some(evidence) = setup.bucket(name).and_then(|known| known.location.absent())
    {
        let finding = Finding::new(FindingKind::BucketMissing, name, Quote::new(evidence, "", NONE))
            .also(document.quote("s3BucketName", name))
            .with("document", document.name());
        found.push(finding);
    }
}

fn when(setup: &Setup, document: &Document, found: &mut Vec<Finding>) {
    let read = &document.read;
    let standing = setup.group_standing(&read.cloud_watch_log_group_name);
    let is_whole = standing == Standing::Stands
        && setup.bucket_standing(&read.s3_bucket_name) == Standing::Stands
        && read.cloud_watch_streaming_enabled.given().is_some();
    let Some(group) = read.cloud_watch_log_group_name.value() else { return };
    let streaming = &read.cloud_watch_streaming_enabled;
    let kind =
        match (streaming.value(), streaming.is_unset(), read.s3_bucket_name.value(), read.s3_bucket_name.is_unset()) {
            (Some(false), ..) | (None, true, ..) => FindingKind::StreamingOff,
            (Some(true), _, Some(_), _) if is_whole => FindingKind::StreamingAndS3,
            (Some(true), _, None, true) if !matches!(standing, Standing::Broken | Standing::Chosen) => {
                FindingKind::StreamingAlone
            }
            // What is not understood, not there or chosen by others is told of elsewhere.
            _ => return,
        };
    let quote = document.quote("cloudWatchStreamingEnabled", written(streaming));
    let finding = Finding::new(kind, document.name(), quote)
        .also(document.quote("s3BucketName", written(&read.s3_bucket_name)))
        .with("group", group);
    found.push(finding);
}
