use std::{fmt, str::FromStr};

use super::Settings;

/// A way in which the account can be set up, by its name in `assets/demo/setups.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup(String);

/// No setup has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no setup: {name}; known are {}", Setup::names().join(", "))]
pub struct UnknownSetup {
    pub name: String,
}

impl Setup {
    /// All of them, in the order of the file.
    pub fn names() -> Vec<String> {
        Settings::names().into_iter().map(|(name, _)| name).collect()
    }

    /// All of them, each with what it is, a line each: for help.
    pub fn described() -> String {
        let lines = Settings::names().into_iter().map(|(name, about)| format!("  {name:<18} {about}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    pub fn name(&self) -> &str {
        &self.0
    }

    /// What it sets.
    pub fn settings(&self) -> Settings {
        // A test holds that every setup can be read.
        Settings::load(&self.0).unwrap_or_default()
    }
}

/// The demo's.
impl Default for Setup {
    fn default() -> Self {
        Self("demo".to_owned())
    }
}

impl FromStr for Setup {
    type Err = UnknownSetup;

    fn from_str(name: &str) -> Result<Self, UnknownSetup> {
        if Self::names().iter().any(|known| known == name) {
            Ok(Self(name.to_owned()))
        } else {
            Err(UnknownSetup { name: name.to_owned() })
        }
    }
}

impl fmt::Display for Setup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
