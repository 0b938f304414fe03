//! Verbs for a case: `import`, `seal`, `export`, `verify`.

use std::{
    io::{IsTerminal, Write, stderr},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::json;

use super::{interrupt::stoppable, output::print_json, verb::Failure};
use crate::{
    case::{
        Added, Case, EntryKind, Writer,
        block::Hash,
        import::{ImportError, ImportOptions, ImportProgress, SharedStream, files, import},
        verify,
    },
    evidence::pack::{PackFormat, PackLanguage, PackOptions, Signature, is_pack, verify_pack, write_pack},
    model::visible_line,
};

#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// Files or folders: recorded events, exports of Logs Insights (CSV, JSON) or of CloudWatch Logs to S3 (.gz), session files from S3, what `aws logs filter-log-events` and `get-log-events` print
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The case; made where none is
    #[arg(long, value_name = "FILE")]
    pub case: PathBuf,
    /// The log group of events that name none
    #[arg(long, value_name = "GROUP")]
    pub log_group: Option<String>,
}

#[derive(Args, Clone, Debug)]
pub struct SealArgs {
    /// The case
    #[arg(value_name = "FILE")]
    pub case: PathBuf,
}

#[derive(Args, Clone, Debug)]
pub struct VerifyArgs {
    /// A case, or an evidence pack
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

fn other(error: impl std::fmt::Display) -> Failure {
    Failure::Other(error.to_string())
}

/// One line of JSON for each file and one for all on stdout; bad lines and files that cannot be read on stderr. `false`
/// where there are any.
pub async fn import_files(args: ImportArgs) -> Result<bool, Failure> {
    stoppable(move |stop| import_now(&args, stop)).await
}

fn import_now(args: &ImportArgs, stop: &AtomicBool) -> Result<bool, Failure> {
    let begun = Instant::now();
    let found = files(&args.files).map_err(other)?;
    let case = Case::open_or_create(&args.case, now()).map_err(other)?;
    let mut writer = Writer::new(case).map_err(other)?;
    let options = ImportOptions { log_group: args.log_group.clone(), now: now(), named: args.files.clone() };
    let mut last = Instant::now();
    let mut imported = Vec::new();
    let ended = import(&mut writer, &found, &options, &mut imported, &mut |progress| {
        if last.elapsed().as_millis() > 250 {
            last = Instant::now();
            tell(progress);
        }
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if stderr().is_terminal() {
        let _gone = write!(stderr().lock(), "\r\u{1b}[K");
    }
    let (mut new, mut known, mut bad, mut not_read) = (0, 0, 0, 0);
    for file in &imported {
        let path = file.path.to_string_lossy();
        for line in &file.named {
            tell!("{}", visible_line(&format!("{path}:{}: {}", line.line, line.reason)));
        }
        let more = file.bad_lines.saturating_sub(file.named.len() as u64);
        if more > 0 {
            tell!("{}", visible_line(&format!("{path}: {more} more lines that could not be read in full")));
        }
        for shared in &file.shared {
            tell!("{}", visible_line(&shared_words(&path, shared)));
        }
        if let Some(problem) = &file.problem {
            let there = if file.added == Added::default() { "nothing of it" } else { "only a part of it" };
            tell!("{}", visible_line(&format!("{path}: {problem}; {there} is in the case")));
            not_read += 1;
        }
        new += file.added.new;
        known += file.added.known;
        bad += file.bad_lines;
        print_json(json!({
            "file": path, "kind": file.kind, "bytes": file.bytes, "sha256": file.sha256, "new": file.added.new,
            "known": file.added.known, "badLines": file.bad_lines, "isThere": file.is_there,
            "sharedStreams": file.shared.iter().map(|shared| json!({
                "log": shared.log, "logStream": shared.name, "others": shared.others,
            })).collect::<Vec<_>>(),
            "problem": file.problem.as_ref().map(ToString::to_string),
        }))?;
    }
    ended.map_err(|error| match error {
        ImportError::Stopped => Failure::Other("Stopped. The same command adds what is missing.".to_owned()),
        error => other(error),
    })?;
    let summary = writer.case().summary().map_err(other)?;
    print_json(json!({
        "case": args.case.to_string_lossy(), "files": imported.len(), "filesNotRead": not_read, "new": new,
        "known": known, "badLines": bad,
        "events": summary.events, "streams": summary.streams, "seconds": begun.elapsed().as_secs_f64(),
    }))?;
    Ok(bad == 0 && not_read == 0)
}

fn shared_words(path: &str, shared: &SharedStream) -> String {
    let name = &shared.name;
    if shared.others.is_empty() {
        return format!(
            "{path}: the stream {name} got events from this file, and has others that did not come from it"
        );
    }
    let files = shared.others.len() + 1;
    format!("the stream {name} got events from {files} files: {} and {path}", shared.others.join(", "))
}

fn tell(progress: &ImportProgress) {
    if stderr().is_terminal() {
        let _gone = write!(
            stderr().lock(),
            "\rfile {} of {}, {} of {} MB, {} events\u{1b}[K",
            progress.number,
            progress.files,
            progress.bytes_read / 1_000_000,
            progress.bytes / 1_000_000,
            progress.events
        );
    }
}

/// Seals a case, and prints what to write down elsewhere.
pub fn seal(args: &SealArgs) -> Result<(), Failure> {
    super::case_commands::derive(&args.case).map_err(other)?;
    let case = Case::open(&args.case).map_err(other)?;
    let (_case, seal) = case.seal(now()).map_err(other)?;
    let said = print_json(json!({
        "case": args.case.to_string_lossy(), "blocks": hex(&seal.blocks), "ledger": hex(&seal.ledger),
        "file": hex(&seal.file),
    }));
    if said.is_err() {
        // It is sealed, and what is to be written down elsewhere shall not be lost.
        tell!("Sealed. SHA-256 {}", hex(&seal.file));
    }
    said?;
    Ok(())
}

#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// The case
    #[arg(long, value_name = "FILE")]
    pub case: PathBuf,
    /// The folder to make: report, commands, untouched events, queries, hashes; or one ZIP, where the name ends in .zip
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// The report's language
    #[arg(long, value_enum, default_value_t)]
    pub language: ReportLanguage,
    /// A folder of your own Sigma rules, used beside the built-in ones
    #[arg(long, value_name = "FOLDER")]
    pub rules: Option<PathBuf>,
    /// Sign the pack with your OpenSSH key, by ssh-keygen. One with a passphrase has to be in ssh-agent
    #[arg(long, value_name = "KEYFILE")]
    pub sign: Option<PathBuf>,
    /// Begin commands.csv without the byte order mark that Excel needs
    #[arg(long)]
    pub no_bom: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportLanguage {
    #[default]
    En,
    Ja,
}

/// Writes a pack of evidence. Of one that is stopped nothing is left.
pub async fn export(args: ExportArgs) -> Result<(), Failure> {
    stoppable(move |stop| export_now(&args, stop)).await
}

fn export_now(args: &ExportArgs, stop: &AtomicBool) -> Result<(), Failure> {
    let rules = super::commands::rules(args.rules.as_deref(), &mut stderr())?;
    let language = match args.language {
        ReportLanguage::En => PackLanguage::English,
        ReportLanguage::Ja => PackLanguage::Japanese,
    };
    let options = PackOptions {
        format: PackFormat::of(&args.out),
        language,
        rules: &rules,
        now: now(),
        byte_order_mark: !args.no_bom,
        sign_with: args.sign.as_deref(),
    };
    let about = json!({"about": {"to": args.out.to_string_lossy()}});
    // Before it is written, so that the pack tells of itself. A sealed case takes nothing more.
    let noted = Case::open(&args.case)
        .and_then(|mut case| case.write(now(), EntryKind::Activity, "evidence-pack-begun", &about).map(drop));
    if let Err(error) = noted {
        tracing::debug!(%error, "the pack is not in the case's ledger");
    }
    let summary = write_pack(&args.case, &args.out, &options, &|| stop.load(Ordering::Relaxed)).map_err(other)?;
    for path in &summary.removed {
        tell!("Removed what an export that was killed had left: {}", visible_line(&path.to_string_lossy()));
    }
    for path in &summary.left {
        let path = path.to_string_lossy();
        tell!("Left as it is: {}. If no other export is running, remove it: it may hold logs.", visible_line(&path));
    }
    if !summary.complete {
        tell!("INCOMPLETE OR NOT PROVEN: the report says what is missing.");
    }
    print_json(json!({
        "pack": args.out.to_string_lossy(), "files": summary.files, "events": summary.events,
        "sessions": summary.sessions, "commands": summary.commands, "flagged": summary.flagged,
        "complete": summary.complete, "tagManifestSha256": summary.tag_manifest, "signedBy": summary.signed_by,
    }))?;
    Ok(())
}

/// Checks a case or a pack. `false` where something is wrong.
pub fn verify_path(args: &VerifyArgs) -> Result<bool, Failure> {
    if is_pack(&args.path) {
        return verify_evidence(&args.path);
    }
    match verify(&args.path, &mut |_, _| ()) {
        Ok(found) => {
            print_json(json!({
                "path": args.path.to_string_lossy(), "ok": true, "events": found.events, "blocks": found.blocks,
                "entries": found.entries, "sessions": found.sessions, "blockChain": hex(&found.block_chain),
                "ledgerChain": hex(&found.ledger_chain), "sealed": found.sealed.is_some(),
                "sealedSha256": found.sealed.map(|hash| hex(&hash)),
            }))?;
            Ok(true)
        }
        Err(damage) => {
            print_json(json!({"path": args.path.to_string_lossy(), "ok": false, "wrong": damage.to_string()}))?;
            tell!("{}", visible_line(&damage.to_string()));
            if args.path.is_dir() {
                tell!("Nor is it an evidence pack: it has no bagit.txt.");
            }
            Ok(false)
        }
    }
}

/// Checks a pack, folder or ZIP. A signature that could not be checked is told, and is no damage.
fn verify_evidence(path: &Path) -> Result<bool, Failure> {
    match verify_pack(path) {
        Ok(found) => {
            let (signature, signer) = match &found.signature {
                Signature::None => ("none", None),
                Signature::Good { fingerprint } => ("good", Some(fingerprint)),
                Signature::NotChecked { fingerprint, why } => {
                    tell!("The signature was not checked: {}.", visible_line(why));
                    ("not checked", Some(fingerprint))
                }
            };
            print_json(json!({
                "path": path.to_string_lossy(), "ok": true, "files": found.files, "bytes": found.bytes,
                "tagManifestSha256": found.tag_manifest, "signature": signature, "signer": signer,
            }))?;
            Ok(true)
        }
        Err(damage) => {
            print_json(json!({"path": path.to_string_lossy(), "ok": false, "wrong": damage.to_string()}))?;
            tell!("{}", visible_line(&damage.to_string()));
            Ok(false)
        }
    }
}

fn hex(hash: &Hash) -> String {
    crate::model::hex(hash)
}
