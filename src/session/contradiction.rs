//! What later lines say against an input.

use super::syntax::Pending;

/// Background jobs whose output may come into a line that is being typed.
#[derive(Default)]
pub(super) struct Background {
    jobs: std::collections::VecDeque<String>,
}

/// How many jobs are remembered, and how much of each, in bytes.
const MOST_JOBS: usize = 4;
const MOST_TEXT: usize = 1_000;
/// Shorter texts are the same by chance, in bytes.
const SHORTEST: usize = 6;

impl Background {
    /// Takes a command that was entered.
    pub fn learn(&mut self, command: &str) {
        let is_job = command.trim_end().ends_with('&') || command.contains("& ") && !command.contains("&& ");
        if !is_job {
            return;
        }
        if self.jobs.len() == MOST_JOBS {
            self.jobs.pop_front();
        }
        let mut end = command.len().min(MOST_TEXT);
        while !command.is_char_boundary(end) {
            end -= 1;
        }
        self.jobs.push_back(command[..end].to_owned());
    }

    /// Whether what a job was told to print stands at the command's end, or right behind it, where the rest
    /// of the command may be missing.
    pub fn broke_into(&self, command: &str, printed: Option<&str>) -> bool {
        self.jobs.iter().filter(|job| *job != command).any(|job| {
            let printed = printed.map(str::trim).filter(|line| line.len() >= SHORTEST);
            printed.is_some_and(|line| job.contains(line)) || common_end(command.trim_end(), job) >= SHORTEST
        })
    }
}

/// How many bytes of the command's end stand somewhere in the job's text.
fn common_end(command: &str, job: &str) -> usize {
    let from = command.len().saturating_sub(80);
    (from..command.len())
        .find(|at| command.is_char_boundary(*at) && job.contains(&command[*at..]))
        .map_or(0, |at| command.len() - at)
}

/// Whether a shell that did not find this program must have read another line: the name is no word of the
/// command, but a part of one. Something was erased that the log does not show.
pub(super) fn names_another(command: &str, program: &str) -> bool {
    let apart = |character: char| character.is_whitespace() || ";|&()<>`'\"$={}".contains(character);
    command.contains(program) && !command.split(apart).any(|word| word == program)
}

/// Whether a shell would have asked for more after this command.
pub(super) fn is_unfinished(command: &str) -> bool {
    Pending::new(command).needs_more()
}

/// The program that a shell did not find.
pub(super) fn missing_program(line: &str) -> Option<&str> {
    let line = line.trim_end();
    if let Some((_, name)) = line.split_once(": command not found: ") {
        return Some(name);
    }
    let head = line
        .strip_suffix(": command not found")
        .or_else(|| line.strip_suffix(": コマンドが見つかりません"))
        .or_else(|| line.strip_suffix(": not found"))?;
    head.rsplit(": ").next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_was_not_found_tells_of_a_hidden_edit() {
        assert_eq!(missing_program("bash: systemclt: command not found"), Some("systemclt"));
        assert_eq!(missing_program("zsh: command not found: systemclt"), Some("systemclt"));
        assert_eq!(missing_program("sh: 1: systemclt: not found"), Some("systemclt"));
        assert!(names_another("cd /srv && lssystemclt restart app", "systemclt"));
        assert!(!names_another("sudo systemclt restart app", "systemclt"));
        assert!(!names_another("./run.sh", "systemclt"));
    }

    #[test]
    fn a_job_in_the_background_is_seen_where_it_breaks_in() {
        let mut background = Background::default();
        background.learn("(sleep 1; echo upload finished) &");
        assert!(background.broke_into("tput cols;upload finished", None));
        assert!(background.broke_into("time s", Some("upload finished")));
        assert!(!background.broke_into("cat list", Some("one two three")));
        assert!(!background.broke_into("(sleep 1; echo upload finished) &", Some("[1] 17")));
    }
}
