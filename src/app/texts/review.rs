use super::{Words, fill, texts};
use crate::case::ReviewState;

texts! {
    review: "Review", "点検";
    review_tab: "Reviews", "点検記録";
    reviews: "Reviews and notes", "点検とメモ";
    review_session: "Review this session …", "このセッションの点検…";
    not_reviewed: "Not reviewed", "未点検";
    reviewed: "Reviewed", "点検済み";
    follow_up: "Needs follow-up", "要フォロー";
    review_withdrawn: "Withdrawn", "取り消し";
    review_note: "Note", "メモ";
    as_its_session: "as its session", "セッション単位の点検による";
    mark_reviewed: "Mark as reviewed", "点検済みにする";
    mark_follow_up: "Mark for follow-up", "要フォローにする";
    review_withdraw: "Withdraw", "取り消す";
    review_add_note: "Add as a note", "メモとして追加";
    reviewer: "Reviewer", "点検者";
    reviewer_hint: "your name", "氏名";
    reviewer_missing: "Fill in your name first. It is kept as you give it; nothing proves it.", "先に氏名を入力してください。入力どおりに記録され、本人確認は行いません。";
    review_comment: "Comment", "コメント";
    review_comment_hint: "what you found, ticket, whom you asked", "確認内容、チケット番号、確認先など";
    review_for_good: "Kept in the case's ledger with the time: nothing there is changed or taken out later.", "時刻とともにケースの記録簿に残ります。後から変更・削除はできません。";
    review_needs_case: "Reviews are kept in a case. Collect this scope into a case, or open one.", "点検の記録はケースに残します。この範囲をケースに収集するか、ケースを開いてください。";
    review_sealed: "The case is sealed: nothing can be added.", "ケースは封印済みのため、追加できません。";
    review_nothing_yet: "Nobody has said anything of it yet.", "まだ記録はありません。";
    activity_title: "What was done with this case here", "このケースに対する操作の記録";
    activity_sealed: "A sealed case takes no more entries: what is done with it now is not recorded.", "封印済みのケースには追記されないため、現在の操作は記録されません。";
    activity_none: "Nothing yet.", "まだありません。";
}

impl Words {
    /// Where something stands; `None`: nobody has said.
    pub fn review_state(self, state: Option<ReviewState>) -> &'static str {
        match state {
            Some(ReviewState::Reviewed) => self.reviewed(),
            Some(ReviewState::FollowUp) => self.follow_up(),
            Some(ReviewState::Withdrawn) => self.review_withdrawn(),
            None => self.not_reviewed(),
        }
    }

    pub fn reviews_in_case(self, reviewed: usize, notes: usize) -> String {
        let [reviewed, notes] = [reviewed, notes].map(|number| self.count(number as u64));
        fill(self.pick("Reviews: {} · notes: {}", "点検 {} 件、メモ {} 件"), &[&reviewed, &notes])
    }

    pub fn activities_shown(self, shown: usize, all: u64) -> String {
        let [shown, all] = [shown as u64, all].map(|number| self.count(number));
        fill(self.pick("the last {} of {}", "最新 {} 件（全 {} 件）"), &[&shown, &all])
    }

    /// What was done, by its name in the ledger; others stay as they are.
    pub fn activity(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "case-opened" => self.pick("Opened the case", "ケースを開いた"),
            "window-closed" => self.pick("Closed the window", "ウィンドウを閉じた"),
            "case-closed" => self.pick("Closed the case", "ケースを閉じた"),
            "screen-shown" => self.pick("Went to a screen", "画面を表示"),
            "time-chosen" => self.pick("Chose a time", "期間を選択"),
            "log-group-chosen" => self.pick("Chose a log group", "ロググループを選択"),
            "session-opened" => self.pick("Opened a session", "セッションを開いた"),
            "commands-read" => self.pick("Read the commands", "コマンドを読み込み"),
            "commands-narrowed" => self.pick("Narrowed the commands", "コマンドを絞り込み"),
            "commands-printed" => self.pick("Printed the commands", "コマンドを出力"),
            "findings-copied" => self.pick("Copied findings of the setup check", "設定点検の結果をコピー"),
            "table-exported" => self.pick("Exported a table", "表をエクスポート"),
            "import-begun" => self.pick("Began an import", "取り込みを開始"),
            "verification-begun" => self.pick("Verified the case", "ケースを検証"),
            "evidence-pack-begun" => self.pick("Began an evidence pack", "証拠パックの作成を開始"),
            _ => return None,
        })
    }
}
