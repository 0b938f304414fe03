//! The report: one page that needs nothing else, and in which nothing acts.

mod compared;
mod coverage;
mod html;
mod limits;
mod reviews;
mod trust;
mod typed;

use super::{PackError, PackOptions, PackSummary, commands::Found, review::Remark, setup::Trust};
use crate::{case::Case, collect::CollectionRecord};

use html::{Page, count, escape};

const STYLE: &str = include_str!("../../../../assets/evidence/report.css");

/// What the report tells of.
pub(super) struct Told<'p> {
    pub case: &'p Case,
    pub collections: &'p [CollectionRecord],
    pub summary: &'p PackSummary,
    pub found: &'p Found,
    pub remarks: &'p [Remark],
    pub trust: &'p Trust,
}

pub(super) fn page(told: &Told<'_>, options: &PackOptions<'_>) -> Result<String, PackError> {
    let words = options.language;
    let mut page = Page { html: String::new(), words };
    let name = told.case.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let title = words.pick("Session Manager: who typed what", "Session Manager 操作記録報告書");
    // A browser may load nothing and run nothing here, whatever stands in the logs.
    page.raw(&format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"no-referrer\">\
         <title>{}</title><style>{STYLE}</style></head><body>\n<header><h1>{}</h1>\n<p class=\"weak\">{}</p></header>\n",
        words.pick("en", "ja"),
        escape(&format!("{title}: {name}")),
        escape(title),
        escape(&format!(
            "{} {name} · {} {} · Session Lens {}",
            words.pick("Case", "ケース"),
            words.pick("made", "作成"),
            html::when_utc(options.now),
            env!("CARGO_PKG_VERSION")
        )),
    ));
    coverage::verdict(&mut page, told)?;
    tiles(&mut page, told);
    coverage::write(&mut page, told)?;
    typed::users(&mut page, told.found);
    typed::flagged(&mut page, told.found, told.summary);
    reviews::write(&mut page, told);
    trust::write(&mut page, told, words);
    compared::write(&mut page, told, words);
    limits::limits(&mut page);
    limits::sign_off(&mut page);
    page.raw("</body></html>\n");
    Ok(page.html)
}

/// The figures that everybody asks for first.
fn tiles(page: &mut Page, told: &Told<'_>) {
    let summary = told.summary;
    page.raw("<div class=\"counts\">");
    for (number, name) in [
        (summary.sessions, page.pick("sessions", "セッション")),
        (summary.commands, page.pick("typed commands", "入力コマンド")),
        (summary.flagged, page.pick("flagged (medium or higher)", "フラグ（中以上）")),
        (told.found.users.len() as u64, page.pick("OS users", "OS ユーザー")),
        (summary.events, page.pick("events", "イベント")),
    ] {
        page.raw(&format!("<div><b>{}</b><span>{}</span></div>", count(number), escape(name)));
    }
    page.raw("</div>\n");
}
