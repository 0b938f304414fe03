//! What rules say of one session's commands, by the command and along its time line.

use std::{collections::BTreeMap, path::Path};

use crate::{
    flags::{Flag, Level},
    session::{BINS, CommandKind, Outline},
};

use super::{OpenSession, own_rules};

/// The flags of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFlags {
    /// By the command's place in the session, the gravest first. Commands without flags are not in it.
    pub by_command: BTreeMap<usize, Vec<Flag>>,
    /// Commands with a flag of level medium or higher.
    pub flagged: usize,
    /// The gravest level in each part of the time line.
    pub bins: Vec<Option<Level>>,
}

impl SessionFlags {
    pub fn of(&self, command: usize) -> &[Flag] {
        self.by_command.get(&command).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Finds them. Takes time that grows with the commands: not for the window's thread. Where the session was read with
/// the commands, they are the flags that the commands' table shows.
pub(super) fn find(session: &OpenSession, outline: &Outline, rules: Option<&Path>) -> SessionFlags {
    let by_command: BTreeMap<usize, Vec<Flag>> = if let Some((set, place)) = session.set() {
        set.flags_of_session(place)
    } else {
        let (rules, _) = own_rules::read(rules);
        let commands = session.commands.iter().enumerate();
        commands
            // What the agent typed by itself is nobody's.
            .filter(|(_, command)| command.kind != CommandKind::Profile)
            .map(|(place, command)| (place, rules.flags_of(command)))
            .filter(|(_, flags)| !flags.is_empty())
            .collect()
    };
    let mut bins: Vec<Option<Level>> = vec![None; BINS];
    for (place, flags) in &by_command {
        let Some(command) = session.commands.get(*place) else { continue };
        let gravest = flags.iter().map(|flag| flag.rule.level).max();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a small number")]
        let bin = ((outline.place(command.line, command.time) * BINS as f64) as usize).min(BINS - 1);
        bins[bin] = bins[bin].max(gravest);
    }
    let is_flagged = |flags: &&Vec<Flag>| flags.iter().any(|flag| flag.rule.level >= Level::Medium);
    SessionFlags { flagged: by_command.values().filter(is_flagged).count(), by_command, bins }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{flags::Rules, model::LogEvent, session::read_session, worker::CommandSet};

    fn events() -> Vec<LogEvent> {
        let lines = [["sh-5.2$ date", "today"], ["sh-5.2$ cat /etc/shadow", "root:*"], ["sh-5.2$ exit", "bye"]];
        let event = |(second, lines): (i64, [&str; 2])| {
            let message = serde_json::json!({
                "eventVersion": "1.0", "eventTime": "2026-01-02T03:04:05Z", "awsRegion": "eu-west-1",
                "target": {"id": "i-1"}, "userIdentity": {"arn": "a"}, "runAsUser": "u", "sessionId": "s-1",
                "sessionData": lines
            });
            let message = message.to_string();
            LogEvent { timestamp: second * 1_000, message, log_stream: "s-1".to_owned(), ..LogEvent::default() }
        };
        (0..).zip(lines).map(event).collect()
    }

    #[test]
    fn a_session_read_alone_and_one_of_the_commands_have_the_same_flags() {
        let whole = OpenSession::whole(Arc::new(read_session("s-1", events())));
        let set = Arc::new(CommandSet::read(events(), &Rules::built_in(), Vec::new()));
        let of_commands = OpenSession::of_commands(set, 0).unwrap();
        let outline = Outline::of(&whole);
        let found = find(&whole, &outline, None);
        assert_eq!(find(&of_commands, &outline, None), found);
        assert_eq!(found.by_command.keys().copied().collect::<Vec<_>>(), [1]);
        assert!(found.of(0).is_empty() && !found.of(1).is_empty());
        let bins: Vec<usize> = (0..BINS).filter(|bin| found.bins[*bin].is_some()).collect();
        assert_eq!(bins, [BINS / 2], "where the command stands on the time line");
    }
}
