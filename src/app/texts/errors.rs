//! Errors in words for people: what happened, what it means for them, what to do; the technical
//! part last.

use super::{Words, fill};
use crate::{
    model::{SourceError, SourceErrorKind, visible, visible_line},
    worker::Failure,
};

/// An error as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorWords {
    pub what: String,
    pub meaning: String,
    pub action: String,
    /// For whoever is asked for help: the operation, the service's words, the request's id.
    pub technical: String,
}

impl ErrorWords {
    /// All of it, to copy.
    pub fn whole(&self) -> String {
        format!("{}\n{}\n{}\n{}", self.what, self.meaning, self.action, self.technical)
    }
}

impl Words {
    pub fn failure(self, failure: &Failure) -> ErrorWords {
        match failure {
            Failure::Source(error) => self.source_error(error),
            Failure::NotConnected => ErrorWords {
                what: self.not_connected().to_owned(),
                meaning: String::new(),
                action: self.not_connected_hint().to_owned(),
                technical: String::new(),
            },
            Failure::File { path, detail } => ErrorWords {
                what: fill(
                    self.pick("{} could not be written.", "{} に書き込めません。"),
                    &[&visible_line(&path.display().to_string())],
                ),
                meaning: self.pick("Nothing was changed.", "何も変更されていません。").to_owned(),
                action: self
                    .pick(
                        "Check that the folder exists and may be written to.",
                        "フォルダーの存在と書き込み権限を確認してください。",
                    )
                    .to_owned(),
                technical: detail.clone(),
            },
            Failure::Case { path, problem, detail } => {
                let [what, meaning, action] = self.case_problem(problem, &visible_line(&path.display().to_string()));
                ErrorWords { what, meaning, action, technical: visible(detail).into_owned() }
            }
            Failure::Demo { detail } => ErrorWords {
                what: self
                    .pick("The demo's service could not be started.", "デモのサービスを起動できません。")
                    .to_owned(),
                meaning: self
                    .pick("It needs a free port on this machine.", "このマシンの空きポートが必要です。")
                    .to_owned(),
                action: self.pick("Try again.", "再試行してください。").to_owned(),
                technical: detail.clone(),
            },
        }
    }

    pub fn source_error(self, error: &SourceError) -> ErrorWords {
        let [what, meaning, action] = self.source_words(&error.kind);
        let mut technical = visible(&error.detail).into_owned();
        if let Some(operation) = error.operation {
            technical = format!("{}: {technical}", operation.name());
        }
        if let Some(id) = &error.request_id {
            technical = format!("{technical} (request {})", visible_line(id));
        }
        ErrorWords { what, meaning, action, technical }
    }

    fn source_words(self, kind: &SourceErrorKind) -> [String; 3] {
        let say = |english: [&'static str; 3], japanese: [&'static str; 3]| {
            let [what, meaning, action] = english;
            let [what_ja, meaning_ja, action_ja] = japanese;
            [self.pick(what, what_ja), self.pick(meaning, meaning_ja), self.pick(action, action_ja)]
        };
        let mut value = String::new();
        let words = match kind {
            SourceErrorKind::NoCredentials => say(
                [
                    "No AWS credentials were found.",
                    "Nothing can be read without them.",
                    "Choose a profile, or sign in with `aws sso login`. The demo needs none.",
                ],
                [
                    "AWS の認証情報が見つかりません。",
                    "認証情報なしでは読み取れません。",
                    "プロファイルを選ぶか `aws sso login` でサインインしてください。デモには不要です。",
                ],
            ),
            SourceErrorKind::CredentialsExpired => say(
                [
                    "The AWS sign-in has run out.",
                    "The credentials are there and no longer valid.",
                    "Sign in again, for example with `aws sso login`, then repeat this.",
                ],
                [
                    "AWS のサインインの期限が切れています。",
                    "認証情報はありますが、もう有効ではありません。",
                    "`aws sso login` などで再度サインインしてから、やり直してください。",
                ],
            ),
            SourceErrorKind::CredentialsInvalid => say(
                [
                    "AWS does not accept the credentials.",
                    "The key is wrong, was deleted, or this machine's clock is off.",
                    "Check the profile's keys and the clock.",
                ],
                [
                    "AWS が認証情報を受け付けません。",
                    "キーの誤り、削除、またはこのマシンの時計のずれが考えられます。",
                    "プロファイルのキーと時計を確認してください。",
                ],
            ),
            SourceErrorKind::ProfileUnknown { profile } => {
                value.clone_from(profile);
                say(
                    [
                        "The profile {} cannot be used.",
                        "It is not in the AWS configuration files, or they cannot be read.",
                        "Check ~/.aws/config and ~/.aws/credentials, or choose another profile.",
                    ],
                    [
                        "プロファイル {} は使えません。",
                        "AWS の設定ファイルにないか、ファイルを読めません。",
                        "~/.aws/config と ~/.aws/credentials を確認するか、別のプロファイルを選んでください。",
                    ],
                )
            }
            SourceErrorKind::NoRegion => say(
                [
                    "No AWS region is set.",
                    "CloudWatch Logs are kept by region.",
                    "Choose a region, for example ap-northeast-1.",
                ],
                [
                    "AWS リージョンが設定されていません。",
                    "CloudWatch Logs はリージョンごとに保管されています。",
                    "ap-northeast-1 などのリージョンを選んでください。",
                ],
            ),
            SourceErrorKind::RegionUnusable { region } => {
                value.clone_from(region);
                say(
                    [
                        "The region {} cannot be used.",
                        "It does not exist, or this account has not switched it on.",
                        "Check its spelling, or have it switched on in the account's settings.",
                    ],
                    [
                        "リージョン {} は使えません。",
                        "存在しないか、このアカウントで有効になっていません。",
                        "表記を確認するか、アカウント設定で有効にしてもらってください。",
                    ],
                )
            }
            SourceErrorKind::AccessDenied { action } => {
                value.clone_from(action);
                say(
                    [
                        "AWS does not allow this.",
                        "The permission {} is missing.",
                        "Ask whoever manages the account's IAM to allow {}.",
                    ],
                    [
                        "AWS により許可されていません。",
                        "{} の権限がありません。",
                        "アカウントの IAM 管理者に {} の許可を依頼してください。",
                    ],
                )
            }
            SourceErrorKind::Unreachable { endpoint } => {
                value.clone_from(endpoint);
                say(
                    [
                        "{} does not answer.",
                        "The service is down, the address is wrong, or the network or a proxy is in the way.",
                        "Check the address and the network, then repeat this.",
                    ],
                    [
                        "{} から応答がありません。",
                        "サービスの停止、アドレスの誤り、ネットワークまたはプロキシの問題が考えられます。",
                        "アドレスとネットワークを確認してから、やり直してください。",
                    ],
                )
            }
            SourceErrorKind::TimedOut => say(
                [
                    "It took too long.",
                    "The service or the network is slow.",
                    "Repeat this, or choose a shorter time range.",
                ],
                [
                    "時間がかかりすぎました。",
                    "サービスまたはネットワークが遅くなっています。",
                    "やり直すか、期間を短くしてください。",
                ],
            ),
            SourceErrorKind::NotFound { resource } => {
                value.clone_from(resource);
                say(
                    [
                        "{} is not there.",
                        "It was deleted meanwhile, or lies in another region or account.",
                        "Read the log groups again, and check region and profile.",
                    ],
                    [
                        "{} が見つかりません。",
                        "その間に削除されたか、別のリージョンまたはアカウントにあります。",
                        "ロググループを再読み込みし、リージョンとプロファイルを確認してください。",
                    ],
                )
            }
            SourceErrorKind::MalformedQuery { span, message } => {
                let place = span.as_ref().map_or_else(|| "?".to_owned(), |span| (span.start + 1).to_string());
                let [what, _, action] = say(
                    ["The query is wrong at character {}.", "", "Correct the query or the values filled in."],
                    ["クエリの {} 文字目に誤りがあります。", "", "クエリまたは入力値を直してください。"],
                );
                return [fill(what, &[&place]), visible_line(message).into_owned(), action.to_owned()];
            }
            SourceErrorKind::ClassForbids => say(
                [
                    "The log group's class does not allow this.",
                    "Logs Insights cannot read log groups of the class DELIVERY, and FilterLogEvents reads those of the class STANDARD only.",
                    "Choose another log group.",
                ],
                [
                    "このロググループのクラスでは許可されていません。",
                    "DELIVERY クラスは Logs Insights で読み取れません。FilterLogEvents で読めるのは STANDARD クラスだけです。",
                    "別のロググループを選んでください。",
                ],
            ),
            SourceErrorKind::Throttled => say(
                [
                    "AWS takes no more requests for now.",
                    "The account makes too many at once, also after waiting.",
                    "Repeat this in a few minutes.",
                ],
                [
                    "AWS がリクエストを受け付けていません。",
                    "アカウント全体の要求が多すぎます（待機後も同じ）。",
                    "数分後にやり直してください。",
                ],
            ),
            SourceErrorKind::TooManyQueries => say(
                [
                    "Too many queries are under way.",
                    "The account has reached its number of concurrent queries, also after waiting.",
                    "Wait until others have ended, then repeat this.",
                ],
                [
                    "同時実行中のクエリが多すぎます。",
                    "アカウントの同時クエリ数の上限に達しています（待機後も同じ）。",
                    "他のクエリの終了を待ってからやり直してください。",
                ],
            ),
            SourceErrorKind::QueryFailed { .. } => say(
                [
                    "The query did not end well.",
                    "CloudWatch Logs gave up on it; its rows are not kept.",
                    "Repeat it, or choose a shorter time range.",
                ],
                [
                    "クエリが正常に終了しませんでした。",
                    "CloudWatch Logs が処理を中止し、結果は残りません。",
                    "やり直すか、期間を短くしてください。",
                ],
            ),
            SourceErrorKind::QueryTooLarge { most } => {
                value = self.count(*most as u64);
                say(
                    [
                        "The query needs too much memory.",
                        "It would have to keep more than {} MB at once, and was ended; its rows are not kept.",
                        "Choose a shorter time range, or group by something that has fewer values.",
                    ],
                    [
                        "クエリに必要なメモリーが多すぎます。",
                        "同時に {} MB を超えて保持する必要があるため中止しました。結果は残りません。",
                        "期間を短くするか、値の種類が少ない項目で集計してください。",
                    ],
                )
            }
            SourceErrorKind::CaseUnreadable => say(
                [
                    "The case could not be read.",
                    "Nothing was changed, and no rows are shown: what the case holds cannot be told from this.",
                    "Verify the case. If another program has it, repeat this once that one has ended.",
                ],
                [
                    "ケースを読み取れません。",
                    "何も変更していません。結果がないことは、ケースの内容について何も示しません。",
                    "ケースを検証してください。別のプログラムが使用中なら、その終了後にやり直してください。",
                ],
            ),
            SourceErrorKind::NotInCase { name } => {
                value.clone_from(name);
                say(
                    [
                        "{} is not in the case.",
                        "The case has no event of it, and nobody collected it: that says nothing of what happened there.",
                        "Check the name, or collect it into the case.",
                    ],
                    [
                        "{} はケースにありません。",
                        "該当するイベントも収集の記録もありません。そこで何が起きたかについては何も示しません。",
                        "名前を確認するか、ケースに収集してください。",
                    ],
                )
            }
            SourceErrorKind::Cancelled => say(
                [
                    "The query was cancelled.",
                    "Where it ran at AWS, it has been stopped there.",
                    "Start it again when you like.",
                ],
                [
                    "クエリはキャンセルされました。",
                    "AWS で実行中だったものは、AWS 側でも停止しました。",
                    "必要なときに再実行してください。",
                ],
            ),
            SourceErrorKind::Refused { .. } => say(
                [
                    "AWS refused the request.",
                    "It is not something that this program expects.",
                    "The technical part below says why.",
                ],
                [
                    "AWS がリクエストを拒否しました。",
                    "このプログラムが想定していない応答です。",
                    "下の技術情報に理由があります。",
                ],
            ),
            SourceErrorKind::ServiceFault => say(
                [
                    "The service has a fault.",
                    "The request was fine as far as can be told.",
                    "Repeat this in a few minutes.",
                ],
                [
                    "サービス側に障害があります。",
                    "リクエスト自体に問題は見当たりません。",
                    "数分後にやり直してください。",
                ],
            ),
        };
        let value = visible_line(&value);
        words.map(|word| fill(word, &[&value]))
    }
}
