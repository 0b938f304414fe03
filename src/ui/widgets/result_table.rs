//! The one table of the program: sorting by clicks, columns to resize and hide, cells and rows to
//! copy, keys to move by. Only the rows on screen are looked at.

use egui::{Align, Button, Key, Label, Layout, Modifiers, Rect, RichText, ScrollArea, Sense, Shape, Ui, pos2, vec2};
use egui_extras::{Column as TableColumn, TableBuilder};

use super::{cell, column_fit};
use crate::{
    app::{
        Action, TableAction,
        state::{Table, TableId},
    },
    model::{Column, ColumnKind, SortDirection, visible_line},
    ui::{
        theme::{self, HEAD, ROW},
        view::View,
    },
};

/// More columns than this are not drawn at once: each is laid out in every row.
const COLUMNS_DRAWN: usize = 40;

use column_fit::ColumnWidth;
pub use column_fit::{Fit, REST};

/// How one screen's table differs from the others.
pub struct Look<'a> {
    pub id: TableId,
    /// A column's first width in points, by its name.
    pub width: &'a dyn Fn(&Column) -> f32,
    /// What gives way where not all columns have room; `None`: the table scrolls sideways as it is.
    pub fit: Option<&'a dyn Fn(&Column) -> Fit>,
    /// How little room the table may have in this window, in points, once a detail opens; `None`: what it has.
    pub least_room: Option<f32>,
    /// Draws a cell itself and says so; otherwise it is drawn by the column's kind.
    pub cell: &'a dyn Fn(&mut Ui, &mut View, usize, usize) -> bool,
    /// What Enter and a double click do.
    pub open: Option<&'a dyn Fn(u32) -> Action>,
    /// Whether one click opens already.
    pub opens_on_click: bool,
}

pub fn show(ui: &mut Ui, view: &mut View, look: &Look) {
    let state = view.state;
    let table = state.table(look.id);
    let columns: Vec<usize> = table.shown_columns().into_iter().take(COLUMNS_DRAWN).collect();
    if columns.is_empty() {
        return;
    }
    let widths: Vec<f32> = columns.iter().map(|column| (look.width)(&table.rows.columns()[*column])).collect();
    let fits: Option<Vec<Fit>> =
        look.fit.map(|fit| columns.iter().map(|column| fit(&table.rows.columns()[*column])).collect());
    let layout = {
        let (room, gap) = (ui.available_width(), ui.spacing().item_spacing.x);
        column_fit::arrange(&widths, fits.as_deref(), room, look.least_room.unwrap_or(room), gap)
    };
    let columns: Vec<usize> = layout.order.iter().map(|place| columns[*place]).collect();
    let salt = (look.id, column_names(table, &columns));
    // The table keeps widths: once there is room again, columns begin anew with their own.
    let memory = egui::Id::unique(("table narrowed", look.id));
    let was_narrowed = ui.data_mut(|data| {
        let before = data.get_temp::<bool>(memory).unwrap_or_default();
        data.insert_temp(memory, layout.is_narrowed);
        before
    });
    let scroll_to = keys(ui, view, look, table);
    if state.is_stale(look.id) {
        ui.set_opacity(0.5);
    }
    ScrollArea::horizontal().id_salt((look.id, "columns")).auto_shrink(false).show(ui, |ui| {
        let mut builder = TableBuilder::new(ui)
            .id_salt(salt)
            .striped(true)
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .auto_shrink(false)
            .min_scrolled_height(0.0);
        for width in &layout.widths {
            builder = builder.column(match *width {
                ColumnWidth::Rest(least) => TableColumn::remainder().at_least(least).clip(true).resizable(false),
                ColumnWidth::Fixed(width) => TableColumn::exact(width).clip(true).resizable(false),
                ColumnWidth::First(width) if was_narrowed && !layout.is_narrowed => {
                    TableColumn::exact(width).clip(true).resizable(false)
                }
                ColumnWidth::First(width) => {
                    TableColumn::initial(width).at_least(width.min(80.0)).clip(true).resizable(true)
                }
            });
        }
        if let Some(row) = scroll_to {
            builder = builder.scroll_to_row(row, None);
        }
        builder
            .header(HEAD, |mut header| {
                for column in &columns {
                    header.col(|ui| head(ui, view, look.id, table, *column));
                }
            })
            .body(|body| {
                body.rows(ROW, table.order.len(), |mut row| {
                    let Some(place) = table.order.get(row.index()).copied() else { return };
                    row.set_selected(table.selected == Some(place));
                    for column in &columns {
                        let (_, response) = row.col(|ui| draw_cell(ui, view, look, table, place, *column));
                        response.context_menu(|ui| cell_menu(ui, view, look, table, place, *column));
                    }
                    let response = row.response();
                    if let Some(open) = look.open
                        && (response.double_clicked() || (look.opens_on_click && response.clicked()))
                    {
                        view.act(Action::Table(look.id, TableAction::Select(Some(place))));
                        view.act(open(place));
                    } else if response.clicked() {
                        view.act(Action::Table(look.id, TableAction::Select(Some(place))));
                    }
                });
            });
    });
}

/// How many rows there are, and the ways to show other columns and to export.
pub fn bar(ui: &mut Ui, view: &mut View, id: TableId, filter_hint: &str) {
    use crate::{app::ExportAction, worker::ExportFormat};
    let words = view.words;
    let table = view.state.table(id);
    let mut filter = table.view.filter.clone();
    // What stands above may come and go while somebody types here.
    let field = egui::TextEdit::singleline(&mut filter).id_salt((id, "filter")).hint_text(filter_hint);
    // In a narrow window the buttons stay in sight.
    let width = (ui.available_width() - 260.0).clamp(90.0, 240.0);
    let field = ui.add(field.desired_width(width));
    let may_take_focus = ui.memory(|memory| memory.focused().is_none());
    if may_take_focus && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Slash)) {
        field.request_focus();
    }
    if field.changed() {
        view.act(Action::Table(id, TableAction::Filter(filter)));
    }
    ui.menu_button(words.columns(), |ui| {
        ui.set_min_width(200.0);
        if !table.hidden.is_empty() && ui.button(words.all_columns()).clicked() {
            view.act(Action::Table(id, TableAction::ShowAll));
        }
        let all = table.rows.columns();
        ScrollArea::vertical().max_height(360.0).show_rows(ui, 22.0, all.len(), |ui, range| {
            for column in &all[range] {
                let mut is_shown = !table.hidden.contains(&column.name);
                if ui.checkbox(&mut is_shown, title(view, id, &column.name)).clicked() {
                    let name = column.name.clone();
                    view.act(Action::Table(
                        id,
                        if is_shown { TableAction::Show(name) } else { TableAction::Hide(name) },
                    ));
                }
            }
        });
    });
    ui.add_enabled_ui(!table.rows.is_empty(), |ui| {
        ui.menu_button(words.export(), |ui| {
            if ui.button(words.export_csv()).clicked() {
                view.act(Action::Export(ExportAction::Open(ExportFormat::Csv)));
            }
            if ui.button(words.export_ndjson()).clicked() {
                view.act(Action::Export(ExportAction::Open(ExportFormat::Ndjson)));
            }
        });
    });
    let shown = table.shown_columns().len();
    if shown > COLUMNS_DRAWN {
        let text = words.columns_not_shown(&view.count(COLUMNS_DRAWN), &view.count(shown));
        ui.colored_label(view.colours.attention, text);
    }
}

/// Widths are kept by these names: other columns start with their own widths.
fn column_names(table: &Table, columns: &[usize]) -> String {
    columns.iter().map(|place| table.rows.columns()[*place].name.as_str()).collect::<Vec<_>>().join("\n")
}

/// The words for a column. In a query of their own people name columns themselves.
fn known_title(view: &View, id: TableId, name: &str) -> Option<&'static str> {
    match id {
        TableId::Query => None,
        TableId::Compared => view.words.compared_column(name),
        _ => view.words.column(name),
    }
}

fn title<'n>(view: &View, id: TableId, name: &'n str) -> std::borrow::Cow<'n, str> {
    match known_title(view, id, name) {
        Some("") => view.words.only_favourites().into(),
        Some(known) => known.into(),
        None => visible_line(cell::beginning(name, 120)),
    }
}

fn head(ui: &mut Ui, view: &mut View, id: TableId, table: &Table, column: usize) {
    let Column { name, kind } = &table.rows.columns()[column];
    let shown = known_title(view, id, name).map_or_else(|| visible_line(cell::beginning(name, 120)), Into::into);
    // A time is nothing without its zone.
    let zone = if *kind == ColumnKind::Time { format!(" ({})", view.zone_name()) } else { String::new() };
    let shown = format!("{shown}{zone}");
    let place = table.view.sort.iter().position(|key| key.column == column);
    let rect = ui.max_rect();
    let response = ui.interact(rect, ui.scope_id().with(("head", column)), Sense::click());
    let label = format!("{}{zone}", title(view, id, name));
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{}: {label}", view.words.column_head()))
    });
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, view.colours.hover);
    }
    ui.add(
        Label::new(RichText::new(shown).font(theme::strong(12.5)).color(view.colours.weak))
            .selectable(false)
            .truncate(),
    );
    if let Some(place) = place {
        sort_mark(ui, view, table, place, rect);
    }
    let response = response.on_hover_text(view.words.sort_help());
    if response.clicked() {
        let add = ui.input(|input| input.modifiers.shift || input.modifiers.command);
        view.act(Action::Table(id, TableAction::Sort { column, add }));
    }
    response.context_menu(|ui| {
        if ui.button(view.words.hide_column()).clicked() {
            view.act(Action::Table(id, TableAction::Hide(name.clone())));
        }
    });
}

fn sort_mark(ui: &Ui, view: &View, table: &Table, place: usize, rect: Rect) {
    let centre = pos2(rect.right() - 9.0, rect.center().y);
    let up = table.view.sort[place].direction == SortDirection::Ascending;
    let (tip, base) = if up { (-3.5, 3.0) } else { (3.5, -3.0) };
    let points = vec![centre + vec2(0.0, tip), centre + vec2(4.0, base), centre + vec2(-4.0, base)];
    let painter = ui.painter().with_clip_rect(rect);
    painter.add(Shape::convex_polygon(points, view.colours.accent, egui::Stroke::NONE));
    if table.view.sort.len() > 1 {
        let font = egui::FontId::proportional(9.5);
        painter.text(centre + vec2(-9.0, 0.0), egui::Align2::CENTER_CENTER, place + 1, font, view.colours.accent);
    }
}

fn draw_cell(ui: &mut Ui, view: &mut View, look: &Look, table: &Table, row: u32, column: usize) {
    let row = row as usize;
    if (look.cell)(ui, view, row, column) {
        return;
    }
    let Some(text) = table.rows.cell(row, column) else { return };
    let kind = table.rows.columns()[column].kind;
    if matches!(kind, ColumnKind::Number | ColumnKind::Bytes) {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| cell::show(ui, view, kind, text));
    } else {
        cell::show(ui, view, kind, text);
    }
}

fn cell_menu(ui: &mut Ui, view: &mut View, look: &Look, table: &Table, row: u32, column: usize) {
    let words = view.words;
    if let Some(open) = look.open
        && ui.button(words.open_transcript()).clicked()
    {
        view.act(open(row));
    }
    if ui.button(words.copy_cell()).clicked() {
        ui.copy_text(crate::model::visible(table.rows.cell(row as usize, column).unwrap_or_default()).into_owned());
    }
    if ui.button(words.copy_row()).clicked() {
        let cells = table
            .shown_columns()
            .into_iter()
            .map(|column| visible_line(table.rows.cell(row as usize, column).unwrap_or_default()));
        ui.copy_text(cells.collect::<Vec<_>>().join("\t"));
    }
    ui.separator();
    if ui.add(Button::new(words.hide_column())).clicked() {
        view.act(Action::Table(look.id, TableAction::Hide(table.rows.columns()[column].name.clone())));
    }
}

/// Moves by keys while nothing else has the focus. Gives the row to scroll to.
fn keys(ui: &mut Ui, view: &mut View, look: &Look, table: &Table) -> Option<usize> {
    let memory = egui::Id::unique(("table moved", look.id));
    let moved = ui.data_mut(|data| data.remove_temp::<bool>(memory)).unwrap_or_default();
    let place = |selected: u32| table.order.iter().position(|row| *row == selected);
    let scroll_to = table.selected.filter(|_| moved).and_then(place);
    if ui.memory(|memory| memory.focused().is_some()) || egui::Popup::is_any_open(ui) {
        return scroll_to;
    }
    let page = 20;
    let whole = i64::from(u32::MAX);
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
        (Key::Home, -whole),
        (Key::End, whole),
    ];
    for (key, by) in steps {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            view.act(Action::Table(look.id, TableAction::Move(by)));
            ui.data_mut(|data| data.insert_temp(memory, true));
        }
    }
    if let (Some(open), Some(selected)) = (look.open, table.selected)
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
    {
        view.act(open(selected));
    }
    scroll_to
}
