use super::settings::FleetSettings;

/// A managed node.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: String,
    /// `ip-10-0-12-34`
    pub host: String,
    /// What it says of itself unless its fleet's settings say otherwise.
    pub platform_name: &'static str,
    pub platform_version: &'static str,
    pub settings: FleetSettings,
}

impl Node {
    pub fn is_hybrid(&self) -> bool {
        self.settings.hybrid == Some(true)
    }

    /// The role that it is said to have, which may not exist.
    pub fn role(&self) -> Option<&str> {
        self.settings.role.as_deref().filter(|role| !role.is_empty())
    }

    /// That role, if it exists.
    pub fn existing_role(&self) -> Option<&str> {
        self.role().filter(|_| self.settings.role_deleted != Some(true))
    }
}
