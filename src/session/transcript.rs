/// One line of what the terminal showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TranscriptLine {
    /// Index into the events given.
    pub event: usize,
    /// That event's time: milliseconds since 1970, UTC.
    pub time: i64,
    /// The line as it stood on the screen, as far as that can be told. It may still hold odd
    /// characters: show it through [`visible_line`](crate::model::visible_line).
    pub text: String,
    /// The line as the log has it, where that differs.
    pub raw: Option<String>,
    /// Index into [`Session::commands`](super::Session::commands) of the command that it shows.
    pub command: Option<usize>,
    /// A full-screen program had the terminal (an editor, a pager): `raw` holds what it drew.
    pub full_screen: bool,
}
