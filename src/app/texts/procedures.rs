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

    pub fn rows_shown(self, shown: &str, all: &str) -> String {
        fill(self.pick("{} of {} rows", "{} / {} 行"), &[shown, all])
    }
}
