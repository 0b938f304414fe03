use super::{Words, fill, texts};
use crate::app::Language;
use crate::session::{CommandKind, Confidence, Doubt};

texts! {
    commands_title: "Commands", "コマンド";
    commands_filter: "Filter commands", "コマンドを絞り込む";
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
    why_not_sure: "Why not more sure", "確度の理由";
    not_submitted: "typed, but not entered as far as the log shows", "入力されたが、確定された記録なし";
    as_user: "At that moment as", "その時点のユーザー";
    kind: "Typed to", "入力先";
    select_command: "Select a command to see where it comes from.", "コマンドを選ぶと詳細を表示します。";
}

impl Words {
    pub fn confidence_name(self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::Exact => self.pick("exact", "確実"),
            Confidence::Likely => self.pick("likely", "ほぼ確実"),
            Confidence::Uncertain => self.pick("uncertain", "不確実"),
        }
    }

    pub fn confidence_explained(self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::Exact => self.pick(
                "The terminal's bytes are complete and mark where the typing begins and ends.",
                "端末のバイト列が完全で、入力の範囲が記録されています。",
            ),
            Confidence::Likely => self.pick(
                "Nothing speaks against the text, but the log's form does not prove it.",
                "疑う理由はありませんが、ログの形式上の証明はありません。",
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
                "Something typed earlier can write the marks by which inputs are known.",
                "以前の入力に、入力行を示す制御記号を出力できるものがあります。",
            ),
            Doubt::OrderNotSure => self.pick(
                "Events with the same time came in no certain order.",
                "同時刻のイベントがあり、順序は確かではありません。",
            ),
        }
    }

    /// How many commands are shown, and out of what.
    pub fn commands_shown(self, shown: usize, all: usize, sessions: usize, events: usize) -> String {
        let [shown, all, number] = [shown, all, events].map(|number| self.count(number as u64));
        let sessions = self.sessions_counted(sessions);
        match self.0 {
            Language::English => {
                let commands = if all == "1" { "typed command" } else { "typed commands" };
                let events = if number == "1" { "event" } else { "events" };
                format!("{shown} of {all} {commands} · read: {sessions}, {number} {events}")
            }
            Language::Japanese => format!("入力コマンド {shown} / {all} 件 · 読込: {sessions}、{number} イベント"),
        }
    }

    pub fn person_counts(self, commands: usize, sessions: usize) -> String {
        let number = self.count(commands as u64);
        let sessions = self.sessions_counted(sessions);
        match self.0 {
            Language::English => {
                format!("{number} {}, {sessions}", if commands == 1 { "command" } else { "commands" })
            }
            Language::Japanese => format!("{number} コマンド・{sessions}"),
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
