use super::{Words, texts};
use crate::{
    app::state::{RangeChoice, Screen},
    model::MAX_QUERY_ROWS,
    worker::Completeness,
};

texts! {
    app_name: "Session Lens", "Session Lens";
    back: "Back", "戻る";
    forward: "Forward", "進む";
    reload: "Read again", "再読み込み";
    cancel: "Cancel", "キャンセル";
    close: "Close", "閉じる";
    copy: "Copy", "コピー";
    copied: "Copied", "コピーしました";
    show_more: "Show more", "さらに表示";
    disconnect: "Disconnect", "切断";
    palette: "Find an action", "操作を探す";
    palette_hint: "Type what you want to do", "やりたいことを入力";
    palette_none: "No action has these words.", "該当する操作はありません。";
    settings: "Settings", "設定";
    language: "Language", "言語";
    theme: "Appearance", "外観";
    theme_system: "As the system", "システムに合わせる";
    theme_light: "Light", "ライト";
    theme_dark: "Dark", "ダーク";
    zone: "Times", "時刻";
    zone_local: "Local time", "ローカル時刻";
    zone_utc: "UTC", "UTC";
    range: "Time range", "期間";
    range_custom: "From … to …", "期間を指定…";
    range_start: "From", "開始";
    range_end: "To", "終了";
    range_apply: "Use this range", "この期間を使う";
    range_help: "A date, a date and time, or back from now: 2026-10-01, 2026-10-01 09:00, -90d, -2h, now", "日付、日時、または現在からの相対: 2026-10-01、2026-10-01 09:00、-90d、-2h、now";
    range_wrong: "This is no time range: check both ends, and that it starts before it ends.", "期間として読めません。開始と終了、その順序を確認してください。";
    log_group: "Log group", "ロググループ";
    no_group: "No log group chosen", "ロググループ未選択";
    choose_group_first: "Choose a log group first.", "まずロググループを選んでください。";
    show_groups: "Show the log groups", "ロググループを表示";
    not_connected: "Not connected.", "接続していません。";
    not_connected_hint: "Connect to AWS, or try the demo.", "AWS に接続するか、デモを試してください。";
    go_to_start: "Go to the start", "スタートへ";
    unknown: "not known", "不明";
    ready: "Ready", "準備完了";
    scheduled: "Waiting for AWS to start the query", "クエリの開始を待っています";
    running: "Running", "実行中";
    held_back: "AWS asks us to wait; trying again", "AWS の制限により待機中。再試行します";
    cancelled: "Cancelled; the query has been stopped at AWS", "キャンセルしました。AWS 側のクエリも停止しました";
    cancelled_here: "Cancelled", "キャンセルしました";
    complete: "Complete", "完了";
    reading: "Reading …", "読み込み中…";
    records_scanned: "records scanned", "件走査";
    bytes_scanned: "scanned", "走査";
    price_unknown: "price of this region not known", "このリージョンの単価は不明";
}

impl Words {
    /// Whether the rows are all there are, and what to do where they are not.
    pub fn completeness(self, completeness: Completeness) -> String {
        let number = |count: usize| self.count(count as u64);
        match completeness {
            Completeness::Complete => self.complete().to_owned(),
            Completeness::LimitReached { limit } if limit < MAX_QUERY_ROWS as usize => super::fill(
                self.pick("{} rows, as many as were asked for; there may be more", "指定した上限の {} 行。続きがある可能性があります"),
                &[&number(limit)],
            ),
            Completeness::LimitReached { limit } => super::fill(
                self.pick(
                    "Incomplete: {} rows are the most that a query gives. Choose a shorter time range.",
                    "不完全: 1 回のクエリの上限 {} 行に達しました。期間を短くしてください。",
                ),
                &[&number(limit)],
            ),
            Completeness::RowsMissing => self
                .pick("Incomplete: fewer rows came than AWS counted. Read again.", "不完全: AWS の件数より少ない行しか届いていません。再読み込みしてください。")
                .to_owned(),
            Completeness::ShortMessages { count } => super::fill(
                self.pick(
                    "Incomplete: {} messages came shortened and could not be fetched whole. Allow logs:GetLogRecord and read again.",
                    "不完全: {} 件のメッセージが途中で切れたまま取得できません。logs:GetLogRecord を許可して再読み込みしてください。",
                ),
                &[&number(count)],
            ),
            Completeness::SessionsLeftOut { count } => super::fill(
                self.pick(
                    "Incomplete: there are more commands than can be shown at once; {} older sessions are left out. Choose a shorter time range.",
                    "不完全: 一度に表示できるコマンド数を超えたため、古い {} セッションを除いています。期間を短くしてください。",
                ),
                &[&number(count)],
            ),
        }
    }

    /// While the sessions of a case are read out of its events.
    pub fn reading_sessions(self, done: u64, all: u64) -> String {
        super::fill(
            self.pick("Reading sessions: {} of {} events", "セッションを読み取り中: {} / {} イベント"),
            &[&self.count(done), &self.count(all)],
        )
    }

    /// How many of a case's events were looked at.
    pub fn events_of_all(self, done: u64, all: u64) -> String {
        super::fill(self.pick("{} of {} events", "{} / {} イベント"), &[&self.count(done), &self.count(all)])
    }

    /// While messages that came shortened are fetched.
    pub fn fetching_whole(self, done: usize, all: usize) -> String {
        super::fill(
            self.pick("Fetching long messages whole: {} of {}", "長いメッセージの全文を取得中: {} / {}"),
            &[&self.count(done as u64), &self.count(all as u64)],
        )
    }

    pub fn screen(self, screen: Screen) -> &'static str {
        match screen {
            Screen::Start => self.pick("Start", "スタート"),
            Screen::Groups => self.pick("Log groups", "ロググループ"),
            Screen::Sessions => self.pick("Sessions", "セッション"),
            Screen::Commands => self.pick("Commands", "コマンド"),
            Screen::Procedures => self.pick("Procedures", "手続き"),
            Screen::Query => self.pick("Query", "クエリ"),
            Screen::Setup => self.pick("Setup", "設定点検"),
            Screen::Case => self.case_title(),
            Screen::Transcript => self.pick("Transcript", "画面記録"),
        }
    }

    pub fn range_choice(self, choice: &RangeChoice) -> String {
        let count = |english_one: &str, english: &str, japanese: &str, number: i64| match (self.0, number) {
            (crate::app::Language::English, 1) => english_one.to_owned(),
            (crate::app::Language::English, _) => super::fill(english, &[&number.to_string()]),
            (crate::app::Language::Japanese, _) => super::fill(japanese, &[&number.to_string()]),
        };
        match choice {
            RangeChoice::LastHours(hours) => count("Last hour", "Last {} hours", "直近 {} 時間", *hours),
            RangeChoice::LastDays(days) => count("Last day", "Last {} days", "直近 {} 日", *days),
            RangeChoice::ThisMonth => self.pick("This month", "今月").to_owned(),
            RangeChoice::LastMonth => self.pick("Last month", "先月").to_owned(),
            RangeChoice::Between(_) => self.range_custom().to_owned(),
        }
    }
}
