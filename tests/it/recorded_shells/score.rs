//! How much of what was typed a session's commands tell.

use std::fmt::Write;

use session_lens::session::{CommandKind, Confidence, Session};

/// Counts over one recording in one form, or over many.
#[derive(Clone, Default)]
pub struct Score {
    pub typed: usize,
    /// Found with the right text, in order.
    pub found: usize,
    /// The same among those said to be exact or likely.
    pub found_confidently: usize,
    pub confident: usize,
    /// Said to be exact and not typed.
    pub false_exact: usize,
    /// What was missed and what was never typed, for people.
    pub misses: String,
}

impl Score {
    pub fn of(session: &Session, typed: &[String]) -> Self {
        let commands: Vec<_> =
            session.commands.iter().filter(|command| command.kind == CommandKind::Shell && command.submitted).collect();
        let found: Vec<String> = commands.iter().map(|command| fold(&command.text)).collect();
        let typed: Vec<String> = typed.iter().map(|text| fold(text)).collect();
        let pairs = in_order(&typed, &found);
        let is_right = |place: usize| pairs.iter().any(|(_, right)| *right == place);
        let mut score = Self { typed: typed.len(), found: pairs.len(), ..Self::default() };
        for (place, text) in typed.iter().enumerate() {
            if !pairs.iter().any(|(right, _)| *right == place) {
                // Writing to a String cannot fail.
                let _written = writeln!(score.misses, "    not found  {text:?}");
            }
        }
        for (place, command) in commands.iter().enumerate() {
            let confident = command.confidence != Confidence::Uncertain;
            score.confident += usize::from(confident);
            score.found_confidently += usize::from(confident && is_right(place));
            score.false_exact += usize::from(command.confidence == Confidence::Exact && !is_right(place));
            if !is_right(place) {
                let (name, doubts) = (command.confidence.name(), &command.doubts);
                let _written = writeln!(score.misses, "    not typed  {:?} ({name}, {doubts:?})", found[place]);
            }
        }
        score
    }

    pub fn add(&mut self, other: &Self) {
        self.typed += other.typed;
        self.found += other.found;
        self.found_confidently += other.found_confidently;
        self.confident += other.confident;
        self.false_exact += other.false_exact;
    }

    pub fn recall(&self) -> f64 {
        share(self.found, self.typed)
    }

    pub fn confident_recall(&self) -> f64 {
        share(self.found_confidently, self.typed)
    }

    pub fn precision(&self) -> f64 {
        share(self.found_confidently, self.confident)
    }

    /// A row of a table.
    pub fn row(&self, name: &str) -> String {
        format!(
            "{name:32} {:>4} typed  recall {:.3}  confident {:.3}  precision {:.3}  false exact {}",
            self.typed,
            self.recall(),
            self.confident_recall(),
            self.precision(),
            self.false_exact
        )
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// White space counts as one space, and so does a line that goes on in the next.
fn fold(text: &str) -> String {
    text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The places of a longest common subsequence.
fn in_order(typed: &[String], found: &[String]) -> Vec<(usize, usize)> {
    let mut best = vec![vec![0_usize; found.len() + 1]; typed.len() + 1];
    for one in (0..typed.len()).rev() {
        for other in (0..found.len()).rev() {
            best[one][other] = if typed[one] == found[other] {
                best[one + 1][other + 1] + 1
            } else {
                best[one + 1][other].max(best[one][other + 1])
            };
        }
    }
    let (mut one, mut other, mut pairs) = (0, 0, Vec::new());
    while one < typed.len() && other < found.len() {
        if typed[one] == found[other] {
            pairs.push((one, other));
            (one, other) = (one + 1, other + 1);
        } else if best[one + 1][other] >= best[one][other + 1] {
            one += 1;
        } else {
            other += 1;
        }
    }
    pairs
}
