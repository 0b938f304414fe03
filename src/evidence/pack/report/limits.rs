//! What no such log can show, and the boxes to sign in.

use std::fmt::Write as _;

use super::html::{Page, escape};

pub(super) fn limits(page: &mut Page) {
    page.heading("What such logs cannot show", "このログからは分からないこと");
    page.raw("<ul>");
    for (english, japanese) in [
        (
            "Whether a command did anything: a log of a terminal has no exit status. Success and failure are not recorded.",
            "コマンドの結果：端末の記録に終了状態はありません。成否は記録されていません。",
        ),
        (
            "Which keys were pressed: the log has what the terminal showed. Streamed logs lack cursor movements, so edits may be hidden.",
            "押されたキー：記録は端末の表示です。ストリーミングではカーソル移動が失われ、編集が隠れることがあります。",
        ),
        ("What was typed while echo was off, such as passwords.", "エコー停止中の入力（パスワードなど）。"),
        ("What scripts, editors and other programs did.", "スクリプト・エディター・その他のプログラムの動作。"),
        (
            "Sessions that are never logged (port forwarding, SSH), or whose log was lost before it reached CloudWatch Logs.",
            "記録対象外のセッション（ポート転送・SSH）や、CloudWatch Logs に届く前に失われた記録。",
        ),
        (
            "Anything before the collection: the hashes begin then.",
            "収集より前のこと：ハッシュは収集時点からのものです。",
        ),
    ] {
        let text = page.pick(english, japanese);
        let _infallible = write!(page.html, "<li>{}</li>", escape(text));
    }
    page.raw("</ul>\n");
    page.paragraph(
        "weak",
        page.pick(
            "How to check that nothing in this pack was changed is in VERIFY.txt.",
            "このパックに変更がないことの確認方法は VERIFY.txt にあります。",
        ),
    );
}

pub(super) fn sign_off(page: &mut Page) {
    page.raw("<section class=\"sign\">");
    page.heading("Sign-off", "確認欄");
    let [reviewer, approver] = [page.pick("Reviewer", "点検者"), page.pick("Approver", "承認者")].map(escape);
    let _infallible =
        write!(page.html, "<table><thead><tr><th></th><th>{reviewer}</th><th>{approver}</th></tr></thead><tbody>");
    for (class, name) in [
        ("", page.pick("Name", "氏名")),
        ("", page.pick("Position", "所属・役職")),
        ("", page.pick("Date", "日付")),
        ("seal", page.pick("Signature", "署名・印")),
        ("seal", page.pick("Remarks", "備考")),
    ] {
        let _infallible = write!(page.html, "<tr class=\"{class}\"><th>{}</th><td></td><td></td></tr>", escape(name));
    }
    page.raw("</tbody></table></section>\n");
}
