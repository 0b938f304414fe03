use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::parties;

/// An X server without a screen, ended with the test.
pub struct Display {
    server: Child,
    /// Such as `:42`.
    pub name: String,
}

impl Display {
    /// `None` where Xvfb is not installed and nobody insists.
    pub fn start() -> Option<Self> {
        // Told to choose a free display and to say which on its standard output.
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = match server {
            Ok(server) => server,
            Err(error) => {
                parties::missing("Xvfb", error, "Debian's package xvfb has it");
                return None;
            }
        };
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb ended at once");
        Some(Self { server, name: format!(":{}", number.trim()) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ended = self.server.kill();
        let _ended = self.server.wait();
    }
}
