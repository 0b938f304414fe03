//! Who typed how much, and what of it is flagged.

use super::html::{Cell, Look, Page, count};
use crate::evidence::pack::{PackSummary, commands::Found, iso};

pub(super) fn users(page: &mut Page, found: &Found) {
    page.heading("OS users", "OS ユーザー");
    let columns = [
        (page.pick("OS user", "OS ユーザー"), Look::Text),
        (page.pick("Sessions", "セッション"), Look::Number),
        (page.pick("Typed commands", "入力コマンド"), Look::Number),
        (page.pick("Flagged", "フラグ"), Look::Number),
    ];
    let unknown = page.pick("(not known)", "（不明）");
    page.table(
        &columns,
        found.users.iter().map(|(name, user)| {
            let name = if name.is_empty() { unknown } else { name };
            vec![name.into(), count(user.sessions).into(), count(user.commands).into(), count(user.flagged).into()]
        }),
    );
    if found.users.keys().any(|name| name.ends_with(" (prompt)")) {
        page.paragraph(
            "weak small",
            page.pick(
                "(prompt): the record names no OS user; the session's prompt does, and a program can print a prompt.",
                "(prompt)：記録に OS ユーザーはなく、プロンプトの表示によるものです。プロンプトはプログラムも表示できます。",
            ),
        );
    }
}

pub(super) fn flagged(page: &mut Page, found: &Found, summary: &PackSummary) {
    page.heading("Flagged commands", "フラグの付いたコマンド");
    page.paragraph(
        "weak",
        page.pick(
            "A flag is a lead, not a verdict: it says what a line looks like, not what it did. The rules are in rules.json.",
            "フラグは手がかりであり、判定ではありません。行の見た目を示すもので、結果は示しません。規則は rules.json にあります。",
        ),
    );
    if (found.listed.len() as u64) < summary.flagged {
        let text = page.pick(
            "Listed here, the gravest first; all are in commands.csv:",
            "重いものから一部のみ掲載。全件は commands.csv にあります：",
        );
        page.paragraph("bad", &format!("{text} {} / {}", count(found.listed.len() as u64), count(summary.flagged)));
    }
    if found.cut_cells > 0 {
        let text = page.pick(
            "Cells that were too long for commands.xlsx are cut there, and say so:",
            "commands.xlsx に収まらず、その旨を付けて切り詰めたセル：",
        );
        page.paragraph("bad", &format!("{text} {}", count(found.cut_cells)));
    }
    if found.listed.is_empty() {
        page.paragraph("weak", page.pick("None.", "ありません。"));
        return;
    }
    let columns = [
        (page.pick("Time (UTC)", "時刻 (UTC)"), Look::Time),
        (page.pick("As user", "ユーザー"), Look::Text),
        (page.pick("Typed", "入力"), Look::Code),
        (page.pick("Sure", "確度"), Look::Text),
        (page.pick("Flags", "フラグ"), Look::Text),
    ];
    let end = page.pick("at the session's end at the latest", "遅くともセッション終了時");
    let sure = |name: &'static str| match name {
        "exact" => page.pick("exact", "正確"),
        "likely" => page.pick("likely", "おおむね正確"),
        "uncertain" => page.pick("uncertain", "不確か"),
        other => other,
    };
    let rows: Vec<Vec<Cell>> = found
        .listed
        .iter()
        .map(|each| {
            let time = if each.is_session_end {
                Cell::from(format!("≤ {}", iso(each.time))).below(end)
            } else {
                iso(each.time).into()
            };
            let mut flags = each.flags.iter().map(|(title, level)| format!("{title} [{level}]"));
            let first = Cell::from(flags.next().unwrap_or_default());
            vec![
                time,
                Cell::from(each.user.as_str()).below(each.session.as_str()).below(each.instance.as_str()),
                each.text.as_str().into(),
                sure(each.confidence).into(),
                flags.fold(first, Cell::below),
            ]
        })
        .collect();
    page.table(&columns, rows.into_iter());
}
