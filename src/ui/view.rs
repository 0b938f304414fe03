//! What a view is given: the state to read, the words to say it in, and where its actions go.

use jiff::tz::TimeZone;

use super::theme::{self, Colours};
use crate::app::{Action, State, Words, texts};

pub struct View<'a> {
    pub state: &'a State,
    pub words: Words,
    pub colours: Colours,
    zone: TimeZone,
    actions: &'a mut Vec<Action>,
}

impl<'a> View<'a> {
    pub fn new(ui: &egui::Ui, state: &'a State, actions: &'a mut Vec<Action>) -> Self {
        Self {
            state,
            words: state.words(),
            colours: theme::colours(ui),
            zone: state.settings.zone.time_zone(),
            actions,
        }
    }

    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// A moment in the zone that the person chose.
    pub fn time(&self, milliseconds: i64) -> String {
        texts::local_time(milliseconds, &self.zone)
    }

    /// The time of day alone.
    pub fn clock(&self, milliseconds: i64) -> String {
        texts::local_clock(milliseconds, &self.zone)
    }

    pub fn date(&self, milliseconds: i64) -> String {
        texts::local_date(milliseconds, &self.zone)
    }

    /// How the zone is told beside times: `UTC`, `+09:00`, or its name where clocks change in the year.
    pub fn zone_name(&self) -> String {
        texts::zone_name(self.state.clock.now(), &self.zone)
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub fn count(&self, number: usize) -> String {
        self.words.count(number as u64)
    }
}
