use super::{Words, fill, texts};
use crate::{app::Language, session::MarkKind};

texts! {
    transcript_notice: "Reconstructed from what the terminal showed. Not a record of keys, and no proof that a command did anything.", "端末に表示された内容から復元したものです。キー入力の記録ではなく、コマンドが実行された証明でもありません。";
    transcript_commands: "Typed here", "入力されたもの";
    transcript_no_commands: "No typed line can be recognised in this session.", "このセッションでは入力行を識別できません。";
    transcript_part: "Shown are the events in the chosen time range; the session may have more.", "選択した期間内のイベントを表示しています。期間外にも続く可能性があります。";
    transcript_whole: "Read the whole session", "セッション全体を読み込む";
    transcript_empty: "No events of this session were found.", "このセッションのイベントは見つかりません。";
    transcript_choose: "Open a session from the list of sessions or commands.", "セッション一覧またはコマンド一覧から開いてください。";
    transcript_raw: "As logged", "ログの原文";
    previous_command: "Previous typed command", "前の入力コマンドへ";
    next_command: "Next typed command", "次の入力コマンドへ";
    find_in_session: "Find in this session", "セッション内を検索";
    find_hint: "Find what the terminal showed", "端末の表示を検索";
    find_explained: "Looks through the lines as they stood on the screen, in capitals or small letters alike. What a full-screen program drew is found as it was logged.", "画面に表示された行を、大文字・小文字を区別せずに検索します。全画面プログラムの描画はログの原文から検索します。";
    find_next: "Next place found", "次の検索結果";
    find_previous: "Previous place found", "前の検索結果";
    find_none: "Not found", "見つかりません";
    find_more: "more than these; write more letters", "これ以上は省略。文字を足してください";
    found_in_drawing: "Found in what the program drew", "描画の中に見つかりました";
    play: "Play", "再生";
    pause: "Pause", "一時停止";
    play_or_pause: "Play the session, or pause", "セッションを再生・一時停止";
    speed: "Speed", "速度";
    skip_idle: "Skip idle", "無操作を短縮";
    skip_idle_switch: "Skip idle times, or play them whole", "無操作時間の短縮を切り替え";
    skip_idle_explained: "Pauses of more than 2 seconds are played in half a second.", "2 秒を超える間隔を 0.5 秒に縮めて再生します。";
    end_replay: "Show all lines", "全行を表示";
    replay_explained: "Lines appear together at the time at which the agent logged them, about once a second. When they were typed or shown, the log does not tell.", "各行は、エージェントがログに書いた時刻（約 1 秒ごと）にまとめて現れます。入力や表示の正確な時刻はログに残りません。";
    replay_without_times: "An uploaded log has no times: played are 10 lines a second.", "アップロードされたログに時刻はありません。毎秒 10 行で再生します。";
    no_times: "An uploaded log has no times: all of it is dated with the session's end. The line below counts lines.", "アップロードされたログに各行の時刻はなく、すべて終了時の日時です。下の軸は行数を表します。";
    follow_play: "Follow the play", "再生位置に追従";
    time_line: "Time line", "タイムライン";
    line_axis: "Lines", "行";
    agent_typed: "typed by the agent", "エージェントの自動入力";
    agent_typed_explained: "The agent typed this by itself, from the shell profile. It is not counted as the person's.", "シェルプロファイルからエージェントが自動入力した行です。本人の入力には数えません。";
    typing_hidden: "Typing may be hidden here: a prompt is followed by output and shows no input", "ここで入力が隠れている可能性: プロンプトに入力がないまま出力が続いています";
    secret_asked: "A secret was asked for; what was typed is not shown", "秘密情報の入力要求。入力内容は表示されません";
    open_drawing: "Show what it drew", "描画内容を表示";
    close_drawing: "Hide what it drew", "描画内容を隠す";
    drawing_cut: "The rest of what it drew is left out here; Copy has more.", "描画の続きは省略しています（コピーでさらに多く取得できます）。";
    copy_line: "Copy the line", "行をコピー";
    copy_raw: "Copy as logged", "ログの原文をコピー";
    line_coming: "…", "…";
    scroll_lines: "Scroll through the lines", "行をスクロール";
}

impl Words {
    /// What of a long line is not drawn.
    pub fn line_goes_on(self, bytes: &str) -> String {
        fill(self.pick("… {} more; Copy has all of it", "… 残り {}（コピーで全文）"), &[bytes])
    }

    /// A stretch of time, as long as people say it.
    pub fn lasting(self, milliseconds: i64) -> String {
        let seconds = milliseconds.max(0) / 1_000;
        let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
        let texts = |numbers: [i64; 2], english: &str, japanese: &str| {
            let numbers = numbers.map(|number| number.to_string());
            fill(self.pick_owned(english, japanese), &[&numbers[0], &numbers[1]])
        };
        match (seconds, hours, days) {
            (..1, ..) => self.pick("under 1 s", "1 秒未満").to_owned(),
            (..60, ..) => texts([seconds, 0], "{} s", "{} 秒"),
            (..600, ..) if seconds % 60 > 0 => texts([minutes, seconds % 60], "{} min {} s", "{} 分 {} 秒"),
            (..3_600, ..) => texts([minutes, 0], "{} min", "{} 分"),
            (_, ..24, _) if minutes % 60 > 0 => texts([hours, minutes % 60], "{} h {} min", "{} 時間 {} 分"),
            (_, ..24, _) => texts([hours, 0], "{} h", "{} 時間"),
            _ if hours % 24 > 0 => texts([days, hours % 24], "{} d {} h", "{} 日 {} 時間"),
            _ => texts([days, 0], "{} d", "{} 日"),
        }
    }

    fn pick_owned<'t>(self, english: &'t str, japanese: &'t str) -> &'t str {
        match self.0 {
            Language::English => english,
            Language::Japanese => japanese,
        }
    }

    /// What stands between the lines.
    pub fn mark(self, kind: MarkKind) -> String {
        match kind {
            MarkKind::SecretAsked => self.secret_asked().to_owned(),
            MarkKind::TypingHidden => self.typing_hidden().to_owned(),
            MarkKind::Gap { milliseconds } => {
                fill(self.pick("Nothing logged for {}", "{} の間ログなし"), &[&self.lasting(milliseconds)])
            }
        }
    }

    /// `program`: what was typed to start it, as far as known.
    pub fn had_the_screen(self, program: Option<&str>, milliseconds: Option<i64>) -> String {
        let program = program.unwrap_or(self.pick("A full-screen program", "全画面プログラム"));
        match milliseconds {
            Some(time) => {
                fill(self.pick("{} had the screen, {}", "{} が画面を使用、{}"), &[program, &self.lasting(time)])
            }
            None => fill(self.pick("{} had the screen", "{} が画面を使用"), &[program]),
        }
    }

    /// `3 of 41`; `is_full`: of more.
    pub fn found_place(self, place: Option<usize>, count: usize, is_full: bool) -> String {
        let place = place.map_or_else(|| "–".to_owned(), |place| self.count(place as u64 + 1));
        let count = self.count(count as u64);
        match (self.0, is_full) {
            (Language::English, false) => format!("{place} of {count}"),
            (Language::English, true) => format!("{place} of the first {count}"),
            (Language::Japanese, false) => format!("{place} / {count} 件"),
            (Language::Japanese, true) => format!("{place} / 先頭 {count} 件"),
        }
    }

    /// How far the search is.
    pub fn finding(self, percent: usize) -> String {
        fill(self.pick("looking, {} %", "検索中 {} %"), &[&percent.to_string()])
    }

    /// How much of the session has been played.
    pub fn played(self, shown: usize, all: usize) -> String {
        let [shown, all] = [shown, all].map(|number| self.count(number as u64));
        match self.0 {
            Language::English => format!("{shown} of {all} lines"),
            Language::Japanese => format!("{shown} / {all} 行"),
        }
    }

    /// The time line in words.
    pub fn time_line_label(self, lines: usize, commands: usize, pauses: usize) -> String {
        let [lines, number, folded] = [lines, commands, pauses].map(|number| self.count(number as u64));
        match self.0 {
            Language::English => {
                let commands = if commands == 1 { "typed command" } else { "typed commands" };
                let pauses = if pauses == 1 { "pause" } else { "pauses" };
                format!("Time line: {lines} lines, {number} {commands}, {folded} {pauses} folded")
            }
            Language::Japanese => {
                format!("タイムライン: {lines} 行、入力コマンド {number} 件、折りたたんだ無操作 {folded} か所")
            }
        }
    }

    /// The same without times.
    pub fn line_axis_label(self, lines: usize, commands: usize) -> String {
        let [lines, number] = [lines, commands].map(|number| self.count(number as u64));
        match self.0 {
            Language::English => format!("Lines of the session: {lines}, {number} typed; the log has no times"),
            Language::Japanese => format!("セッションの行: {lines} 行、入力コマンド {number} 件（ログに時刻なし）"),
        }
    }

    /// A folded pause.
    pub fn pause_folded(self, milliseconds: i64) -> String {
        fill(
            self.pick("Nothing logged for {}; shown shorter", "{} の間ログなし（短く表示）"),
            &[&self.lasting(milliseconds)],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_of_time_read_as_people_say_them() {
        let words = Words(Language::English);
        let said = [500, 40_000, 90_000, 2_520_000, 3_600_000, 11_100_000, 90_000_000, 172_800_000]
            .map(|time| words.lasting(time));
        assert_eq!(said, ["under 1 s", "40 s", "1 min 30 s", "42 min", "1 h", "3 h 5 min", "1 d 1 h", "2 d"]);
        assert_eq!(Words(Language::Japanese).lasting(2_520_000), "42 分");
    }
}
