//! dash: no line editor and no history. The terminal erases, and hands on whole lines.

use std::{fs, path::Path};

use super::{
    Recording,
    inputs::Inputs,
    terminal::program_path,
    typist::{BACKSPACE, Keeper, LEFT, Ready, Typist, ctrl, times},
};

fn dash(home: &Path, settings: &str, columns: u16, ready: Ready) -> Typist {
    fs::write(home.join(".shrc"), format!(". ~/.functions\n{settings}\n")).unwrap();
    Typist::at(&program_path("dash").unwrap(), &[], home, Keeper::Terminal, columns, ready)
}

/// `$`: what Session Manager starts on Ubuntu and Debian.
pub fn bare(home: &Path) -> Recording {
    let mut typist = dash(home, "PS1='$ '", 80, Ready::EndsIn("$ "));
    let mut inputs = Inputs::new(11);
    for _ in 0..20 {
        typist.line(&inputs.next_without_editor());
    }
    typist.line(&format!("ls -lx{} notes.txt", times(BACKSPACE, 1)));
    typist.line(&format!("cat app.logg{BACKSPACE} | wc -l"));
    typist.line(&format!("rm -rf /tmp/x{}echo kept", ctrl('u')));
    typist.line(&format!("ls{LEFT}{LEFT} -l"));
    typist.block(&["for n in 1 2", "do echo $n", "done"], "> ");
    typist.block(&["cat > eof.txt <<EOF", "one", "  two", "EOF"], "> ");
    typist.block(&["echo \"begun", "ended\""], "> ");
    typist.keys("reboot");
    typist.abandon();
    typist.line("echo longer than the eighty columns of a terminal as most of them are, so that it goes on below");
    typist.dialogue("read answer", &[("\n", "yes\r")]);
    typist.line("sudo systemctl restart nginx");
    typist.line("echo $answer");
    typist.end("dash", Some("exit"))
}

/// root's, with the host in the prompt; echo is switched off for a while.
pub fn as_root(home: &Path) -> Recording {
    let mut typist = dash(home, "PS1='# '", 100, Ready::EndsIn("# "));
    let mut inputs = Inputs::new(12);
    for _ in 0..12 {
        typist.line(&inputs.next_without_editor());
    }
    typist.unseen_block("stty -echo", &["echo nobody sees this", "stty echo"]);
    typist.line("id -u");
    typist.new_prompt("PS1='ops@bastion# '", Ready::EndsIn("ops@bastion# "));
    for _ in 0..6 {
        typist.line(&inputs.next_without_editor());
    }
    typist.keys("halt -p");
    typist.end("dash as root", None)
}
