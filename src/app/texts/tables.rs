use super::{Words, fill, texts};
use crate::app::state::Incomplete;

texts! {
    columns: "Columns", "列";
    all_columns: "Show all columns", "すべての列を表示";
    hide_column: "Hide this column", "この列を隠す";
    copy_cell: "Copy cell", "セルをコピー";
    copy_row: "Copy row", "行をコピー";
    column_head: "Sort by", "並べ替え";
    sort_help: "Click: ascending, descending, as it came. Shift or Ctrl: further key.", "クリック: 昇順・降順・元の順。Shift / Ctrl で追加キー。";
    export: "Export", "エクスポート";
    export_csv: "Export as CSV …", "CSV でエクスポート…";
    export_ndjson: "Export as NDJSON …", "NDJSON でエクスポート…";
    export_title: "Export what is shown", "表示内容をエクスポート";
    export_csv_note: "For spreadsheets. Cells that a spreadsheet would take for a formula get a leading apostrophe; they are counted.", "表計算ソフト向け。数式と解釈されるセルには先頭に ' を付け、件数を表示します。";
    export_ndjson_note: "One JSON object a row, texts exactly as received. For tools.", "1 行 1 JSON。文字列は受け取ったまま。ツール向け。";
    export_times_as_received: "Times as AWS gave them: UTC.", "時刻は AWS から受け取ったまま（UTC）です。";
    incomplete_in_file: "A column \"incomplete\" in the file says so.", "ファイルの「incomplete」列にも記録します。";
    export_file: "File", "ファイル";
    export_browse: "Browse …", "参照…";
    export_write: "Write the file", "書き込む";
}

impl Words {
    /// A column's head; names from a query stay as they are.
    pub fn column(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "favourite" => "",
            "name" => self.pick("Name", "名前"),
            "class" => self.pick("Class", "クラス"),
            "sessionRecords" => self.pick("Session logs", "セッションログ"),
            "storedBytes" => self.pick("Stored", "保存量"),
            "retentionInDays" => self.pick("Retention", "保持期間"),
            "creationTime" => self.pick("Created", "作成"),
            "kmsKeyId" => self.pick("Key (KMS)", "キー (KMS)"),
            "session" => self.pick("Session", "セッション"),
            "firstEvent" => self.pick("First event", "最初のイベント"),
            "lastEvent" => self.pick("Last event", "最後のイベント"),
            "time" => self.pick("Time", "時刻"),
            "user" | "osUser" | "runAsUser" => self.pick("OS user", "OS ユーザー"),
            "principal" => self.pick("Principal", "プリンシパル"),
            "instance" => self.pick("Instance", "インスタンス"),
            "command" => self.pick("Typed", "入力"),
            "confidence" => self.pick("Sure", "確度"),
            "asUser" => self.pick("As", "切替後"),
            "doubts" => self.pick("Doubts", "疑問点"),
            "review" => self.review(),
            "flags" => self.pick("Flags", "フラグ"),
            "kind" => self.pick("Typed to", "入力先"),
            "timeBasis" => self.pick("Time is of", "時刻の種類"),
            _ => return None,
        })
    }

    /// Why there may be more rows than are shown.
    pub fn incomplete(self, incomplete: Incomplete) -> String {
        match incomplete {
            Incomplete::Query(completeness) => self.completeness(completeness),
            Incomplete::Running => {
                self.pick("Incomplete: the query still goes on.", "不完全: クエリはまだ実行中です。").to_owned()
            }
            Incomplete::BrokenOff => {
                self.pick("Incomplete: the query broke off.", "不完全: クエリは途中で終了しました。").to_owned()
            }
            Incomplete::Case(standing) => self.standing(standing).to_owned(),
            Incomplete::RecordsNotRead => self
                .pick(
                    "Incomplete: not every record of sessions could be read.",
                    "不完全: 読み取れなかったセッションの記録があります。",
                )
                .to_owned(),
            Incomplete::MorePages => self
                .pick("Incomplete: AWS lists more than are shown.", "不完全: まだ読み込んでいない項目があります。")
                .to_owned(),
        }
    }

    /// In which zone an export writes times.
    pub fn export_times(self, zone: &str) -> String {
        fill(
            self.pick(
                "Times with their offset (ISO 8601), in this zone: {}.",
                "時刻はオフセット付き (ISO 8601)、タイムゾーン: {}。",
            ),
            &[zone],
        )
    }

    pub fn columns_not_shown(self, shown: &str, all: &str) -> String {
        fill(
            self.pick(
                "{} of {} columns are shown. Choose others under Columns; an export and the detail have all that are not hidden.",
                "{1} 列中 {0} 列を表示。「列」で選択できます。",
            )
            .replace("{0}", "{}")
            .as_str(),
            &[shown, all],
        )
        .replace("{1}", all)
    }
}
