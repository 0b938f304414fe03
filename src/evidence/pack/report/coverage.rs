//! What the pack covers, and whether that is all there was.

use serde_json::Value;

use super::{
    Told,
    html::{Cell, Look, Page, count, when, when_utc},
};
use crate::{
    case::{CaseError, EntryKind, import::shared_streams},
    collect::{CollectionRecord, Proof},
};

/// Shortfalls that are listed for a collection.
const MOST_SHORTFALLS: usize = 20;
/// Imported files that are listed; `scope.json` has all.
const MOST_FILES: usize = 500;

/// The names and hashes of imported files; of one whose import broke off, that it did.
fn files(page: &Page, told: &Told<'_>) -> Result<Vec<(String, String)>, CaseError> {
    let ends = told.case.entries(EntryKind::SourceEnd, None)?;
    let begun = told.case.entries(EntryKind::Source, None)?;
    let of_files = begun.into_iter().filter(|entry| entry.body["kind"] != "collection");
    let refused = told.case.entries(EntryKind::Refused, None)?.into_iter().filter(|entry| entry.body["new"] == 0);
    let not_read = page.pick("NOT READ: nothing of it is here", "読み取り不可：収録なし");
    let not_read: Vec<(String, String)> = refused.map(|entry| (entry.subject, not_read.to_owned())).collect();
    Ok(of_files
        .filter(|entry| !not_read.iter().any(|(name, _)| *name == entry.subject))
        .map(|entry| {
            let end = ends.iter().find(|end| end.body["source"] == entry.number);
            let hash = end.and_then(|end| end.body["sha256"].as_str());
            let broken_off = page.pick("BROKEN OFF: only a part of it is here", "中断：一部のみ収録");
            (entry.subject, hash.unwrap_or(broken_off).to_owned())
        })
        .chain(not_read.clone())
        .collect())
}

pub(super) fn verdict(page: &mut Page, told: &Told<'_>) -> Result<(), CaseError> {
    if told.summary.complete {
        page.verdict(
            true,
            page.pick("COMPLETE", "完全"),
            page.pick(
                "The windows tile the time range, and in every step of time there are as many distinct events as a query of its own had counted.",
                "取得区間が期間を隙間なく覆い、どの時間区分でも、別途数えた件数と重複のないイベント数が一致します。",
            ),
        );
        return Ok(());
    }
    let is_short = told.collections.iter().any(|collection| !collection.is_complete());
    let has_files = !files(page, told)?.is_empty();
    page.verdict(
        false,
        page.pick("INCOMPLETE OR NOT PROVEN", "不完全または未証明"),
        match (is_short, has_files) {
            (true, _) => page.pick(
                "A collection is not complete: its verdict is below. What is missing here proves nothing.",
                "収集の一部が不完全です。判定は下記のとおりです。ここにないことは何の証明にもなりません。",
            ),
            (false, true) => page.pick(
                "Events were imported from files; whether those held everything, this program cannot know. What is missing here proves nothing.",
                "ファイルから取り込んだイベントがあり、それがすべてだったかは確認できません。ここにないことは何の証明にもなりません。",
            ),
            (false, false) => page.pick(
                "Nothing was collected. What is missing here proves nothing.",
                "収集の記録がありません。ここにないことは何の証明にもなりません。",
            ),
        },
    );
    Ok(())
}

pub(super) fn write(page: &mut Page, told: &Told<'_>) -> Result<(), CaseError> {
    page.heading("Scope and completeness", "対象と完全性");
    let data = told.case.summary()?;
    let is_sealed = told.case.is_sealed();
    let none = || page.pick("not recorded", "記録なし").to_owned();
    page.facts(&[
        (page.pick("First event", "最初のイベント"), data.first_time.map_or_else(none, when_utc)),
        (page.pick("Last event", "最後のイベント"), data.last_time.map_or_else(none, when_utc)),
        (page.pick("Times are in", "時刻の表示"), "UTC".to_owned()),
        (
            page.pick("Case sealed", "ケースの封印"),
            (if is_sealed { page.pick("yes", "済") } else { page.pick("no", "未") }).to_owned(),
        ),
    ]);
    for (place, collection) in told.collections.iter().enumerate() {
        page.part(&format!("{} {}", page.pick("Collection", "収集"), place + 1));
        collection_told(page, collection);
    }
    let files = files(page, told)?;
    if !files.is_empty() {
        page.part(page.pick("Imported files", "取り込んだファイル"));
        page.paragraph(
            "",
            page.pick(
                "Their content is here as it was, where nothing else is said; whether they held everything, this program cannot know. Account, region and log group settings are not recorded for them.",
                "特記のない限り内容はそのまま収録していますが、それがすべてだったかは確認できません。アカウント、リージョン、ロググループの設定の記録はありません。",
            ),
        );
        not_all(page, files.len());
        let columns = [(page.pick("File", "ファイル"), Look::Code), ("SHA-256", Look::Code)];
        page.table(&columns, files.into_iter().take(MOST_FILES).map(|(name, hash)| vec![name.into(), hash.into()]));
        shared(page, told)?;
    }
    Ok(())
}

/// Says so where a list is longer than what is shown of it.
fn not_all(page: &mut Page, all: usize) {
    if all > MOST_FILES {
        let text = page.pick("Listed here, all are in scope.json:", "一部のみ掲載。全件は scope.json にあります：");
        page.paragraph("bad", &format!("{text} {MOST_FILES} / {all}"));
    }
}

/// Streams that nobody is to take for what one file held.
fn shared(page: &mut Page, told: &Told<'_>) -> Result<(), CaseError> {
    let shared = shared_streams(told.case)?;
    if shared.is_empty() {
        return Ok(());
    }
    page.part(page.pick("Log streams with events of several sources", "複数の取得元のイベントが入ったログストリーム"));
    page.paragraph(
        "",
        page.pick(
            "These files have one session's name, and their events lie in one stream. Normally they are copies of one session, whose commands then stand there more than once; whether they are, this program cannot know.",
            "セッション名が同じファイルのイベントは、一つのストリームに入ります。通常は同じセッションの写しで、その場合コマンドが重複します。同じセッションかどうかは確認できません。",
        ),
    );
    not_all(page, shared.len());
    let columns =
        [(page.pick("Log stream", "ログストリーム"), Look::Code), (page.pick("Files", "ファイル"), Look::Code)];
    let rows = shared.into_iter().take(MOST_FILES).map(|((_, name), files)| {
        let files = files.into_iter().collect::<Vec<_>>();
        vec![name.into(), files.join("; ").into()]
    });
    page.table(&columns, rows);
    Ok(())
}

fn collection_told(page: &mut Page, collection: &CollectionRecord) {
    let scope = &collection.plan.scope;
    let of_origin = |name: &str| collection.origin.get(name).and_then(Value::as_str).map(str::to_owned);
    let recorded = |name: &str| of_origin(name).unwrap_or_else(|| page.pick("not recorded", "記録なし").to_owned());
    let mut facts = vec![
        (page.pick("Account", "アカウント"), recorded("account")),
        (page.pick("Region", "リージョン"), recorded("region")),
        (page.pick("Collected by", "収集者"), recorded("caller")),
        (page.pick("Collected at", "収集の開始"), when_utc(collection.at)),
        (page.pick("From (included)", "期間の開始（含む）"), when_utc(scope.start)),
        (page.pick("Until (not included)", "期間の終了（含まない）"), when_utc(scope.end)),
        (page.pick("Ingestion cut-off", "取り込みの締切"), when_utc(collection.plan.cutoff)),
        (page.pick("Fetched with", "取得方法"), collection.plan.via.name().to_owned()),
    ];
    if let Some(endpoint) = of_origin("endpoint") {
        facts.insert(2, (page.pick("Endpoint (not AWS's own)", "エンドポイント（AWS 標準以外）"), endpoint));
    }
    if let Some(after) = collection.plan.after {
        facts.push((
            page.pick("Only what came late: taken in after", "遅延分のみ：この時刻より後の取り込み"),
            when_utc(after),
        ));
    }
    if let Some(why) = &collection.plan.uncounted {
        facts.push((page.pick("NOT COUNTED by anything independent", "独立した計数なし"), why.clone()));
    }
    match &collection.proof {
        Some(proof) => proof_told(page, proof, &mut facts),
        None => {
            facts.push((page.pick("Verdict", "判定"), page.pick("INCOMPLETE: interrupted", "不完全：中断").to_owned()));
        }
    }
    page.facts(&facts);
    groups(page, collection);
}

fn proof_told(page: &Page, proof: &Proof, facts: &mut Vec<(&'static str, String)>) {
    let verdict = if proof.complete { page.pick("complete", "完全") } else { page.pick("INCOMPLETE", "不完全") };
    facts.push((page.pick("Verdict", "判定"), verdict.to_owned()));
    for (name, number) in [
        (page.pick("Distinct events here", "収録した重複のないイベント"), proof.events),
        (page.pick("Counted by a query of its own", "別クエリで数えた件数"), proof.counted),
        (page.pick("Late (not kept)", "遅延（未収録）"), proof.late),
        (page.pick("Windows", "取得区間"), proof.windows),
        (page.pick("Queries", "クエリ"), proof.queries),
        (page.pick("Requests of FilterLogEvents", "FilterLogEvents のリクエスト"), proof.requests),
        (page.pick("Bytes scanned", "走査バイト"), proof.bytes_scanned),
    ] {
        facts.push((name, count(number)));
    }
    facts.push((
        page.pick("Hash of the set of events (SHA-256)", "イベント集合のハッシュ（SHA-256）"),
        proof.set_sha256.clone(),
    ));
    for shortfall in proof.shortfalls.iter().take(MOST_SHORTFALLS) {
        let there = shortfall.events.unwrap_or_default();
        let times = format!("{} – {}", when(shortfall.start), when_utc(shortfall.end));
        facts.push((
            page.pick("Other number", "件数の相違"),
            format!("{times}: {} / {}", count(there), count(shortfall.counted)),
        ));
    }
}

/// The log groups and how they were kept when the collection began.
fn groups(page: &mut Page, collection: &CollectionRecord) {
    let known = collection.origin.get("groups").and_then(Value::as_array);
    let none = page.pick("not recorded", "記録なし");
    let columns = [
        (page.pick("Log group", "ロググループ"), Look::Code),
        (page.pick("Class", "クラス"), Look::Word),
        (page.pick("Retention", "保持期間"), Look::Word),
        (page.pick("KMS key", "KMS キー"), Look::Code),
        (page.pick("Stored bytes", "保存バイト"), Look::Number),
        (page.pick("Created (UTC)", "作成 (UTC)"), Look::Time),
    ];
    let rows: Vec<Vec<Cell>> = collection
        .plan
        .scope
        .log_groups
        .iter()
        .map(|name| {
            let group = known
                .and_then(|groups| groups.iter().find(|group| group.get("asked") == Some(&Value::from(name.as_str()))));
            let text = |field: &str| group.and_then(|group| group.get(field)).and_then(Value::as_str);
            let number = |field: &str| group.and_then(|group| group.get(field)).and_then(Value::as_i64);
            let why = match text("facts") {
                Some("recorded") => None,
                Some("not permitted") => {
                    Some(page.pick("not permitted (logs:DescribeLogGroups)", "権限なし（logs:DescribeLogGroups）"))
                }
                Some("not found") => Some(page.pick("not found", "該当なし")),
                _ => Some(none),
            };
            let or = |found: Option<String>, otherwise: &'static str| {
                found.unwrap_or_else(|| why.unwrap_or(otherwise).to_owned())
            };
            vec![
                Cell::from(name.as_str()).below(text("arn").unwrap_or_default()),
                or(text("class").map(str::to_owned), none).into(),
                or(
                    number("retentionDays").map(|days| format!("{days} {}", page.pick("days", "日"))),
                    page.pick("never expires", "無期限"),
                )
                .into(),
                or(text("kmsKeyId").map(str::to_owned), page.pick("none of the owner's", "所有者のキーなし")).into(),
                or(number("storedBytes").and_then(|bytes| u64::try_from(bytes).ok()).map(count), none).into(),
                or(number("creationTime").map(when), none).into(),
            ]
        })
        .collect();
    page.table(&columns, rows.into_iter());
}
