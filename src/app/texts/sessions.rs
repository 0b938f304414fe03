use super::{Words, fill, texts};

texts! {
    sessions_title: "Sessions", "セッション";
    sessions_hint: "Each log stream is one session. Click one to open it.", "ログストリーム 1 本が 1 セッションです。クリックすると開きます。";
    sessions_filter: "Filter loaded sessions", "読み込み済みを絞り込む";
    sessions_prefix: "Name begins with", "名前の先頭";
    sessions_prefix_hint: "Asks AWS for names that begin so; Enter", "AWS に問い合わせます（Enter）";
    no_sessions: "This log group has no sessions.", "このロググループにセッションはありません。";
    no_sessions_prefix: "No session's name begins so.", "この文字で始まるセッションはありません。";
    open_transcript: "Open", "開く";
    form_streamed: "streamed", "ストリーミング";
    form_uploaded: "uploaded at its end", "終了時アップロード";
    form_mixed: "streamed and uploaded", "ストリーミングとアップロード";
    form_unknown: "form not recognised", "形式不明";
    os_user: "OS user", "OS ユーザー";
    principal: "Principal", "プリンシパル";
    instance: "Instance", "インスタンス";
    session: "Session", "セッション";
    first_event: "First event", "最初のイベント";
    last_event: "Last event", "最後のイベント";
    events: "Events", "イベント数";
}

impl Words {
    pub fn sessions_loaded(self, shown: &str, loaded: &str, more: bool) -> String {
        let template = if more {
            self.pick("{} of {} loaded sessions; there are more", "読み込み済み {1} 件中 {0} 件。続きがあります")
        } else {
            self.pick("{} of {} sessions", "全 {1} 件中 {0} 件")
        };
        if template.contains("{1}") {
            return template.replace("{1}", loaded).replace("{0}", shown);
        }
        fill(template, &[shown, loaded])
    }
}
