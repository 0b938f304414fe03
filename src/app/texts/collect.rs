//! How events are collected, what that costs, and what is complete.

use super::{Words, fill, texts};
use crate::collect::{CollectVia, Standing};

texts! {
    collect_via: "Fetch with", "取得方法";
    collect_via_insights: "Every event is scanned, and AWS bills what is scanned. Up to 100,000 events a query.", "走査量に応じて AWS の料金がかかります。1 クエリで最大 100,000 イベント。";
    collect_via_filter: "For the class STANDARD only. No charge for what is fetched, but slow: at most ten requests a second of 10,000 events or 1 MB. The count before it is a Logs Insights query all the same. Messages come as they were before any log transformer; what a data protection policy masks stays masked.", "STANDARD クラス専用。取得に走査料金はかかりませんが低速です：毎秒最大 10 リクエスト、1 回 10,000 イベントまたは 1 MB。事前の計数は Logs Insights クエリです。メッセージはログトランスフォーマー適用前のものです（データ保護ポリシーによるマスクはそのまま）。";
    collect_once: "It is scanned once, to count; fetching is not billed by what it reads.", "計数のために 1 回だけ走査します。取得に走査料金はかかりません。";
    collect_expected: "Expected", "見込み";
    collect_not_counted: "How many events there are is not known yet.", "イベント数はまだ分かりません。";
    collect_counted: "counted just now", "計数済み";
    collect_read_before: "as read before in this window", "このウィンドウで読み込んだ件数";
    collect_count_first: "Count first", "先に数える";
    collect_uncounted: "Logs Insights did not count the events. They can be collected, and are called incomplete: nothing independent tells how many there are.", "Logs Insights で計数できませんでした。収集はできますが、独立した件数がないため「不完全」となります。";
    collected_uncounted_text: "The events that came are here, but nothing independent counted them: some may be missing.", "取得したイベントは収録しましたが、独立した計数がないため、欠落の可能性があります。";
    collect_in_a_case: "In a case that is there already:", "既存のケースに対して：";
    collect_go_on: "Go on with what was interrupted", "中断した収集を再開";
    collect_goes_on: "What is there stays. Going on asks for the rest only.", "取得済みの分は残ります。再開すると残りだけを取得します。";
    collect_late: "Collect late events", "遅延イベントを収集";
    collect_late_help: "Events that CloudWatch took in after the cut-off of a complete collection of this case. They get a proof of their own.", "完全な収集の締切後に CloudWatch へ取り込まれたイベントです。個別の証明が付きます。";
    late_after: "Only what came late: taken in after", "遅延分のみ：この時刻より後の取り込み";
    set_hash: "Hash of the set of events", "イベント集合のハッシュ";
    requests_made: "requests", "リクエスト";
}

impl Words {
    pub fn via(self, via: CollectVia) -> &'static str {
        via.name()
    }

    pub fn windows_of(self, done: u64, of: Option<u64>) -> String {
        let done = self.count(done);
        match of {
            Some(of) => fill(self.pick("{} of {} windows", "{} / {} 区間"), &[&done, &self.count(of)]),
            None => fill(self.pick("{} windows", "{} 区間"), &[&done]),
        }
    }

    /// How many requests will fetch so many events at the least.
    pub fn collect_steps(self, via: CollectVia, steps: u64) -> String {
        let steps = self.count(steps);
        match via {
            CollectVia::Insights => fill(self.pick("queries: about {}", "クエリ：約 {}"), &[&steps]),
            CollectVia::FilterLogEvents => fill(self.pick("requests: at least {}", "リクエスト：{} 以上"), &[&steps]),
        }
    }

    /// What a count scanned and cost, and what fetching will.
    pub fn collect_costs(self, counted: &str, ahead: &str) -> String {
        fill(
            self.pick("Counting scanned {}; fetching will scan about {}.", "計数の走査：{}、取得の走査：約 {}"),
            &[counted, ahead],
        )
    }

    pub fn late_offer(self, late: u64) -> String {
        fill(
            self.pick(
                "{} events came too late for this collection and are not in it.",
                "{} 件のイベントが間に合わず、この収集に含まれていません。",
            ),
            &[&self.count(late)],
        )
    }

    /// Whether a case holds everything, in a word.
    pub fn standing_mark(self, standing: Standing) -> &'static str {
        match standing {
            Standing::Complete => self.pick("complete", "完全"),
            Standing::Incomplete => self.pick("incomplete", "不完全"),
            Standing::NotCovered | Standing::NotProven => self.pick("not proven complete", "完全性は未証明"),
        }
    }

    pub fn standing(self, standing: Standing) -> &'static str {
        match standing {
            Standing::Complete => self.pick("Complete.", "完全です。"),
            Standing::Incomplete => self
                .pick("Incomplete: a collection in this case is not complete.", "不完全: 完全でない収集があります。"),
            Standing::NotCovered => self.pick(
                "Incomplete: no collection in this case covers all of this log group and time.",
                "不完全: このロググループと期間の全体を収めた収集がありません。",
            ),
            Standing::NotProven => self.pick(
                "Not proven complete: events came from files, and whether those held everything, nobody can know.",
                "完全性は未証明: ファイルから取り込んだイベントがあり、それがすべてかは確認できません。",
            ),
        }
    }
}
