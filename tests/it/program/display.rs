//! A display of our own, without a monitor, and what a desktop does on it.

use std::{
    error::Error,
    io::{self, BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
};

use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask},
};

/// An Xvfb on a display that nobody else uses, ended with the test.
pub struct Display {
    server: Child,
    /// The server would meet a closed pipe otherwise.
    _said: BufReader<ChildStdout>,
    /// For `DISPLAY`, such as `:3`.
    pub name: String,
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ended = self.server.kill();
        let _ended = self.server.wait();
    }
}

impl Display {
    pub fn start() -> io::Result<Self> {
        let mut server = Command::new("Xvfb")
            // To its standard output: the number of the display that it found free.
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut said = BufReader::new(server.stdout.take().unwrap());
        let mut number = String::new();
        let read = said.read_line(&mut number);
        let display = Self { server, _said: said, name: format!(":{}", number.trim()) };
        read?;
        if number.trim().is_empty() { Err(io::Error::other("Xvfb ended at once")) } else { Ok(display) }
    }

    /// Asks the one window to close, with the message that a desktop sends for a click on its cross.
    pub fn close_window(&self) -> Result<(), Box<dyn Error>> {
        let (server, screen) = x11rb::connect(Some(&self.name))?;
        let atom = |name: &str| Ok::<_, Box<dyn Error>>(server.intern_atom(false, name.as_bytes())?.reply()?.atom);
        let (protocols, close) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
        for window in server.query_tree(server.setup().roots[screen].root)?.reply()?.children {
            let understood = server.get_property(false, window, protocols, AtomEnum::ATOM, 0, 32)?.reply()?;
            if understood.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == close)) {
                let message = ClientMessageEvent::new(32, window, protocols, [close, x11rb::CURRENT_TIME, 0, 0, 0]);
                server.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
                return Ok(());
            }
        }
        Err("no window here can be asked to close".into())
    }
}
