use std::io;

use super::error_words;
use crate::model::SourceError;

/// Why a verb did not end well.
#[derive(Debug)]
pub enum Failure {
    Source(SourceError),
    Io(io::Error),
    /// The arguments make no sense together; beyond what clap can see.
    Usage(String),
    Other(String),
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a verb found that looks for something wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
    /// Nothing wrong was found, but not all could be read: that is no clean bill.
    NotAllRead,
}

impl From<bool> for Verdict {
    fn from(is_right: bool) -> Self {
        if is_right { Self::Right } else { Self::Wrong }
    }
}

/// As [`exit_code`], for a verb with a verdict: right (0), wrong (1), not all could be read (3).
pub fn verdict_code(result: Result<impl Into<Verdict>, Failure>) -> u8 {
    match result.map(Into::into) {
        Ok(Verdict::Right) => 0,
        Ok(Verdict::Wrong) => 1,
        Ok(Verdict::NotAllRead) => 3,
        Err(failure) => exit_code(Err(failure)),
    }
}

/// Tells a failure on stderr and gives the exit code: 0 well, 1 failed, 2 wrong usage.
pub fn exit_code(result: Result<(), Failure>) -> u8 {
    match result {
        Ok(()) => 0,
        // A reader that has seen enough (`| head`) is no failure.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Failure::Source(error)) => {
            // Nothing is left to tell it to when stderr is gone.
            let _gone = error_words::tell(&error, &mut io::stderr().lock());
            1
        }
        Err(Failure::Io(error)) => {
            tell!("The output could not be written.\n[{error}]");
            1
        }
        Err(Failure::Usage(what)) => {
            tell!("error: {}\n\nFor more information, try '--help'.", crate::model::visible_line(&what));
            2
        }
        Err(Failure::Other(what)) => {
            tell!("{}", crate::model::visible_line(&what));
            1
        }
    }
}
