use super::{Words, fill, texts};
use crate::model::LogClass;

texts! {
    groups_title: "Log groups", "ロググループ";
    groups_filter: "Filter log groups", "ロググループを絞り込む";
    only_favourites: "Favourites only", "お気に入りのみ";
    favourite_add: "Add to favourites", "お気に入りに追加";
    favourite_remove: "Remove from favourites", "お気に入りから外す";
    open_sessions: "Show its sessions", "セッションを表示";
    open_commands: "Show who typed what", "誰が何を入力したか表示";
    use_procedures: "Use procedures on it", "手続きを使う";
    retention_never: "never expires", "無期限";
    retention: "Retention", "保持期間";
    created: "Created", "作成";
    stored: "Stored", "保存量";
    encryption: "Encryption", "暗号化";
    encryption_own_key: "with a key of its own (KMS)", "独自のキー (KMS)";
    encryption_aws: "by AWS's own key", "AWS のキー";
    class: "Class", "クラス";
    select_group: "Select a log group to see what it is and to open it.", "ロググループを選ぶと、内容の説明と操作が表示されます。";
    no_groups: "This account has no log groups in this region.", "このリージョンにロググループはありません。";
    session_records: "Session logs", "セッションログ";
    records_unread: "not read yet", "未読込";
    records_seen: "session logs", "セッションログあり";
    records_none: "none seen", "見つからず";
    records_seen_explained: "Session Lens has read this group and found session records in it.", "このグループを読み込み、セッション記録を確認しました。";
    records_none_explained: "What was read of this group has no session records. Another time range may have some.", "読み込んだ範囲にセッション記録はありません。別の期間にはある可能性があります。";
    records_not_read: "Not read yet: a name alone does not tell.", "未読込。名前だけでは判断できません。";
    class_unknown: "AWS did not tell the class of this group.", "このグループのクラスは取得できませんでした。";
}

impl Words {
    pub fn class_name(self, class: &LogClass) -> &str {
        match class {
            LogClass::Standard => "Standard",
            LogClass::InfrequentAccess => self.pick("Infrequent Access", "低頻度アクセス (IA)"),
            LogClass::Delivery => "Delivery",
            LogClass::Other(_) => self.pick("Other", "その他"),
        }
    }

    /// What the class means for a reader, in plain words.
    pub fn class_explained(self, class: &LogClass) -> &'static str {
        match class {
            LogClass::Standard => self.pick(
                "Everything works on this group. Session Lens reads it by queries all the same, which AWS bills by the data scanned.",
                "すべての機能が使えます。Session Lens はこのグループもクエリで読み取り、走査量に応じて AWS から課金されます。",
            ),
            LogClass::InfrequentAccess => self.pick(
                "Taking in new logs costs half, keeping them the same, and its events cannot be opened directly: only queries reach them, and AWS bills each query by the data it scans. Session Lens writes the queries for you.",
                "ログの取り込み料金が半額の代わりに、イベントを直接開けません。クエリでのみ読み取れ、走査量に応じて課金されます。クエリは Session Lens が作成します。",
            ),
            LogClass::Delivery => self.pick(
                "For passing logs on to other places. Queries cannot read it, so Session Lens cannot either.",
                "ログを他の場所へ転送するためのクラスです。クエリで読めないため、Session Lens でも読めません。",
            ),
            LogClass::Other(_) => self.pick(
                "A class that this version does not know. Reading it may or may not work.",
                "このバージョンが知らないクラスです。読み取れない場合があります。",
            ),
        }
    }

    pub fn retention_days(self, days: &str) -> String {
        let english = if days == "1" { "{} day" } else { "{} days" };
        fill(self.pick(english, "{} 日"), &[days])
    }
}
