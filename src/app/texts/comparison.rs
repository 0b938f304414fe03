use super::{Words, fill, texts};
use crate::{
    app::state::Compared,
    setup::reconcile::{Gap, How, Row, RowStatus, Why},
    worker::TranscriptStatus,
};

texts! {
    compare_sessions: "Compare with the sessions that AWS knows", "AWS の把握するセッションと突き合わせ";
    compare_open: "Compare with the sessions that AWS knows …", "AWS の把握するセッションと突き合わせる…";
    compare_text: "Lays the session history of Systems Manager (30 days) and CloudTrail beside the log streams of this group and of those that session documents log to: sessions without a log, logs with a gap, records that contradict each other, logs of sessions that nobody knows.", "Systems Manager のセッション履歴（30 日）と CloudTrail を、このグループとセッションドキュメントの送信先グループのログストリームと突き合わせます。ログのないセッション、途切れのあるログ、記録どうしの矛盾、履歴にないログがわかります。";
    compare_where: "CloudTrail's events come from", "CloudTrail イベントの取得元";
    compare_cloudtrail: "CloudTrail itself: the last 90 days, at no cost", "CloudTrail 本体：直近 90 日、費用なし";
    compare_group: "A log group that CloudTrail writes to", "CloudTrail の送信先ロググループ";
    compare_group_name: "Its name", "グループ名";
    compare_group_hint: "such as aws-cloudtrail-logs", "例: aws-cloudtrail-logs";
    compare_group_size_unknown: "How much is scanned there is not known; AWS bills each GB of the time range and of a day around it, for two queries.", "走査量は不明です。期間とその前後 1 日のデータが、クエリ 2 回分、GB 単位で課金されます。";
    compare_button: "Compare", "突き合わせる";
    compare_again: "Compare again …", "再度突き合わせる…";
    comparing: "Reading what AWS knows …", "AWS の記録を読み取り中…";
    show_streams: "Log streams", "ログストリーム";
    show_compared: "Compared with AWS", "突き合わせ結果";
    compared_filter: "Filter sessions", "セッションを絞り込む";
    compared_covers: "What it covers", "対象";
    record_history: "Session history (30 days)", "セッション履歴（30 日）";
    record_trail: "CloudTrail (90 days)", "CloudTrail（90 日）";
    record_trail_group: "CloudTrail, from", "CloudTrail、取得元";
    record_transcripts: "Logs", "ログ";
    record_credentials: "Who assumed roles", "ロールを引き受けた人物";
    record_denied: "could not be read; this permission is missing:", "読み取れません。不足している権限：";
    record_failed: "could not be read", "読み取れません";
    record_not_asked: "was not asked", "問い合わせていません";
    record_absent: "AWS has none", "AWS に記録がありません";
    compared_none: "No session of this time is known, and there is no log.", "この期間のセッションもログもありません。";
    person_unresolved: "Person unresolved", "人物が未特定";
    unresolved: "unresolved", "未特定";
    detail_of_session: "Session", "セッション";
    likely_cause: "Likely cause", "推定される原因";
    person_found_by: "How the person was found", "特定の根拠";
    person_events: "By these CloudTrail events", "根拠となる CloudTrail イベント";
    principal_differs: "The log names another principal than AWS does: find out who wrote it.", "ログのプリンシパルが AWS の記録と異なります。誰が書いたか調べてください。";
    no_transcript_to_open: "There is no transcript to open.", "開ける画面記録はありません。";
    refused_start: "A start that came to nothing: there is no session id.", "成立しなかった開始要求のため、セッション ID はありません。";
    unnamed_start: "CloudTrail gives no session id.", "CloudTrail にセッション ID がありません。";
    source_identity_is_claim: "What the caller said, where no identity provider set it.", "ID プロバイダーが設定したものでなければ、呼び出し元の自己申告です。";
    all_sessions: "All", "すべて";
    silent_for: "Silent for", "無記録の長さ";
    seen_in: "Seen in", "記録のある場所";
    select_session: "Select a session to see everything that is known of it.", "セッションを選ぶと詳細を表示します。";
}

impl Words {
    pub fn transcript_status(self, status: TranscriptStatus) -> &'static str {
        match status {
            TranscriptStatus::Matched => self.pick("Matched", "一致"),
            TranscriptStatus::Cut => self.pick("Cut", "途切れ"),
            TranscriptStatus::Contradictory => self.pick("Contradictory", "矛盾"),
            TranscriptStatus::NoTranscript => self.pick("No transcript", "ログなし"),
            TranscriptStatus::TranscriptOnly => self.pick("Transcript only", "ログのみ"),
            TranscriptStatus::NotLoggedByDesign => self.pick("Not logged by design", "記録対象外"),
        }
    }

    pub fn chip_count(self, name: &str, count: usize) -> String {
        fill(self.pick("{}: {}", "{}：{}"), &[name, &self.count(count as u64)])
    }

    /// What a row's status means, in a sentence's part.
    pub fn status_explained(self, status: &RowStatus) -> &'static str {
        status.words().map_or("", |words| self.both(words))
    }

    /// The likely cause of a missing log, why a log stands alone, what contradicts what; of a log that is cut, where, how
    /// long it was silent, and how long it may be.
    pub fn row_cause(self, row: &Row) -> String {
        let cause = row.cause_words().map(|words| self.both(words)).unwrap_or_default();
        match &row.status {
            RowStatus::Cut { gap, silent_milliseconds, limit_milliseconds } if *gap != Gap::PartlyExpired => {
                let silent = fill(
                    self.pick(
                        "Silent for {}; idleness explains {}. ",
                        "無記録は {}、無操作で説明できるのは {} までです。",
                    ),
                    &[&self.duration(*silent_milliseconds), &self.duration(*limit_milliseconds)],
                );
                silent + cause
            }
            _ => cause.to_owned(),
        }
    }

    /// `2 h 5 min`.
    pub fn duration(self, milliseconds: i64) -> String {
        let minutes = milliseconds.max(0) / 60_000;
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let count = |number: i64| self.count(number.unsigned_abs());
        if hours > 0 {
            fill(self.pick("{} h {} min", "{} 時間 {} 分"), &[&count(hours), &count(minutes)])
        } else {
            fill(self.pick("{} min", "{} 分"), &[&count(minutes)])
        }
    }

    pub fn person_how(self, how: How) -> &'static str {
        how.words().map_or("", |words| self.both(words))
    }

    pub fn person_why(self, why: Why) -> &'static str {
        why.words().map_or("", |words| self.both(words))
    }

    pub fn compared_so_far(self, compared: Compared) -> String {
        let [sessions, events, streams] =
            [compared.sessions, compared.events, compared.streams].map(|number| self.count(number));
        fill(
            self.pick(
                "{} sessions, {} CloudTrail events, {} streams",
                "セッション {}、CloudTrail イベント {}、ストリーム {}",
            ),
            &[&sessions, &events, &streams],
        )
    }

    pub fn broken_trail_events(self, count: u64) -> String {
        fill(
            self.pick(
                "{} CloudTrail events could not be understood.",
                "解釈できない CloudTrail イベントが {} 件あります。",
            ),
            &[&self.count(count)],
        )
    }

    pub fn sessions_without_id(self, count: u64) -> String {
        fill(
            self.pick(
                "{} sessions of the history have no id and were left out.",
                "セッション履歴のうち {} 件は ID がないため、対象に含めていません。",
            ),
            &[&self.count(count)],
        )
    }

    pub fn events_elsewhere(self, count: u64) -> String {
        fill(
            self.pick(
                "{} CloudTrail events are of other regions or accounts and were left out.",
                "他のリージョンまたはアカウントの CloudTrail イベント {} 件は、対象に含めていません。",
            ),
            &[&self.count(count)],
        )
    }

    pub fn record_older_than_kept(self, since: &str) -> String {
        fill(
            self.pick(
                "this time is older than what AWS keeps, which is from {} on",
                "AWS の保存期間（{} 以降）より前の期間です",
            ),
            &[since],
        )
    }

    pub fn record_cut_short(self, read: usize) -> String {
        fill(
            self.pick(
                "not read to the end: AWS has more than the {} that were read",
                "最後まで読み取れていません（AWS には読み取った {} 件より多くの記録があります）",
            ),
            &[&self.count(read as u64)],
        )
    }

    /// A column's head in the table of the comparison.
    pub fn compared_column(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "sessionId" => self.pick("Session", "セッション"),
            "transcript" => self.pick("Transcript", "ログの有無"),
            "cause" => self.likely_cause(),
            "certainty" => self.certainty(),
            "person" => self.pick("Person", "人物"),
            "personBy" => self.person_found_by(),
            "principal" => self.principal(),
            "principalInLog" => self.pick("Principal in the log", "ログ内のプリンシパル"),
            "target" => self.pick("Target", "接続先"),
            "document" => self.pick("Document", "ドキュメント"),
            "reason" => self.pick("Reason", "理由"),
            "sourceAddress" => self.pick("Source address", "接続元アドレス"),
            "userAgent" => self.pick("User agent", "ユーザーエージェント"),
            "start" => self.pick("Start", "開始"),
            "end" => self.pick("End", "終了"),
            "firstEvent" => self.first_event(),
            "lastEvent" => self.last_event(),
            "events" => self.events(),
            "silentSeconds" => self.pick("Silent for, s", "無記録（秒）"),
            "resumed" => self.pick("Resumed", "再開回数"),
            "terminatedBy" => self.pick("Ended by", "終了操作者"),
            "logGroups" => self.log_group(),
            "seenIn" => self.seen_in(),
            "startEvent" => self.pick("CloudTrail event of its start", "開始の CloudTrail イベント"),
            "errorCode" => self.pick("Error code of its start", "開始時のエラーコード"),
            "credentialsOf" => self.pick("Credentials of", "認証情報の持ち主"),
            "sourceIdentity" => self.pick("Source identity", "ソース ID"),
            _ => return None,
        })
    }

    /// A record's name in the column *seen in*.
    pub fn seen_name(self, history: bool, trail: bool, transcript: bool) -> String {
        let names = [
            (history, self.pick("session history", "セッション履歴")),
            (trail, "CloudTrail"),
            (transcript, self.pick("logs", "ログ")),
        ];
        let names: Vec<&str> = names.into_iter().filter_map(|(is_seen, name)| is_seen.then_some(name)).collect();
        names.join(self.pick(", ", "、"))
    }
}
