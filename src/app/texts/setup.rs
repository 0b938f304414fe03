use super::{Words, fill, texts};
use crate::{
    app::{
        Language,
        state::{CannotAsk, RetentionChoice},
    },
    setup::{Area, BothTexts, Certainty, Weight, cost::Basis},
};

texts! {
    setup_title: "Setup check", "設定点検";
    setup_subtitle: "Can the record be trusted? How Session Manager is set up, and what that means for an audit.", "記録は信頼できるか。Session Manager の設定と、監査上の意味を示します。";
    setup_check: "Check the setup", "設定を点検";
    setup_check_again: "Check again", "再点検";
    setup_reads_only: "Only reads settings. No query is run, so nothing is billed for scanned data.", "設定を読み取るだけです。クエリは実行しないため、走査料金はかかりません。";
    setup_where: "Account and region", "アカウントとリージョン";
    setup_audited: "Log group that is audited", "監査対象のロググループ";
    setup_no_group: "None chosen: the log groups that session documents name are checked.", "未選択：セッションドキュメントの送信先を点検します。";
    setup_retention: "Events must be kept for", "必要な保持期間";
    setup_own_days: "Days", "日数";
    setup_own_rule: "Named", "要件名";
    setup_own_rule_hint: "such as a contract", "契約名など";
    setup_idle: "Longest idle time, minutes", "無操作の上限（分）";
    requirement_unnamed: "The audit requirement", "監査要件";
    setup_not_checked: "Nothing has been checked yet.", "まだ点検していません。";
    setup_not_checked_text: "The check reads the session documents, log groups, buckets, keys, machines and trails of this account and region. What may not be read is told with the permission that is missing; the rest is checked all the same.", "このアカウントとリージョンのセッションドキュメント、ロググループ、バケット、キー、マシン、証跡を読み取ります。読み取れないものは不足している権限を示し、残りの点検は続けます。";
    setup_not_in_case: "This case holds no setup check.", "このケースに設定点検の結果はありません。";
    setup_not_in_case_text: "Connect to AWS, check the setup there, and keep the result in this case.", "AWS に接続して設定を点検し、結果をこのケースに保存してください。";
    setup_of_case: "As the open case holds it", "開いているケースの記録";
    setup_checking: "Reading settings …", "設定を読み取り中…";
    setup_checked_at: "Checked", "点検日時";
    setup_checked_by: "by", "実行者";
    setup_required: "Required", "要件";
    finding_filter: "Filter findings", "結果を絞り込む";
    all_areas: "All areas", "すべての分野";
    area: "Area", "分野";
    findings_none: "No finding fits the filters.", "条件に合う結果はありません。";
    findings_show_all: "Show all findings", "すべての結果を表示";
    findings_show_good: "Show what is good", "問題なしの項目を表示";
    findings_fold_good: "Fold what is good away", "問題なしの項目を閉じる";
    copy_as_text: "Copy as text", "テキストでコピー";
    copy_all_as_text: "Copy all as text", "すべてテキストでコピー";
    finding_read: "What was read", "読み取った内容";
    finding_change: "How to change it", "変更方法";
    finding_page: "AWS page", "AWS のページ";
    finding_more_in_copy: "shortened; the copy as text has all of it", "省略しています。テキストのコピーには全文が入ります";
    certainty: "How sure", "確度";
    cost_title: "What the log groups cost", "ロググループの費用";
    cost_estimate: "An estimate, in US dollars, without free tiers and discounts.", "概算（US ドル）。無料枠と割引は含みません。";
    cost_none: "Of no log group enough is known to estimate what it costs.", "費用を概算できるだけの情報があるロググループはありません。";
    cost_kept_in: "Kept in", "保存先";
    cost_ingestion: "Taking in/month", "取り込み（月）";
    cost_storage: "Keeping/month", "保存（月）";
    cost_month: "Both/month", "合計（月）";
    cost_year: "Next 12 months", "今後 12 か月";
    cost_reading: "Reading all once", "全件読み取り 1 回";
    cost_unknown: "unknown", "不明";
    cost_standard: "Standard", "標準 (Standard)";
    cost_infrequent_access: "Infrequent Access", "低頻度アクセス (IA)";
    cost_s3: "S3 Standard", "S3 標準";
    cost_as_it_is: "now", "現在";
    cost_without_requests: "S3 without what it bills for requests: how many sessions a month there are is not known.", "S3 のリクエスト料金は含みません（月間セッション数が不明なため）。";
    cost_grows: "Next 12 months: with what is expected to come.", "今後 12 か月は増加の見込みを含みます。";
    keep_title: "Keep in a case", "ケースに保存";
    keep_text: "So that it goes into the evidence pack and can be read without AWS.", "証拠パックに含まれ、AWS なしで読めるようになります。";
    keep_button: "Keep in the case", "ケースに保存する";
    keep_writing: "Being written …", "書き込み中…";
}

impl Words {
    pub fn both(self, texts: &BothTexts) -> &str {
        match self.0 {
            Language::English => &texts.en,
            Language::Japanese => &texts.ja,
        }
    }

    pub fn weight(self, weight: Weight) -> &'static str {
        match weight {
            Weight::Risk => self.pick("Risk", "リスク"),
            Weight::Attention => self.pick("To look at", "要確認"),
            Weight::CouldNotCheck => self.pick("Could not be checked", "確認できず"),
            Weight::Good => self.pick("Good", "問題なし"),
        }
    }

    pub fn weight_explained(self, weight: Weight) -> &'static str {
        match weight {
            Weight::Risk => self.pick(
                "Sessions, or parts of them, may be missing from the record, or somebody can make them so.",
                "セッションの全部または一部が記録から欠けている、または欠けさせられる可能性があります。",
            ),
            Weight::Attention => self.pick("Worth a question or a decision.", "質問や判断が必要な項目です。"),
            Weight::CouldNotCheck => self.pick(
                "Nobody knows: it could not be read, or not be understood.",
                "読み取れない、または解釈できないため、判断できません。",
            ),
            Weight::Good => self.pick("Checked, and as it should be.", "点検済みで、問題はありません。"),
        }
    }

    /// A weight and how many findings have it: `Risk: 3`.
    pub fn weight_count(self, weight: Weight, count: usize) -> String {
        fill(self.pick("{}: {}", "{}：{}"), &[self.weight(weight), &self.count(count as u64)])
    }

    pub fn certainty_name(self, certainty: Certainty) -> &'static str {
        match certainty {
            Certainty::Certain => self.pick("certain", "確実"),
            Certainty::Likely => self.pick("likely", "可能性が高い"),
            Certainty::Unknown => self.pick("not known", "不明"),
        }
    }

    pub fn certainty_explained(self, certainty: Certainty) -> &'static str {
        match certainty {
            Certainty::Certain => self.pick("What was read says so.", "読み取った内容から明らかです。"),
            Certainty::Likely => self.pick(
                "It follows, unless something that cannot be read speaks against it.",
                "読み取れない事情がない限り、そう言えます。",
            ),
            Certainty::Unknown => self.pick("It may be so.", "そうである可能性があります。"),
        }
    }

    pub fn area_name(self, area: Area) -> &'static str {
        match area {
            Area::Reading => self.pick("Reading", "読み取り"),
            Area::Logging => self.pick("Logging", "ログ記録"),
            Area::Encryption => self.pick("Encryption", "暗号化"),
            Area::RunAs => self.pick("OS user (Run As)", "OS ユーザー (Run As)"),
            Area::TimeLimits => self.pick("Time limits", "時間の制限"),
            Area::ShellProfile => self.pick("Shell profile", "シェルプロファイル"),
            Area::LogGroup => self.pick("Log group", "ロググループ"),
            Area::Bucket => self.pick("S3 bucket", "S3 バケット"),
            Area::Tunnels => self.pick("Port forwarding, SSH", "ポート転送・SSH"),
            Area::Machines => self.pick("Machines", "マシン"),
            Area::OtherRecords => self.pick("CloudTrail and regions", "CloudTrail とリージョン"),
        }
    }

    pub fn area_count(self, area: Area, count: usize) -> String {
        format!("{} ({})", self.area_name(area), self.count(count as u64))
    }

    pub fn retention_choice(self, choice: RetentionChoice) -> &'static str {
        match choice {
            RetentionChoice::PciDss => self.pick("12 months (PCI DSS)", "12 か月 (PCI DSS)"),
            RetentionChoice::Days90 => self.pick("90 days", "90 日"),
            RetentionChoice::OneYear => self.pick("1 year", "1 年"),
            RetentionChoice::SevenYears => self.pick("7 years", "7 年"),
            RetentionChoice::Own => self.pick("Another time", "その他"),
        }
    }

    pub fn cannot_ask(self, why: CannotAsk) -> &'static str {
        match why {
            CannotAsk::NotConnected => self.not_connected_hint(),
            CannotAsk::CaseIsOpen => self.pick(
                "A case is open: this needs a connection to AWS. What the case holds is shown.",
                "ケースを開いているため使えません。AWS への接続が必要です。ケースの記録を表示しています。",
            ),
            CannotAsk::NoLogGroup => self.choose_group_first(),
            CannotAsk::BadNumber => {
                self.pick("Days and minutes are whole numbers from 1.", "日数と分は 1 以上の整数で入力してください。")
            }
        }
    }

    pub fn things_asked(self, done: usize, of: usize) -> String {
        fill(self.pick("{} of {} things asked", "{} / {} 項目"), &[&self.count(done as u64), &self.count(of as u64)])
    }

    /// What an audit asked for.
    pub fn requirements(self, rule: &str, days: i64, minutes: i64) -> String {
        fill(
            self.pick(
                "{}: events kept for {} days; idle sessions ended after {} minutes",
                "{}：保持 {} 日、無操作 {} 分で終了",
            ),
            &[rule, &self.count(days.max(0).unsigned_abs()), &minutes.to_string()],
        )
    }

    /// The whole check in a line: so many risks, so many to look at, and so on.
    pub fn setup_summary(self, counts: [usize; 4]) -> String {
        let [risks, attention, unknown, good] = counts.map(|count| self.count(count as u64));
        let english = if counts[0] == 1 {
            "{} risk, {} to look at, {} could not be checked, {} good"
        } else {
            "{} risks, {} to look at, {} could not be checked, {} good"
        };
        fill(
            self.pick(english, "リスク {} 件、要確認 {} 件、確認できず {} 件、問題なし {} 件"),
            &[&risks, &attention, &unknown, &good],
        )
    }

    pub fn findings_shown(self, shown: usize, all: usize) -> String {
        let [shown, all] = [shown, all].map(|count| self.count(count as u64));
        fill(self.pick("{} of {} findings", "{} / {} 件"), &[&shown, &all])
    }

    pub fn more_quotes(self, more: usize) -> String {
        let english = if more == 1 { "{} more place was read" } else { "{} more places were read" };
        fill(self.pick(english, "ほか {} 件を読み取り"), &[&self.count(more as u64)])
    }

    /// What a group's volume was worked out from.
    pub fn cost_volume(self, stored: f64, per_month: f64, basis: Basis) -> String {
        let template = match basis {
            Basis::IncomingBytes => self.pick(
                "{} stored; {} a month come in, as the metric IncomingBytes has it",
                "保存量 {}、月 {} を取り込み（メトリクス IncomingBytes による）",
            ),
            Basis::StoredBytes => self.pick(
                "{} stored; {} a month come in, if what is stored came evenly (an estimate: far too much where retention was \
                 shortened or nothing comes in any more)",
                "保存量 {}、月 {} を取り込み（保存量を均等に割った推定値。保持期間の短縮後や記録の停止後は過大になります）",
            ),
        };
        fill(template, &[&self.bytes(stored), &self.bytes(per_month)])
    }

    pub fn cost_dated(self, date: &str) -> String {
        match date {
            "" => self.pick("Date of the prices: not known.", "料金の日付：不明。").to_owned(),
            date => fill(self.pick("Prices as of {}.", "料金は {} 時点。"), &[date]),
        }
    }

    pub fn more_groups(self, more: usize) -> String {
        fill(
            self.pick(
                "{} more log groups: the copy as text has them.",
                "ほか {} グループ：テキストのコピーに含まれます。",
            ),
            &[&self.count(more as u64)],
        )
    }

    pub fn kept_in(self, path: &str) -> String {
        fill(self.pick("Kept in {}.", "{} に保存しました。"), &[path])
    }
}
