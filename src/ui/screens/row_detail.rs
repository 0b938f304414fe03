//! One row closely: every field, and the whole event behind it.

use egui::{Label, RichText, ScrollArea, Ui};

use crate::{
    app::{Action, ProceduresAction, QueryAction, state::TableId},
    model::visible,
    ui::{
        theme::strong,
        view::View,
        widgets::{cell, small, trouble},
    },
};

/// The longest value that is laid out here; the copy has it whole.
const VALUE_BYTES: usize = 20_000;

/// `id`: the table of a procedure's or a query's answer.
pub fn show(ui: &mut Ui, view: &mut View, id: TableId) {
    let words = view.words;
    let (table, detail) = (view.state.table(id), view.state.detail(id));
    let Some(row) = table.selected.map(|row| row as usize) else {
        ui.weak(words.detail_select());
        return;
    };
    let rows = &table.rows;
    let of = |names: [&str; 3]| names.iter().find_map(|name| rows.cell(row, rows.column(name)?)).map(str::to_owned);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.label(RichText::new(words.detail_title()).font(strong(14.0)));
        ui.horizontal_wrapped(|ui| {
            if let Some(session) = of(["@logStream", "session", "sessionId"])
                && ui.button(words.open_this_session()).clicked()
            {
                view.act(match id {
                    TableId::Query => Action::Query(QueryAction::OpenSession(session)),
                    _ => Action::Procedures(ProceduresAction::OpenSession(session)),
                });
            }
            if let Some(ptr) = of(["@ptr", "@ptr", "@ptr"])
                && ui.button(words.read_record()).clicked()
            {
                view.act(match id {
                    TableId::Query => Action::Query(QueryAction::ReadRecord { ptr }),
                    _ => Action::Procedures(ProceduresAction::ReadRecord { ptr }),
                });
            }
        });
        for (name, value) in rows.fields(row).take(300) {
            field(ui, view, name, value);
        }
        if let Some(failure) = &detail.slot.trouble {
            trouble::show(ui, words, &view.colours, failure);
        }
        if let Some(record) = &detail.record {
            ui.separator();
            ui.label(RichText::new(words.raw_message()).font(strong(13.0)));
            for (name, value) in record.iter().take(300) {
                field(ui, view, name, value);
            }
        }
    });
}

fn field(ui: &mut Ui, view: &View, name: &str, value: &str) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.weak(visible(cell::beginning(name, 200)));
        if small::button(ui, view.words.copy()).clicked() {
            ui.copy_text(visible(value).into_owned());
        }
    });
    ui.add(Label::new(RichText::new(visible(cell::beginning(value, VALUE_BYTES))).monospace()).wrap());
}
