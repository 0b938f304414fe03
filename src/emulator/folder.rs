//! Recorded streams from a folder, as `EmulatorData::Folder` describes it.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{
    EmulatorError,
    store::{GroupSettings, NewEvent, Store},
};
use crate::model::LogClass;

/// The group of files that lie in the folder itself.
const DEFAULT_GROUP: &str = "/session-lens/data";
const GROUPS_FILE: &str = "groups.json";
/// Folders are read so deep, so that a link to a folder above ends somewhere.
const DEEPEST: usize = 12;

#[derive(Deserialize)]
struct Event {
    timestamp: i64,
    message: String,
    /// Milliseconds since 1970, UTC. As `timestamp` where it is left out.
    #[serde(rename = "ingestionTime")]
    ingestion_time: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Said {
    class: Option<String>,
    retention_days: Option<i32>,
    kms_key_id: Option<String>,
    creation_time: Option<i64>,
}

/// Reads every stream below `folder`. `now` (milliseconds since 1970) is the age of empty groups.
pub(super) fn load(folder: &Path, now: i64) -> Result<Store, EmulatorError> {
    let mut said = groups_file(&folder.join(GROUPS_FILE))?;
    let mut files = Vec::new();
    find(folder, "", DEEPEST, &mut files)?;
    let mut streams: BTreeMap<String, Vec<(String, Vec<NewEvent>)>> = BTreeMap::new();
    for (group, path) in files {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        streams.entry(group).or_default().push((name, events(&path)?));
    }
    for group in said.keys() {
        streams.entry(group.clone()).or_default();
    }
    let store = Store::default();
    let mut held = store.write();
    for (group, streams) in streams {
        let Said { class, retention_days, kms_key_id, creation_time } = said.remove(&group).unwrap_or_default();
        let first = streams.iter().flat_map(|(_, events)| events).map(|event| event.timestamp).min();
        let settings = GroupSettings {
            class: class.map_or(LogClass::InfrequentAccess, |name| LogClass::from_name(&name)),
            creation_time: creation_time.or(first).unwrap_or(now),
            retention_days,
            kms_key_id,
            other_bytes: 0,
            deletion_protection: false,
            data_protection: None,
            transformer: None,
        };
        let Ok(made) = held.create(&group, settings) else { continue };
        for (name, events) in streams {
            let creation_time = events.iter().map(|event| event.timestamp).min().unwrap_or(now);
            if let Ok(stream) = made.create_stream(&name, creation_time) {
                stream.append(events);
            }
        }
    }
    drop(held);
    Ok(store)
}

fn groups_file(path: &Path) -> Result<BTreeMap<String, Said>, EmulatorError> {
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text)
            .map_err(|error| EmulatorError::Groups { path: path.to_owned(), reason: error.to_string() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(source) => Err(EmulatorError::Read { path: path.to_owned(), source }),
    }
}

fn find(folder: &Path, group: &str, depth: usize, found: &mut Vec<(String, PathBuf)>) -> Result<(), EmulatorError> {
    let unreadable = |source| EmulatorError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if depth > 0 && !name.starts_with('.') {
                find(&path, &format!("{group}/{name}"), depth - 1, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "ndjson") {
            let group = if group.is_empty() { DEFAULT_GROUP } else { group };
            found.push((group.to_owned(), path));
        }
    }
    Ok(())
}

fn events(path: &Path) -> Result<Vec<NewEvent>, EmulatorError> {
    let bytes = fs::read(path).map_err(|source| EmulatorError::Read { path: path.to_owned(), source })?;
    let mut events = Vec::new();
    for (place, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let Event { timestamp, message, ingestion_time } = serde_json::from_slice(line).map_err(|error| {
            EmulatorError::Event { path: path.to_owned(), line: place + 1, reason: error.to_string() }
        })?;
        events.push(NewEvent {
            timestamp,
            ingestion_time: ingestion_time.unwrap_or(timestamp),
            message: message.into(),
        });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn folders_are_groups_and_files_are_streams() {
        let folder = tempfile::tempdir().unwrap();
        write(
            folder.path(),
            "aws/ssm/logs/s-1.ndjson",
            "{\"timestamp\":5,\"message\":\"b\"}\n\n{\"timestamp\":4,\"message\":\"a\"}\n",
        );
        write(folder.path(), "alone.ndjson", "{\"timestamp\":7,\"message\":\"c\",\"ingestionTime\":9}");
        write(folder.path(), "aws/ssm/logs/readme.txt", "not a stream");
        write(
            folder.path(),
            "groups.json",
            "{\"/aws/ssm/logs\":{\"class\":\"STANDARD\",\"retentionDays\":400},\"/empty\":{}}",
        );
        let store = load(folder.path(), 1_000).unwrap();
        let held = store.read();
        let names: Vec<&str> = held.all().map(|group| group.name.as_str()).collect();
        assert_eq!(names, ["/aws/ssm/logs", "/empty", "/session-lens/data"]);
        let group = held.group("/aws/ssm/logs").unwrap();
        assert_eq!((&group.settings.class, group.settings.retention_days), (&LogClass::Standard, Some(400)));
        assert_eq!(group.settings.creation_time, 4);
        let texts: Vec<&str> = group.stream("s-1").unwrap().events.iter().map(|event| &*event.message).collect();
        assert_eq!(texts, ["a", "b"]);
        let alone = held.group(DEFAULT_GROUP).unwrap();
        assert_eq!(alone.settings.class, LogClass::InfrequentAccess);
        assert_eq!(alone.stream("alone").unwrap().last_ingestion_time, Some(9));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "s.ndjson", "{\"timestamp\":5,\"message\":\"b\"}\n{\"timestamp\":6}\n");
        assert!(matches!(load(folder.path(), 0), Err(EmulatorError::Event { line: 2, .. })));
        write(folder.path(), "s.ndjson", "");
        write(folder.path(), "groups.json", "{\"g\":{\"klass\":1}}");
        assert!(matches!(load(folder.path(), 0), Err(EmulatorError::Groups { .. })));
        assert!(matches!(load(&folder.path().join("none"), 0), Err(EmulatorError::Read { .. })));
    }
}
