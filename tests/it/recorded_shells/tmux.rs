//! tmux: a shell on a terminal within the terminal.

use std::{fs, path::Path};

use super::{
    Recording, bash,
    inputs::Inputs,
    terminal::program_path,
    typist::{Keeper, Ready, Typist},
};

pub fn in_bash(home: &Path) -> Option<Recording> {
    program_path("tmux")?;
    bash::settings(home, "PS1='[ec2-user@ip-10-0-14-7 \\W]$ '");
    fs::write(home.join("tmux.conf"), "set -g exit-empty on\n").unwrap();
    let ready = Ready::EndsIn("]$ ");
    let mut typist = Typist::at(&program_path("bash")?, &[], home, Keeper::Bash, 100, ready);
    let mut inputs = Inputs::new(31);
    for _ in 0..5 {
        typist.line(&inputs.next());
    }
    let line = "tmux -S ~/tmux.socket -f ~/tmux.conf new-session bash";
    typist.begin_shell(line, Keeper::Bash, Ready::Shows("]$ "));
    typist.line("echo in tmux");
    for _ in 0..4 {
        typist.line(&inputs.next());
    }
    typist.end_shell("exit");
    typist.line("echo back");
    for _ in 0..3 {
        typist.line(&inputs.next());
    }
    Some(typist.end("tmux", Some("exit")))
}
