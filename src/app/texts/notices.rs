use super::{Words, fill};
use crate::{app::state::Notice, model::visible_line};

impl Words {
    /// What a notice says: the sentence, then the technical part.
    pub fn notice(self, notice: &Notice) -> (String, Option<String>) {
        match notice {
            Notice::Exported { path, rows, guarded_cells } => {
                let path = path.display().to_string();
                let (path, rows) = (visible_line(&path), self.count(*rows as u64));
                let mut text = fill(self.pick("{} rows were written to {}.", "{} 行を {} に書き込みました。"), &[&rows, &path]);
                if *guarded_cells > 0 {
                    text.push(' ');
                    text.push_str(&fill(
                        self.pick(
                            "{} cells looked like formulas and got a leading apostrophe.",
                            "数式に見える {} セルの先頭に ' を付けました。",
                        ),
                        &[&self.count(*guarded_cells as u64)],
                    ));
                }
                (text, None)
            }
            Notice::ProcedureKept { path } => {
                let path = path.display().to_string();
                let text = self.pick(
                    "Kept in {}. A text editor changes it.",
                    "{} に保存しました。テキストエディターで変更できます。",
                );
                (fill(text, &[&visible_line(&path)]), None)
            }
            Notice::FileNotWritten { path, detail } => {
                let path = path.display().to_string();
                let text = self.pick(
                    "{} could not be written. Check that the folder exists and may be written to.",
                    "{} に書き込めません。フォルダーの存在と書き込み権限を確認してください。",
                );
                (fill(text, &[&visible_line(&path)]), Some(detail.clone()))
            }
            Notice::PricesBroken { detail } => (
                self.pick(
                    "Your prices.toml could not be read. Costs are shown with the prices that Session Lens comes with.",
                    "prices.toml を読み込めません。費用は Session Lens 付属の料金で表示します。",
                )
                .to_owned(),
                Some(detail.clone()),
            ),
            Notice::SettingsBroken { detail } => (
                self.pick(
                    "The settings could not be read. Session Lens goes on with its defaults; the file is kept until a setting is changed.",
                    "設定を読み込めません。既定値で続行します。設定を変更するまでファイルはそのまま残ります。",
                )
                .to_owned(),
                Some(detail.clone()),
            ),
            // Without the font the Japanese words could not be read: English in both.
            Notice::NoJapaneseFont => (
                "No font with Japanese letters was found. Install one, for example Noto Sans CJK JP, and start again."
                .to_owned(),
                None,
            ),
            Notice::WorkerBusy => (
                self.pick(
                    "The background work does not keep up, and the last request was not taken. Try again in a moment.",
                    "処理が追いつかず、最後の操作を受け付けられませんでした。少し待って再試行してください。",
                )
                .to_owned(),
                None,
            ),
        }
    }
}
