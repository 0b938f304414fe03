use super::{Words, fill, texts};
use crate::{
    app::Language,
    procedures::{BothWords, ProcedureGroup},
};

texts! {
    procedures_title: "Procedures", "手続き";
    procedures_choose: "Choose a procedure on the left. Each answers one question of an audit; none needs a query to be written.", "左から手続きを選んでください。監査の質問に一つずつ答え、クエリを書く必要はありません。";
    run_procedure: "Run the procedure", "手続きを実行";
    show_query: "Show query", "クエリを表示";
    hide_query: "Hide query", "クエリを隠す";
    query_text: "Query", "クエリ";
    copy_query: "Copy the query", "クエリをコピー";
    query_note: "This exact text is sent. It can be pasted into the CloudWatch console.", "この文字列がそのまま送信されます。CloudWatch コンソールにも貼り付けられます。";
    results_filter: "Filter rows", "行を絞り込む";
    no_rows: "No rows: nothing in this time range matches.", "該当する行がありません。";
    not_run_yet: "Not run yet.", "まだ実行していません。";
    detail_title: "Row", "行の詳細";
    detail_select: "Select a row to see all its fields.", "行を選ぶと全フィールドを表示します。";
    read_record: "Fetch every field of this event", "このイベントの全フィールドを取得";
    raw_message: "Raw message", "生のメッセージ";
    open_this_session: "Open this session", "このセッションを開く";
    pick_value: "Choose from the data", "データから選択";
    pick_none: "Read the commands of this scope once to have values to choose from.", "この範囲のコマンドを一度読み込むと、候補から選べます。";
    value_missing: "Needs a value.", "値が必要です。";
    value_not_a_number: "Needs a whole number in its bounds.", "範囲内の整数が必要です。";
    value_wrong: "This value cannot be used.", "この値は使えません。";
    keep_copy: "Keep a copy as mine", "自分用にコピーを保存";
    keep_name: "Name of the copy", "コピーの名前";
    keep: "Keep", "保存";
    read_mine: "Read my procedures again", "自分の手続きを再読み込み";
    mine_none: "Keep a copy of any procedure to change it.", "手続きのコピーを保存すると変更できます。";
    organisation_none: "None are saved in this account and region.", "このアカウントとリージョンにはありません。";
    organisation_note: "Saved in CloudWatch Logs by somebody of this account. Session Lens did not write it: read the query before relying on its answer.", "このアカウントの誰かが CloudWatch Logs に保存したクエリです。Session Lens のものではないため、結果を用いる前にクエリを確認してください。";
    partial_rows: "Partial rows: the query is still running.", "途中経過の行です（実行中）。";
}

impl Words {
    /// Of words in both languages, those of this one.
    pub fn either(self, words: &BothWords) -> &str {
        match self.0 {
            Language::English => &words.en,
            Language::Japanese => &words.ja,
        }
    }

    pub fn procedure_group(self, group: ProcedureGroup) -> &'static str {
        match group {
            ProcedureGroup::Sessions => self.pick("Sessions", "セッション"),
            ProcedureGroup::People => self.pick("People", "人"),
            ProcedureGroup::Machines => self.pick("Machines", "サーバー"),
            ProcedureGroup::Search => self.pick("Search", "検索"),
            ProcedureGroup::Activity => self.pick("Activity", "活動"),
            ProcedureGroup::Mine => self.pick("Mine", "自分の手続き"),
            ProcedureGroup::Organisation => self.pick("The organisation's saved queries", "組織の保存済みクエリ"),
        }
    }

    /// A saved query in a language that cannot be run from here.
    pub fn other_language(self, language: &str) -> String {
        fill(
            self.pick(
                "Written in {}, which Session Lens does not run. Copy it to the CloudWatch console.",
                "{} で書かれており、Session Lens では実行できません。CloudWatch コンソールに貼り付けてください。",
            ),
            &[language],
        )
    }

    /// A query that cannot be made from what is filled in; the technical part last.
    pub fn query_not_filled(self, detail: &str) -> String {
        fill(
            self.pick(
                "No query can be made of this here; copy it to the CloudWatch console. {}",
                "ここではクエリを組み立てられません。CloudWatch コンソールに貼り付けてください。{}",
            ),
            &[detail],
        )
    }

    /// The groups that a saved query was saved for.
    pub fn saved_for(self, log_groups: &str) -> String {
        fill(self.pick("Saved for {}", "保存時のロググループ: {}"), &[log_groups])
    }

    /// A file among the person's own procedures that is none.
    pub fn broken_procedure(self, file: &str, detail: &str) -> String {
        fill(self.pick("{} cannot be used: {}", "{} は使えません: {}"), &[file, detail])
    }

    pub fn rows_shown(self, shown: &str, all: &str) -> String {
        fill(self.pick("{} of {} rows", "{} / {} 行"), &[shown, all])
    }
}
