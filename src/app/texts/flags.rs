use super::{Words, fill, texts};
use crate::{
    app::Language,
    flags::{BadRule, BadRuleReason, Category, Level, Rule},
};

texts! {
    flag: "Flag", "フラグ";
    flags: "Flags", "フラグ";
    flagged: "flagged", "フラグあり";
    flagged_explained: "Commands with a flag of level medium or higher.", "レベル「中」以上のフラグがあるコマンド。";
    only_low: "only low", "低のみ";
    only_low_explained: "Commands with flags, none of them of level medium or higher. Most of them are daily work.", "「中」未満のフラグのみのコマンド。多くは日常の作業です。";
    no_flags: "No rule says anything about this line.", "該当するルールはありません。";
    flag_is_lead: "A lead, not a verdict: what the line looks like, not what it did.", "手がかりであり、判定ではありません。行の見た目に基づくもので、何が起きたかは示しません。";
    flag_matched: "Matched", "一致箇所";
    flag_technique: "Technique (ATT&CK)", "手法 (ATT&CK)";
    flag_author: "Rule by", "ルール作成者";
    flag_source: "From", "出典";
}

impl Words {
    pub fn category(self, category: Category) -> &'static str {
        match category {
            Category::BecomingRoot => self.pick("becoming root", "root 昇格"),
            Category::Accounts => self.pick("accounts", "アカウント"),
            Category::Logs => self.pick("logs and history", "ログ・履歴"),
            Category::DataLeaving => self.pick("data leaving", "データ持ち出し"),
            Category::Secrets => self.pick("secrets", "秘密情報"),
            Category::Persistence => self.pick("persistence", "永続化"),
            Category::ServicesAndFirewall => self.pick("services, firewall", "サービス・FW"),
            Category::Packages => self.pick("packages", "パッケージ"),
            Category::Destruction => self.pick("removing and destroying", "削除・破壊"),
            Category::Code => self.pick("hidden or foreign code", "難読化・外部コード"),
            Category::Own => self.pick("own rules", "独自ルール"),
        }
    }

    pub fn level(self, level: Level) -> &'static str {
        match level {
            Level::Informational => self.pick("informational", "参考"),
            Level::Low => self.pick("low", "低"),
            Level::Medium => self.pick("medium", "中"),
            Level::High => self.pick("high", "高"),
            Level::Critical => self.pick("critical", "重大"),
        }
    }

    pub fn rule_title(self, rule: &Rule) -> &str {
        match (self.0, &rule.title_ja) {
            (Language::Japanese, Some(title)) => title,
            _ => &rule.title,
        }
    }

    pub fn rule_description(self, rule: &Rule) -> &str {
        match (self.0, &rule.description_ja) {
            (Language::Japanese, Some(description)) => description,
            _ => &rule.description,
        }
    }

    /// Commands flagged medium or higher, and those with lower flags alone.
    pub fn flags_counted(self, flagged: usize, only_low: usize) -> String {
        let [flagged, only_low] = [flagged, only_low].map(|number| self.count(number as u64));
        fill(
            self.pick("Flagged medium or higher: {}, only low: {}", "フラグ: 中以上 {}、低のみ {}"),
            &[&flagged, &only_low],
        )
    }

    /// What the heading of the flags counts.
    pub fn categories_counted(self, categories: usize) -> String {
        let number = self.count(categories as u64);
        match self.0 {
            Language::English if categories == 1 => format!("{number} category"),
            Language::English => format!("{number} categories"),
            Language::Japanese => format!("{number} 分類"),
        }
    }

    /// Rules of the person's own that are left out.
    pub fn bad_rules(self, rules: usize) -> String {
        let number = self.count(rules as u64);
        match self.0 {
            Language::English if rules == 1 => "1 own rule cannot be used".to_owned(),
            Language::English => format!("{number} own rules cannot be used"),
            Language::Japanese => format!("使えない独自ルール {number} 件"),
        }
    }

    /// Why a rule is left out: the file, the rule, the reason; technical details as the parser gives them.
    pub fn bad_rule(self, bad: &BadRule) -> String {
        let reason = match &bad.reason {
            BadRuleReason::Unreadable(detail) => {
                fill(self.pick("cannot be read as Sigma rules: {}", "Sigma ルールとして読めません: {}"), &[detail])
            }
            BadRuleReason::Unusable(detail) => {
                fill(self.pick("uses what is not known here: {}", "未対応の記述があります: {}"), &[detail])
            }
            BadRuleReason::NotForCommands(source) => {
                fill(self.pick("is about another kind of log: {}", "別種のログ向けです: {}"), &[source])
            }
            BadRuleReason::NoFile(detail) => {
                fill(self.pick("is no file that can be read: {}", "読めるファイルではありません: {}"), &[detail])
            }
            BadRuleReason::Twice => {
                self.pick("has the id of another rule", "同じ ID のルールが既にあります").to_owned()
            }
        };
        match &bad.title {
            Some(title) => format!("{}, {title}: {reason}", bad.file),
            None => format!("{}: {reason}", bad.file),
        }
    }
}
