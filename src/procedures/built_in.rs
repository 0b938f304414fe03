use std::sync::LazyLock;

use super::Procedure;
use super::file::read_file;

/// The files of `assets/procedures`, by name. Within a group they are listed in this order.
pub(super) const ASSETS: [(&str, &str); 9] = [
    ("sessions-in-period.toml", include_str!("../../assets/procedures/sessions-in-period.toml")),
    ("session-typed.toml", include_str!("../../assets/procedures/session-typed.toml")),
    ("session-typed-console.toml", include_str!("../../assets/procedures/session-typed-console.toml")),
    ("session-latest.toml", include_str!("../../assets/procedures/session-latest.toml")),
    ("user-activity.toml", include_str!("../../assets/procedures/user-activity.toml")),
    ("principal-activity.toml", include_str!("../../assets/procedures/principal-activity.toml")),
    ("instance-activity.toml", include_str!("../../assets/procedures/instance-activity.toml")),
    ("text-search.toml", include_str!("../../assets/procedures/text-search.toml")),
    ("activity-per-hour.toml", include_str!("../../assets/procedures/activity-per-hour.toml")),
];

static BUILT_IN: LazyLock<Vec<Procedure>> = LazyLock::new(|| {
    // A file that cannot be read is left out: a test holds that there is none.
    let mut procedures: Vec<Procedure> = ASSETS.iter().filter_map(|(_, text)| read_file(text).ok()).collect();
    procedures.sort_by_key(|procedure| procedure.group);
    procedures
});

/// The procedures that come with the program, in the order of [`super::ProcedureGroup::ALL`].
pub fn built_in() -> &'static [Procedure] {
    &BUILT_IN
}
