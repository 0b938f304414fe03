//! What stands in a cell, by what the column is. Text from logs is made visible and cut before
//! anything else touches it: a cell may hold a megabyte.

use std::borrow::Cow;

use egui::{Color32, FontId, Label, RichText, TextFormat, Ui, text::LayoutJob};

use crate::{
    model::{ColumnKind, parse_insights_time, visible_line},
    session::{CommandKind, program},
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

/// The first line of a command, and how many follow it. The program's name stands out, also behind `sudo`.
pub fn command_job(view: &View, kind: CommandKind, text: &str) -> LayoutJob {
    let line = beginning(text.lines().next().unwrap_or_default(), CELL_BYTES);
    let is_shells = matches!(kind, CommandKind::Shell | CommandKind::Profile);
    let span = if is_shells { program(line).map(|program| program.span) } else { None };
    let span = span.unwrap_or(0..0);
    let mut job = LayoutJob::default();
    let mut append = |text: &str, color: Color32| {
        let format = TextFormat { font_id: FontId::monospace(12.5), color, ..TextFormat::default() };
        job.append(&visible_line(text), 0.0, format);
    };
    append(&line[..span.start], view.colours.text);
    append(&line[span.clone()], view.colours.accent);
    append(&line[span.end..], view.colours.text);
    let further = text.lines().count().saturating_sub(1);
    if further > 0 {
        job_note(&mut job, view, &view.words.further_lines(further));
    }
    job
}

/// Adds to a command what is no part of it.
pub fn job_note(job: &mut LayoutJob, view: &View, text: &str) {
    let font_id = FontId::proportional(11.5);
    job.append(text, 8.0, TextFormat { font_id, color: view.colours.weak, ..TextFormat::default() });
}

/// A text of at most so many letters: its beginning and its end, for names differ at either.
pub fn middle_out(text: &str, letters: usize) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= letters {
        return Cow::Borrowed(text);
    }
    let kept = letters.saturating_sub(1);
    let head = kept.div_ceil(2);
    let begin: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - (kept - head)).collect();
    Cow::Owned(format!("{begin}…{end}"))
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
    fn a_long_name_keeps_both_its_ends() {
        assert_eq!(middle_out("short", 5), "short");
        assert_eq!(middle_out("suzuki.hanako@example.co.jp", 11), "suzuk…co.jp");
        assert_eq!([0, 1, 2].map(|letters| middle_out("日本語", letters).into_owned()), ["…", "…", "日…"]);
    }

    #[test]
    fn a_principal_is_told_by_name_and_role() {
        assert_eq!(principal_named("arn:aws:sts::111122223333:assumed-role/Oncall/oncall-15"), "oncall-15 · Oncall");
        assert_eq!(principal_named("arn:aws:iam::111122223333:user/ops/admin"), "ops/admin");
        assert_eq!(principal_named("admin"), "admin");
    }
}
