//! Undoes the edits that are left in a line without escape sequences.
//!
//! The agent removes cursor movements, erasures and carriage returns and keeps backspaces. What a
//! line editor did can then be guessed at best: every guess is marked.

use super::Doubt;
use super::prompt::drawn_twice;
use super::width::Width;

/// Longer lines, in bytes, are not followed edit by edit: nobody edits such a line by hand.
const LONGEST_EDITED: usize = 16 << 10;

/// A line as it was probably entered.
pub(super) struct Unedited {
    pub text: String,
    pub doubts: Vec<Doubt>,
    /// Too much was guessed to be likely.
    pub weak: bool,
}

/// `rest` is what follows the prompt. `cleaned`: the agent removed escape sequences and carriage
/// returns, and a tab is a space.
pub(super) fn unedit(rest: &str, prompt: &str, cleaned: bool, width: Option<Width>) -> Unedited {
    if !cleaned {
        let text = rest.trim_end_matches(['\u{7}', ' ']);
        let doubts = if has_keys(text) { vec![Doubt::MayHideEdits] } else { Vec::new() };
        return Unedited { text: keys(text), doubts, weak: false };
    }
    // Shells without a line editor have these prompts: the terminal itself edits.
    let bare = matches!(prompt, "$ " | "# ") && drawn_twice(rest) != Some(0);
    let mut doubts = if bare { Vec::new() } else { vec![Doubt::MayHideEdits] };
    let mut weak = false;
    let mut text = rest.to_owned();
    if prompt.trim().len() > 2 && text.contains(prompt.trim_end()) {
        text = redrawn(&text, prompt);
        weak = true;
        doubts.push(Doubt::Reconstructed);
    }
    if text.contains("-i-search)`") {
        weak = true;
        doubts.push(Doubt::Reconstructed);
    }
    if text.contains('\u{fffd}') {
        doubts.push(Doubt::LostCharacters);
        weak = true;
    }
    if !bare && !text.contains('\u{8}') {
        let (unwrapped, wrapped) = unwrap(&text, prompt, width.map(|width| width.columns));
        if wrapped {
            text = unwrapped;
            doubts.push(Doubt::Wrapped);
        }
        let long = columns(prompt) + columns(&text) > width.map_or(80, |width| width.columns);
        weak |= long && !(wrapped && width.is_some_and(|width| width.sure));
    }
    let early = if bare { None } else { stepped_prefix(&text) };
    if let Some(line) = early {
        text = line;
        weak = true;
        doubts.push(Doubt::Reconstructed);
    } else if text.contains('\u{8}') {
        weak |= !bare && columns(prompt) + columns(&text) > width.map_or(80, |width| width.columns);
        doubts.push(Doubt::Reconstructed);
        if bare {
            text = kernel_edits(&text);
        } else if text.len() > LONGEST_EDITED {
            text.retain(|character| character != '\u{8}');
            weak = true;
        } else {
            let (kept, sure) = editor_edits(&text);
            text = kept;
            weak |= !sure;
        }
    }
    if !bare && let Some(line) = typed_again(&text) {
        text = line;
        doubts.push(Doubt::Reconstructed);
    }
    // A word inserted at the line's start stands at its end.
    if !bare && let Some((line, word)) = inserted_prefix(&text) {
        text = format!("{word} {line}");
        weak = true;
        doubts.push(Doubt::Reconstructed);
    }
    weak |=
        text.matches('\u{7}').count() > 2 || text.trim().chars().count() == 1 && !text.contains(char::is_alphanumeric);
    text.retain(|character| character != '\u{7}');
    if has_keys(&text) && !doubts.contains(&Doubt::MayHideEdits) {
        doubts.push(Doubt::MayHideEdits);
    }
    Unedited { text: keys(text.trim_end()), doubts, weak }
}

/// A prompt inside the line: the line was drawn again from its start.
fn redrawn(text: &str, prompt: &str) -> String {
    let parts: Vec<&str> = text.split(prompt.trim_end()).map(|part| part.strip_prefix(' ').unwrap_or(part)).collect();
    let (Some(last), Some(before)) = (parts.last(), parts.iter().rev().nth(1)) else { return text.to_owned() };
    // A few characters and a space were put in front of what was there.
    if last.ends_with(' ') && !last.trim().is_empty() && !last.trim().contains(' ') {
        return format!("{last}{before}");
    }
    (*last).to_owned()
}

/// Commands that people put in front of a line once it is there.
const PREFIXES: [&str; 8] = ["sudo", "time", "echo", "nohup", "nice", "watch", "exec", "strace"];

fn inserted_prefix(text: &str) -> Option<(&str, &str)> {
    // On a second row, the line is drawn again behind the word, and once more behind the space.
    let twice = PREFIXES.iter().find_map(|word| Some((text.strip_prefix(word)?, *word)));
    if let Some((rest, word)) = twice
        && let Some((line, again)) = rest.split_at_checked(rest.len() / 2)
        && again.strip_prefix(' ') == Some(line)
    {
        return Some((line, word));
    }
    let inner = text.strip_suffix(' ')?;
    let word = PREFIXES.iter().find(|word| inner.ends_with(**word))?;
    let line = &inner[..inner.len() - word.len()];
    (!line.is_empty() && !line.ends_with(' ')).then_some((line, *word))
}

/// The same where the word begins with the line's first letter: the editor steps over that one.
fn stepped_prefix(text: &str) -> Option<String> {
    let (line, rest) = text.split_once('\u{8}')?;
    let letter = line.chars().next_back()?;
    let line = line.strip_suffix(letter)?;
    let word = PREFIXES.iter().find(|word| word.starts_with(letter) && rest.strip_suffix(' ') == word.get(1..))?;
    line.starts_with(letter).then(|| format!("{word} {line}"))
}

/// What stands at last in a line whose beginning was erased and typed again, or put back behind something else.
/// Nothing is left of the erasing; but nobody types a beginning twice without a space between.
fn typed_again(text: &str) -> Option<String> {
    const SHORTEST: usize = 5;
    const SHORTEST_MOVED: usize = 8;
    let text = text.trim_end();
    if text.len() > LONGEST_EDITED {
        return None;
    }
    let begins = text.len() - text.trim_start().len();
    let first_space = begins + text[begins..].find(' ')?;
    let glued = |at: usize| {
        let is_part = |character: char| !character.is_whitespace() && !matches!(character, ';' | '|' | '&' | '(');
        at > first_space
            && text.is_char_boundary(at)
            && text[..at].chars().next_back().is_some_and(is_part)
            && text[at..].chars().next().is_some_and(is_part)
    };
    let again = (SHORTEST..=text.len() / 2).rev().find(|at| glued(*at) && text[*at..].starts_with(&text[..*at]));
    if let Some(at) = again {
        return Some(text[at..].to_owned());
    }
    let moved = (SHORTEST_MOVED..text.len() / 2).rev().find(|at| {
        glued(*at)
            && text[*at..].strip_suffix(&text[..*at]).is_some_and(|put| put.ends_with(' ') && put.trim().len() > 1)
    })?;
    Some(text[moved..].to_owned())
}

/// Columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Takes out the spaces that a line editor wrote at the terminal's right margin.
fn unwrap(text: &str, prompt: &str, width: Option<usize>) -> (String, bool) {
    let Some(width) = width else { return (text.to_owned(), false) };
    let mut unwrapped = String::with_capacity(text.len());
    let mut column = columns(prompt) % width;
    let mut wrapped = false;
    for character in text.chars() {
        if column >= width {
            column = 0;
            if character == ' ' {
                wrapped = true;
                continue;
            }
        }
        unwrapped.push(character);
        column += unicode_width::UnicodeWidthChar::width(character).unwrap_or(0);
    }
    (unwrapped, wrapped)
}

/// Edits in a terminal without line editor: `BS SP BS` for a character, backspaces alone for a tab.
fn kernel_edits(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut kept = String::new();
    let mut at = 0;
    while at < characters.len() {
        if is_erasure(&characters, at) {
            kept.pop();
            at += 3;
        } else if characters[at] == '\u{8}' {
            while at < characters.len() && characters[at] == '\u{8}' && !is_erasure(&characters, at) {
                at += 1;
            }
            if kept.ends_with(' ') {
                kept.pop();
            }
        } else {
            kept.push(characters[at]);
            at += 1;
        }
    }
    kept
}

fn is_erasure(characters: &[char], at: usize) -> bool {
    characters.get(at..at + 3) == Some(&['\u{8}', ' ', '\u{8}'])
}

/// Edits of a line editor whose erasures and shifts were removed. Also says whether the guess is a
/// safe one: only the last word was erased and written anew.
fn editor_edits(text: &str) -> (String, bool) {
    let characters: Vec<char> = text.chars().filter(|character| *character != '\u{7}').collect();
    let mut line: Vec<char> = Vec::new();
    let mut cursor = 0_usize;
    let mut sure = true;
    let mut at = 0;
    while at < characters.len() {
        if is_erasure(&characters, at) {
            // Written over with a space: this happens at the line's end only.
            cursor = cursor.saturating_sub(1);
            line.truncate(cursor);
            at += 3;
            continue;
        }
        let back = run(&characters, at);
        if back == 0 && !is_drawn_again(&characters[at..], &line[cursor.min(line.len())..]) {
            if cursor < line.len() {
                line.truncate(cursor);
            }
            line.push(characters[at]);
            cursor += 1;
            at += 1;
            continue;
        }
        at += back;
        let start = cursor.saturating_sub(back);
        let length = characters[at..].iter().take_while(|character| **character != '\u{8}').count();
        let typed = &characters[at..at + length];
        let next = run(&characters, at + length);
        let erased_later = is_erasure(&characters, at + length);
        let tail: Vec<char> = line[start.min(line.len())..].to_vec();
        let inserted =
            length.checked_sub(tail.len()).filter(|_| !tail.is_empty() && next >= tail.len() && typed.ends_with(&tail));
        at += length;
        if next >= tail.len() && !tail.is_empty() && typed == tail {
            // The first of what is there was typed once more: the editor steps over it and draws the rest.
            line.insert(start, typed[0]);
            cursor = start + 1;
            at += tail.len();
            sure = false;
        } else if next > 0
            && let Some(deleted) = deleted(&tail, typed, next)
        {
            // What follows moved left, over as many spaces at the end.
            line.drain(start..start + deleted);
            line.truncate(start + tail.len() - deleted);
            cursor = (start + length).saturating_sub(next).min(line.len());
            at += next;
            sure = false;
        } else if let Some(inserted) = inserted {
            // The tail was drawn again behind what was inserted, and the cursor went back.
            let new: Vec<char> = typed[..inserted].to_vec();
            line.splice(start..start, new);
            cursor = start + inserted;
            at += tail.len();
            sure = false;
        } else if !typed.is_empty() && tail.starts_with(typed) && !erased_later {
            // The cursor went right over what is there.
            cursor = start + length;
            sure &= cursor == line.len();
        } else {
            let (kept, safe) = guess(&line[..start.min(line.len())], &tail, typed, back, erased_later);
            sure &= safe;
            line = kept;
            cursor = line.len();
        }
    }
    (line.into_iter().collect(), sure)
}

/// Whether something was typed before the tail, which is drawn again behind it.
fn is_drawn_again(characters: &[char], tail: &[char]) -> bool {
    if tail.is_empty() {
        return false;
    }
    let length = characters.iter().take_while(|character| **character != '\u{8}').count();
    length > tail.len() && characters[..length].ends_with(tail) && run(characters, length) >= tail.len()
}

/// How many characters were deleted, where `typed` is what `tail` was moved left to.
fn deleted(tail: &[char], typed: &[char], back_again: usize) -> Option<usize> {
    let count = typed.iter().rev().take_while(|character| **character == ' ').count();
    // What follows is drawn where it moved to, or the rest is cut off without a trace.
    if !typed.is_empty() && typed.len() < tail.len() && back_again == typed.len() && tail.ends_with(typed) {
        return Some(tail.len() - typed.len());
    }
    let moved = tail.len() == typed.len() && count > 0 && count < tail.len();
    (moved && tail[count..] == typed[..typed.len() - count]).then_some(count)
}

/// The length of the run of backspaces.
fn run(characters: &[char], at: usize) -> usize {
    characters[at.min(characters.len())..].iter().take_while(|character| **character == '\u{8}').count()
}

/// What the cursor's way back over `tail` and the text typed there made of the line.
fn guess(head: &[char], tail: &[char], typed: &[char], back: usize, erased_later: bool) -> (Vec<char>, bool) {
    let join = |parts: &[&[char]]| parts.concat();
    let one_word = !tail.contains(&' ');
    let word_start = head.last().is_none_or(|last| *last == ' ');
    let short = typed.len() <= 12 && !typed[..typed.len().saturating_sub(1)].contains(&' ');
    if erased_later {
        return (join(&[head, typed]), false);
    }
    if typed.is_empty() {
        if back == 1 || tail.is_empty() || head.is_empty() || tail[0] == ' ' {
            return (head.to_vec(), back == 1);
        }
        if word_start && !one_word {
            // The rest of the line, or its last words one after the other.
            return (head.to_vec(), false);
        }
        let option_next = tail.get(1).is_some_and(|next| matches!(next, '-' | '/'));
        if one_word && word_start && !option_next {
            return (head.to_vec(), false);
        }
        return (join(&[head, &tail[1..]]), false);
    }
    if head.is_empty() && !one_word {
        let goes_on = matches!(typed[0], '|' | '>' | '&' | ';' | '-')
            || typed.len() > 1 && typed[0].is_ascii_digit() && typed[1] == '>';
        if goes_on {
            return (join(&[tail, typed]), false);
        }
    }
    if short && typed.last() == Some(&' ') && word_start && typed.len() > 1 {
        return (join(&[head, typed, tail]), false);
    }
    if one_word {
        let inserted = typed.len() == 1 && tail.len() > 2;
        return if inserted {
            (join(&[head, typed, tail]), false)
        } else {
            (join(&[head, typed]), typed.len() + 1 >= tail.len())
        };
    }
    if !short || head.is_empty() {
        return (join(&[head, typed]), false);
    }
    if word_start {
        // Another word in the place of the one that begins here.
        let word = tail.iter().position(|character| *character == ' ').unwrap_or(tail.len());
        return (join(&[head, typed, &tail[word..]]), false);
    }
    (join(&[head, typed, tail]), false)
}

/// Whether keys were pressed that a terminal without line editor shows and does not follow, or something that
/// looks like them.
fn has_keys(text: &str) -> bool {
    text.contains("^[[") || text.contains("^[O")
}

/// A terminal without line editor shows an arrow key as `^[[D`: what was typed is the escape sequence.
fn keys(text: &str) -> String {
    if has_keys(text) { text.replace("^[[", "\u{1b}[").replace("^[O", "\u{1b}O") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_drew_over_is_undone_as_far_as_it_can_be() {
        for (shown, typed) in [
            // One after the other, characters were put before the last word.
            (
                "echo one three\u{8}\u{8}\u{8}\u{8}\u{8}wthree\u{8}\u{8}\u{8}\u{8}\u{8}othree\u{8}\u{8}\u{8}\u{8}\u{8}",
                "echo one wothree",
            ),
            // The last words were erased.
            ("ls one two\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}", "ls"),
            // A character was deleted, and the rest moved left.
            ("cat axb.txt\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}b.txt \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}", "cat ab.txt"),
            // The line was erased and begun again.
            ("cut -d, -f1 a.csv | tcut -d, -f1 a.csv | tail -n 6", "cut -d, -f1 a.csv | tail -n 6"),
            ("grep -n alpha notes.txtcd . && grep -n alpha notes.txt", "cd . && grep -n alpha notes.txt"),
            ("ls ls", "ls ls"),
            ("echo a b; echo a b", "echo a b; echo a b"),
            // A word was put before the line.
            ("test -f a && echo bt\u{8}ime ", "time test -f a && echo b"),
            ("ls /rootsudo ", "sudo ls /root"),
        ] {
            assert_eq!(unedit(shown, "sh-5.2$ ", true, None).text, typed, "{shown:?}");
        }
    }
}
