//! The report: one page that needs nothing else, and in which nothing acts.

use std::fmt::Write as _;

use super::{Collection, PackError, PackLanguage, PackOptions, PackSummary, commands::Found, iso};
use crate::{
    case::{Case, EntryKind},
    model::visible,
};

/// Shortfalls that are listed for a collection.
const MOST_SHORTFALLS: usize = 20;

const STYLE: &str = "body{font:14px/1.5 system-ui,sans-serif;color:#1c232e;max-width:1080px;margin:32px auto;padding:0 24px}\
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 8px;border-bottom:1px solid #d5dbe3;padding-bottom:4px}\
table{border-collapse:collapse;width:100%;margin:8px 0}th,td{text-align:left;vertical-align:top;padding:5px 8px;border-bottom:1px solid #e3e8ee}\
th{font-weight:600;color:#4a5666}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}\
code,.m{font:12.5px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}\
.good{color:#1a7f45;font-weight:600}.bad{color:#c0262d;font-weight:700}.weak{color:#667182}\
.sign td{height:64px;border:1px solid #9aa5b1;width:33%}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";

/// Text as text, whatever it is: control characters and what turns text around made visible, tags escaped.
fn escape(text: &str) -> String {
    let mut page = String::with_capacity(text.len() + 8);
    for character in visible(text).chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            other => page.push(other),
        }
    }
    page
}

pub(super) fn page(
    case: &Case,
    collections: &[Collection],
    summary: &PackSummary,
    found: &Found,
    options: &PackOptions<'_>,
) -> Result<String, PackError> {
    let words = options.language;
    let mut page = Page { html: String::new(), words };
    let name = case.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let title = words.pick("Session Manager: who typed what", "Session Manager 操作記録報告書");
    page.raw(&format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{}</title><style>{STYLE}</style></head><body>\n<h1>{}</h1>\n<p class=\"weak\">{}</p>\n",
        words.pick("en", "ja"),
        escape(&format!("{title}: {name}")),
        escape(title),
        escape(&format!("{name} · {} · Session Lens {}", iso(options.now), env!("CARGO_PKG_VERSION"))),
    ));
    let data = case.summary()?;
    page.heading("What it covers", "対象");
    page.facts(&[
        (words.pick("Events", "イベント"), summary.events.to_string()),
        (words.pick("Sessions (log streams)", "セッション（ログストリーム）"), summary.sessions.to_string()),
        (words.pick("Typed commands", "入力コマンド"), summary.commands.to_string()),
        (words.pick("Flagged (medium or higher)", "フラグ（中以上）"), summary.flagged.to_string()),
        (words.pick("First event", "最初のイベント"), data.first_time.map_or_else(String::new, iso)),
        (words.pick("Last event", "最後のイベント"), data.last_time.map_or_else(String::new, iso)),
        (words.pick("Times are in", "時刻の表示"), "UTC".to_owned()),
        (
            words.pick("Case sealed", "ケースの封印"),
            words
                .pick(if case.is_sealed() { "yes" } else { "no" }, if case.is_sealed() { "済" } else { "未" })
                .to_owned(),
        ),
    ]);
    completeness(&mut page, case, collections, summary)?;
    users(&mut page, found);
    flagged(&mut page, found, summary);
    reviews(&mut page, case)?;
    limits(&mut page);
    page.raw(&format!(
        "<h2>{}</h2><table class=\"sign\"><tr><th>{}</th><th>{}</th><th>{}</th></tr><tr><td></td><td></td><td></td></tr></table>\n",
        words.pick("Sign-off", "確認欄"),
        words.pick("Reviewer (name, date)", "点検者（氏名・日付）"),
        words.pick("Approver (name, date)", "承認者（氏名・日付）"),
        words.pick("Remarks", "備考"),
    ));
    page.raw("</body></html>\n");
    Ok(page.html)
}

struct Page {
    html: String,
    words: PackLanguage,
}

impl Page {
    fn raw(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn heading(&mut self, english: &'static str, japanese: &'static str) {
        let _infallible = writeln!(self.html, "<h2>{}</h2>", escape(self.words.pick(english, japanese)));
    }

    fn paragraph(&mut self, class: &str, text: &str) {
        let _infallible = writeln!(self.html, "<p class=\"{class}\">{}</p>", escape(text));
    }

    fn facts(&mut self, facts: &[(&str, String)]) {
        self.raw("<table>");
        for (name, value) in facts {
            let _infallible =
                write!(self.html, "<tr><th>{}</th><td class=\"m\">{}</td></tr>", escape(name), escape(value));
        }
        self.raw("</table>\n");
    }
}

fn completeness(
    page: &mut Page,
    case: &Case,
    collections: &[Collection],
    summary: &PackSummary,
) -> Result<(), PackError> {
    let words = page.words;
    page.heading("Completeness", "完全性");
    if summary.complete {
        page.paragraph(
            "good",
            words.pick(
                "COMPLETE: the windows tile the time range, and in every step of time there are as many distinct events as a query of its own had counted.",
                "完全：取得区間が期間を隙間なく覆い、どの時間区分でも、別途数えた件数と重複のないイベント数が一致します。",
            ),
        );
    } else {
        page.paragraph(
            "bad",
            words.pick(
                "INCOMPLETE OR NOT PROVEN: see below. What is missing here proves nothing.",
                "不完全または未証明：下記を参照してください。ここにないことは何の証明にもなりません。",
            ),
        );
    }
    for collection in collections {
        let scope = &collection.plan.scope;
        let origin =
            |name: &str| collection.origin.get(name).and_then(|value| value.as_str()).unwrap_or("–").to_owned();
        let mut facts = vec![
            (words.pick("Log groups", "ロググループ"), scope.log_groups.join(", ")),
            (words.pick("From (included)", "開始（含む）"), iso(scope.start)),
            (words.pick("Until (not included)", "終了（含まない）"), iso(scope.end)),
            (words.pick("Fetched with", "取得方法"), collection.plan.via.name().to_owned()),
            (words.pick("Ingestion cut-off", "取り込みの締切"), iso(collection.plan.cutoff)),
            (
                words.pick("Account, region", "アカウント・リージョン"),
                format!("{}, {}", origin("account"), origin("region")),
            ),
            (words.pick("Collected by", "収集者"), origin("caller")),
        ];
        if let Some(after) = collection.plan.after {
            facts.push((
                words.pick("Only what came late: taken in after", "遅延分のみ：この時刻より後の取り込み"),
                iso(after),
            ));
        }
        if let Some(why) = &collection.plan.uncounted {
            facts.push((words.pick("NOT COUNTED by anything independent", "独立した計数なし"), why.clone()));
        }
        match &collection.proof {
            Some(proof) => {
                facts.push((
                    words.pick("Hash of the set of events (SHA-256)", "イベント集合のハッシュ（SHA-256）"),
                    proof.set_sha256.clone(),
                ));
                let verdict = if proof.complete {
                    words.pick("complete", "完全")
                } else {
                    words.pick("INCOMPLETE", "不完全")
                };
                facts.push((words.pick("Verdict", "判定"), verdict.to_owned()));
                facts.push((
                    words.pick("Events here / counted / late", "イベント / 計数 / 遅延"),
                    format!("{} / {} / {}", proof.events, proof.counted, proof.late),
                ));
                facts.push((
                    words.pick("Windows, queries, requests, bytes scanned", "区間・クエリ・リクエスト・走査バイト"),
                    format!("{}, {}, {}, {}", proof.windows, proof.queries, proof.requests, proof.bytes_scanned),
                ));
                for shortfall in proof.shortfalls.iter().take(MOST_SHORTFALLS) {
                    facts.push((
                        words.pick("Missing", "不足"),
                        format!(
                            "{} – {}: {} / {}",
                            iso(shortfall.start),
                            iso(shortfall.end),
                            shortfall.events.unwrap_or_default(),
                            shortfall.counted
                        ),
                    ));
                }
            }
            None => facts.push((
                words.pick("Verdict", "判定"),
                words.pick("INCOMPLETE: interrupted", "不完全：中断").to_owned(),
            )),
        }
        page.facts(&facts);
    }
    let files: Vec<_> = case
        .entries(EntryKind::SourceEnd, None)?
        .into_iter()
        .filter_map(|entry| Some((entry.subject, entry.body.get("sha256")?.as_str()?.to_owned())))
        .collect();
    if !files.is_empty() {
        page.paragraph(
            "",
            words.pick(
                "Imported files: their content is here as it was; whether they held everything, this program cannot know.",
                "取り込んだファイル：内容はそのまま収録していますが、それがすべてだったかは確認できません。",
            ),
        );
        page.facts(&files.iter().map(|(name, hash)| (name.as_str(), format!("SHA-256 {hash}"))).collect::<Vec<_>>());
    }
    Ok(())
}

fn users(page: &mut Page, found: &Found) {
    let words = page.words;
    page.heading("OS users", "OS ユーザー");
    page.raw(&format!(
        "<table><tr><th>{}</th><th class=\"n\">{}</th><th class=\"n\">{}</th><th class=\"n\">{}</th></tr>",
        words.pick("OS user", "OS ユーザー"),
        words.pick("Sessions", "セッション"),
        words.pick("Typed commands", "入力コマンド"),
        words.pick("Flagged", "フラグ"),
    ));
    for (name, user) in &found.users {
        let name = if name.is_empty() { words.pick("(not known)", "（不明）") } else { name };
        page.raw(&format!(
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escape(name),
            user.sessions,
            user.commands,
            user.flagged
        ));
    }
    page.raw("</table>\n");
    page.paragraph(
        "weak",
        words.pick(
            "(prompt): the record names no OS user; the session's prompt does, and a program can print a prompt.",
            "(prompt)：記録に OS ユーザーはなく、プロンプトの表示によるものです。プロンプトはプログラムも表示できます。",
        ),
    );
}

fn flagged(page: &mut Page, found: &Found, summary: &PackSummary) {
    let words = page.words;
    page.heading("Flagged commands", "フラグの付いたコマンド");
    page.paragraph(
        "weak",
        words.pick(
            "A flag is a lead, not a verdict: it says what a line looks like, not what it did. The rules are in rules.json.",
            "フラグは手がかりであり、判定ではありません。行の見た目を示すもので、結果は示しません。規則は rules.json にあります。",
        ),
    );
    if (found.listed.len() as u64) < summary.flagged {
        page.paragraph(
            "bad",
            &format!(
                "{} {} / {}",
                words.pick(
                    "Listed here, the gravest first; all are in commands.csv:",
                    "重いものから一部のみ掲載。全件は commands.csv にあります："
                ),
                found.listed.len(),
                summary.flagged
            ),
        );
    }
    if found.cut_cells > 0 {
        let text = words.pick(
            "Cells that were too long for commands.xlsx are cut there, and say so:",
            "commands.xlsx に収まらず、その旨を付けて切り詰めたセル：",
        );
        page.paragraph("bad", &format!("{text} {}", found.cut_cells));
    }
    page.raw(&format!(
        "<table><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>",
        words.pick("Time (UTC)", "時刻 (UTC)"),
        words.pick("As user", "ユーザー"),
        words.pick("Typed", "入力"),
        words.pick("Sure", "確度"),
        words.pick("Flags", "フラグ"),
    ));
    for each in &found.listed {
        let before = if each.is_session_end { "≤ " } else { "" };
        let flags: Vec<String> = each.flags.iter().map(|(title, level)| format!("{title} [{level}]")).collect();
        page.raw(&format!(
            "<tr><td class=\"m\">{before}{}</td><td>{}<br><span class=\"weak\">{}<br>{}</span></td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
            escape(&iso(each.time)),
            escape(&each.user),
            escape(&each.session),
            escape(&each.instance),
            escape(&each.text),
            escape(each.confidence),
            escape(&flags.join("; ")),
        ));
    }
    page.raw("</table>\n");
}

fn reviews(page: &mut Page, case: &Case) -> Result<(), PackError> {
    let words = page.words;
    page.heading("Reviews and notes", "レビューとメモ");
    let mut entries = case.entries(EntryKind::Review, None)?;
    entries.extend(case.entries(EntryKind::Note, None)?);
    entries.sort_by_key(|entry| entry.number);
    if entries.is_empty() {
        page.paragraph("weak", words.pick("None are in the case.", "ケースにはありません。"));
        return Ok(());
    }
    page.raw("<table>");
    for entry in entries {
        page.raw(&format!(
            "<tr><td class=\"m\">{}</td><td>{}</td><td class=\"m\">{}</td></tr>",
            escape(&iso(entry.at)),
            escape(&entry.subject),
            escape(&entry.text)
        ));
    }
    page.raw("</table>\n");
    Ok(())
}

fn limits(page: &mut Page) {
    let words = page.words;
    page.heading("What such logs cannot show", "このログからは分からないこと");
    page.raw("<ul>");
    for (english, japanese) in [
        (
            "Whether a command did anything: a log of a terminal has no exit status. Success and failure are not recorded.",
            "コマンドの結果：端末の記録に終了状態はありません。成否は記録されていません。",
        ),
        (
            "Which keys were pressed: the log has what the terminal showed. Streamed logs lack cursor movements, so edits may be hidden.",
            "押されたキー：記録は端末の表示です。ストリーミングではカーソル移動が失われ、編集が隠れることがあります。",
        ),
        ("What was typed while echo was off, such as passwords.", "エコー停止中の入力（パスワードなど）。"),
        ("What scripts, editors and other programs did.", "スクリプト・エディター・その他のプログラムの動作。"),
        (
            "Sessions that are never logged (port forwarding, SSH), or whose log was lost before it reached CloudWatch Logs.",
            "記録対象外のセッション（ポート転送・SSH）や、CloudWatch Logs に届く前に失われた記録。",
        ),
        (
            "Anything before the collection: the hashes begin then.",
            "収集より前のこと：ハッシュは収集時点からのものです。",
        ),
    ] {
        let _infallible = write!(page.html, "<li>{}</li>", escape(words.pick(english, japanese)));
    }
    page.raw("</ul>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_acts() {
        let hostile = "<script>alert(1)</script>\"'&\u{1b}[31m\u{202e}";
        assert_eq!(escape(hostile), "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;␛[31m\\u{202e}");
    }
}
