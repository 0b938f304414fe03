//! What the program remembers of a person's choices, in one small file.

use std::{collections::BTreeSet, fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};

/// The languages that every text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "ja")]
    Japanese,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// The language of the system, as far as we have it.
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::English, |locale| Self::from_locale(&locale))
    }

    /// From a locale's name such as `ja-JP`.
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("ja") { Self::Japanese } else { Self::English }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Japanese => "日本語",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// In which zone times are shown and read. AWS's own times are UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    #[default]
    Local,
    Utc,
}

impl Zone {
    pub fn time_zone(self) -> jiff::tz::TimeZone {
        match self {
            Self::Local => jiff::tz::TimeZone::system(),
            Self::Utc => jiff::tz::TimeZone::UTC,
        }
    }
}

/// Everything here can be lost without losing work. Credentials, results and queries never come here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `None`: follow the system.
    pub language: Option<Language>,
    pub theme: Theme,
    pub zone: Zone,
    pub favourite_groups: BTreeSet<String>,
    pub last_profile: Option<String>,
    pub last_region: Option<String>,
    pub last_endpoint: Option<String>,
    /// Newest first.
    pub recent_cases: Vec<PathBuf>,
    /// The name under which the person reviews.
    pub reviewer: String,
}

/// The settings could not be read. The program goes on with the defaults and says so.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("{path}: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path}: {source}")]
    Broken { path: PathBuf, source: serde_json::Error },
}

impl Settings {
    /// Where the settings live; `None` where the system has no such place.
    /// `SESSION_LENS_SETTINGS` names another file.
    pub fn path() -> Option<PathBuf> {
        if let Some(path) = std::env::var_os("SESSION_LENS_SETTINGS") {
            return Some(PathBuf::from(path));
        }
        Some(directories::ProjectDirs::from("", "", "session-lens")?.config_dir().join("settings.json"))
    }

    /// Where the person's own procedures are kept: beside the settings.
    pub fn procedures_folder() -> Option<PathBuf> {
        Self::path().map(|settings| settings.with_file_name("procedures"))
    }

    /// Where the person's own rules for flags are: beside the settings.
    pub fn rules_folder() -> Option<PathBuf> {
        Self::path().map(|settings| settings.with_file_name("rules"))
    }

    /// No file: the defaults. A broken file is an error, and is left as it is.
    pub fn load() -> Result<Self, SettingsError> {
        let Some(path) = Self::path() else { return Ok(Self::default()) };
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|source| SettingsError::Broken { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(SettingsError::Unreadable { path, source }),
        }
    }
}
