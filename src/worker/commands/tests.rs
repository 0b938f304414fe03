use std::{collections::BTreeSet, fs, path::Path};

use jiff::tz::TimeZone;

use super::*;
use crate::{
    case::{Review, ReviewRegister, ReviewState, ReviewSubject, ReviewedCommand},
    flags::Level,
    model::{TableView, TimeRange},
};

/// The recorded sessions.
fn recorded() -> CommandSet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sessions");
    let mut events = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "ndjson") {
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            events.push(LogEvent {
                timestamp: event["timestamp"].as_i64().unwrap(),
                message: event["message"].as_str().unwrap().to_owned(),
                log_stream: path.file_stem().unwrap().to_string_lossy().into_owned(),
                ..LogEvent::default()
            });
        }
    }
    CommandSet::read(events, &Rules::built_in(), Vec::new())
}

fn narrowing(filter: CommandFilter) -> Narrowing {
    Narrowing { filter, view: TableView::default(), key: PersonKey::OsUser, zone: TimeZone::UTC, reviews: None }
}

fn value_of(set: &CommandSet, row: u32, column: usize) -> &str {
    set.table.cell(row as usize, column).unwrap_or_default()
}

fn count_of(set: &CommandSet, narrowed: &Narrowed, facet: Facet, value: &str) -> u32 {
    let counts = narrowed.counts(facet).iter();
    counts.filter(|count| set.values(facet)[count.value as usize] == value).map(|count| count.commands).sum()
}

/// A session that is reviewed, and a command of another that is to be looked into.
fn some_reviewed(set: &CommandSet) -> Reviews {
    let mut register = ReviewRegister::default();
    let mut say = |session: &Session, command: Option<&TypedCommand>, state| {
        let command = command.map(|command| {
            let (time, line) = command.review_place();
            ReviewedCommand { time, line, text: command.text.clone() }
        });
        let subject = ReviewSubject { log_group: "g".to_owned(), session: session.id.clone(), command };
        let (reviewer, comment) = ("Sato".to_owned(), String::new());
        register.add(Review { at: 1, subject, state: Some(state), reviewer, comment });
    };
    let has_commands = |session: &&Session| session.typed_by_the_person().count() > 1;
    let [one, other] = set.sessions.iter().filter(has_commands).take(2).collect::<Vec<_>>()[..] else { panic!() };
    say(one, None, ReviewState::Reviewed);
    say(other, other.typed_by_the_person().next().map(|(_, command)| command), ReviewState::FollowUp);
    Reviews { register: Arc::new(register), log_group: "g".to_owned() }
}

#[test]
fn a_facet_counts_what_a_click_on_each_of_its_values_would_show() {
    let set = recorded();
    assert!(set.commands > 100, "{}", set.commands);
    let mut begun = CommandFilter::default();
    begun.only(Facet::Flag, "flagged");
    begun.only(Facet::OsUser, &set.os_users[0].value);
    let reviews = Some(some_reviewed(&set));
    let narrowing = |filter: CommandFilter| Narrowing { reviews: reviews.clone(), ..narrowing(filter) };
    for filter in [CommandFilter::default(), begun] {
        let narrowed = set.narrow(&narrowing(filter.clone()));
        for facet in Facet::ALL {
            let mut sum = 0;
            for count in narrowed.counts(facet) {
                let value = &set.values(facet)[count.value as usize];
                let mut clicked = filter.clone();
                clicked.clear(facet);
                clicked.only(facet, value);
                let shown = set.narrow(&narrowing(clicked));
                assert_eq!(shown.commands, count.commands as usize, "{facet:?} {value:?}");
                sum += shown.commands;
            }
            if facet != Facet::Flag {
                let mut open = filter.clone();
                open.clear(facet);
                assert_eq!(set.narrow(&narrowing(open)).commands, sum, "{facet:?}: nothing is left out");
            }
        }
        let people: usize = narrowed.people.iter().map(|person| person.commands).sum();
        assert_eq!(Some(people), narrowed.everyone.as_ref().map(|everyone| everyone.commands));
    }
}

#[test]
fn values_of_one_facet_are_joined_by_or_and_facets_by_and() {
    let set = recorded();
    let programs: Vec<String> = {
        let all = set.narrow(&narrowing(CommandFilter::default()));
        all.counts(Facet::Program)
            .iter()
            .take(2)
            .map(|count| set.values(Facet::Program)[count.value as usize].clone())
            .collect()
    };
    let mut filter = CommandFilter::default();
    filter.toggle(Facet::Program, &programs[0]);
    let one = set.narrow(&narrowing(filter.clone())).commands;
    filter.toggle(Facet::Program, &programs[1]);
    let both = set.narrow(&narrowing(filter.clone()));
    assert_eq!(both.commands, one + count_of(&set, &both, Facet::Program, &programs[1]) as usize);
    filter.only(Facet::Confidence, "likely");
    let likely = set.narrow(&narrowing(filter));
    assert!(likely.commands < both.commands && likely.commands > 0);
    for row in likely.order.iter() {
        assert_eq!(value_of(&set, *row, CommandSet::CONFIDENCE), "likely");
    }
}

#[test]
fn the_search_looks_at_what_was_typed_and_by_whom_and_where_and_nowhere_else() {
    let set = recorded();
    let search = |text: &str| {
        let view = TableView { filter: text.to_owned(), ..TableView::default() };
        set.narrow(&Narrowing { view, ..narrowing(CommandFilter::default()) })
    };
    let columns = [
        CommandSet::COMMAND,
        CommandSet::OS_USER,
        CommandSet::AS_USER,
        CommandSet::PRINCIPAL,
        CommandSet::INSTANCE,
        CommandSet::SESSION,
    ];
    for text in ["sudo", " SUDO ", "root", "i-0", "2026", "likely"] {
        let needle = text.trim().to_lowercase();
        let expected: Vec<u32> = (0..u32::try_from(set.places.len()).unwrap())
            .filter(|row| set.at(*row as usize).is_some())
            .filter(|row| columns.iter().any(|column| value_of(&set, *row, *column).to_lowercase().contains(&needle)))
            .collect();
        assert_eq!(*search(text).order, *expected, "{text:?}");
    }
    assert_eq!(search("  ").order.len(), set.places.len(), "nothing is searched for");
}

#[test]
fn bars_count_every_command_shown_once_whatever_the_span() {
    let set = recorded();
    let all = set.narrow(&narrowing(CommandFilter::default()));
    let total = |narrowed: &Narrowed| -> u32 { narrowed.histogram.counts.iter().flatten().sum() };
    assert_eq!(total(&all) as usize, set.commands);
    assert!(all.histogram.counts.len() > 5 && all.histogram.counts.len() < 110);
    let middle = all.histogram.edges.len() / 2;
    let span = TimeRange { start: all.histogram.edges[middle - 1], end: all.histogram.edges[middle + 2] };
    let zoomed = set.narrow(&narrowing(CommandFilter { span: Some(span), ..CommandFilter::default() }));
    let inside: u32 = (middle - 1..middle + 2).map(|bar| all.histogram.total(bar)).sum();
    assert_eq!((zoomed.commands, total(&zoomed)), (inside as usize, inside));
    assert!(zoomed.order.iter().all(|row| span.contains(set.times[*row as usize])));
    assert!(all.histogram.ticks.len() > 1 && all.histogram.ticks.len() < 12, "{:?}", all.histogram.ticks);
}

#[test]
fn marks_stand_in_the_order_of_time_until_something_only_commands_have_is_asked_for() {
    let set = recorded();
    let marks = set.places.len() - set.commands;
    assert!(marks > 0);
    assert!(set.times.is_sorted());
    let shown = |filter: CommandFilter| {
        let narrowed = set.narrow(&narrowing(filter));
        (narrowed.order.len() - narrowed.commands, narrowed.commands)
    };
    assert_eq!(shown(CommandFilter::default()), (marks, set.commands));
    assert_eq!(shown(CommandFilter { without_marks: true, ..CommandFilter::default() }), (0, set.commands));
    let mut flagged = CommandFilter::default();
    flagged.only(Facet::Flag, "flagged");
    assert_eq!(shown(flagged).0, 0);
    let with_mark = set.places.iter().find(|place| matches!(place, RowPlace::Mark { .. })).unwrap();
    let mut session = CommandFilter::default();
    session.only(Facet::Session, &set.sessions[with_mark.session()].id);
    assert!(shown(session).0 > 0, "a session's marks are its own");
}

#[test]
fn a_flag_can_be_chosen_by_itself_its_category_or_its_rule() {
    let set = recorded();
    let all = set.narrow(&narrowing(CommandFilter::default()));
    assert!(all.flagged > 0);
    let mut kinds = BTreeSet::new();
    for count in all.counts(Facet::Flag) {
        let value = &set.flag_values()[count.value as usize];
        let mut filter = CommandFilter::default();
        filter.only(Facet::Flag, &value.name());
        let narrowed = set.narrow(&narrowing(filter));
        for row in narrowed.order.iter() {
            let flags = set.flags(*row as usize);
            let is_meant = match value {
                FlagValue::Any => flags.iter().any(|flag| flag.rule.level >= Level::Medium),
                FlagValue::OnlyLow => !flags.is_empty() && flags.iter().all(|flag| flag.rule.level < Level::Medium),
                FlagValue::Category(category) => flags.iter().any(|flag| flag.rule.category == *category),
                FlagValue::Rule(rule) => flags.iter().any(|flag| flag.rule.id == rule.id),
            };
            assert!(is_meant);
        }
        kinds.insert(match value {
            FlagValue::Any => 0,
            FlagValue::OnlyLow => 1,
            FlagValue::Category(_) => 2,
            FlagValue::Rule(_) => 3,
        });
    }
    assert_eq!(kinds.len(), 4);
    let with_flags = (0..set.places.len()).filter(|row| !set.flags(*row).is_empty()).count();
    let everyone = all.everyone.unwrap();
    assert_eq!(everyone.flagged + everyone.only_low, with_flags, "no flag is left uncounted");
}

#[test]
fn a_row_leads_to_the_logs_own_bytes_and_what_stood_around() {
    let set = recorded();
    for row in 0..set.places.len() {
        let context = set.context(row).unwrap();
        assert!(context.around.iter().any(|line| line.is_own), "row {row}");
        let Some((session, command)) = set.at(row) else { continue };
        assert_eq!(context.event_count, session.events);
        assert!(!context.logged.is_empty());
        let first = &context.events[0];
        assert!(first.number >= 1 && first.number <= session.events);
        assert_eq!(first.message.len().min(12_000), first.message.len());
        assert_eq!(context.output.len() + context.output_left_out, command.output.lines);
    }
}
