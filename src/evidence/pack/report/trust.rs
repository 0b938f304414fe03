//! Can the record be trusted: what the setup check found, and which sessions have no log.

use super::{
    Told,
    html::{Cell, Look, Page, count, when, when_utc},
};
use crate::{
    evidence::pack::{PackLanguage, setup::setup_name},
    setup::{
        Answer, BothTexts, Certainty, Finding, SetupReport, Weight,
        cost::Cost,
        finding_words,
        reconcile::{Cause, Covered, Person, Row, RowStatus, WhyAlone},
    },
};

/// Sessions that are listed; `reconciliation.csv` has all.
const MOST_LISTED: usize = 500;

pub(super) fn write(page: &mut Page, told: &Told<'_>, language: PackLanguage) {
    for (place, report) in told.trust.setups.iter().enumerate() {
        setup(page, report, &setup_name(place), language);
    }
    sessions(page, told, language);
}

fn text(texts: &BothTexts, language: PackLanguage) -> &str {
    match language {
        PackLanguage::English => &texts.en,
        PackLanguage::Japanese => &texts.ja,
    }
}

fn setup(page: &mut Page, report: &SetupReport, file: &str, language: PackLanguage) {
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
    let note = page.pick(
        "As it stood when it was read; how it was set up while the sessions went on, this does not show. All of it is in:",
        "確認時点の設定であり、各セッション当時の設定を示すものではありません。全内容のファイル：",
    );
    page.paragraph("weak", &format!("{note} {file}"));
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
        let rows: Vec<Vec<Cell>> =
            findings.into_iter().map(|finding| of_finding(page, finding, file, language)).collect();
        page.table(&columns, rows.into_iter());
    }
    costs(page, report);
}

fn costs(page: &mut Page, report: &SetupReport) {
    if report.costs.is_empty() {
        return;
    }
    page.part(
        page.pick("What the log groups cost, and would cost elsewhere", "ロググループの費用と別の保存先での費用"),
    );
    let note = page.pick(
        "Estimates for the next twelve months in US dollars, without free tiers and discounts. Prices as of:",
        "今後 12 か月の推定額（米ドル）。無料枠と割引は含みません。料金の日付：",
    );
    page.paragraph("weak", &format!("{note} {}", report.prices_as_of));
    let columns = [
        (page.pick("Log group", "ロググループ"), Look::Code),
        (page.pick("Stored", "保存量"), Look::Number),
        (page.pick("A month", "月間"), Look::Number),
        ("Standard", Look::Number),
        ("Infrequent Access", Look::Number),
        ("S3", Look::Number),
    ];
    let gigabytes = |bytes: f64| format!("{:.2} GB", bytes / 1e9);
    let unknown = page.pick("not known", "不明");
    let year = |cost: &Cost| cost.year.map_or_else(|| unknown.to_owned(), |usd| format!("{usd:.2}"));
    let rows: Vec<Vec<Cell>> = report
        .costs
        .iter()
        .map(|named| {
            let cost = &named.cost;
            vec![
                Cell::from(named.log_group.clone()),
                Cell::from(gigabytes(cost.volume.stored_bytes)),
                Cell::from(gigabytes(cost.volume.bytes_per_month)),
                Cell::from(year(&cost.standard)),
                Cell::from(year(&cost.infrequent_access)),
                Cell::from(year(&cost.s3)),
            ]
        })
        .collect();
    page.table(&columns, rows.into_iter());
}

fn of_finding(page: &Page, finding: &Finding, file: &str, language: PackLanguage) -> Vec<Cell> {
    let quote = &finding.evidence;
    let read = [quote.evidence.operation.as_str(), &quote.evidence.subject, &quote.place].join(" ");
    let more = match finding.further.len() {
        0 => String::new(),
        count => format!(" (+{count}: {file})"),
    };
    let Some(words) = finding_words(finding.kind) else { return Vec::new() };
    let filled = |texts: &BothTexts| text(&texts.filled(finding), language).to_owned();
    let title = format!("{} ({})", filled(&words.title), sure(page, finding.certainty));
    let mut meaning = filled(&words.meaning);
    if let Some(change) = &words.change {
        meaning.push(' ');
        meaning.push_str(&filled(change));
    }
    vec![
        Cell::from(title).below(beginning(&finding.subject)),
        Cell::from(beginning(&quote.value)).below(read + &more),
        Cell::from(meaning).below(format!("AWS: {}", words.page)),
    ]
}

/// How sure it is.
fn sure(page: &Page, certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => page.pick("certain", "確実"),
        Certainty::Likely => page.pick("likely", "可能性が高い"),
        Certainty::Unknown => page.pick("not sure", "不確か"),
    }
}

/// What an auditor has to ask about comes first.
fn gravity(status: &RowStatus) -> u8 {
    match status {
        RowStatus::NoTranscript { cause: Cause::Unknown, .. } => 0,
        RowStatus::Contradictory { .. } | RowStatus::TranscriptOnly { why: WhyAlone::Unknown } => 1,
        RowStatus::Cut { .. } => 2,
        RowStatus::NoTranscript { .. } if status.is_wrong() => 3,
        RowStatus::TranscriptOnly { .. } => 4,
        RowStatus::NoTranscript { .. } => 5,
        RowStatus::NotLoggedByDesign => 6,
        RowStatus::Matched => 7,
    }
}

/// The file has the whole of it.
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
        Answer::NotAsked => page.pick("not asked", "未確認").to_owned(),
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
    if told.trust.earlier_reconciliations > 0 {
        let name = page.pick("Earlier comparisons, in ledger.jsonl only", "以前の照合（ledger.jsonl のみ）");
        facts.push((name, count(told.trust.earlier_reconciliations)));
    }
    page.facts(&facts);
    let mut odd: Vec<&Row> = found.rows.iter().filter(|row| !matches!(row.status, RowStatus::Matched)).collect();
    // What needs an answer first, however much there is of the rest.
    odd.sort_by_key(|row| gravity(&row.status));
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
            if let RowStatus::NoTranscript { certainty, .. } = row.status {
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
                Cell::from(row.start.or(row.first_event).map(when).unwrap_or_default()),
                Cell::from(status.to_owned()).below(cause),
                Cell::from(row.session_id.clone()).below(about.into_iter().flatten().collect::<Vec<_>>().join(" · ")),
                Cell::from(person).below([how, row.principal.as_deref().unwrap_or_default()].join(" ")),
            ]
        })
        .collect();
    page.table(&columns, rows.into_iter());
}
