use super::{
    arguments::{GroupsArgs, StreamsArgs},
    output::write_rows,
    source::open,
    verb::Failure,
};
use crate::model::{
    ColumnKind, GroupFilter, LogGroup, LogStream, ResultSet, ResultSetBuilder, StreamOrder, format_insights_time,
};

/// `groups`: every page, in AWS's order.
pub async fn groups(args: GroupsArgs) -> Result<(), Failure> {
    let opened = open(&args.source).await?;
    let filter = GroupFilter { name_prefix: args.prefix, name_pattern: args.pattern, class: None };
    let limit = args.limit.map_or(usize::MAX, |limit| limit as usize);
    let mut found = Vec::new();
    let mut token: Option<String> = None;
    let more = loop {
        let page = opened.source.log_groups(&filter, token.as_deref()).await?;
        found.extend(page.items);
        token = page.next_token;
        if token.is_none() || found.len() >= limit {
            break token.is_some() || found.len() > limit;
        }
    };
    found.truncate(limit);
    write_rows(&groups_table(&found), args.format, None, &mut std::io::stdout().lock())?;
    say_if_cut(more, found.len(), "log groups");
    Ok(())
}

/// `streams`: every page, the stream with the newest event first.
pub async fn streams(args: StreamsArgs) -> Result<(), Failure> {
    let opened = open(&args.source).await?;
    let order = if args.prefix.is_some() { StreamOrder::Name } else { StreamOrder::NewestEvent };
    let limit = args.limit as usize;
    let mut found = Vec::new();
    let mut token: Option<String> = None;
    let more = loop {
        let prefix = args.prefix.as_deref();
        let page = opened.source.log_streams(&args.log_group, prefix, order, token.as_deref()).await?;
        found.extend(page.items);
        token = page.next_token;
        if token.is_none() || found.len() >= limit {
            break token.is_some() || found.len() > limit;
        }
    };
    found.truncate(limit);
    write_rows(&streams_table(&found), args.format, None, &mut std::io::stdout().lock())?;
    say_if_cut(more, found.len(), "log streams");
    Ok(())
}

fn say_if_cut(more: bool, shown: usize, what: &str) {
    if more {
        tell!("There are more {what} than these {shown}: see --limit.");
    }
}

fn groups_table(groups: &[LogGroup]) -> ResultSet {
    let mut table = ResultSetBuilder::new([
        ("logGroupName", ColumnKind::Text),
        ("logGroupClass", ColumnKind::Text),
        ("storedBytes", ColumnKind::Bytes),
        ("retentionInDays", ColumnKind::Number),
        ("creationTime", ColumnKind::Time),
        ("kmsKeyId", ColumnKind::Text),
        ("arn", ColumnKind::Text),
    ]);
    for group in groups {
        table.push([
            Some(group.name.clone()),
            group.class.as_ref().map(ToString::to_string),
            group.stored_bytes.map(|bytes| bytes.to_string()),
            group.retention_days.map(|days| days.to_string()),
            group.creation_time.map(format_insights_time),
            group.kms_key_id.clone(),
            group.arn.clone(),
        ]);
    }
    table.finish()
}

fn streams_table(streams: &[LogStream]) -> ResultSet {
    let mut table = ResultSetBuilder::new([
        ("logStreamName", ColumnKind::Text),
        ("firstEventTimestamp", ColumnKind::Time),
        ("lastEventTimestamp", ColumnKind::Time),
        ("lastIngestionTime", ColumnKind::Time),
        ("creationTime", ColumnKind::Time),
    ]);
    for stream in streams {
        table.push([
            Some(stream.name.clone()),
            stream.first_event_time.map(format_insights_time),
            stream.last_event_time.map(format_insights_time),
            stream.last_ingestion_time.map(format_insights_time),
            stream.creation_time.map(format_insights_time),
        ]);
    }
    table.finish()
}
