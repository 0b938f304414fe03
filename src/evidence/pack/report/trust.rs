//! Can the record be trusted: what the setup check found, and which sessions have no log.

use super::{
    Told,
    html::{Cell, Look, Page, count, when, when_utc},
};
use crate::{
    evidence::pack::PackLanguage,
    setup::{
        Answer, BothTexts, Finding, Weight, finding_words,
        reconcile::{Covered, Person, Row, RowStatus},
    },
};

/// Sessions that are listed; `reconciliation.csv` has all.
const MOST_LISTED: usize = 500;

pub(super) fn write(page: &mut Page, told: &Told<'_>, language: PackLanguage) {
    setup(page, told, language);
    sessions(page, told, language);
}

fn text(texts: &BothTexts, language: PackLanguage) -> &str {
    match language {
        PackLanguage::English => &texts.en,
        PackLanguage::Japanese => &texts.ja,
    }
}

fn setup(page: &mut Page, told: &Told<'_>, language: PackLanguage) {
    let Some(report) = &told.trust.setup else { return };
    page.heading("How Session Manager is set up", "Session Manager の設定");
    let of = |weight| report.findings.iter().filter(|finding| finding.weight == weight).count() as u64;
    page.facts(&[
        (
            page.pick("Account and region", "アカウントとリージョン"),
            format!("{} · {}", report.facts.account, report.facts.region),
        ),
        (page.pick("Read at", "確認日時"), when_utc(report.facts.at)),
        (page.pick("Read by", "確認者"), report.facts.caller.clone()),
        (page.pick("Risks", "リスク"), count(of(Weight::Risk))),
        (page.pick("To look at", "要確認"), count(of(Weight::Attention))),
        (page.pick("Could not be checked", "確認不可"), count(of(Weight::CouldNotCheck))),
        (page.pick("In order", "問題なし"), count(of(Weight::Good))),
    ]);
    page.paragraph(
        "weak",
        page.pick(
            "As it stood when it was read; how it was set up while the sessions went on, this does not show. All of it is in setup.json.",
            "確認時点の設定であり、各セッション当時の設定を示すものではありません。全内容は setup.json にあります。",
        ),
    );
    for weight in [Weight::Risk, Weight::Attention, Weight::CouldNotCheck, Weight::Good] {
        let findings: Vec<&Finding> = report.findings.iter().filter(|finding| finding.weight == weight).collect();
        if findings.is_empty() {
            continue;
        }
        page.part(match weight {
            Weight::Risk => page.pick("Risks", "リスク"),
            Weight::Attention => page.pick("To look at", "要確認"),
            Weight::CouldNotCheck => page.pick("Could not be checked", "確認不可"),
            Weight::Good => page.pick("In order", "問題なし"),
        });
        let columns = [
            (page.pick("Finding", "項目"), Look::Text),
            (page.pick("Read", "読み取った値"), Look::Code),
            (page.pick("Meaning, and how to change it", "意味と変更方法"), Look::Text),
        ];
        let rows: Vec<Vec<Cell>> = findings.into_iter().map(|finding| of_finding(finding, language)).collect();
        page.table(&columns, rows.into_iter());
    }
}

fn of_finding(finding: &Finding, language: PackLanguage) -> Vec<Cell> {
    let quote = &finding.evidence;
    let read = [quote.evidence.operation.as_str(), &quote.evidence.subject, &quote.place].join(" ");
    let Some(words) = finding_words(finding.kind) else { return Vec::new() };
    let filled = |texts: &BothTexts| text(&texts.filled(finding), language).to_owned();
    let mut meaning = filled(&words.meaning);
    if let Some(change) = &words.change {
        meaning.push(' ');
        meaning.push_str(&filled(change));
    }
    vec![
        Cell::from(filled(&words.title)).below(finding.subject.clone()),
        Cell::from(beginning(&quote.value)).below(read),
        Cell::from(meaning).below(format!("AWS: {}", words.page)),
    ]
}

/// `setup.json` has the whole of it.
fn beginning(value: &str) -> String {
    const LONGEST: usize = 300;
    if value.len() <= LONGEST {
        return value.to_owned();
    }
    format!("{}…", &value[..value.floor_char_boundary(LONGEST)])
}

fn sessions(page: &mut Page, told: &Told<'_>, language: PackLanguage) {
    let Some(found) = &told.trust.reconciliation else { return };
    page.heading("Sessions that AWS knows, and their logs", "AWS が記録するセッションとログの照合");
    let of = |name: &str| count(found.rows.iter().filter(|row| row.status.name() == name).count() as u64);
    let covered = |answer: &Answer<Covered>| match answer {
        Answer::Read { value, .. } => format!("{} – {}", when_utc(value.start), when_utc(value.end)),
        Answer::Denied { permission, .. } => {
            format!("{} ({permission})", page.pick("NOT READ: a permission is missing", "読み取り不可：権限不足"))
        }
        Answer::Failed { message, .. } => format!("{} ({message})", page.pick("NOT READ", "読み取り不可")),
        Answer::Absent { .. } | Answer::NotAsked => page.pick("not asked", "未確認").to_owned(),
    };
    page.facts(&[
        (page.pick("Compared at", "照合日時"), when_utc(found.at)),
        (page.pick("Log groups", "ロググループ"), found.log_groups.join(", ")),
        (page.pick("Systems Manager's history", "Systems Manager の履歴"), covered(&found.history)),
        ("CloudTrail", covered(&found.trail)),
        (page.pick("Log streams", "ログストリーム"), covered(&found.transcripts)),
        (page.pick("With their log", "ログあり"), of("matched")),
        (page.pick("Cut", "途切れ"), of("cut")),
        (page.pick("Contradictory", "矛盾"), of("contradictory")),
        (page.pick("Without a log", "ログなし"), of("no-transcript")),
        (page.pick("Logs without a session", "ログのみ"), of("transcript-only")),
        (page.pick("Not logged by design", "仕様上の記録対象外"), of("not-logged-by-design")),
    ]);
    let odd: Vec<&Row> = found.rows.iter().filter(|row| !matches!(row.status, RowStatus::Matched)).collect();
    if odd.is_empty() {
        return;
    }
    page.part(page.pick("All that is not simply matched", "一致以外のセッション"));
    if odd.len() > MOST_LISTED {
        let text = page.pick(
            "Listed here, all are in reconciliation.csv:",
            "一部のみ掲載。全件は reconciliation.csv にあります：",
        );
        page.paragraph("bad", &format!("{text} {} / {}", count(MOST_LISTED as u64), count(odd.len() as u64)));
    } else {
        page.paragraph(
            "weak",
            page.pick("reconciliation.csv has all sessions.", "全セッションは reconciliation.csv にあります。"),
        );
    }
    let columns = [
        (page.pick("Start (UTC)", "開始 (UTC)"), Look::Time),
        (page.pick("Transcript", "ログ"), Look::Text),
        (page.pick("Session", "セッション"), Look::Code),
        (page.pick("Person", "人物"), Look::Word),
    ];
    let unresolved = page.pick("unresolved", "未特定");
    let rows: Vec<Vec<Cell>> = odd
        .into_iter()
        .take(MOST_LISTED)
        .map(|row| {
            let status = row.status.words().map(|words| text(words, language)).unwrap_or_default();
            let mut cause = row.status.cause_words().map(|words| text(words, language).to_owned()).unwrap_or_default();
            if let Some(code) = &row.error_code {
                cause = format!("{cause} ({code})");
            }
            let person = match &row.person {
                Person::Resolved { name, .. } => name.clone(),
                Person::Unresolved { .. } => unresolved.to_owned(),
            };
            let about = [row.target.as_deref(), row.document.as_deref()];
            vec![
                Cell::from(row.start.or(row.first_event).map(when).unwrap_or_default()),
                Cell::from(status.to_owned()).below(cause),
                Cell::from(row.session_id.clone()).below(about.into_iter().flatten().collect::<Vec<_>>().join(" · ")),
                Cell::from(person).below(row.principal.clone().unwrap_or_default()),
            ]
        })
        .collect();
    page.table(&columns, rows.into_iter());
}
