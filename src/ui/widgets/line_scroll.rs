//! Scrolls through rows of one height, however many: egui's own scroll areas count in `f32`, which
//! loses rows beyond a million.

use std::ops::Range;

use egui::{Key, Modifiers, Rect, Sense, Ui, pos2, vec2};

use crate::ui::theme::colours;

const BAR: f32 = 10.0;
const SHORTEST_HANDLE: f32 = 24.0;

/// How far was scrolled: the view's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineScroll {
    /// In points.
    top: f64,
}

/// What came of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scrolled {
    /// The person scrolled.
    pub by_person: bool,
    /// The last row is in sight.
    pub at_end: bool,
}

/// What is to be drawn.
pub struct Sight {
    pub rows: Range<usize>,
    /// Where all of it is drawn.
    pub rect: Rect,
    /// Where the first row begins.
    first_top: f32,
    height: f32,
}

impl Sight {
    /// The place of a row.
    pub fn row(&self, row: usize) -> Rect {
        let top = self.first_top + (row.saturating_sub(self.rows.start)) as f32 * self.height;
        Rect::from_min_size(pos2(self.rect.left(), top), vec2(self.rect.width(), self.height))
    }
}

impl LineScroll {
    /// Brings a row into sight: a third from the top, unless it is there already and `always` is not said.
    pub fn show_row(&mut self, row: usize, height: f32, room: f32, always: bool) {
        let (height, room) = (f64::from(height), f64::from(room));
        let at = row as f64 * height;
        if always || at < self.top || at + height > self.top + room {
            self.top = at - (room / 3.0).floor();
        }
    }

    pub fn show_end(&mut self) {
        self.top = f64::MAX;
    }

    /// Takes what room there is. `has_keys`: arrows and Page Up/Down are meant for it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        (rows, height): (usize, f32),
        label: &str,
        has_keys: bool,
        content: impl FnOnce(&mut Ui, &Sight),
    ) -> Scrolled {
        let (whole, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let rect = Rect::from_min_max(whole.min, pos2((whole.right() - BAR).max(whole.left()), whole.bottom()));
        let (all, room) = (rows as f64 * f64::from(height), f64::from(rect.height()));
        let end = (all - room).max(0.0);
        self.top = self.top.clamp(0.0, end);
        let before = self.top;
        if ui.rect_contains_pointer(whole) {
            self.top -= f64::from(ui.input(|input| input.smooth_scroll_delta().y));
        }
        if has_keys {
            self.keys(ui, f64::from(height), room);
        }
        self.bar(ui, Rect::from_min_max(pos2(rect.right(), whole.top()), whole.max), end, all, label);
        self.top = self.top.clamp(0.0, end);
        // Whole points: letters stay sharp.
        self.top = self.top.round();
        let sight = self.sight(rows, height, rect);
        content(ui, &sight);
        Scrolled { by_person: (self.top - before).abs() > 0.5, at_end: self.top >= end.floor() - 1.0 }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of what is in sight")]
    fn sight(self, rows: usize, height: f32, rect: Rect) -> Sight {
        let step = f64::from(height);
        let first = (self.top / step).floor();
        let last = ((self.top + f64::from(rect.height())) / step).ceil();
        let first_top = rect.top() - (self.top - first * step) as f32;
        Sight { rows: (first as usize).min(rows)..(last as usize).min(rows), rect, first_top, height }
    }

    fn keys(&mut self, ui: &Ui, height: f64, room: f64) {
        if ui.memory(|memory| memory.focused().is_some()) || egui::Popup::is_any_open(ui) {
            return;
        }
        let steps = [
            (Key::ArrowDown, height),
            (Key::ArrowUp, -height),
            (Key::PageDown, room - height),
            (Key::PageUp, height - room),
            (Key::Home, f64::MIN),
            (Key::End, f64::MAX),
        ];
        for (key, by) in steps {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                self.top += by;
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "points on the screen")]
    fn bar(&mut self, ui: &Ui, rect: Rect, end: f64, all: f64, label: &str) {
        if end <= 0.0 {
            return;
        }
        let response = ui.interact(rect, ui.scope_id().with("line scroll"), Sense::click_and_drag());
        let length = (rect.height() * (f64::from(rect.height()) / all) as f32).max(SHORTEST_HANDLE).min(rect.height());
        let way = f64::from(rect.height() - length).max(1.0);
        if (response.dragged() || response.clicked())
            && let Some(pointer) = response.interact_pointer_pos()
        {
            // The handle's middle goes where the pointer is.
            self.top = f64::from(pointer.y - rect.top() - length / 2.0) / way * end;
        }
        let part = (self.top / end).clamp(0.0, 1.0);
        response.widget_info(|| egui::WidgetInfo::slider(true, part * 100.0, label));
        let colours = colours(ui);
        let top = rect.top() + (part * way) as f32;
        let handle = Rect::from_min_size(pos2(rect.left() + 2.0, top), vec2(rect.width() - 3.0, length));
        let colour = if response.hovered() || response.dragged() { colours.weak } else { colours.line };
        ui.painter().rect_filled(handle, 3.5, colour);
    }
}
