use super::{Words, fill, texts};
use crate::model::visible_line;

texts! {
    start_title: "Who typed what, on which machine, when", "誰が、どのサーバーで、いつ、何を入力したか";
    start_subtitle: "Session Manager logs in CloudWatch Logs, read without writing a query.", "CloudWatch Logs にある Session Manager のログを、クエリを書かずに読み取ります。";
    demo_title: "Try the demo", "デモを試す";
    demo_text: "A made-up company's account with recorded sessions, served on this machine. No AWS account needed, nothing is sent.", "架空の会社のアカウントと記録済みセッションを、このマシン上で提供します。AWS アカウントは不要で、何も送信しません。";
    demo_button: "Open the demo", "デモを開く";
    aws_title: "Connect to AWS", "AWS に接続";
    aws_text: "With the profiles of your AWS configuration. Session Lens only reads.", "AWS 設定ファイルのプロファイルを使います。Session Lens は読み取り専用です。";
    profile: "Profile", "プロファイル";
    profile_default: "Default credentials", "既定の認証情報";
    region: "Region", "リージョン";
    region_default: "As configured", "設定に従う";
    region_filter: "Region to look for", "リージョンを検索";
    endpoint: "Endpoint URL", "エンドポイント URL";
    endpoint_hint: "Empty for AWS; http://127.0.0.1:4566 for a local service", "AWS は空欄。ローカルは http://127.0.0.1:4566 など";
    aws_button: "Connect", "接続";
    connecting: "Connecting …", "接続中…";
    connected_to: "Connected", "接続済み";
    demo_account: "Demo account", "デモアカウント";
    account: "Account", "アカウント";
    no_profiles: "No AWS configuration was found on this machine. The default credentials may still work, for example from the environment.", "このマシンに AWS の設定ファイルが見つかりません。環境変数などの既定の認証情報は使えることがあります。";
    what_it_may_do: "What Session Lens may do in the account", "アカウント内で Session Lens が行えること";
    read_only_text: "It reads. These are all the operations it can call; the IAM policy below allows no more.", "読み取りのみです。呼び出せる操作は次の通りで、下の IAM ポリシーはこれ以上を許可しません。";
    copy_policy: "Copy the IAM policy", "IAM ポリシーをコピー";
}

impl Words {
    /// An account's number, or that it is the demo.
    pub fn account_named(self, account: &str) -> String {
        fill(self.pick("Account {}", "アカウント {}"), &[&visible_line(account)])
    }
}
