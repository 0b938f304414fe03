use super::{Words, fill, texts};
use crate::{
    app::Language,
    session::{FullScreen, MarkKind, Output, Said},
};

texts! {
    tab_cleaned: "Cleaned", "整形";
    tab_raw: "Raw", "原文";
    tab_around: "Around", "前後";
    tab_output: "Output", "出力";
    raw_lines: "The line as logged", "ログ上の行";
    raw_event: "The whole event, as logged", "イベント全体（原文）";
    no_exit_status: "What the terminal showed behind the line; it may come from elsewhere. A log has no exit status.", "行の後に端末に表示された内容です。別の出所の可能性もあります。ログに終了ステータスはありません。";
    around_note: "What the terminal showed before and after.", "この行の前後に端末に表示された内容。";
    looking: "Looking it up …", "確認中…";
    full_screen_for: "Had the whole screen for", "全画面表示の時間";
    open_at_mark: "Open the session near this place", "この付近でセッションを開く";
    output_none: "The next prompt follows: the line showed no output.", "次のプロンプトが続き、出力の表示はありません。";
    output_unknown: "No output is in the log before it ends.", "ログの末尾まで出力はありません。";
    output_of_answers: "Answers to programs have no output of their own.", "プログラムへの回答には固有の出力がありません。";
}

/// Programs that show text to be changed, and those that show it to be read.
const EDITORS: [&str; 14] = [
    "vi", "vim", "nvim", "view", "vimdiff", "nano", "pico", "emacs", "joe", "mcedit", "micro", "ed", "visudo",
    "crontab",
];
const PAGERS: [&str; 6] = ["less", "more", "man", "most", "journalctl", "git"];

impl Words {
    /// Which event of the session and where in it.
    pub fn event_place(self, number: usize, of: usize, line: usize) -> String {
        let [number, of, line] = [number, of, line].map(|number| self.count(number as u64));
        fill(self.pick("event {} of {}, line {}", "イベント {} / {}、{} 行目"), &[&number, &of, &line])
    }

    pub fn event_cut(self, bytes: &str) -> String {
        fill(
            self.pick("The event has {}; its beginning is shown.", "イベントは {}。先頭部分を表示しています。"),
            &[bytes],
        )
    }

    pub fn output_size(self, lines: usize, bytes: &str) -> String {
        let number = self.count(lines as u64);
        match self.0 {
            Language::English => format!("{number} {}, {bytes}", if lines == 1 { "line" } else { "lines" }),
            Language::Japanese => format!("{number} 行、{bytes}"),
        }
    }

    pub fn lines_left_out(self, lines: usize) -> String {
        fill(
            self.pick("{} more lines; open the session to see them.", "他 {} 行。セッションを開くと確認できます。"),
            &[&self.count(lines as u64)],
        )
    }

    pub fn output_said(self, said: Said) -> &'static str {
        match said {
            Said::CommandNotFound => self.pick("It says: command not found", "「command not found」との表示あり"),
            Said::PermissionDenied => self.pick("It says: permission denied", "「permission denied」との表示あり"),
        }
    }

    /// What there is to say where a command has no output to show.
    pub fn no_output(self, output: &Output) -> &'static str {
        if output.is_none() { self.output_none() } else { self.output_unknown() }
    }

    /// A program that had the whole screen: `(editor, 41 s)`.
    pub fn full_screen(self, program: &str, shown: FullScreen) -> String {
        let what = if EDITORS.contains(&program) {
            self.pick("editor", "エディター")
        } else if PAGERS.contains(&program) {
            self.pick("pager", "ページャー")
        } else {
            self.pick("full screen", "全画面")
        };
        match shown.milliseconds {
            Some(milliseconds) => format!("({what}, {})", self.lasted(milliseconds)),
            None => format!("({what})"),
        }
    }

    pub fn mark_explained(self, kind: MarkKind) -> &'static str {
        match kind {
            MarkKind::SecretAsked => self.pick(
                "A program asked for a password or the like. The terminal does not show what is typed then, so no log has it.",
                "プログラムがパスワード等を求めました。この入力は端末に表示されず、ログに残りません。",
            ),
            MarkKind::TypingHidden => self.pick(
                "Output follows a prompt without a typed line. Echo may have been switched off, or a program in the background wrote here.",
                "入力行なしでプロンプトの後に出力があります。エコーが切られたか、バックグラウンドの出力の可能性があります。",
            ),
            MarkKind::Gap { .. } => self.pick(
                "The log has no event of this session in this time: a pause, or a program that showed nothing.",
                "この間、セッションのイベントがありません。中断か、何も表示しないプログラムと考えられます。",
            ),
        }
    }
}
