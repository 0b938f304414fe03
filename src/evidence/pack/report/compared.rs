//! Which sessions that AWS knows have no log, or one that is not whole.

use super::{
    Told,
    html::{Cell, Look, Page, count, when, when_utc},
    trust::{sure, text},
};
use crate::{
    evidence::pack::{PackLanguage, compared::Compared},
    setup::{
        Answer,
        reconcile::{Covered, Gap, Person, RowStatus},
    },
};

pub(super) fn write(page: &mut Page, told: &Told<'_>, language: PackLanguage) {
    for (place, compared) in told.trust.compared.iter().enumerate() {
        page.heading("Sessions that AWS knows, and their logs", "AWS が記録するセッションとログの照合");
        if place > 0 {
            let text = page.pick(
                "An earlier comparison: no later one has all of it, another time, group, region or record. All its sessions are in:",
                "以前の照合です。期間、ロググループ、リージョン、記録の一部が以降の照合に含まれていません。全セッションのファイル：",
            );
            page.paragraph("weak", &format!("{text} {}", compared.file));
        }
        // The last one's facts say how many stand in the ledger only.
        let replaced = if place == 0 { told.trust.replaced } else { 0 };
        facts(page, compared, replaced);
        if compared.told_count > 0 {
            let text = page.pick(
                "Sessions of this comparison of which a later one tells above:",
                "以降の照合に記載済みのセッション：",
            );
            page.paragraph("weak", &format!("{text} {}", count(compared.told_count)));
        }
        rows(page, compared, language);
    }
}

fn facts(page: &mut Page, compared: &Compared, replaced: u64) {
    let found = &compared.about;
    let of = |name: &str| count(compared.count(name));
    let covered = |answer: &Answer<Covered>| match answer {
        Answer::Read { value, .. } if value.is_older_than_kept(found.range) => {
            let text = page.pick("older than what AWS keeps, from", "AWS の保存期間より前（保存の開始：");
            format!("{text} {}{}", when_utc(value.start), page.pick("", "）"))
        }
        Answer::Read { value, .. } => format!("{} – {}", when_utc(value.start), when_utc(value.end)),
        Answer::Denied { permission, .. } => {
            format!("{} ({permission})", page.pick("NOT READ: a permission is missing", "読み取り不可：権限不足"))
        }
        Answer::Failed { message, .. } => format!("{} ({message})", page.pick("NOT READ", "読み取り不可")),
        Answer::CutShort { read, .. } => {
            let text = page.pick("NOT READ TO THE END; read:", "最後まで読み取れていません。読み取った件数：");
            format!("{text} {}", count(*read as u64))
        }
        Answer::Absent { evidence } => {
            format!("{} ({})", page.pick("NOT READ: not there", "読み取り不可：存在しない"), evidence.subject)
        }
        Answer::NotAsked => page.pick("not asked", "確認対象外").to_owned(),
    };
    let mut facts = vec![
        (page.pick("Account and region", "アカウントとリージョン"), format!("{} · {}", found.account, found.region)),
        (page.pick("Compared at", "照合日時"), when_utc(found.at)),
        (page.pick("Compared by", "照合者"), found.caller.clone()),
        (
            page.pick("Time compared", "対象期間"),
            format!("{} – {}", when_utc(found.range.start), when_utc(found.range.end)),
        ),
        (page.pick("Log groups", "ロググループ"), found.log_groups.join(", ")),
        (page.pick("Systems Manager's history", "Systems Manager の履歴"), covered(&found.history)),
        ("CloudTrail", covered(&found.trail)),
        (
            page.pick("CloudTrail's events from", "CloudTrail イベントの取得元"),
            found.trail_log_group.clone().unwrap_or_else(|| "LookupEvents".to_owned()),
        ),
        (page.pick("Log streams", "ログストリーム"), covered(&found.transcripts)),
        (page.pick("With their log", "ログあり"), of("matched")),
        (page.pick("Cut", "途切れ"), of("cut")),
        (page.pick("Contradictory", "矛盾"), of("contradictory")),
        (page.pick("Without a log", "ログなし"), of("no-transcript")),
        (page.pick("Logs without a session", "ログのみ"), of("transcript-only")),
        (page.pick("Not logged by design", "仕様上の記録対象外"), of("not-logged-by-design")),
    ];
    // A lone group is told above.
    for group in found.unread_groups.iter().filter(|_| found.log_groups.len() > 1) {
        let said = format!("{}: {}", group.log_group, covered(&group.answer));
        facts.push((page.pick("Log group", "ロググループ"), said));
    }
    if !matches!(found.credentials, Answer::Read { .. } | Answer::NotAsked) {
        let said = covered(&found.credentials.clone().map(|()| found.range));
        facts.push((page.pick("Who assumed roles", "ロールを引き受けた人物"), said));
    }
    for (number, name) in [
        (found.broken_events, page.pick("CloudTrail events not understood", "解釈できない CloudTrail イベント")),
        (found.broken_sessions, page.pick("Sessions without an id, left out", "ID がなく対象外のセッション")),
        (
            found.elsewhere,
            page.pick(
                "CloudTrail events of other regions or accounts, left out",
                "対象外とした他のリージョン・アカウントの CloudTrail イベント",
            ),
        ),
    ] {
        if number > 0 {
            facts.push((name, count(number)));
        }
    }
    if replaced > 0 {
        let name = page
            .pick("Earlier comparisons of the same, in ledger.jsonl only", "同じ範囲の以前の照合（ledger.jsonl のみ）");
        facts.push((name, count(replaced)));
    }
    page.facts(&facts);
}

/// A time with what it is; nothing where it is not known.
fn told_at(what: &str, at: Option<i64>) -> String {
    at.map(|at| format!("{what} {}", when(at))).unwrap_or_default()
}

fn rows(page: &mut Page, compared: &Compared, language: PackLanguage) {
    if compared.odd.is_empty() {
        return;
    }
    page.part(page.pick("All that is not simply matched", "一致以外のセッション"));
    let (listed, odd) = (compared.odd.len() as u64, compared.odd_count);
    if odd > listed {
        let text =
            page.pick("Only some are listed here. All sessions are in:", "一部のみ掲載。全セッションのファイル：");
        page.paragraph("bad", &format!("{text} {} ({} / {})", compared.file, count(listed), count(odd)));
    } else {
        let text = page.pick("All sessions, matched ones too, are in:", "一致したものを含む全セッションのファイル：");
        page.paragraph("weak", &format!("{text} {}", compared.file));
    }
    let columns = [
        (page.pick("Start – end (UTC)", "開始 – 終了 (UTC)"), Look::Time),
        (page.pick("Transcript", "ログ"), Look::Text),
        (page.pick("Session", "セッション"), Look::Code),
        (page.pick("Person", "人物"), Look::Text),
    ];
    let unresolved = page.pick("unresolved", "未特定");
    let rows: Vec<Vec<Cell>> = compared
        .odd
        .iter()
        .map(|row| {
            let status = row.status.words().map(|words| text(words, language)).unwrap_or_default();
            let mut cause = row.cause_words().map(|words| text(words, language).to_owned()).unwrap_or_default();
            if let RowStatus::Cut { gap, silent_milliseconds, .. } = row.status
                && gap != Gap::PartlyExpired
            {
                let minutes = count(u64::try_from(silent_milliseconds / 60_000).unwrap_or_default());
                let silent = match language {
                    PackLanguage::English => format!("Minutes without a record: {minutes}. "),
                    PackLanguage::Japanese => format!("記録のない時間：{minutes} 分。"),
                };
                cause = silent + &cause;
            }
            if let Some(certainty) = row.status.certainty() {
                cause = format!("{cause} ({})", sure(page, certainty));
            }
            if let Some(code) = &row.error_code {
                cause = format!("{cause} ({code})");
            }
            let (person, how) = match &row.person {
                Person::Resolved { name, how, .. } => (name.clone(), how.words()),
                Person::Unresolved { why, .. } => (unresolved.to_owned(), why.words()),
            };
            let how = how.map(|words| text(words, language)).unwrap_or_default();
            let about = [row.target.as_deref(), row.document.as_deref()];
            vec![
                Cell::from(row.start.or(row.first_event).map(when).unwrap_or_default())
                    .below(told_at("–", row.end))
                    .below(told_at(page.pick("log to", "ログの最後："), row.last_event)),
                Cell::from(status.to_owned()).below(cause),
                Cell::from(row.session_id.clone()).below(about.into_iter().flatten().collect::<Vec<_>>().join(" · ")),
                Cell::from(person).below(how).below(row.principal.clone().unwrap_or_default()),
            ]
        })
        .collect();
    page.table(&columns, rows.into_iter());
}
