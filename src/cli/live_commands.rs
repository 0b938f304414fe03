use super::{
    arguments::CommandsVerb, commands::write_sessions, demo_answer::DEMO_GROUP, query::range, sessions::fetch,
    source::open, verb::Failure,
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
    let opened = open(&args.source).await?;
    let sessions = fetch(&opened.source, log_groups, range).await?;
    write_sessions(&sessions, &args.recorded, &mut std::io::stdout().lock(), &mut std::io::stderr().lock())?;
    Ok(())
}
