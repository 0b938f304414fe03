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
}
