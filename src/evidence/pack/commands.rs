//! The commands as tables, and what the report tells of them.

use std::{collections::BTreeMap, io, sync::Arc};

use super::{
    bag::{Bag, BagFile},
    sheets::Sheets,
};
use crate::{
    evidence::{COMMAND_COLUMNS, INCOMPLETE, Sheet, cell_text, command_row, write_json_line},
    flags::{Level, Rule, Rules},
    model::ColumnKind,
    session::{Confidence, Session, TypedCommand},
};

/// Flagged commands that the report lists; the tables have all.
const MOST_LISTED: usize = 1_000;

/// What one OS user typed.
#[derive(Clone, Debug, Default)]
pub(super) struct User {
    pub sessions: u64,
    pub commands: u64,
    pub flagged: u64,
}

/// A flagged command, as the report lists it.
#[derive(Clone, Debug)]
pub(super) struct Flagged {
    pub time: i64,
    pub is_session_end: bool,
    pub user: String,
    pub session: String,
    pub instance: String,
    pub text: String,
    pub confidence: Confidence,
    /// The rules that it matched, the gravest first.
    pub rules: Vec<Arc<Rule>>,
    pub level: Level,
}

/// What was found while the tables were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub commands: u64,
    pub flagged: u64,
    /// Cells of the workbook that were too long for it.
    pub cut_cells: u64,
    pub users: BTreeMap<String, User>,
    /// The gravest.
    pub listed: Vec<Flagged>,
}

/// The tables that are being written.
pub(super) struct Tables {
    csv: Sheet<BagFile>,
    json: BagFile,
    sheets: Sheets,
    incomplete: Option<&'static str>,
    found: Found,
}

impl Tables {
    /// `incomplete`: why there may be more commands; each row says so, for rows leave the pack without their report.
    pub fn create(bag: &mut Bag, byte_order_mark: bool, incomplete: Option<&'static str>) -> io::Result<Self> {
        let file = bag.open("data/commands.csv")?;
        let columns: Vec<&'static str> = COMMAND_COLUMNS.into_iter().chain(incomplete.map(|_| INCOMPLETE)).collect();
        let named = columns.iter().copied();
        let csv = if byte_order_mark { Sheet::new(file, named)? } else { Sheet::without_mark(file, named)? };
        let sheets = Sheets::new(&columns)?;
        Ok(Self { csv, json: bag.open("data/commands.jsonl")?, sheets, incomplete, found: Found::default() })
    }

    pub fn session(&mut self, session: &Session, rules: &Rules) -> io::Result<()> {
        let mut user = session.os_user.clone();
        let mut counted = User { sessions: 1, ..User::default() };
        for (_, command) in session.typed_by_the_person() {
            let flags = rules.flags_of(command);
            let mut row = command_row(session, command, &flags);
            row.extend(self.incomplete.map(|why| (INCOMPLETE.to_owned(), why.into())));
            let cells: Vec<String> = row.values().map(cell_text).collect();
            self.csv.push(cells.iter().map(|cell| (cell.as_str(), ColumnKind::Text)))?;
            self.sheets.push(cells.iter().map(String::as_str))?;
            write_json_line(&row, &mut self.json)?;
            if user.is_none() && command.user_from_prompt {
                user = command.user.as_ref().map(|name| format!("{name} (prompt)"));
            }
            counted.commands += 1;
            let gravest = flags.first().map(|flag| flag.rule.level);
            if let Some(level) = gravest.filter(|level| *level >= Level::Medium) {
                counted.flagged += 1;
                let rules = flags.iter().map(|flag| Arc::clone(&flag.rule)).collect();
                self.list(flagged(session, command, rules, level));
            }
        }
        self.found.commands += counted.commands;
        self.found.flagged += counted.flagged;
        let known = self.found.users.entry(user.unwrap_or_default()).or_default();
        known.sessions += counted.sessions;
        known.commands += counted.commands;
        known.flagged += counted.flagged;
        Ok(())
    }

    fn list(&mut self, flagged: Flagged) {
        self.found.listed.push(flagged);
        if self.found.listed.len() >= 2 * MOST_LISTED {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.found.listed.sort_by_key(|flagged| (std::cmp::Reverse(flagged.level), flagged.time));
        self.found.listed.truncate(MOST_LISTED);
    }

    /// Puts the tables into the bag.
    pub fn finish(mut self, bag: &mut Bag) -> io::Result<Found> {
        self.cut();
        bag.close(self.csv.into_inner()?)?;
        bag.close(self.json)?;
        self.found.cut_cells = self.sheets.cut_cells;
        let (path, place) = bag.place("data/commands.xlsx");
        self.sheets.save(&place)?;
        bag.adopt(path)?;
        Ok(self.found)
    }
}

fn flagged(session: &Session, command: &TypedCommand, rules: Vec<Arc<Rule>>, level: Level) -> Flagged {
    Flagged {
        time: command.time,
        is_session_end: command.time_basis == crate::session::TimeBasis::SessionEnd,
        user: command.user.clone().or_else(|| session.os_user.clone()).unwrap_or_default(),
        session: session.id.clone(),
        instance: session.instance.clone().unwrap_or_default(),
        text: command.text.clone(),
        confidence: command.confidence,
        rules,
        level,
    }
}
