use super::{Words, fill, texts};
use crate::app::Language;
use crate::session::{CommandKind, Confidence, Doubt};
use crate::worker::Facet;

texts! {
    commands_title: "Commands", "コマンド";
    commands_filter: "Text, user, instance, session", "入力・ユーザー・接続先・セッション";
    users: "Users", "ユーザー";
    everyone: "Everyone", "全員";
    by_os_user: "OS users", "OS ユーザー";
    by_principal: "Principals", "プリンシパル";
    read_commands: "Read the commands", "コマンドを読み込む";
    read_commands_text: "Reads every event of the log group in the time range and shows the lines that people typed.", "期間内の全イベントを読み取り、入力された行を表示します。";
    no_commands: "No typed command was found in this time range.", "この期間に入力されたコマンドは見つかりません。";
    no_commands_events: "There are events, but none that reads as a session's typed line. Is this a group of session logs?", "イベントはありますが、入力行として読めるものがありません。セッションログのグループか確認してください。";
    no_commands_hint: "Choose a longer time range or another log group.", "期間を延ばすか、別のロググループを選んでください。";
    typed_note: "Typed, as the log shows it. Whether a command did anything, a log cannot show.", "ログに残る「入力」です。実行の成否はログからは分かりません。";
    scope_changed: "The time range or log group has changed since these were read.", "読み込み後に期間またはロググループが変更されました。";
    open_session_here: "Open the session at this place", "この位置でセッションを開く";
    confidence: "How sure", "確度";
    time_is_session_end: "The uploaded log gives no time for each line: it was typed at some time before the session ended, which is this time.", "アップロードされたログには行ごとの時刻がありません。これはセッションの終了時刻で、入力はそれ以前です。";
    before_session_end: "before the session's end at", "セッション終了前（終了時刻）";
    user_from_prompt: "Only the prompt says so; the record names no OS user, and a program can print a prompt.", "プロンプトの表示だけが根拠です。記録に OS ユーザーはなく、プロンプトはプログラムも表示できます。";
    why_not_sure: "Why not more sure", "確度の理由";
    not_submitted: "typed, but not entered as far as the log shows", "入力されたが、確定された記録なし";
    as_user: "At that moment as", "その時点のユーザー";
    kind: "Typed to", "入力先";
    select_command: "Select a command to see where it comes from.", "コマンドを選ぶと詳細を表示します。";
    clear_all: "Clear all", "すべて解除";
    searched_text: "Text", "文字列";
    filter_values: "Find a value", "値を探す";
    show_fewer: "fewer", "折りたたむ";
    also_value: "also", "追加";
    program: "First word", "先頭語";
    no_program: "(no word)", "（語なし）";
    show_marks: "Marks", "マーク";
    show_marks_help: "Also shows where typing may be hidden and where nothing was logged.", "入力が見えない可能性のある箇所や、ログの空白も表示します。";
    nothing_matches: "No command matches these filters.", "条件に合うコマンドはありません。";
    others: "others", "その他";
    over_time: "Typed commands over time", "入力コマンドの時間推移";
    over_time_help: "Drag to zoom to a stretch; a double click shows all again.", "ドラッグで期間を拡大、ダブルクリックで全体表示。";
}

impl Words {
    pub fn confidence_name(self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::Exact => self.pick("exact", "記録で裏付け"),
            Confidence::Likely => self.pick("likely", "推定"),
            Confidence::Uncertain => self.pick("uncertain", "不確か"),
        }
    }

    pub fn confidence_explained(self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::Exact => self.pick(
                "The terminal's bytes are complete and mark where the typing begins and ends.",
                "端末のバイト列が完全で、入力の始まりと終わりの印が記録されています。",
            ),
            Confidence::Likely => self.pick(
                "Read from what the terminal showed. The log has no marks that confirm where the typing begins and ends.",
                "端末の表示から読み取ったものです。入力の範囲を裏付ける印はログにありません。",
            ),
            Confidence::Uncertain => self.pick(
                "Something was lost, guessed or reconstructed. Look at the session before relying on it.",
                "失われた、推測した、または復元した部分があります。セッションを確認してください。",
            ),
        }
    }

    pub fn kind_name(self, kind: CommandKind) -> &'static str {
        match kind {
            CommandKind::Shell => self.pick("a shell", "シェル"),
            CommandKind::Repl => self.pick("an interpreter", "インタープリター"),
            CommandKind::Sql => self.pick("a database client", "データベースクライアント"),
            CommandKind::Input => self.pick("a program that asked", "プログラムの問い合わせ"),
            CommandKind::Profile => {
                self.pick("a shell, by the agent itself (shell profile)", "シェル（エージェントの自動入力）")
            }
        }
    }

    pub fn doubt(self, doubt: Doubt) -> &'static str {
        match doubt {
            Doubt::MayHideEdits => self.pick(
                "The agent removed cursor movements: an edit may be hidden in the line.",
                "エージェントがカーソル移動を削除したため、編集が隠れている可能性があります。",
            ),
            Doubt::LostCharacters => self
                .pick("Characters were destroyed or removed by the agent.", "エージェントにより文字が失われています。"),
            Doubt::Reconstructed => self.pick(
                "Put together by replaying edits of which only a part is left.",
                "一部しか残っていない編集操作を再生して復元しました。",
            ),
            Doubt::NotSubmitted => self.pick(
                "The line was abandoned, or the log ends in it.",
                "行が破棄されたか、ログがこの行で終わっています。",
            ),
            Doubt::CutAtEnd => self.pick(
                "The log ends with this line: it may not have been entered.",
                "ログがこの行で終わっているため、実行キーが押されていない可能性があります。",
            ),
            Doubt::LooksLikeOutput => {
                self.pick("It may be output that imitates a prompt.", "プロンプトに似た出力の可能性があります。")
            }
            Doubt::PromptNotSure => self
                .pick("Where the prompt ends and the typing begins is a guess.", "プロンプトと入力の境目は推測です。"),
            Doubt::Wrapped => self.pick(
                "The line was wrapped at the terminal's edge; a space may have been added or lost there.",
                "端末の右端で折り返されており、その位置の空白が増減している可能性があります。",
            ),
            Doubt::MarksMayBeForged => self.pick(
                "What was shown earlier can hold the marks by which inputs are known, such as a file that was printed.",
                "以前の出力（ファイルの表示など）に、入力行を示す制御記号が含まれていた可能性があります。",
            ),
            Doubt::OrderNotSure => self.pick(
                "Events with the same time came in no certain order.",
                "同時刻のイベントがあり、順序は確かではありません。",
            ),
            Doubt::CutShort => self.pick(
                "It is too long to be kept whole: only its beginning is shown. The transcript has all of it.",
                "長すぎるため先頭部分のみを表示しています。全文は記録にあります。",
            ),
            Doubt::HiddenText => self.pick(
                "It holds what a terminal does not show: concealed text, direction marks or characters without width.",
                "端末に表示されないもの（隠し文字、書字方向の制御、幅のない文字）を含みます。",
            ),
        }
    }

    /// How many commands are shown, and out of what: `sessions` were read, `silent` of them without a typed command.
    pub fn commands_shown(self, shown: usize, all: usize, sessions: usize, silent: usize, events: usize) -> String {
        let [shown, all, number, silent] = [shown, all, events, silent].map(|number| self.count(number as u64));
        let mut sessions = self.sessions_counted(sessions);
        if silent != "0" {
            sessions += &fill(self.pick(" ({} without a typed command)", "（うち入力なし {}）"), &[&silent]);
        }
        match self.0 {
            Language::English => {
                let commands = if all == "1" { "typed command" } else { "typed commands" };
                let events = if number == "1" { "event" } else { "events" };
                format!("{shown} of {all} {commands} · read: {sessions}, {number} {events}")
            }
            Language::Japanese => format!("入力コマンド {shown} / {all} 件 · 読込: {sessions}、{number} イベント"),
        }
    }

    /// Rows of commands and of what stands between them.
    pub fn commands_and_marks(self, commands: usize, marks: usize) -> String {
        let number = self.count(marks as u64);
        let marks = match self.0 {
            _ if marks == 0 => return self.commands_counted(commands),
            Language::English if marks == 1 => format!(" and {number} mark between them"),
            Language::English => format!(" and {number} marks between them"),
            Language::Japanese => format!("、マーク {number} 件"),
        };
        self.commands_counted(commands) + &marks
    }

    pub fn person_counts(self, commands: usize, sessions: usize) -> String {
        let sessions = self.sessions_counted(sessions);
        match self.0 {
            Language::English => format!("{}, {sessions}", self.commands_counted(commands)),
            Language::Japanese => format!("{}・{sessions}", self.commands_counted(commands)),
        }
    }

    pub fn commands_counted(self, commands: usize) -> String {
        let number = self.count(commands as u64);
        match self.0 {
            Language::English if commands == 1 => format!("{number} command"),
            Language::English => format!("{number} commands"),
            Language::Japanese => format!("{number} コマンド"),
        }
    }

    pub fn last_seen(self, time: &str) -> String {
        fill(self.pick("last {}", "最終 {}"), &[time])
    }

    /// How many commands the filters hide.
    pub fn filters_hide(self, filters: usize, hidden: usize) -> String {
        let [number, hidden] = [filters, hidden].map(|number| self.count(number as u64));
        match self.0 {
            Language::English if filters == 1 => format!("1 filter hides {hidden}"),
            Language::English => format!("{number} filters hide {hidden}"),
            Language::Japanese => format!("{number} 件の条件で {hidden} 件を非表示"),
        }
    }

    pub fn more_values(self, values: usize) -> String {
        fill(self.pick("{} more …", "他 {} 件…"), &[&self.count(values as u64)])
    }

    pub fn facet(self, facet: Facet) -> &'static str {
        match facet {
            Facet::OsUser => self.os_user(),
            Facet::Principal => self.principal(),
            Facet::Flag => self.flag(),
            Facet::Review => self.review(),
            Facet::Program => self.program(),
            Facet::Confidence => self.confidence(),
            Facet::Instance => self.instance(),
            Facet::Session => self.session(),
        }
    }

    /// What a doubt is, in the few words that fit a cell.
    pub fn doubt_short(self, doubt: Doubt) -> &'static str {
        match doubt {
            Doubt::MayHideEdits => self.pick("an edit may be hidden", "編集が隠れている可能性"),
            Doubt::LostCharacters => self.pick("letters lost", "文字欠落"),
            Doubt::Reconstructed => self.pick("put together", "復元"),
            Doubt::NotSubmitted => self.pick("not entered", "確定なし"),
            Doubt::CutAtEnd => self.pick("log ends here", "ログの末尾"),
            Doubt::LooksLikeOutput => self.pick("may be output", "出力の可能性"),
            Doubt::PromptNotSure => self.pick("prompt is a guess", "プロンプトは推測"),
            Doubt::Wrapped => self.pick("may be wrapped", "折り返しの可能性"),
            Doubt::MarksMayBeForged => self.pick("marks may be forged", "目印の偽装の可能性"),
            Doubt::OrderNotSure => self.pick("order not sure", "順序不確か"),
            Doubt::CutShort => self.pick("cut short", "途中まで"),
            Doubt::HiddenText => self.pick("hidden text", "隠し文字"),
        }
    }

    fn sessions_counted(self, sessions: usize) -> String {
        let number = self.count(sessions as u64);
        match self.0 {
            Language::English if sessions == 1 => format!("{number} session"),
            Language::English => format!("{number} sessions"),
            Language::Japanese => format!("{number} セッション"),
        }
    }

    /// Events that are no session records.
    pub fn broken_events(self, events: usize) -> String {
        let number = self.count(events as u64);
        match self.0 {
            Language::English if events == 1 => {
                format!("{number} event is no session record; the transcript shows it as it is.")
            }
            Language::English => {
                format!("{number} events are no session records; the transcripts show them as they are.")
            }
            Language::Japanese => {
                format!("{number} 件のイベントはセッション記録として読めません。そのまま画面に表示します。")
            }
        }
    }

    /// The most that a reading can cost; `None`: not known.
    pub fn most_cost(self, bytes: &str, cost: Option<&str>) -> String {
        match cost {
            Some(cost) => fill(
                self.pick("Scans at most {}, which costs at most {}.", "最大 {} を走査し、費用は最大 {} です。"),
                &[bytes, cost],
            ),
            None => fill(self.pick("Scans at most {}.", "最大 {} を走査します。"), &[bytes]),
        }
    }

    pub fn further_lines(self, count: usize) -> String {
        fill(self.pick("+{} lines", "+{} 行"), &[&count.to_string()])
    }
}
