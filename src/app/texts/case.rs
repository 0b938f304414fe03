use std::path::Path;

use super::{Words, fill, texts};
use crate::{
    case::import::{FileProblem, SharedStream},
    evidence::pack::PackSummary,
    worker::CaseProblem,
};

texts! {
    case_title: "Case", "ケース";
    costs_nothing: "no cost", "費用なし";
    case_sealed_mark: "sealed", "封印済み";
    case_checking_mark: "being verified …", "検証中…";
    case_verified_mark: "verified", "検証済み";
    case_damaged_mark: "DAMAGED", "破損";
    case_subtitle: "One file with the events themselves and the record of how they were obtained. It opens without AWS.", "イベントそのものと取得の経緯を 1 つのファイルに収めます。AWS なしで開けます。";
    case_door_title: "Open a case or log files", "ケースやログファイルを開く";
    case_door_text: "What was collected or exported earlier, without AWS. Files can also be dropped on the window.", "以前に収集・エクスポートしたものを AWS なしで開きます。ウィンドウへのドロップもできます。";
    case_file: "Case file", "ケースファイル";
    case_open: "Open the case", "ケースを開く";
    case_open_this: "Open this case", "このケースを開く";
    case_browse: "Browse …", "参照…";
    case_recent: "Recent", "最近のケース";
    case_import_files: "Import log files …", "ログファイルを取り込む…";
    collect_title: "Collect", "収集";
    collect_text: "Fetches every event of the scope, and proves that none is missing.", "対象範囲の全イベントを取得し、欠落がないことを証明します。";
    collect_button: "Collect all events", "全イベントを収集";
    collect_no_scope: "Choose a log group and a time first. What is collected ends ten minutes ago, for events arrive late.", "先にロググループと期間を選んでください。遅れて届くイベントがあるため、収集は 10 分前までです。";
    collect_most_cost: "Stop before it costs more than, in US$", "費用の上限（US ドル）";
    collect_most_cost_hint: "no bound", "上限なし";
    collect_twice: "It is read twice: once to count, once to fetch.", "件数の確認と取得のため、2 回走査します。";
    collecting_counting: "Counting the events", "イベントを数えています";
    collecting_fetching: "Fetching the events", "イベントを取得しています";
    collecting_repairing: "Asking again for what is missing", "不足分を再取得しています";
    collecting_proving: "Proving that nothing is missing", "欠落がないことを確認しています";
    collected_complete: "Complete", "完全";
    collected_incomplete: "Incomplete", "不完全";
    collected_unfinished: "Incomplete: interrupted", "不完全：中断";
    collected_complete_text: "The windows tile the time range, and in every step of time there are as many distinct events as a count of its own gave.", "取得区間が期間を隙間なく覆い、どの時間区分でも、別途数えた件数と重複のないイベント数が一致します。";
    collected_incomplete_text: "Some stretches of time have other numbers of events than were counted. Collecting again asks for those.", "件数の合わない時間帯があります。再度収集すると、その分を取得します。";
    import_title: "Import files", "ファイルの取り込み";
    import_text: "Recorded events, exports of Logs Insights (CSV, JSON) and of CloudWatch Logs to S3 (.gz), session files from S3, what the AWS CLI prints. Folders too. The same file twice adds nothing.", "記録済みイベント、Logs Insights のエクスポート（CSV・JSON）、CloudWatch Logs の S3 エクスポート（.gz）、S3 のセッションファイル、AWS CLI の出力。フォルダーも可。同じファイルは二重に追加されません。";
    import_files_hint: "One file or folder a line, or drop them here", "1 行に 1 つのファイルまたはフォルダー。ドロップも可";
    import_button: "Import", "取り込む";
    import_choose: "Choose files …", "ファイルを選ぶ…";
    case_is_open: "Open case", "開いているケース";
    case_holds: "What is in it", "内容";
    case_collections: "Collections", "収集の記録";
    case_no_collections: "None: what is in it came from files.", "なし：ファイルからの取り込みのみです。";
    case_files: "Imported files", "取り込んだファイル";
    case_verify: "Verify every byte", "全バイトを検証";
    case_verified: "Nothing was changed: every block and every entry fits its hash, and each follows the one before it.", "変更はありません。全ブロックと全記録がハッシュと一致し、順序どおりにつながっています。";
    case_seal: "Seal", "封印";
    case_seal_ask: "A sealed case takes nothing more: no event, no note, no review. Seal it?", "封印後は、イベント・メモ・レビューを追加できません。封印しますか？";
    case_seal_yes: "Seal for good", "封印する";
    case_sealing: "Being sealed: its sessions are read, every byte is verified and hashed. This can take a while.", "封印中：セッションの読み取り、全バイトの検証とハッシュ計算を行います。しばらくかかることがあります。";
    case_is_sealed: "Sealed: nothing can be added, and every byte of the file counts.", "封印済み：追加はできず、ファイルの全バイトが検証対象です。";
    case_not_sealed: "Not sealed: events can be added.", "未封印：イベントを追加できます。";
    case_chain_hash: "Chain of the events (its last link)", "イベントのハッシュチェーン（末尾）";
    case_file_hash: "SHA-256 of the sealed file, without the seal itself", "封印ファイルの SHA-256（封印部分を除く）";
    case_seal_note: "Write this down elsewhere: whoever can change the file could seal it again.", "別の場所に控えてください。ファイルを変更できる者は封印し直せます。";
    case_start_of_hashes: "The hashes begin when the events were collected; they prove nothing about the time before.", "ハッシュは収集時点からのものです。それ以前については何も証明しません。";
    case_path_hint: "a new file, such as october.case", "新しいファイル（例: october.case）";
    pack_title: "Evidence pack", "証拠パック";
    pack_text: "For whoever has neither the account nor this program: report, commands (CSV, Excel, JSON), the events untouched, queries, rules, and hashes that sha256sum checks. It holds what was typed and shown, secrets too.", "アカウントも本ソフトも持たない相手に渡すものです：報告書、コマンド（CSV・Excel・JSON）、未加工のイベント、クエリ、規則、sha256sum で確認できるハッシュ。入力や表示に含まれる機密も入ります。";
    pack_format: "As", "形式";
    pack_as_folder: "Folder", "フォルダー";
    pack_as_zip: "One ZIP", "ZIP ファイル";
    pack_place: "Where", "保存先";
    pack_language: "Report in", "報告書の言語";
    pack_key: "Sign with", "署名の鍵";
    pack_key_hint: "your OpenSSH key; empty: not signed", "OpenSSH の鍵（空欄なら署名なし）";
    pack_key_text: "ssh-keygen signs; the key never passes through this program. A key with a passphrase has to be in ssh-agent (ssh-add).", "署名は ssh-keygen が行い、鍵は本ソフトを通りません。パスフレーズ付きの鍵は ssh-agent に登録（ssh-add）してください。";
    pack_hand_on: "This SHA-256 stands for the whole pack. Hand it on by another way than the pack.", "この SHA-256 がパック全体を代表します。パックとは別の経路で伝えてください。";
    pack_signed_by: "Signed by the key", "署名した鍵";
    pack_button: "Write the pack", "パックを作成";
    pack_writing: "Writing …", "作成中…";
    late_events: "late, not kept", "件が遅延（未収録）";
    queries_made: "queries", "クエリ";
    counted: "counted", "件を計数";
    collected_by: "Collected by", "収集者";
    cutoff: "Cut-off", "締切";
}

impl Words {
    /// How many of how many events are there.
    pub fn events_of(self, there: u64, of: Option<u64>) -> String {
        let there = self.count(there);
        match of {
            Some(of) => fill(self.pick("{} of {} events", "{} / {} イベント"), &[&there, &self.count(of)]),
            None => fill(self.pick("{} events", "{} イベント"), &[&there]),
        }
    }

    pub fn files_of(self, number: usize, of: usize) -> String {
        fill(self.pick("file {} of {}", "ファイル {} / {}"), &[&self.count(number as u64), &self.count(of as u64)])
    }

    pub fn imported(self, new: u64, known: u64, bad: u64) -> String {
        fill(
            self.pick(
                "{} events added, {} were there already, {} lines could not be read in full",
                "{} イベントを追加、{} は既存、{} 行は完全には読み取れません",
            ),
            &[&self.count(new), &self.count(known), &self.count(bad)],
        )
    }

    pub fn files_not_read(self, files: usize) -> String {
        fill(
            self.pick(
                "{} files were not read, or not to their end:",
                "読み取れなかったファイル（途中までを含む）：{} 件",
            ),
            &[&self.count(files as u64)],
        )
    }

    /// `path`: the file that was read, which shares the stream with others.
    pub fn shared_stream(self, path: &str, shared: &SharedStream) -> String {
        if shared.others.is_empty() {
            return fill(
                self.pick(
                    "The stream {} got events from {}, and has others that did not come from it",
                    "ストリーム {} には {} のイベントのほかに、別の取得元のイベントも入っています",
                ),
                &[&shared.name, path],
            );
        }
        let files = self.count(shared.others.len() as u64 + 1);
        let named = format!("{}, {path}", shared.others.join(", "));
        fill(
            self.pick(
                "The stream {} got events from {} files: {}",
                "ストリーム {} には {} 個のファイルのイベントが入っています：{}",
            ),
            &[&shared.name, &files, &named],
        )
    }

    /// `events`: how many came before the place that cannot be read.
    pub fn file_problem(self, problem: &FileProblem, events: u64) -> String {
        let said = match problem {
            FileProblem::Unreadable(said) => fill(self.pick("it cannot be read: {}", "読み取れません：{}"), &[said]),
            FileProblem::NoFile => self
                .pick("it is no file but a pipe or a device", "ファイルではありません（パイプまたはデバイス）")
                .to_owned(),
            FileProblem::Link => self
                .pick(
                    "it is a link in a folder, which is not followed: name it to import what it leads to",
                    "フォルダー内のリンクはたどりません。取り込むにはリンク自体を指定してください",
                )
                .to_owned(),
            FileProblem::NoText(kind) => {
                let (english, japanese) = kind.names();
                fill(self.pick("it is no log but {}", "ログではありません：{}"), &[self.pick(english, japanese)])
            }
            FileProblem::Utf16 => self
                .pick("its text is UTF-16: save it as UTF-8", "UTF-16 のテキストです。UTF-8 で保存し直してください")
                .to_owned(),
            FileProblem::TooLong => self
                .pick(
                    "it is a single piece of JSON of more than 1 GB: split it, or give an event a line",
                    "1 GB を超える単一の JSON です。分割するか、1 行 1 イベントの形式にしてください",
                )
                .to_owned(),
            FileProblem::Table(said) => {
                fill(self.pick("it is no table that can be read: {}", "表として読み取れません：{}"), &[said])
            }
        };
        if events == 0 {
            return said;
        }
        fill(
            self.pick(
                "{} ({} events before that are in the case)",
                "{}（それより前の {} イベントはケースに入りました）",
            ),
            &[&said, &self.count(events)],
        )
    }

    pub fn case_counts(self, events: u64, streams: u64) -> String {
        fill(
            self.pick("{} events in {} sessions (log streams)", "{} イベント、{} セッション（ログストリーム）"),
            &[&self.count(events), &self.count(streams)],
        )
    }

    pub fn verified_counts(self, events: u64, blocks: u64, entries: u64) -> String {
        fill(
            self.pick("{} events in {} blocks, {} entries", "{} イベント、{} ブロック、{} 記録"),
            &[&self.count(events), &self.count(blocks), &self.count(entries)],
        )
    }

    pub fn case_damaged(self, what: &str) -> String {
        fill(self.pick("The case was changed: {}", "ケースが変更されています: {}"), &[what])
    }

    pub fn packed(self, folder: &str, files: usize, commands: u64, flagged: u64) -> String {
        fill(
            self.pick(
                "{}: {} files, {} typed commands, {} of them flagged",
                "{}：{} ファイル、入力コマンド {} 件、うちフラグ {} 件",
            ),
            &[folder, &self.count(files as u64), &self.count(commands), &self.count(flagged)],
        )
    }

    /// What lay beside a pack of others that were not written to their end: what became of each.
    pub fn pack_left_overs(self, packed: &PackSummary) -> Vec<(&'static str, &Path)> {
        let removed =
            self.pick("Removed what an interrupted export had left:", "中断されたエクスポートの残りを削除しました：");
        let left = self.pick(
            "Left as it is. If no other export is running, remove it: it may hold logs.",
            "そのまま残しています。他にエクスポート中でなければ削除してください。ログを含むことがあります。",
        );
        let removed = packed.removed.iter().map(|path| (removed, path.as_path()));
        removed.chain(packed.left.iter().map(|path| (left, path.as_path()))).collect()
    }

    /// What happened, what it means, what to do.
    pub fn case_problem(self, problem: &CaseProblem, name: &str) -> [String; 3] {
        let [what, meaning, action] = match problem {
            CaseProblem::NoCase => [
                self.pick("{} is no case of Session Lens.", "{} は Session Lens のケースではありません。"),
                self.pick("It was not changed.", "ファイルは変更していません。"),
                self.pick(
                    "Log files are brought into a case by Import.",
                    "ログファイルは「取り込み」でケースに追加できます。",
                ),
            ],
            CaseProblem::NotThere => [
                self.pick("{} is not there.", "{} はありません。"),
                self.pick("Nothing was read and nothing was changed.", "何も読み取らず、何も変更していません。"),
                self.pick("Check its name and its folder.", "名前とフォルダーを確認してください。"),
            ],
            CaseProblem::TooNew => [
                self.pick(
                    "{} was made by a later version of Session Lens.",
                    "{} はより新しい Session Lens で作られています。",
                ),
                self.pick(
                    "This version does not know its form, and leaves it alone.",
                    "この版では形式が分からないため、変更しません。",
                ),
                self.pick("Open it with the version that made it, or a later one.", "作成した版以降で開いてください。"),
            ],
            CaseProblem::TooOld => [
                self.pick(
                    "{} was made by an early version of Session Lens.",
                    "{} は Session Lens の初期の版で作られています。",
                ),
                self.pick(
                    "Its form is not read any more. It was not changed.",
                    "この形式はもう読み取れません。ファイルは変更していません。",
                ),
                self.pick(
                    "Open it with the version that made it, or collect or import its events into a new case.",
                    "作成した版で開くか、元のイベントを新しいケースに収集・取り込みしてください。",
                ),
            ],
            CaseProblem::Exists => [
                self.pick("{} is there already.", "{} は既に存在します。"),
                "",
                self.pick("Choose another name.", "別の名前を選んでください。"),
            ],
            CaseProblem::Sealed => [
                self.pick("{} is sealed.", "{} は封印済みです。"),
                self.pick("Nothing can be added to it.", "追加はできません。"),
                self.pick("Collect or import into another case.", "別のケースに収集・取り込みしてください。"),
            ],
            CaseProblem::Busy => [
                self.pick("{} is in use by another program.", "{} は別のプログラムが使用中です。"),
                self.pick("Nothing was changed.", "何も変更されていません。"),
                self.pick(
                    "Close the other window or program, and try again.",
                    "他のウィンドウやプログラムを閉じて再試行してください。",
                ),
            ],
            CaseProblem::Damaged => [
                self.pick(
                    "{} cannot be read: what is in it does not fit together.",
                    "{} は内容に矛盾があり、読み取れません。",
                ),
                self.pick("It may have been changed or cut short.", "変更または切断された可能性があります。"),
                self.pick("Use a copy, and verify it.", "控えを使い、検証してください。"),
            ],
            CaseProblem::File => [
                self.pick("{} cannot be read or written.", "{} を読み書きできません。"),
                self.pick("What was there before is unchanged.", "既存の内容は変わりません。"),
                self.pick(
                    "Check that it exists, and that you may read and write there.",
                    "存在と読み書きの権限を確認してください。",
                ),
            ],
            CaseProblem::TooMuchToScan => [
                self.pick("Collecting into {} would cost more than you allowed.", "{} への収集は上限額を超えます。"),
                self.pick(
                    "It was stopped before. What is in the case stays, and is incomplete.",
                    "超える前に停止しました。収録済みの分は残りますが、不完全です。",
                ),
                self.pick(
                    "Raise the bound or choose a shorter time, and collect again: it goes on from here.",
                    "上限を上げるか期間を短くして再度収集すると、続きから再開します。",
                ),
            ],
            CaseProblem::Stopped => [
                self.pick("{} was not written: it was stopped.", "停止したため、{} は作成していません。"),
                self.pick("Nothing is left of what was begun.", "作成途中のものも残していません。"),
                self.pick("Write it again when you like.", "必要なときに再度作成してください。"),
            ],
            CaseProblem::NotSigned => [
                self.pick("{} was not written: the key did not sign.", "署名できなかったため、{} は作成していません。"),
                self.pick("There is no pack rather than one without the signature.", "署名のないパックは残していません。"),
                self.pick(
                    "Check the key's file; a key with a passphrase has to be in ssh-agent (ssh-add). ssh-keygen is part of OpenSSH.",
                    "鍵のファイルを確認してください。パスフレーズ付きの鍵は ssh-agent に登録（ssh-add）が必要です。ssh-keygen は OpenSSH に含まれます。",
                ),
            ],
            CaseProblem::TooManyFiles => [
                self.pick("{} was not written: a ZIP takes no so many files.", "ファイル数が ZIP の上限を超えるため、{} は作成していません。"),
                "",
                self.pick("Write a folder instead.", "フォルダー形式で作成してください。"),
            ],
            CaseProblem::OtherWay => [
                self.pick(
                    "{} holds events of this log group and time that came through another operation.",
                    "{} には、同じロググループ・期間のイベントが別の取得方法で入っています。",
                ),
                self.pick(
                    "Through this one they have other ids: each would be there twice. Nothing was changed.",
                    "取得方法が違うと ID も変わり、各イベントが二重になります。何も変更していません。",
                ),
                self.pick(
                    "Collect into another case, or the same way as before.",
                    "別のケースに収集するか、前と同じ方法で取得してください。",
                ),
            ],
            CaseProblem::NothingUnfinished => [
                self.pick("No collection in {} is unfinished.", "{} に中断・不完全な収集はありません。"),
                self.pick("Nothing was changed.", "何も変更していません。"),
                self.pick(
                    "To collect anew, use Collect all events.",
                    "新しく収集するには「全イベントを収集」を使ってください。",
                ),
            ],
            CaseProblem::NothingComplete => [
                self.pick("No collection in {} is complete.", "{} に完全な収集はありません。"),
                self.pick(
                    "Only then is it known which events came too late for it. Nothing was changed.",
                    "遅延分は、完全な収集があって初めて分かります。何も変更していません。",
                ),
                self.pick("Complete a collection first.", "先に収集を完了してください。"),
            ],
            CaseProblem::NotStandard => [
                self.pick(
                    "FilterLogEvents cannot read this log group: its class is not STANDARD.",
                    "このロググループは STANDARD クラスではないため、FilterLogEvents で読み取れません。",
                ),
                self.pick("Nothing was fetched.", "何も取得していません。"),
                self.pick("Collect through Logs Insights.", "Logs Insights で収集してください。"),
            ],
            CaseProblem::InTheWay => [
                self.pick(
                    "Another program is writing to {}: the collection waited for it in vain.",
                    "別のプログラムが {} に書き込み中です。待機しましたが、収集を続けられませんでした。",
                ),
                self.pick("What was collected stays, and is incomplete.", "収集済みの分は残りますが、不完全です。"),
                self.pick(
                    "Wait until the other one has ended, and collect again: it goes on from here.",
                    "相手の終了を待って再度収集すると、続きから再開します。",
                ),
            ],
            CaseProblem::BrokenOff => [
                self.pick("Work on {} broke off.", "{} への処理が途中で止まりました。"),
                self.pick("What is in the case stays, and is incomplete.", "収録済みの分は残りますが、不完全です。"),
                self.pick("Try again: it goes on from here.", "再試行すると、続きから再開します。"),
            ],
        };
        [fill(what, &[name]), meaning.to_owned(), action.to_owned()]
    }
}
