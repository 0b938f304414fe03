//! Can the record be trusted: what the setup check found.

use super::{
    Told,
    html::{Cell, Look, Page, count, when_utc},
};
use crate::{
    evidence::pack::{PackLanguage, setup::setup_name},
    setup::{BothTexts, Certainty, Finding, SetupReport, Weight, cost::Cost, finding_words},
};

pub(super) fn write(page: &mut Page, told: &Told<'_>, language: PackLanguage) {
    for (place, report) in told.trust.setups.iter().enumerate() {
        setup(page, report, &setup_name(place), language);
    }
}

pub(super) fn text(texts: &BothTexts, language: PackLanguage) -> &str {
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
        (page.pick("Could not be checked", "確認できず"), count(of(Weight::CouldNotCheck))),
        (page.pick("Good", "問題なし"), count(of(Weight::Good))),
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
            Weight::CouldNotCheck => page.pick("Could not be checked", "確認できず"),
            Weight::Good => page.pick("Good", "問題なし"),
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
pub(super) fn sure(page: &Page, certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => page.pick("certain", "確実"),
        Certainty::Likely => page.pick("likely", "可能性が高い"),
        Certainty::Unknown => page.pick("not known", "不明"),
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
