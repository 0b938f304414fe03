//! Checking and sealing the open case.

use egui::{ProgressBar, Ui};

use super::hash;
use crate::{
    app::{Action, CaseAction},
    model::{hex, visible_line},
    ui::{view::View, widgets::trouble},
};

pub fn show(ui: &mut Ui, view: &mut View) {
    let words = view.words;
    let Some(facts) = view.state.case.facts.clone() else { return };
    ui.label(if facts.is_sealed { words.case_is_sealed() } else { words.case_not_sealed() });
    ui.weak(words.case_start_of_hashes());
    ui.add_space(4.0);
    let is_checking = view.state.case.verify_slot.is_waiting();
    ui.horizontal(|ui| {
        if ui.add_enabled(!is_checking, egui::Button::new(words.case_verify())).clicked() {
            view.act(Action::Case(CaseAction::Verify));
        }
        if is_checking {
            ui.add(ProgressBar::new(view.state.case.verifying).desired_width(220.0));
        }
        let is_busy = is_checking || view.state.case.seal_slot.is_waiting();
        let can_seal =
            !facts.is_sealed && !is_busy && !view.state.case.slot.is_waiting() && !view.state.case.asks_to_seal;
        if can_seal && ui.button(words.case_seal()).clicked() {
            view.act(Action::Case(CaseAction::AskToSeal(true)));
        }
    });
    if view.state.case.asks_to_seal && !facts.is_sealed {
        ui.colored_label(view.colours.attention, words.case_seal_ask());
        ui.horizontal(|ui| {
            if ui.button(words.case_seal_yes()).clicked() {
                view.act(Action::Case(CaseAction::Seal));
            }
            if ui.button(words.cancel()).clicked() {
                view.act(Action::Case(CaseAction::AskToSeal(false)));
            }
        });
    }
    if view.state.case.seal_slot.is_waiting() {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(words.case_sealing());
        });
    }
    for slot in [&view.state.case.verify_slot, &view.state.case.seal_slot] {
        if let Some(failure) = &slot.trouble {
            trouble::show(ui, words, &view.colours, failure);
        }
    }
    match &view.state.case.verified {
        Some(Ok(found)) => {
            ui.colored_label(view.colours.good, words.case_verified());
            ui.weak(words.verified_counts(found.events, found.blocks, found.entries));
            ui.weak(words.case_chain_hash());
            hash(ui, words.copy(), &hex(&found.block_chain));
            if let Some(sealed) = found.sealed {
                ui.weak(words.case_file_hash());
                hash(ui, words.copy(), &hex(&sealed));
                ui.label(words.case_seal_note());
            }
        }
        Some(Err(what)) => {
            ui.colored_label(view.colours.risk, words.case_damaged(&visible_line(what)));
        }
        None => {}
    }
    // Until it has been verified again, which says the same.
    let is_said = matches!(&view.state.case.verified, Some(Ok(found)) if found.sealed.is_some());
    if let Some(seal) = view.state.case.sealed.as_ref().filter(|_| !is_said) {
        ui.weak(words.case_file_hash());
        hash(ui, words.copy(), &hex(&seal.file));
        ui.label(words.case_seal_note());
    }
}
