//! OpenSSH's `ssh-keygen`, which never asks anybody and never takes long.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Read, Seek},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// What it says is kept up to here, in bytes.
const MOST_SAID: u64 = 64 << 10;
const PAUSE: Duration = Duration::from_millis(20);

/// What came of it.
pub(super) struct Ran {
    pub is_well: bool,
    pub output: String,
    /// What it said on stderr, in one line.
    pub said: String,
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum KeygenError {
    #[error("ssh-keygen is not on this machine; it is part of OpenSSH")]
    NotThere,
    #[error("ssh-keygen did not end within {0} seconds")]
    TimedOut(u64),
    #[error("ssh-keygen could not be run: {0}")]
    File(#[from] io::Error),
}

/// Runs it with `input` on its standard input.
///
/// It must not wait for a person: it is told to ask for passphrases through a program, and given one that is not there,
/// so that it takes the answer for empty instead of opening the terminal. Its agent stays within reach.
pub(super) fn run(arguments: &[&OsStr], input: File, patience: Duration) -> Result<Ran, KeygenError> {
    let [mut output, mut said] = [tempfile::tempfile()?, tempfile::tempfile()?];
    let child = Command::new("ssh-keygen")
        .args(arguments)
        .env("SSH_ASKPASS_REQUIRE", "force")
        .env("SSH_ASKPASS", "/nonexistent")
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(output.try_clone()?))
        .stderr(Stdio::from(said.try_clone()?))
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(KeygenError::NotThere),
        Err(error) => return Err(error.into()),
    };
    let is_well = ended(&mut child, patience)?;
    let said: Vec<String> = text(&mut said)?.split_whitespace().map(str::to_owned).collect();
    Ok(Ran { is_well, output: text(&mut output)?, said: said.join(" ") })
}

fn ended(child: &mut Child, patience: Duration) -> Result<bool, KeygenError> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if begun.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Err(KeygenError::TimedOut(patience.as_secs()));
        }
        sleep(PAUSE);
    }
}

fn text(file: &mut File) -> io::Result<String> {
    file.rewind()?;
    let mut bytes = Vec::new();
    file.take(MOST_SAID).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
