//! Undoes the edits that are left in a line without escape sequences.

use super::Doubt;

/// A line as it was probably entered.
pub(super) struct Unedited {
    pub text: String,
    pub doubts: Vec<Doubt>,
    /// Too much was guessed to be likely.
    pub weak: bool,
}

/// `rest` is what follows the prompt. `cleaned`: the agent removed escape sequences and carriage
/// returns, and a tab is a space.
pub(super) fn unedit(rest: &str, prompt: &str, cleaned: bool, _width: Option<usize>) -> Unedited {
    if !cleaned {
        return Unedited { text: keys(rest.trim_end()), doubts: Vec::new(), weak: false };
    }
    let mut doubts = vec![Doubt::MayHideEdits];
    let mut weak = false;
    let mut text = rest.to_owned();
    if prompt.trim().len() > 2
        && let Some((_, last)) = text.rsplit_once(prompt)
    {
        text = last.to_owned();
        weak = true;
        doubts.push(Doubt::Reconstructed);
    }
    if text.contains('\u{fffd}') {
        doubts.push(Doubt::LostCharacters);
        weak = true;
    }
    if text.contains('\u{8}') {
        let mut kept: Vec<char> = Vec::new();
        let mut at = 0_usize;
        let mut back = false;
        for character in text.chars() {
            match character {
                '\u{8}' => {
                    at = at.saturating_sub(1);
                    back = true;
                }
                '\u{7}' => {}
                _ => {
                    if back {
                        kept.truncate(at);
                        back = false;
                    }
                    kept.push(character);
                    at += 1;
                }
            }
        }
        if back {
            kept.truncate(at);
        }
        text = kept.into_iter().collect();
        weak = true;
        doubts.push(Doubt::Reconstructed);
    }
    if text.ends_with(' ') {
        weak = true;
    }
    text.retain(|character| character != '\u{7}');
    Unedited { text: text.trim_end().to_owned(), doubts, weak }
}

/// A terminal without line editor shows an arrow key as `^[[D`: what was typed is the escape sequence.
fn keys(text: &str) -> String {
    if text.contains("^[") { text.replace("^[[", "\u{1b}[").replace("^[O", "\u{1b}O") } else { text.to_owned() }
}
