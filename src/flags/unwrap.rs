//! What a part of a line starts: `sudo -u app env X=1 nice ls` starts sudo, env, nice and ls.

use super::event::Started;
use super::parts::parts;

/// How many programs deep a part is followed.
const DEEPEST: usize = 8;
const MOST: usize = 512;

/// What a typed line starts, the innermost programs before those around them, the whole line last.
pub(super) fn started(line: &str, user: Option<&str>) -> Vec<Started> {
    let mut found = Vec::new();
    let all = parts(line);
    for part in &all {
        follow(part, user, DEEPEST, &mut found);
    }
    if all.len() > 1
        && let Some(first) = all.first()
    {
        let words = words(first);
        let image = image(words.iter().find(|word| !is_assignment(&word.text)).map_or("", |word| &word.text));
        found.push(Started { image, command_line: shortened(line).to_owned(), user: user.map(str::to_owned) });
    }
    found
}

/// The beginning of a line that is too long to be looked at whole.
fn shortened(line: &str) -> &str {
    let mut end = line.len().min(64 * 1024);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    &line[..end]
}

fn follow(part: &str, user: Option<&str>, depth: usize, found: &mut Vec<Started>) {
    if found.len() >= MOST {
        return;
    }
    let words = words(part);
    let Some(first) = words.iter().position(|word| !is_assignment(&word.text)) else {
        // Assignments alone start nothing, but `HISTFILE=` is what rules look for.
        found.push(Started { image: String::new(), command_line: part.to_owned(), user: user.map(str::to_owned) });
        return;
    };
    if depth > 0 {
        match inner(&words[first..], user) {
            Inner::None => {}
            Inner::Words(next, user) => {
                if let Some(word) = words.get(first + next) {
                    follow(&part[word.start..], user.as_deref(), depth - 1, found);
                }
            }
            Inner::Text(text, user) => {
                for part in parts(&text) {
                    follow(part, user.as_deref(), depth - 1, found);
                }
            }
        }
    }
    found.push(Started {
        image: image(&words[first].text),
        command_line: part.to_owned(),
        user: user.map(str::to_owned),
    });
}

/// A name without a folder is taken to be one of the system's programs.
fn image(word: &str) -> String {
    if word.is_empty() || word.starts_with('/') {
        word.to_owned()
    } else {
        let name = word.rsplit('/').next().unwrap_or(word);
        if word.contains('/') { word.to_owned() } else { format!("/usr/bin/{name}") }
    }
}

enum Inner {
    None,
    /// The words from this one on are another command, by this user.
    Words(usize, Option<String>),
    /// A text that a shell reads, by this user.
    Text(String, Option<String>),
}

/// What a program that starts others is told to start.
fn inner(words: &[Word], user: Option<&str>) -> Inner {
    let user = user.map(str::to_owned);
    let name = words[0].text.rsplit('/').next().unwrap_or_default();
    match name {
        "sudo" | "doas" => sudo(words),
        "su" | "runuser" => {
            let text = after_option(words, &["-c", "--command"]);
            let named = words.iter().skip(1).find(|word| !word.text.starts_with('-'));
            let user = named.map_or_else(|| "root".to_owned(), |word| word.text.clone());
            text.map_or(Inner::None, |text| Inner::Text(text, Some(user)))
        }
        "sh" | "bash" | "dash" | "zsh" | "ksh" | "fish" | "ash" => {
            let option = words
                .iter()
                .skip(1)
                .position(|word| word.text.starts_with('-') && !word.text.starts_with("--") && word.text.contains('c'));
            let text = option.and_then(|at| words.get(at + 2)).map(|word| word.text.clone());
            text.map_or(Inner::None, |text| Inner::Text(text, user))
        }
        "eval" => {
            let text: Vec<&str> = words.iter().skip(1).map(|word| word.text.as_str()).collect();
            Inner::Text(text.join(" "), user)
        }
        "env" => skip(words, &["-u", "-C", "-S"], 0, user),
        "nice" | "ionice" => skip(words, &["-n", "-c", "-p"], 0, user),
        "timeout" => skip(words, &["-s", "-k"], 1, user),
        "stdbuf" => skip(words, &["-i", "-o", "-e"], 0, user),
        "xargs" => skip(words, &["-I", "-n", "-P", "-L", "-d", "-a", "-s", "-E"], 0, user),
        "watch" => skip(words, &["-n"], 0, user),
        "nohup" | "time" | "command" | "builtin" | "exec" | "setsid" | "unbuffer" | "strace" | "busybox" => {
            skip(words, &["-o", "-a", "-f", "-e"], 0, user)
        }
        // Another machine's user is not known.
        "ssh" => remote(words).map_or(Inner::None, |text| Inner::Text(text, None)),
        _ => Inner::None,
    }
}

/// What ssh is told to start on the other machine.
fn remote(words: &[Word]) -> Option<String> {
    const WITH_VALUE: &str = "bcDEeFIiJLlmOopQRSWw";
    let mut at = 1;
    while let Some(word) = words.get(at).filter(|word| word.text.starts_with('-')) {
        at += if word.text.len() == 2 && word.text[1..].chars().all(|option| WITH_VALUE.contains(option)) {
            2
        } else {
            1
        };
    }
    let text: Vec<&str> = words.iter().skip(at + 1).map(|word| word.text.as_str()).collect();
    (!text.is_empty()).then(|| text.join(" "))
}

/// The command behind options, those of them that take a value, assignments, and so many words more.
fn skip(words: &[Word], with_value: &[&str], more: usize, user: Option<String>) -> Inner {
    let mut at = 1;
    while let Some(word) = words.get(at) {
        if with_value.contains(&word.text.as_str()) {
            at += 2;
        } else if word.text.starts_with('-') || is_assignment(&word.text) {
            at += 1;
        } else {
            break;
        }
    }
    if words.len() > at + more { Inner::Words(at + more, user) } else { Inner::None }
}

fn sudo(words: &[Word]) -> Inner {
    let mut user = "root".to_owned();
    let mut at = 1;
    while let Some(word) = words.get(at) {
        let text = word.text.as_str();
        if matches!(text, "-u" | "--user" | "-iu" | "-su" | "-Hu") {
            if let Some(name) = words.get(at + 1) {
                user.clone_from(&name.text);
            }
            at += 2;
        } else if let Some(name) = text.strip_prefix("--user=") {
            name.clone_into(&mut user);
            at += 1;
        } else if matches!(text, "-g" | "-h" | "-p" | "-C" | "-D" | "-R" | "-r" | "-t" | "-T" | "-U") {
            at += 2;
        } else if text.starts_with('-') || is_assignment(text) {
            at += 1;
        } else {
            return Inner::Words(at, Some(user));
        }
    }
    Inner::None
}

fn after_option(words: &[Word], options: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| options.contains(&word.text.as_str()))?;
    words.get(at + 1).map(|word| word.text.clone())
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && !name.starts_with(|first: char| first.is_ascii_digit())
            && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    })
}

/// A word without its quotes, and where it begins.
struct Word {
    start: usize,
    text: String,
}

/// A line of very many words is data, not a command.
const MOST_WORDS: usize = 4_096;

fn words(part: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    let mut quote: Option<char> = None;
    let mut characters = part.char_indices();
    while let Some((at, character)) = characters.next() {
        if quote.is_none() && character.is_whitespace() {
            words.extend(open.take());
            if words.len() >= MOST_WORDS {
                return words;
            }
            continue;
        }
        let word = open.get_or_insert_with(|| Word { start: at, text: String::new() });
        match (quote, character) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None | Some('"'), '\\') => {
                if let Some((_, next)) = characters.next() {
                    if quote.is_some() && !matches!(next, '"' | '\\' | '$' | '`') {
                        word.text.push('\\');
                    }
                    word.text.push(next);
                }
            }
            _ => word.text.push(character),
        }
    }
    words.extend(open);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> Vec<(String, String, Option<String>)> {
        started(line, Some("me")).into_iter().map(|event| (event.image, event.command_line, event.user)).collect()
    }

    #[test]
    fn wrappers_are_taken_off_one_by_one() {
        let root = Some("root".to_owned());
        let me = Some("me".to_owned());
        assert_eq!(
            seen("sudo env X=1 nice -n 5 cat /etc/shadow"),
            [
                ("/usr/bin/cat".into(), "cat /etc/shadow".into(), root.clone()),
                ("/usr/bin/nice".into(), "nice -n 5 cat /etc/shadow".into(), root.clone()),
                ("/usr/bin/env".into(), "env X=1 nice -n 5 cat /etc/shadow".into(), root),
                ("/usr/bin/sudo".into(), "sudo env X=1 nice -n 5 cat /etc/shadow".into(), me),
            ]
        );
        let images = |line: &str| seen(line).into_iter().map(|(image, ..)| image).collect::<Vec<_>>();
        assert_eq!(images("bash -c 'id; whoami'"), ["/usr/bin/id", "/usr/bin/whoami", "/usr/bin/bash"]);
        assert_eq!(images("A=1 B=2 ./run.sh"), ["./run.sh"]);
        assert_eq!(images("sudo -i"), ["/usr/bin/sudo"]);
        assert_eq!(
            images("find . | xargs -n 1 rm"),
            ["/usr/bin/find", "/usr/bin/rm", "/usr/bin/xargs", "/usr/bin/find"]
        );
        assert_eq!(images("timeout -s KILL 5 nc -l 80"), ["/usr/bin/nc", "/usr/bin/timeout"]);
        assert_eq!(seen("su - app -c 'id'")[0].2.as_deref(), Some("app"));
        assert_eq!(seen("sudo -u app id")[0].2.as_deref(), Some("app"));
    }
}
