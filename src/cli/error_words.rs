use std::io::{self, Write};

use crate::{
    app::{Language, Words},
    model::{SourceError, visible_line},
};

/// Tells an error in the system's language: what happened, what it means, what to do, and the
/// technical part last.
pub fn tell(error: &SourceError, out: &mut impl Write) -> io::Result<()> {
    let words = Words(Language::of_system()).source_error(error);
    for line in [words.what, words.meaning, words.action] {
        writeln!(out, "{}", visible_line(&line))?;
    }
    writeln!(out, "[{}]", visible_line(&words.technical))
}
