//! zsh: its editor draws otherwise than bash's, and prompts stand at the right margin.

use std::{fs, path::Path};

use super::{
    Recording,
    inputs::Inputs,
    terminal::program_path,
    typist::{ALT_D, BACKSPACE, END, HOME, Keeper, LEFT, Ready, TAB, Typist, UP, ctrl, times},
};

const SETTINGS: &str = r#"
HISTFILE=$HISTORIES/${(l:2::0:)$(ls "$HISTORIES" | wc -l)}; : >"$HISTFILE"; HISTSIZE=9999; SAVEHIST=9999
setopt INC_APPEND_HISTORY EXTENDED_HISTORY PROMPT_SUBST; bindkey -e
bindkey '^[[H' beginning-of-line '^[[F' end-of-line '^[[3~' delete-char '^[[2~' overwrite-mode
. ~/.functions
"#;

fn zsh(home: &Path, settings: &str, columns: u16) -> Option<Typist> {
    fs::write(home.join(".zshrc"), format!("{SETTINGS}{settings}\n")).unwrap();
    let ready = Ready::EndsIn("\u{1b}[?2004h");
    Some(Typist::at(&program_path("zsh")?, &["-d"], home, Keeper::Zsh, columns, ready))
}

/// The prompt it has by itself.
pub fn plain(home: &Path) -> Option<Recording> {
    let mut typist = zsh(home, "PS1='web-2%# '", 80)?;
    let mut inputs = Inputs::new(21);
    for _ in 0..18 {
        typist.line(&inputs.next());
    }
    typist.line("grep -n timeout app.log notes.txt servers.csv | sort -t: -k2 -n | cut -d: -f1,2 | head -n 40");
    typist.block(&["for host in alpha beta; do", "echo $host", "done"], "\u{1b}[?2004h");
    typist.keys("rm -rf /srv/data");
    typist.abandon();
    typist.line("ls -l notes.txt");
    typist.line("sudo !!");
    typist.line(&format!("echo one three{}two {END}", times(LEFT, 5)));
    typist.line(&format!("{UP}{HOME}{ALT_D}printf{END}"));
    typist.paste("echo pasted\necho twice");
    typist.keys("halt");
    Some(typist.end("zsh", None))
}

/// Two lines in colour with git's branch, and the time at the right margin.
pub fn with_right_prompt(home: &Path) -> Option<Recording> {
    let settings = r"branch() { [ -f .git/HEAD ] && sed 's|.*/| (|;s|$|)|' .git/HEAD; }
PS1=$'%F{cyan}%n@ci-2%f %~%F{magenta}$(branch)%f\n%B%#%b '; RPS1='%F{yellow}%T%f'";
    let mut typist = zsh(home, settings, 120)?;
    let mut inputs = Inputs::new(22);
    for _ in 0..8 {
        typist.line(&inputs.next());
    }
    typist.line("cd ~/shop");
    for _ in 0..8 {
        typist.line(&inputs.next());
    }
    typist.line("cd ~");
    typist.line(&format!("cat serv{TAB}"));
    typist.line(&format!("{}serv{} | wc -l", ctrl('r'), END));
    typist.block(&["cat > z.txt <<EOF", "one", "EOF"], "\u{1b}[?2004h");
    typist.line("echo 障害報告 完了");
    typist.line(&format!("mkdir 監査s{BACKSPACE}"));
    typist.dialogue("read 'name?Who? '", &[("Who? ", "auditor\r")]);
    typist.line("echo $name");
    Some(typist.end("zsh right-hand prompt", Some("exit")))
}

/// As Debian sets it up, and many others: the keypad has a mode of its own while a line is edited, so that the
/// agent leaves most lines as they are.
pub fn with_keypad(home: &Path) -> Option<Recording> {
    let settings = r"zle-line-init() { echoti smkx }; zle-line-finish() { echoti rmkx }
zle -N zle-line-init; zle -N zle-line-finish
bindkey '^[OH' beginning-of-line '^[OF' end-of-line
PS1='%B%F{green}%n@%m%f%b:%F{blue}%~%f %# '; RPS1='%F{red}%(?..%?)%f'";
    let mut typist = zsh(home, settings, 100)?;
    let mut inputs = Inputs::new(23);
    for _ in 0..16 {
        typist.line(&inputs.next());
    }
    typist.keys("rm -rf /srv/data");
    typist.abandon();
    typist.line(&format!("cat no{TAB}app{TAB}"));
    typist.block(&["if true; then", "echo yes", "fi"], "\u{1b}[?2004h");
    typist.paste("echo pasted\nls -d config\necho thrice");
    typist.line("false");
    typist.line("echo 障害報告");
    Some(typist.end("zsh keypad", Some("exit")))
}
