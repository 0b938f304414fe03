//! What stands on the screen, as a screen reader finds it.

use std::fmt;

use egui::{
    Pos2, Rect,
    accesskit::{Node, Role, TreeUpdate},
};

/// A widget that says something.
#[derive(Clone, Debug, PartialEq)]
pub struct Widget {
    pub role: Role,
    /// Its label; of what has none, its value.
    pub text: String,
    pub value: String,
    pub bounds: Rect,
    pub is_enabled: bool,
    /// Of several, the one that is chosen.
    pub is_chosen: bool,
}

impl Widget {
    fn of(node: &Node) -> Option<Self> {
        let bounds = node.bounds().filter(|_| node.role() != Role::TextRun)?;
        let value = node.value().unwrap_or_default();
        let text = node.label().filter(|label| !label.is_empty()).unwrap_or(value);
        #[expect(clippy::cast_possible_truncation, reason = "egui's own places are f32")]
        let at = |x: f64, y: f64| Pos2::new(x as f32, y as f32);
        (!text.is_empty()).then(|| Self {
            role: node.role(),
            text: text.to_owned(),
            value: value.to_owned(),
            bounds: Rect::from_min_max(at(bounds.x0, bounds.y0), at(bounds.x1, bounds.y1)),
            is_enabled: !node.is_disabled(),
            is_chosen: node.is_selected() == Some(true) || node.toggled() == Some(egui::accesskit::Toggled::True),
        })
    }

    pub fn is_button(&self) -> bool {
        self.role == Role::Button
    }
}

/// All widgets that say something, from the top down and from left to right.
#[derive(Default)]
pub struct Screen(Vec<Widget>);

impl Screen {
    pub fn of(tree: &TreeUpdate) -> Self {
        let mut widgets: Vec<_> = tree.nodes.iter().filter_map(|(_, node)| Widget::of(node)).collect();
        widgets.sort_by(|a, b| {
            let place = |widget: &Widget| (widget.bounds.min.y, widget.bounds.min.x);
            place(a).partial_cmp(&place(b)).unwrap_or(std::cmp::Ordering::Equal)
        });
        Self(widgets)
    }

    pub fn widgets(&self) -> impl Iterator<Item = &Widget> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn says(&self, text: &str) -> bool {
        self.widgets().any(|widget| widget.text == text)
    }

    /// What can be clicked under this text: a button before a mere label.
    pub fn to_click(&self, text: &str) -> Option<&Widget> {
        let named = || self.widgets().filter(|widget| widget.is_enabled && widget.text == text);
        named().find(|widget| widget.role != Role::Label).or_else(|| named().next())
    }

    pub fn button(&self, text: &str) -> Option<&Widget> {
        self.widgets().find(|widget| widget.is_button() && widget.text == text)
    }

    /// The cells of a column that are whole on the screen, by the label of the button at its head.
    pub fn column(&self, head: &str) -> Vec<&Widget> {
        let Some(head) = self.button(head).map(|head| head.bounds) else { return Vec::new() };
        // Side panels end where the status line begins, which has labels too.
        let sides = self.widgets().filter(|widget| widget.role == Role::Splitter);
        let end = sides.map(|side| side.bounds.max.y).fold(f32::INFINITY, f32::min);
        let is_cell = |widget: &&Widget| {
            let place = widget.bounds;
            let is_below = place.min.y >= head.max.y && place.max.y <= end;
            widget.role == Role::Label && is_below && head.x_range().contains(place.center().x)
        };
        self.widgets().filter(is_cell).collect()
    }

    /// The numbers of the label that reads like `example` but for its numbers.
    pub fn numbers_like(&self, example: &str) -> Option<Vec<usize>> {
        let like = without_numbers(example);
        self.widgets().find(|widget| without_numbers(&widget.text) == like).map(|widget| numbers(&widget.text))
    }
}

/// For the message of a test that failed.
impl fmt::Display for Screen {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        for widget in self.widgets() {
            let text: String = widget.text.chars().take(120).collect();
            let Pos2 { x, y } = widget.bounds.min;
            writeln!(out, "{x:5.0} {y:4.0}  {:10} {text}", format!("{:?}", widget.role))?;
        }
        Ok(())
    }
}

fn is_of_number(sign: char) -> bool {
    sign.is_ascii_digit() || sign == ','
}

fn without_numbers(text: &str) -> String {
    text.chars().filter(|sign| !is_of_number(*sign)).collect()
}

/// The whole numbers in a text, thousands parted by commas.
pub fn numbers(text: &str) -> Vec<usize> {
    text.split(|sign| !is_of_number(sign)).filter_map(|piece| piece.replace(',', "").parse().ok()).collect()
}
