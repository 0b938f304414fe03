//! bash, under the prompts that people give it.

use std::{fs, os::unix::fs::symlink, path::Path};

use super::{
    Recording,
    inputs::Inputs,
    terminal::program_path,
    typist::{ALT_B, ALT_D, BACKSPACE, DELETE, END, HOME, Keeper, LEFT, RIGHT, Ready, TAB, Typist, UP, ctrl, times},
};

/// The shell's own history: each command at once, with all its lines, repeated or not.
const KEEP_HISTORY: &str = r#"
HISTFILE=$HISTORIES/$(printf %02d $(ls "$HISTORIES" | wc -l)); : >"$HISTFILE"; chmod 666 "$HISTFILE"
HISTTIMEFORMAT='%s '; HISTCONTROL=; HISTIGNORE=; HISTSIZE=9999; HISTFILESIZE=9999
shopt -s histappend cmdhist lithist
PROMPT_COMMAND='history -a'
"#;

pub fn settings(home: &Path, prompt: &str) {
    fs::write(home.join(".bashrc"), format!("{KEEP_HISTORY}. ~/.functions\n{prompt}\n")).unwrap();
}

fn bash(home: &Path, columns: u16, ready: Ready) -> Typist {
    Typist::at(&program_path("bash").unwrap(), &[], home, Keeper::Bash, columns, ready)
}

/// `sh-5.2$`: what Session Manager starts on Amazon Linux.
pub fn as_sh(home: &Path) -> Recording {
    let shell = home.join("sh");
    symlink(program_path("bash").unwrap(), &shell).unwrap();
    fs::write(home.join(".shrc"), format!("{KEEP_HISTORY}. ~/.functions\nPS1='\\s-\\v$ '\n")).unwrap();
    let mut typist = Typist::at(&shell, &[], home, Keeper::Bash, 80, Ready::EndsIn("$ "));
    let mut inputs = Inputs::new(1);
    typist.line("whoami");
    for _ in 0..22 {
        typist.line(&inputs.next());
    }
    // Longer than the row.
    typist.line("grep -n timeout app.log notes.txt servers.csv | sort -t: -k2 -n | cut -d: -f1,2 | head -n 40");
    typist.line(&format!(
        "find . -type f -name '*.conf' -newer notes.txt -size +1k -print{} -exec ls -l {{}} +",
        times(BACKSPACE, 6)
    ));
    typist.block(&["for host in alpha beta gamma; do", "  echo \"checking $host\"", "done"], "> ");
    typist.block(&["cat > motd.txt <<EOF", "Welcome to $(hostname)", "  be careful", "EOF"], "> ");
    typist.keys("rm -rf /srv/data");
    typist.abandon();
    typist.line("ls -l notes.txt");
    typist.line("sudo !!");
    typist.line("echo !$");
    typist.keys("echo after ");
    typist.keys(&ctrl('l'));
    typist.line("clearing");
    typist.unseen_block("stty -echo", &["echo this one cannot be seen", "stty echo"]);
    typist.line("echo seen again");
    typist.keys("shutdown -h now");
    typist.end("sh", None)
}

/// The prompt of Amazon Linux and of Red Hat's: coloured here, with a title that keeps lines raw.
pub fn with_title(home: &Path) -> Recording {
    settings(
        home,
        r#"PS1='\[\e[32m\][ec2-user@ip-10-0-14-7 \W]\[\e[0m\]$ '
PROMPT_COMMAND='history -a; printf "\033]0;%s@%s:%s\007" ec2-user ip-10-0-14-7 "${PWD/#$HOME/\~}"'"#,
    );
    let mut typist = bash(home, 100, Ready::EndsIn("]\u{1b}[0m$ "));
    let mut inputs = Inputs::new(2);
    for _ in 0..18 {
        typist.line(&inputs.next());
    }
    typist.line(&format!("cat deploy{TAB}{TAB}-2027{TAB}"));
    typist.line(&format!("ls config/a{TAB}"));
    typist.block(&["if [ -f notes.txt ]", "then echo there", "fi"], "> ");
    typist.paste("cd /\npwd\ncd - >/dev/null");
    typist.paste("for n in 1 2 3; do\n  printf '%s ' \"$n\"\ndone; echo");
    typist.keys("kubectl delete namespace prod");
    typist.abandon();
    typist.line("kubectl get pods -n prod");
    typist.line("^prod^staging");
    typist.dialogue("read -p 'Deploy to production? [y/N] ' answer", &[("[y/N] ", "y\r")]);
    typist.dialogue("read -s -p 'Password: ' secret", &[("Password: ", "hunter2\r")]);
    typist.line("echo ${#secret}");
    typist.end("title", Some("exit"))
}

/// Two lines: the first with colours, the time and git's branch, the second a bare sign.
pub fn two_lines(home: &Path) -> Recording {
    settings(
        home,
        r"branch() { [ -f .git/HEAD ] && sed 's|.*/| (|;s|$|)|' .git/HEAD; }
PS1='\n\[\e[36m\]\u@web-3 \[\e[33m\]\w\[\e[35m\]$(branch)\[\e[0m\] \t\n\[\e[1m\]❯\[\e[0m\] '",
    );
    let mut typist = bash(home, 120, Ready::EndsIn("❯\u{1b}[0m "));
    let mut inputs = Inputs::new(3);
    for _ in 0..10 {
        typist.line(&inputs.next());
    }
    typist.line("cd ~/shop");
    for _ in 0..6 {
        typist.line(&inputs.next());
    }
    typist.line("cd ~");
    typist.line(&format!("echo one three{}two ", times(LEFT, 5)));
    typist.line(&format!("echo \"two words\" extra extra{}{}", ctrl('w'), ctrl('w')));
    typist.block(&["echo 'a quote", "over three", "lines'"], "> ");
    typist.keys("sleep 1000000");
    typist.abandon();
    typist.line(
        "ls config && \\
        echo done"
            .lines()
            .next()
            .map(|_| "ls config && echo done")
            .unwrap(),
    );
    typist.end("two lines", Some("exit"))
}

/// git's branch in the prompt's one line.
pub fn with_branch(home: &Path) -> Recording {
    settings(
        home,
        r"branch() { [ -f .git/HEAD ] && sed 's|.*/| (|;s|$|)|' .git/HEAD; }
PS1='\A deploy@ci-7:\w$(branch)$ '",
    );
    let mut typist = bash(home, 80, Ready::EndsIn("$ "));
    let mut inputs = Inputs::new(4);
    typist.line("cd shop");
    for _ in 0..16 {
        typist.line(&inputs.next());
    }
    typist.line("cd ~");
    typist.line("export AWS_PROFILE=production AWS_REGION=ap-northeast-1; aws s3 ls s3://shop-invoices/2026/11/");
    typist.line(&format!("{UP}{HOME}{ALT_D}unset{END}"));
    typist.line("aws s3 ls s3://shop-invoices/");
    typist.line(&format!("{UP}2026/"));
    typist.line(&format!("{}s3:/{}{} | wc -l", ctrl('r'), ctrl('r'), END));
    typist.block(&["echo one \\", "  two \\", "  three"], "> ");
    typist.keys("echo typed and lost");
    typist.end("branch", None)
}

/// root, with shells in shells, interpreters, full-screen programs.
pub fn as_root(home: &Path) -> Recording {
    settings(home, r#"PS1='${SHOWN:-root}@db-1:\w\$ '; [ -n "$SHOWN" ] || [ "$(id -u)" = 0 ] || PS1='root@db-1:\w# '"#);
    let mut typist = bash(home, 132, Ready::EndsIn("# "));
    let mut inputs = Inputs::new(5);
    for _ in 0..10 {
        typist.line(&inputs.next());
    }
    typist.begin_shell("bash", Keeper::Bash, Ready::EndsIn("# "));
    typist.line("echo one shell deeper");
    typist.line(&inputs.next());
    typist.end_shell("exit");
    if Typist::can_be("nobody") {
        typist.begin_shell("SHOWN=nobody su -m -s \"$(command -v bash)\" nobody", Keeper::Bash, Ready::EndsIn("$ "));
        typist.line("id -un");
        typist.line("cat /etc/shadow");
        typist.line(&format!("echo x{BACKSPACE}who{LEFT}{LEFT}{DELETE}"));
        typist.end_shell("exit");
    }
    if program_path("python3").is_some() {
        typist.dialogue("python3", &[(">>> ", "import os\r"), (">>> ", "os.getpid() > 0\r"), ("True", "exit()\r")]);
    }
    if program_path("sqlite3").is_some() {
        typist.dialogue(
            "sqlite3 shop.db",
            &[
                ("sqlite> ", "create table t (a);\r"),
                ("sqlite> ", "insert into t values (41),\r"),
                ("...> ", "(42);\r"),
                ("sqlite> ", "select sum(a) from t;\r"),
                ("83", ".quit\r"),
            ],
        );
    }
    if program_path("vim").is_some() {
        typist.dialogue("vim -u NONE notes.txt", &[("alpha", "ochanged\u{1b}"), ("\u{1b}[?25h", ":wq\r")]);
    }
    if program_path("less").is_some() {
        typist.dialogue("less /etc/services", &[("tcp", " "), ("\u{1b}[K", "q")]);
    }
    for _ in 0..5 {
        typist.line(&inputs.next());
    }
    typist.line("echo done");
    typist.end("root", Some("exit"))
}

/// Full-width characters, on a wide terminal.
pub fn japanese(home: &Path) -> Recording {
    settings(home, r"PS1='ubuntu@web-1:\w$ '");
    let mut typist = bash(home, 132, Ready::EndsIn("$ "));
    let mut inputs = Inputs::new(6);
    for _ in 0..8 {
        typist.line(&inputs.next());
    }
    typist.line("echo 障害報告: 完了");
    typist.line("mkdir -p 監査/十一月 && ls -d 監査");
    typist.line(&format!("touch 議事録.txtt{BACKSPACE}"));
    typist.line(&format!("echo 東京都{BACKSPACE}{BACKSPACE}京都"));
    typist.line(&format!("echo 大阪 名古屋{}", times(LEFT, 3)));
    typist.line(&format!("echo 札幌{}仙台 {END}", times(LEFT, 2)));
    typist.line(&format!("cat 議{TAB}"));
    typist.line("grep -c エラー app.log");
    typist.line("echo café naïve Ünïcode");
    typist.line(&format!("{}{}", UP, " 😀"));
    typist.line("echo 'とても長い一行を書いて、端末の右端を越えたところで折り返されるかどうかを確かめる' | wc -m; echo 'もう一つの長い文' >> notes.txt");
    typist.block(&["cat <<'終わり'", "一行目", "二行目", "終わり"], "> ");
    typist.paste("echo 貼り付けた\necho 二行");
    typist.line("pwd");
    typist.end("full width", Some("exit"))
}

/// A bash that does not ask for marks around what is pasted, as before 5.1.
pub fn without_marks(home: &Path) -> Recording {
    settings(home, "bind 'set enable-bracketed-paste off'\nPS1='[root@ip-172-31-5-20 \\W]# '");
    let mut typist = bash(home, 80, Ready::EndsIn("]# "));
    let mut inputs = Inputs::new(7);
    for _ in 0..18 {
        typist.line(&inputs.next());
    }
    typist.line("tar -czf /tmp/nothing-of-value.tgz --files-from=/dev/null && ls -l /tmp/nothing-of-value.tgz; rm /tmp/nothing-of-value.tgz");
    typist.block(&["while read -r name rest; do", "echo \"$name\"", "done < servers.csv"], "> ");
    typist.line(&format!("cp notes.txt notes.bakk{BACKSPACE}"));
    typist.line(&format!("mv notes.bak {HOME}{RIGHT}{RIGHT}{RIGHT}-v {END}old.bak"));
    typist.line(&format!("rm old.bak{ALT_B}{ALT_B}ls "));
    typist.keys("dd if=/dev/zero of=/dev/null");
    typist.abandon();
    typist.line("echo bye");
    typist.keys("echo not ent");
    typist.end("no marks", None)
}
