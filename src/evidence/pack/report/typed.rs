//! Who typed how much, and what of it is flagged.

use super::html::{Cell, Look, Page, count, when};
use crate::{
    evidence::pack::{PackLanguage, PackSummary, commands::Found},
    flags::{Level, Rule},
    session::Confidence,
};

/// The author of the built-in rules.
const OURS: &str = "Session Lens";

pub(super) fn users(page: &mut Page, found: &Found) {
    page.heading("OS users", "OS ユーザー");
    let columns = [
        (page.pick("OS user", "OS ユーザー"), Look::Text),
        (page.pick("Sessions", "セッション"), Look::Number),
        (page.pick("Typed commands", "入力コマンド"), Look::Number),
        (page.pick("Flagged", "フラグ"), Look::Number),
    ];
    let unknown = page.pick("(not known)", "（不明）");
    page.narrow_table(
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
        (page.pick("Typed", "入力"), Look::Typed),
        (page.pick("Sure", "確度"), Look::Word),
        (page.pick("Flags", "フラグ"), Look::Text),
    ];
    let end = page.pick("at the session's end at the latest", "遅くともセッション終了時");
    let rows: Vec<Vec<Cell>> = found
        .listed
        .iter()
        .map(|each| {
            let time = if each.is_session_end {
                Cell::from(format!("≤ {}", when(each.time))).below(end)
            } else {
                when(each.time).into()
            };
            let mut rules = each.rules.iter().map(|rule| named(page, rule));
            let first = Cell::from(rules.next().unwrap_or_default());
            vec![
                time,
                Cell::from(each.user.as_str()).below(each.session.as_str()).below(each.instance.as_str()),
                each.text.as_str().into(),
                sure(page, each.confidence).into(),
                rules.fold(first, Cell::below),
            ]
        })
        .collect();
    page.table(&columns, rows.into_iter());
}

fn sure(page: &Page, confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Exact => page.pick("exact", "記録で裏付け"),
        Confidence::Likely => page.pick("likely", "推定"),
        Confidence::Uncertain => page.pick("uncertain", "不確か"),
    }
}

/// A rule's title and level; and its author, where it is not one of ours: the licence of many public rules wants it.
fn named(page: &Page, rule: &Rule) -> String {
    let title = rule.title_ja.as_deref().filter(|_| page.words == PackLanguage::Japanese).unwrap_or(&rule.title);
    let level = match rule.level {
        Level::Informational => page.pick("informational", "参考"),
        Level::Low => page.pick("low", "低"),
        Level::Medium => page.pick("medium", "中"),
        Level::High => page.pick("high", "高"),
        Level::Critical => page.pick("critical", "重大"),
    };
    let author =
        if rule.author.is_empty() || rule.author == OURS { String::new() } else { format!(" ({})", rule.author) };
    format!("{title} [{level}]{author}")
}
