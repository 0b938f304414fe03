use super::{
    arguments::CommandsVerb,
    commands::{rules, write_sessions},
    demo_answer::DEMO_GROUP,
    query::range,
    sessions::fetch,
    source::open,
    verb::Failure,
};

/// `commands` of a log group: reads its events with one query and prints what was typed.
pub async fn live_commands(args: CommandsVerb) -> Result<(), Failure> {
    let demo = args.source.account.demo;
    let log_groups = if args.log_group.is_empty() { vec![DEMO_GROUP.to_owned()] } else { args.log_group };
    let start = match args.start {
        Some(start) => start,
        None if demo => "-7d".to_owned(),
        None => return Err(Failure::Usage("--start is needed with --log-group: AWS bills what is scanned".to_owned())),
    };
    let range = range(&start, &args.end)?;
    // Before anything is scanned that AWS bills.
    let rules = rules(args.recorded.rules.as_deref(), &mut std::io::stderr())?;
    let opened = open(&args.source).await?;
    let sessions = fetch(&opened.source, log_groups, range).await?;
    write_sessions(&sessions, args.recorded.format, rules, &mut std::io::stdout().lock())?;
    Ok(())
}
