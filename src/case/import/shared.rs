//! Log streams whose events come from more than one file.
//!
//! Session Manager names a log stream, and the object in S3, after the session: two files of one name in two places
//! normally are one session. They may be two all the same, so nobody is to take what lies in one stream for what came
//! from one file: it is said, in what an import gives and in the case's ledger. Pages that name their streams by
//! themselves are what `CloudWatch` gives of one stream, and nothing is said of those.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

use super::{ImportedFile, NO_GROUP, origin_of, stream_of};
use crate::case::{Case, CaseError, EntryKind};

/// A log stream to which a file brought events, and others too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedStream {
    /// `@log`.
    pub log: String,
    pub name: String,
    /// The other files, as they were named; for the parts of an export to S3, their folder. Empty: what else is in the
    /// stream names the stream by itself, or was collected.
    pub others: Vec<String>,
}

/// A log group and a stream's name.
type Key = (String, String);

/// Which files have their names for a stream.
#[derive(Debug, Default)]
pub(super) struct Origins(HashMap<Key, Vec<Origin>>);

#[derive(Debug)]
struct Origin {
    named: String,
    /// The same place however it is named.
    place: PathBuf,
    /// Its entry in the ledger.
    source: i64,
    /// It was not read to its end.
    is_open: bool,
}

impl Origins {
    /// Those that the ledger tells of.
    pub fn read(case: &Case) -> Result<Self, CaseError> {
        let ends = case.entries(EntryKind::SourceEnd, None)?;
        // By what it brought: from a file of which everything was there already, nothing is in its stream.
        let ended: HashMap<i64, bool> = ends
            .iter()
            .filter_map(|end| Some((end.body["source"].as_i64()?, end.body["new"].as_u64() != Some(0))))
            .collect();
        let mut origins = Self::default();
        for begun in case.entries(EntryKind::Source, None)? {
            let Some(path) = begun.body["path"].as_str() else { continue };
            let group = begun.body["logGroup"].as_str();
            if ended.get(&begun.number) != Some(&false) {
                origins.add(Path::new(path), group, begun.number, !ended.contains_key(&begun.number));
            }
        }
        Ok(origins)
    }

    pub fn add(&mut self, path: &Path, group: Option<&str>, source: i64, is_open: bool) {
        let origin = origin_of(path);
        let named = origin.to_string_lossy().into_owned();
        let place = fs::canonicalize(origin).unwrap_or_else(|_gone| origin.to_owned());
        self.0.entry(key(path, group)).or_default().push(Origin { named, place, source, is_open });
    }

    /// Of the streams that this source shares with others, those that are named after a file.
    pub fn shared(&self, streams: &BTreeSet<Key>, file: &ImportedFile, group: Option<&str>) -> Vec<SharedStream> {
        let own = key(&file.path, group);
        let origin = origin_of(&file.path);
        let place = fs::canonicalize(origin).unwrap_or_else(|_gone| origin.to_owned());
        let source = file.source.map(|source| source.0);
        let here = |each: &&Origin| each.place == place && Some(each.source) != source;
        let named_so = |key: &Key| self.0.get(key).map(Vec::as_slice).unwrap_or_default();
        let mut keys: BTreeSet<&Key> =
            streams.iter().filter(|key| key.1 == own.1 || !named_so(key).is_empty()).collect();
        // What it brought before it broke off, when nothing was said, is not new now.
        if named_so(&own).iter().filter(here).any(|each| each.is_open) {
            keys.insert(&own);
        }
        let mut found = Vec::new();
        for key in keys {
            let mut others: Vec<String> = Vec::new();
            for other in named_so(key).iter().filter(|each| each.place != place) {
                if !others.contains(&other.named) {
                    others.push(other.named.clone());
                }
            }
            let came_before = named_so(key).iter().any(|each| here(&each));
            if !others.is_empty() || key.1 == own.1 && !came_before {
                found.push(SharedStream { log: key.0.clone(), name: key.1.clone(), others });
            }
        }
        found
    }
}

fn key(path: &Path, group: Option<&str>) -> Key {
    (group.unwrap_or(NO_GROUP).to_owned(), stream_of(path))
}

/// The streams of a case that have events of several files, by log group and name, with the files.
pub fn shared_streams(case: &Case) -> Result<BTreeMap<(String, String), BTreeSet<String>>, CaseError> {
    let mut found: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for entry in case.entries(EntryKind::SharedStream, None)? {
        let log = entry.body["log"].as_str().unwrap_or_default().to_owned();
        let files = found.entry((log, entry.subject)).or_default();
        let others = entry.body["others"].as_array().into_iter().flatten();
        files.extend(others.chain([&entry.body["file"]]).filter_map(|file| file.as_str()).map(str::to_owned));
    }
    Ok(found)
}
