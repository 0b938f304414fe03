use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;
use session_lens::{
    app::{Language, Theme, state::State},
    model::SortDirection,
    worker::CommandSet,
};

use super::harness::Window;

fn settled(state: &State) -> bool {
    state.commands.table.waiting.is_none()
}

fn column(window: &Window, column: usize) -> Vec<String> {
    let table = &window.state().commands.table;
    let set = window.state().commands.set.as_ref().unwrap();
    let is_command = |row: &&u32| set.at(**row as usize).is_some();
    let cell = |row: &u32| table.rows.cell(*row as usize, column).unwrap_or_default().to_owned();
    table.order.iter().filter(is_command).map(cell).collect()
}

#[test]
fn a_click_on_a_head_sorts_up_down_and_not_at_all_and_shift_adds_a_key() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    let as_it_came = column(&window, CommandSet::COMMAND);
    let mut sorted = as_it_came.clone();
    sorted.sort_by_key(|command| command.to_lowercase());
    let typed = format!("{}: Typed", window.words.column_head());

    window.click(&typed);
    window.until("ascending", settled);
    let up = column(&window, CommandSet::COMMAND);
    assert_eq!(up.len(), sorted.len());
    assert!(up.first() != as_it_came.first() || up.last() != as_it_came.last());
    window.click(&typed);
    window.until("descending", settled);
    let down = column(&window, CommandSet::COMMAND);
    assert_eq!((down.first(), down.last()), (up.last(), up.first()));
    window.click(&typed);
    window.until("as it came", settled);
    assert_eq!(column(&window, CommandSet::COMMAND), as_it_came);

    window.click(&format!("{}: OS user", window.words.column_head()));
    let second = window.harness.get_by_label(&typed);
    second.click_modifiers(Modifiers::SHIFT);
    window.harness.run_steps(2);
    window.until("by user, then by command", settled);
    let keys: Vec<(usize, SortDirection)> =
        window.state().commands.table.view.sort.iter().map(|key| (key.column, key.direction)).collect();
    assert_eq!(
        keys,
        [(CommandSet::OS_USER, SortDirection::Ascending), (CommandSet::COMMAND, SortDirection::Ascending)]
    );
    assert!(column(&window, CommandSet::OS_USER).is_sorted());
}

#[test]
fn the_filter_takes_what_is_typed_as_it_is_and_says_how_many_are_left() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    let all = window.state().commands.narrowed.commands;
    let expected = column(&window, CommandSet::COMMAND).iter().filter(|command| command.contains("sudo")).count();
    window.harness.key_press(Key::Slash);
    window.harness.run_steps(2);
    window.harness.event(egui::Event::Text("sudo".to_owned()));
    window.until("filtered", |state| state.commands.table.view.filter == "sudo" && settled(state));
    let left = window.state().commands.table.order.len();
    assert!(left >= expected && left < all, "{left} of {all}, at least {expected}");
    let words = window.words;
    let set = window.state().commands.set.clone().unwrap();
    assert!(window.shows(&words.commands_shown(
        left,
        all,
        set.sessions.len(),
        set.sessions_without_commands,
        set.events
    )));

    window.harness.event(egui::Event::Text(".*[".to_owned()));
    window.until("nothing is left", |state| state.commands.table.view.filter == "sudo.*[" && settled(state));
    assert!(window.state().commands.table.order.is_empty(), "a pattern is no pattern here");
}

#[test]
fn a_column_hides_and_comes_back() {
    let mut window = Window::open_commands(Language::English, Theme::Dark);
    let head = format!("{}: Instance", window.words.column_head());
    assert!(window.shows(&head));
    window.click(window.words.columns());
    // Another thing of this name stands left of the table.
    window.harness.get_by_role_and_label(Role::CheckBox, "Instance").click();
    window.harness.run_steps(2);
    assert!(window.state().commands.table.hidden.contains("instance"));
    window.harness.key_press(Key::Escape);
    window.harness.run_steps(3);
    assert!(!window.shows(&head));
}
