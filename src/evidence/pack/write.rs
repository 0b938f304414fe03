use std::{
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::{
    PackDamage, PackError, PackFormat, PackOptions, PackSummary,
    bag::Bag,
    commands, contents,
    place::{self, FOLDER, Place, ZIP},
    raw,
    report::{self, Told},
    review, setup, signature,
    verify::{Files, Folder},
    zip_file,
    zip_form::MOST_FILES,
};
use crate::{
    case::{Case, CaseError, CaseEvents, Damage, EventScope, verify_until},
    collect::{Standing, collections},
    model::LogEvent,
    session::read_sessions,
};

/// Bytes of messages that are read at once.
const AT_ONCE: u64 = 64 << 20;

/// Says whether whoever asked wants no more.
pub(super) type Stop<'s> = dyn Fn() -> bool + 's;

/// Writes a pack of a whole case to where nothing is yet. What broke off, or was stopped by `stop`, is taken away again;
/// so is what others left there who were killed.
pub fn write_pack(
    case: &Path,
    to: &Path,
    options: &PackOptions<'_>,
    stop: &Stop<'_>,
) -> Result<PackSummary, PackError> {
    let written = write(case, to, options, stop);
    match written {
        // Whatever it broke off with, that is why.
        Err(_) if stop() => Err(PackError::Stopped { path: to.to_owned() }),
        Err(PackError::File(error)) => Err(PackError::NotWritten { path: to.to_owned(), error }),
        written => written,
    }
}

fn write(case: &Path, to: &Path, options: &PackOptions<'_>, stop: &Stop<'_>) -> Result<PackSummary, PackError> {
    if to.exists() {
        return Err(PackError::Exists { path: to.to_owned() });
    }
    // A pack of a case that is not what it was would say that it is.
    let look = &mut |_, _| if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    verify_until(case, look).map_err(|damage| match damage {
        Damage::Case(error) => PackError::Case(error),
        Damage::File(error) => PackError::Case(CaseError::File { path: case.to_owned(), error }),
        damage => PackError::Damaged(damage),
    })?;
    let name = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (removed, left) = place::clear(beside);
    let place = Place::make(beside)?;
    let (summary, written) = write_beside(case, place.path(), &name, options, stop)?;
    if to.exists() {
        return Err(PackError::Exists { path: to.to_owned() });
    }
    go_on(stop)?;
    fs::rename(written, to)?;
    Ok(PackSummary { path: to.to_owned(), removed, left, ..summary })
}

/// Breaks off where nobody wants more.
fn go_on(stop: &Stop<'_>) -> io::Result<()> {
    if stop() { Err(io::Error::other("stopped")) } else { Ok(()) }
}

/// Gives what was written, and where in the place.
fn write_beside(
    case: &Path,
    place: &Path,
    name: &str,
    options: &PackOptions<'_>,
    stop: &Stop<'_>,
) -> Result<(PackSummary, PathBuf), PackError> {
    let (folder, zip) = (&place.join(FOLDER), &place.join(ZIP));
    let mut summary = write_into(case, folder, options, stop)?;
    if let Some(key) = options.sign_with {
        summary.signed_by = Some(signature::sign(folder, key)?);
    }
    if options.format == PackFormat::Folder {
        return Ok((summary, folder.clone()));
    }
    let there = Folder::open(folder).map_err(|damage| match damage {
        PackDamage::File { error, .. } => error,
        other => io::Error::other(other.to_string()),
    })?;
    let files = there.sizes();
    if files.len() as u64 > MOST_FILES {
        return Err(PackError::TooManyFiles { files: files.len(), most: MOST_FILES });
    }
    let names = files.iter().map(|(name, size)| (name.as_str(), *size));
    zip_file::write(folder, names, name, options.now, zip, &|| go_on(stop))?;
    Ok((summary, zip.clone()))
}

fn write_into(
    path: &Path,
    folder: &Path,
    options: &PackOptions<'_>,
    stop: &Stop<'_>,
) -> Result<PackSummary, PackError> {
    let case = Case::open_read_only(path)?;
    let mut bag = Bag::create(folder)?;
    let collections = collections(&case)?;
    let standing = Standing::in_case(&case, &[], None)?;
    let complete = standing == Standing::Complete;
    let remarks = review::read(&case)?;
    contents::write(&case, &collections, &remarks, options, &mut bag)?;
    let trust = setup::write(&case, options, &mut bag)?;
    let mut tables =
        commands::Tables::create(&mut bag, options.byte_order_mark, (!complete).then_some(standing.name()))?;
    let mut raw = raw::Raw::default();
    let mut summary = PackSummary { complete, ..PackSummary::default() };
    for part in case.stream_parts(AT_ONCE)? {
        go_on(stop)?;
        let scope = EventScope { log_streams: Some(part), ..EventScope::default() };
        let mut events: Vec<LogEvent> = Vec::new();
        CaseEvents::new(Case::open_read_only(path)?, scope)?.for_each_raw(&mut |event| {
            raw.take(event);
            events.push(LogEvent {
                timestamp: event.timestamp.unwrap_or_default(),
                ingestion_time: event.ingestion_time.unwrap_or_default(),
                message: String::from_utf8_lossy(event.message).into_owned(),
                log_stream: event.log_stream.to_owned(),
                log: event.log.to_owned(),
                ptr: event.ptr.to_owned(),
            });
        })?;
        summary.events += events.len() as u64;
        raw.write(&mut bag)?;
        let mut sessions = read_sessions(events);
        // The same case makes the same tables, whatever was read first.
        sessions.sort_by(|one, other| (other.last_event, &one.id).cmp(&(one.last_event, &other.id)));
        for session in sessions {
            go_on(stop)?;
            summary.sessions += 1;
            tables.session(&session, options.rules)?;
        }
    }
    go_on(stop)?;
    let found = tables.finish(&mut bag)?;
    summary.commands = found.commands;
    summary.flagged = found.flagged;
    let told = Told {
        case: &case,
        collections: &collections,
        summary: &summary,
        found: &found,
        remarks: &remarks,
        trust: &trust,
    };
    let report = report::page(&told, options)?;
    bag.file("data/report.html", report.as_bytes())?;
    (summary.files, summary.tag_manifest) = bag.finish(options, &summary)?;
    Ok(summary)
}
