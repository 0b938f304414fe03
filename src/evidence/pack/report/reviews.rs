//! What people said of sessions and commands.

use super::{
    Told,
    html::{Cell, Look, Page, count, when},
};
use crate::evidence::pack::review::Remark;

/// Reviews and notes that are listed; `review.jsonl` has all.
const MOST_LISTED: usize = 2_000;

pub(super) fn write(page: &mut Page, told: &Told<'_>) {
    page.heading("Reviews and notes", "レビューとメモ");
    if told.remarks.is_empty() {
        page.paragraph("weak", page.pick("None are in the case.", "ケースにはありません。"));
        return;
    }
    let mut latest: Vec<&Remark> =
        told.remarks.iter().filter(|remark| remark.is_latest && remark.state != "none").collect();
    let of = |state: &str, is_command: bool| {
        latest.iter().filter(|remark| remark.state == state && remark.command.is_some() == is_command).count() as u64
    };
    let [sessions, commands] = [false, true].map(|is_command| of("reviewed", is_command));
    let follow_up = of("follow-up", false) + of("follow-up", true);
    page.facts(&[
        (
            page.pick("Sessions reviewed", "確認済みセッション"),
            format!("{} / {}", count(sessions), count(told.summary.sessions)),
        ),
        (page.pick("Commands reviewed one by one", "個別に確認済みのコマンド"), count(commands)),
        (page.pick("To be followed up", "要追跡"), count(follow_up)),
    ]);
    // What is still to be done comes first.
    latest.sort_by_key(|remark| (remark.state != "follow-up", remark.number));
    if !latest.is_empty() {
        page.part(page.pick("Where the reviews stand", "レビューの現況"));
        listed(page, &latest, false);
    }
    page.part(page.pick("Every review and note, in order", "レビューとメモの全履歴"));
    page.paragraph(
        "weak small",
        page.pick(
            "Nothing here can be changed or removed once written: a later entry stands beside the earlier one. The numbers are those of the case's ledger (ledger.jsonl).",
            "記入後の変更や削除はできず、後の記入が前の記入と並びます。番号はケースの台帳（ledger.jsonl）のものです。",
        ),
    );
    listed(page, &told.remarks.iter().collect::<Vec<_>>(), true);
}

fn listed(page: &mut Page, remarks: &[&Remark], is_log: bool) {
    if remarks.len() > MOST_LISTED {
        let text = page.pick("Listed here, all are in review.jsonl:", "一部のみ掲載。全件は review.jsonl にあります：");
        page.paragraph("bad", &format!("{text} {} / {}", count(MOST_LISTED as u64), count(remarks.len() as u64)));
    }
    let mut columns = vec![
        (page.pick("Entered (UTC)", "記入時刻 (UTC)"), Look::Time),
        (page.pick("State", "状態"), Look::Word),
        (page.pick("Session or command", "セッション・コマンド"), Look::Typed),
        (page.pick("By", "記入者"), Look::Word),
        (page.pick("Comment", "コメント"), Look::Text),
    ];
    if is_log {
        columns.insert(0, (page.pick("No.", "番号"), Look::Number));
    }
    let rows: Vec<Vec<Cell>> = remarks
        .iter()
        .take(MOST_LISTED)
        .map(|remark| {
            let about = match &remark.command {
                Some(command) => Cell::from(command.as_str()).below(&*remark.command_time).below(&*remark.session),
                None => remark.session.as_str().into(),
            };
            let mut row = vec![
                when(remark.at).into(),
                state(page, remark).into(),
                about,
                remark.by.as_str().into(),
                remark.text.as_str().into(),
            ];
            if is_log {
                row.insert(0, remark.number.to_string().into());
            }
            row
        })
        .collect();
    page.table(&columns, rows.into_iter());
}

/// A state that this version does not know is shown as it is.
fn state(page: &Page, remark: &Remark) -> String {
    match remark.state.as_str() {
        _ if !remark.is_review => page.pick("note", "メモ").to_owned(),
        "reviewed" => page.pick("reviewed", "確認済み").to_owned(),
        "follow-up" => page.pick("to be followed up", "要追跡").to_owned(),
        "none" => page.pick("mark taken back", "取り消し").to_owned(),
        other => other.to_owned(),
    }
}
