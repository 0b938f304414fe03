use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::case::{ExportArgs, ImportArgs, SealArgs, VerifyArgs};
use super::collect::CollectArgs;
use super::commands::CommandsArgs;
use super::recorded_query::RecordedArgs;
use super::setup::{CheckArgs, ReconcileArgs};
use crate::{cloudwatch::ConnectOptions, emulator::Setup, model::MAX_QUERY_ROWS, worker::ConnectTarget};

/// Who typed which command, on which machine, when: AWS Session Manager logs for auditors.
///
/// Without a command it opens the window.
#[derive(Clone, Debug, Parser)]
#[command(name = "session-lens", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub verb: Option<Verb>,
    #[command(flatten)]
    pub source: PlaceArgs,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// List log groups
    Groups(GroupsArgs),
    /// List the log streams of a log group: for Session Manager, its sessions; newest first
    Streams(StreamsArgs),
    /// Run a Logs Insights query; AWS bills what it scans
    Query(QueryArgs),
    /// Show the commands typed in sessions: of recorded files, or of a log group
    Commands(CommandsVerb),
    /// Collect every event of log groups in a time range into a case, with a proof that nothing is missing
    Collect(CollectArgs),
    /// Bring files into a case: recorded events, exports, session files
    Import(ImportArgs),
    /// Close a case for good: nothing can be added, and every byte counts
    Seal(SealArgs),
    /// Write a pack of evidence from a case: report, commands, untouched events, queries, hashes
    Export(ExportArgs),
    /// Check a case or a pack of evidence, and name the first thing that is wrong
    Verify(VerifyArgs),
    /// Check how Session Manager is set up: can its record be trusted? Only reads; exit code 1 where there is a risk, 3 where
    /// there is none but not all could be read
    Check(CheckArgs),
    /// Lay the sessions that AWS knows beside their logs; exit code 1 where a log is missing, cut, of no known session or
    /// contradictory, 3 where none is but not all could be read
    Reconcile(ReconcileArgs),
    /// Run the embedded CloudWatch Logs service until stopped; prints its endpoint
    Serve(ServeArgs),
}

/// Where the logs are.
#[derive(Args, Clone, Debug, Default)]
pub struct PlaceArgs {
    #[command(flatten)]
    pub account: AccountArgs,
    /// A case instead of an account: collected or imported events, without AWS
    #[arg(long, value_name = "FILE", conflicts_with_all = ["demo", "profile", "region", "endpoint_url"])]
    pub case: Option<PathBuf>,
}

impl PlaceArgs {
    /// What the window connects to at once; `None`: it starts with its doors.
    pub fn target(&self) -> Option<ConnectTarget> {
        match &self.case {
            Some(path) => Some(ConnectTarget::Case { path: path.clone() }),
            None => self.account.target(),
        }
    }
}

/// Whose logs to read. Without any of these: AWS's usual order (environment, default profile, …).
#[derive(Args, Clone, Debug, Default)]
pub struct AccountArgs {
    /// Made-up logs of a company on this machine; needs no AWS account
    #[arg(long, conflicts_with_all = ["profile", "region", "endpoint_url"])]
    pub demo: bool,
    /// A profile of your AWS configuration files
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// An AWS region, such as ap-northeast-1
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// Another service that speaks CloudWatch Logs' protocol
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
}

impl AccountArgs {
    /// What the window connects to at once; `None`: it starts with its doors.
    pub fn target(&self) -> Option<ConnectTarget> {
        if self.demo {
            return Some(ConnectTarget::Demo { at: None });
        }
        let Self { profile, region, endpoint_url, .. } = self.clone();
        let is_given = profile.is_some() || region.is_some() || endpoint_url.is_some();
        is_given.then_some(ConnectTarget::Aws { profile, region, endpoint_url })
    }

    pub fn connect_options(&self) -> ConnectOptions {
        ConnectOptions::aws(self.profile.clone(), self.region.clone(), self.endpoint_url.clone())
    }
}

/// How to print rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for reading
    #[default]
    Table,
    /// For spreadsheets, guarded against formulas
    Csv,
    /// One JSON object a row
    Ndjson,
}

#[derive(Args, Clone, Debug)]
pub struct GroupsArgs {
    #[command(flatten)]
    pub source: PlaceArgs,
    /// Only log groups whose name begins so
    #[arg(long, value_name = "TEXT")]
    pub prefix: Option<String>,
    /// Only log groups whose name contains this; AWS then tells name, ARN and age only
    #[arg(long, value_name = "TEXT", conflicts_with = "prefix")]
    pub pattern: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Stop after so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
}

#[derive(Args, Clone, Debug)]
pub struct StreamsArgs {
    #[command(flatten)]
    pub source: PlaceArgs,
    /// The log group's name or ARN
    #[arg(long, value_name = "GROUP")]
    pub log_group: String,
    /// Only streams whose name begins so, by name
    #[arg(long, value_name = "TEXT")]
    pub prefix: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Stop after so many
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
}

#[derive(Args, Clone, Debug)]
pub struct QueryArgs {
    #[command(flatten)]
    pub source: PlaceArgs,
    /// A log group's name or ARN; up to 50 times
    #[arg(long, value_name = "GROUP", required_unless_present_any = ["input", "check", "check_file", "case"], value_delimiter = ',')]
    pub log_group: Vec<String>,
    /// From when: ISO 8601 (UTC unless it says otherwise), seconds since 1970, now, or -90d, -2h, -30m
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, required_unless_present_any = ["input", "check", "check_file", "case"])]
    pub start: Option<String>,
    /// Until when
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, default_value = "now")]
    pub end: String,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The most rows, unless the query has a limit of its own
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_QUERY_ROWS)))]
    pub limit: u32,
    /// Only say whether the query is right, as one line of JSON; nothing is run
    #[arg(long, conflicts_with = "input")]
    pub check: bool,
    /// Check many: a file of {"query": "…"} lines, - for standard input; prints a verdict a line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "text", "input"])]
    pub check_file: Option<PathBuf>,
    /// The query in Logs Insights QL; - reads it from standard input
    #[arg(value_name = "QUERY", required_unless_present_any = ["input", "check_file"])]
    pub text: Option<String>,
    #[command(flatten)]
    pub recorded: RecordedArgs,
}

#[derive(Args, Clone, Debug)]
pub struct CommandsVerb {
    #[command(flatten)]
    pub recorded: CommandsArgs,
    #[command(flatten)]
    pub source: PlaceArgs,
    /// Instead of files: the log group that holds the sessions; with --demo, its own by default
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub log_group: Vec<String>,
    /// From when, for a log group, as in `query`; with --demo, -7d by default
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, conflicts_with = "files")]
    pub start: Option<String>,
    /// Until when, for a log group
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, default_value = "now")]
    pub end: String,
}

#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// The port on this machine; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Serve the recorded streams of this directory: NAME.ndjson files; without it and without --setup, the service starts empty
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[arg(long, value_name = "NAME", help = setup_help())]
    pub setup: Option<Setup>,
    /// What goes wrong, to try clients against: throttle=0.1, error=0.05, dropped=0.05, slow=0.2, failed=0.1, timeout=0.1, short-pages=0.3, expired-tokens=0.1, late=0.2, limit=refused, limit=capped, end-second=whole, end-time=exclusive, stream-by-stream, one-second, one-millisecond=20000, seed=7
    #[arg(long, value_name = "FAULT", value_delimiter = ',')]
    pub fault: Vec<String>,
}

fn setup_help() -> String {
    format!("How the account is set up, with the demo's sessions unless --data says otherwise:\n{}", Setup::described())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn relative_times_are_no_options() {
        let line = ["session-lens", "query", "--log-group", "a,b", "--start", "-90d", "--end", "-1h", "fields x"];
        let Ok(Arguments { verb: Some(Verb::Query(query)), .. }) = Arguments::try_parse_from(line) else { panic!() };
        assert_eq!((query.start.as_deref(), query.end.as_str()), (Some("-90d"), "-1h"));
        assert_eq!(query.log_group, ["a", "b"]);
    }

    #[test]
    fn setups_are_chosen_by_name_and_listed_in_help() {
        let serve = ["session-lens", "serve", "--setup"];
        let parse = |name: &str| Arguments::try_parse_from(serve.into_iter().chain([name]));
        let Ok(Arguments { verb: Some(Verb::Serve(args)), .. }) = parse("no-trail") else { panic!() };
        assert_eq!(args.setup.unwrap().name(), "no-trail");
        let unknown = parse("nice").unwrap_err().to_string();
        assert!(unknown.contains("known are demo, good, no-preferences"), "{unknown}");
        let help = Arguments::try_parse_from(["session-lens", "serve", "--help"]).unwrap_err().to_string();
        for name in Setup::names() {
            assert!(help.contains(&name), "{name}");
        }
    }

    #[test]
    fn the_demo_goes_with_no_account() {
        for more in [["--profile", "p"], ["--region", "r"], ["--endpoint-url", "u"]] {
            assert!(Arguments::try_parse_from(["session-lens", "--demo"].into_iter().chain(more)).is_err());
            assert!(Arguments::try_parse_from(["session-lens", "groups", "--demo"].into_iter().chain(more)).is_err());
        }
    }
}
