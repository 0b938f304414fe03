//! What stands in a cell, by what the column is. Text from logs is made visible and cut before
//! anything else touches it: a cell may hold a megabyte.

use std::borrow::Cow;

use egui::{Color32, FontId, Label, RichText, TextFormat, Ui, text::LayoutJob};

use crate::{
    model::{ColumnKind, parse_insights_time, visible_line},
    ui::{theme, view::View},
};

/// The longest piece of a value that a cell looks at, in bytes.
const CELL_BYTES: usize = 600;

/// The beginning of a text, cut at a character.
pub fn beginning(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let mut end = bytes;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The text that a cell shows.
pub fn shown<'t>(view: &View, kind: ColumnKind, text: &'t str) -> Cow<'t, str> {
    match kind {
        ColumnKind::Time => {
            parse_insights_time(text).map_or_else(|| visible_line(text), |time| Cow::Owned(view.time(time)))
        }
        ColumnKind::Bytes => {
            text.parse::<f64>().map_or_else(|_| visible_line(text), |bytes| Cow::Owned(view.words.bytes(bytes)))
        }
        ColumnKind::Number | ColumnKind::Text => visible_line(beginning(text, CELL_BYTES)),
    }
}

pub fn show(ui: &mut Ui, view: &View, kind: ColumnKind, text: &str) {
    let shown = shown(view, kind, text);
    let rich = match kind {
        ColumnKind::Time => RichText::new(shown).monospace(),
        _ => RichText::new(shown),
    };
    let response = ui.add(Label::new(rich).selectable(false).truncate());
    if kind == ColumnKind::Time {
        response.on_hover_text(format!("{text} UTC"));
    }
}

/// A command: the program's name stronger than its arguments; of several lines the first.
pub fn command(ui: &mut Ui, view: &View, text: &str) {
    let first = beginning(text.lines().next().unwrap_or_default(), CELL_BYTES);
    let further = text.lines().count().saturating_sub(1);
    let job = command_job(view, first, further);
    ui.add(Label::new(job).selectable(false).truncate());
}

pub fn command_job(view: &View, line: &str, further: usize) -> LayoutJob {
    let line = visible_line(line);
    let name = line.find(' ').unwrap_or(line.len());
    let mut job = LayoutJob::default();
    let font = FontId::monospace(12.5);
    let format = |color: Color32| TextFormat { font_id: font.clone(), color, ..TextFormat::default() };
    job.append(&line[..name], 0.0, format(view.colours.accent));
    job.append(&line[name..], 0.0, format(view.colours.text));
    if further > 0 {
        let format =
            TextFormat { font_id: FontId::proportional(11.5), color: view.colours.weak, ..TextFormat::default() };
        job.append(&view.words.further_lines(further), 8.0, format);
    }
    job
}

/// A principal by its name; the whole ARN on hover.
pub fn principal(ui: &mut Ui, arn: &str) {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    ui.add(Label::new(visible_line(beginning(name, CELL_BYTES)).into_owned()).selectable(false).truncate())
        .on_hover_text(visible_line(beginning(arn, CELL_BYTES)));
}

/// A principal's ARN by what tells people apart: the name, and the role that it was taken on with.
pub fn principal_named(arn: &str) -> String {
    let Some((kind, path)) = arn.strip_prefix("arn:").and_then(|rest| rest.split_once('/')) else {
        return arn.to_owned();
    };
    match path.rsplit_once('/') {
        Some((role, name)) if kind.ends_with("assumed-role") => format!("{name} · {role}"),
        _ => path.to_owned(),
    }
}

/// An id in a monospaced font, whole on hover.
pub fn id(ui: &mut Ui, text: &str) {
    let text = visible_line(beginning(text, CELL_BYTES));
    ui.add(
        Label::new(RichText::new(text.clone()).font(FontId::monospace(12.0)).color(theme::colours(ui).text))
            .selectable(false)
            .truncate(),
    )
    .on_hover_text(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(beginning("日本語", 4), "日");
        assert_eq!(beginning("ab", 4), "ab");
    }

    #[test]
    fn a_principal_is_told_by_name_and_role() {
        assert_eq!(principal_named("arn:aws:sts::111122223333:assumed-role/Oncall/oncall-15"), "oncall-15 · Oncall");
        assert_eq!(principal_named("arn:aws:iam::111122223333:user/ops/admin"), "ops/admin");
        assert_eq!(principal_named("admin"), "admin");
    }
}
