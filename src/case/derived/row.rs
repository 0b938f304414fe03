//! One session as it is kept.

use std::io::Read;

use rusqlite::{Connection, Row as Found, params};
use sha2::{Digest, Sha256};

use super::{super::block::Hash, DerivedSession};
use crate::session::{EXTRACTION_VERSION, Session};

/// What comes before `data` can be read without it. `hash` is over all the others.
pub(in crate::case) const TABLE: &str = "
    -- What the events of each log stream were read as: made from them, for listing and for the commands.
    CREATE TABLE session (
        log TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, events INTEGER NOT NULL,
        principal TEXT, principal_name TEXT NOT NULL, os_user TEXT, instance TEXT, region TEXT,
        first_event INTEGER NOT NULL, last_event INTEGER NOT NULL, form TEXT NOT NULL, broken_events INTEGER NOT NULL,
        commands INTEGER NOT NULL, hash BLOB NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (log, name));
";

pub(super) const COLUMNS: &str = "log, name, version, events, principal, principal_name, os_user, instance, region, \
                                  first_event, last_event, form, broken_events, commands, hash, data";

/// How hard sessions are compressed.
const LEVEL: i32 = 3;
/// No session is longer, in bytes of its JSON: so a damaged one asks for no more memory than that.
const LONGEST: u64 = 1 << 30;

pub(super) struct Row {
    pub log: String,
    pub name: String,
    pub version: i64,
    /// Of the log stream, that it was read from.
    pub events: i64,
    principal: Option<String>,
    principal_name: String,
    os_user: Option<String>,
    instance: Option<String>,
    region: Option<String>,
    first_event: i64,
    last_event: i64,
    form: String,
    broken_events: i64,
    /// What a person typed.
    pub commands: i64,
    pub hash: Hash,
    /// The session without its transcript: JSON, compressed with zstd.
    data: Vec<u8>,
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Row {
    pub fn of(DerivedSession { log, session }: &DerivedSession) -> Result<Self, std::io::Error> {
        let json = serde_json::to_vec(session)?;
        let mut row = Self {
            log: log.clone(),
            name: session.id.clone(),
            version: i64::from(EXTRACTION_VERSION),
            events: count(session.events),
            principal: session.principal.clone(),
            principal_name: session.principal_name.clone(),
            os_user: session.os_user.clone(),
            instance: session.instance.clone(),
            region: session.region.clone(),
            first_event: session.first_event,
            last_event: session.last_event,
            form: session.form.name().to_owned(),
            broken_events: count(session.broken_events),
            commands: count(session.typed_by_the_person().count()),
            hash: Hash::default(),
            data: zstd::bulk::compress(&json, LEVEL)?,
        };
        row.hash = row.hash_of();
        Ok(row)
    }

    /// Over everything else that it says.
    pub fn hash_of(&self) -> Hash {
        let mut sum = Sha256::new();
        let texts = [
            Some(&self.log),
            Some(&self.name),
            self.principal.as_ref(),
            Some(&self.principal_name),
            self.os_user.as_ref(),
            self.instance.as_ref(),
            self.region.as_ref(),
            Some(&self.form),
        ];
        for text in texts {
            // No text is as long as that.
            sum.update(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            sum.update(text.map(String::as_bytes).unwrap_or_default());
        }
        let numbers = [self.version, self.events, self.first_event, self.last_event, self.broken_events, self.commands];
        for number in numbers {
            sum.update(number.to_le_bytes());
        }
        sum.update(&self.data);
        sum.finalize().into()
    }

    /// From [`COLUMNS`].
    pub fn from_found(row: &Found<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            log: row.get(0)?,
            name: row.get(1)?,
            version: row.get(2)?,
            events: row.get(3)?,
            principal: row.get(4)?,
            principal_name: row.get(5)?,
            os_user: row.get(6)?,
            instance: row.get(7)?,
            region: row.get(8)?,
            first_event: row.get(9)?,
            last_event: row.get(10)?,
            form: row.get(11)?,
            broken_events: row.get(12)?,
            commands: row.get(13)?,
            hash: row.get(14)?,
            data: row.get(15)?,
        })
    }

    pub fn read(connection: &Connection, log: &str, name: &str) -> Result<Self, rusqlite::Error> {
        connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM session WHERE log = ?1 AND name = ?2"))?
            .query_row([log, name], Self::from_found)
    }

    pub fn write(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
        connection
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO session ({COLUMNS}) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
            ))?
            .execute(params![
                self.log,
                self.name,
                self.version,
                self.events,
                self.principal,
                self.principal_name,
                self.os_user,
                self.instance,
                self.region,
                self.first_event,
                self.last_event,
                self.form,
                self.broken_events,
                self.commands,
                self.hash.as_slice(),
                self.data,
            ])
            .map(drop)
    }

    /// The session; `Err` says what is wrong.
    pub fn session(&self) -> Result<Session, String> {
        let wrong = |what: &dyn std::fmt::Display| format!("what is kept of log stream {} {what}", self.name);
        if self.hash_of() != self.hash {
            return Err(wrong(&"is not what was written"));
        }
        let mut json = Vec::new();
        zstd::stream::read::Decoder::with_buffer(self.data.as_slice())
            .and_then(|data| data.take(LONGEST).read_to_end(&mut json))
            .map_err(|error| wrong(&format_args!("cannot be decompressed: {error}")))?;
        let mut session: Session =
            serde_json::from_slice(&json).map_err(|error| wrong(&format_args!("is no session: {error}")))?;
        // Many are held at once.
        session.commands.shrink_to_fit();
        Ok(session)
    }
}
