use std::{collections::BTreeMap, future::Future, sync::Arc};

use aws_sdk_iam::types::ContextKeyTypeEnum;
use tokio::task::JoinSet;

use super::{
    Account,
    account::evidence,
    pages::Pages,
    place::Place,
    simulate::{Decided, Decision, Question, entry, simulate},
};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer,
        check::ADMINISTER,
        facts::{SessionDocumentFacts, Starters},
    },
};

/// Users and roles that are simulated at most: IAM gives a few answers a second.
pub(super) const MOST_SIMULATED: usize = 400;
/// Users and roles that are listed at most.
const MOST_LISTED: usize = 20_000;
/// How many are asked about at the same time.
const AT_ONCE: usize = 4;
/// After so many refusals, and nothing but refusals, nobody else is asked about.
const MOST_REFUSED: usize = 8;
const START: &str = "ssm:StartSession";

/// The users and roles of the account, by ARN; without those that only AWS's own services can be.
///
/// IAM User Guide, "Create a service-linked role": they are under the path `/aws-service-role/`. `cut_short` takes it if
/// there are more than are listed.
pub(super) async fn principals(
    account: &Account,
    cut_short: &mut Vec<Answer<()>>,
) -> Result<Answer<Vec<String>>, SourceError> {
    let users = async |marker| {
        let request = account.iam.list_users().set_marker(marker);
        let page = account.ask(Operation::ListUsers, "users", || request.clone().send()).await?;
        Ok(page.map(|page| {
            let arns = page.users.into_iter().map(|user| user.arn).collect();
            (arns, page.marker.filter(|_| page.is_truncated))
        }))
    };
    let roles = async |marker| {
        let request = account.iam.list_roles().set_marker(marker);
        let page = account.ask(Operation::ListRoles, "roles", || request.clone().send()).await?;
        Ok(page.map(|page| {
            let arns = page.roles.into_iter().map(|role| role.arn);
            let arns = arns.filter(|arn| !arn.contains(":role/aws-service-role/")).collect();
            (arns, page.marker.filter(|_| page.is_truncated))
        }))
    };
    match (all(users, cut_short).await?, all(roles, cut_short).await?) {
        (Answer::Read { value: mut users, evidence }, Answer::Read { value: roles, .. }) => {
            users.extend(roles);
            Ok(Answer::Read { value: users, evidence })
        }
        (Answer::Read { .. }, other) | (other, _) => Ok(other.without_value()),
    }
}

type Page = (Vec<String>, Option<String>);

async fn all<F>(
    page: impl Fn(Option<String>) -> F,
    cut_short: &mut Vec<Answer<()>>,
) -> Result<Answer<Vec<String>>, SourceError>
where
    F: Future<Output = Result<Answer<Page>, SourceError>>,
{
    let mut found = Vec::new();
    let mut pages = Pages::new(MOST_LISTED);
    loop {
        let ((arns, marker), evidence) = match page(pages.token()).await? {
            Answer::Read { value, evidence } => (value, evidence),
            other => return Ok(other.without_value()),
        };
        found.extend(arns);
        if !pages.go_on(marker, found.len() < MOST_LISTED) {
            if pages.is_cut_short() {
                cut_short.push(Answer::CutShort { read: found.len(), evidence: evidence.clone() });
            }
            return Ok(Answer::Read { value: found, evidence });
        }
    }
}

/// Who may start these documents, by their names. `tell` hears of each principal that was simulated.
///
/// AWS Systems Manager User Guide, "Start a session with a document by specifying the session documents in IAM policies":
/// where a document is named, the permission for it is checked. The machine is asked for too, and is not simulated here.
///
/// `not_read` takes why some could not be simulated, where others were.
pub(super) async fn read(
    account: &Account,
    place: &Place,
    principals: &[String],
    documents: &[&SessionDocumentFacts],
    not_read: &mut Vec<Answer<()>>,
    tell: &mut (dyn FnMut() + Send),
) -> Result<BTreeMap<String, Answer<Starters>>, SourceError> {
    let arns: Arc<[String]> = documents.iter().map(|document| place.document(document)).collect();
    let mut left = principals.iter().take(MOST_SIMULATED).cloned();
    let mut asked = JoinSet::new();
    let mut unread: Option<Answer<()>> = None;
    let mut is_any_read = false;
    let mut refused = 0;
    let mut found: Vec<Starters> =
        documents.iter().map(|_| Starters { principals: principals.len(), ..Starters::default() }).collect();
    loop {
        while asked.len() < AT_ONCE
            && let Some(principal) = left.next()
        {
            asked.spawn(may_start(account.clone(), place.clone(), principal, Arc::clone(&arns)));
        }
        let Some(answered) = asked.join_next().await else { break };
        tell();
        let Ok((principal, answer)) = answered else { continue };
        let MayStart { decisions, administers } = answer?;
        let decisions = match decisions {
            Answer::Read { value, .. } => value,
            // One that is not known; a refusal may hold for this one only.
            other => {
                refused += usize::from(matches!(other, Answer::Denied { .. }));
                // One that was deleted meanwhile is none.
                if !matches!(other, Answer::Absent { .. }) {
                    unread.get_or_insert(other.outcome());
                }
                if refused >= MOST_REFUSED && !is_any_read {
                    break;
                }
                continue;
            }
        };
        is_any_read = true;
        // Taken for one of the others where it is not known: that weighs more.
        let is_administrator = administers.value().is_some_and(|is_allowed| *is_allowed);
        if !matches!(administers, Answer::Read { .. } | Answer::NotAsked) {
            unread.get_or_insert(administers.outcome());
        }
        for (arn, starters) in arns.iter().zip(&mut found) {
            let decision = decisions.iter().find(|decision| decision.resource == *arn);
            starters.take(&principal, decision, is_administrator);
        }
    }
    for starters in &mut found {
        starters.may.sort_unstable();
        starters.administrators.sort_unstable();
        starters.by_condition.sort_unstable();
    }
    // Of nobody: what was asked for was not read. Of some: what was read counts, and the rest is told of.
    let of_nobody = unread.clone().filter(|_| !is_any_read);
    not_read.extend(unread.filter(|_| is_any_read));
    let answers = documents.iter().zip(found).map(|(document, starters)| {
        let read = || Answer::Read { value: starters, evidence: evidence(Operation::SimulatePrincipalPolicy, START) };
        (document.name.clone(), of_nobody.clone().map_or_else(read, Answer::without_value))
    });
    Ok(answers.collect())
}

/// What is found out of one principal.
struct MayStart {
    /// One for each document.
    decisions: Answer<Vec<Decision>>,
    /// Whether it may give itself any permission; asked of those who may start one of them.
    administers: Answer<bool>,
}

/// With the principal, whose turn is not known beforehand.
async fn may_start(
    account: Account,
    place: Place,
    principal: String,
    documents: Arc<[String]>,
) -> (String, Result<MayStart, SourceError>) {
    let found = ask(&account, &place, &principal, &documents).await;
    (principal, found)
}

async fn ask(account: &Account, place: &Place, principal: &str, documents: &[String]) -> Result<MayStart, SourceError> {
    // What a policy may ask for, and what holds whenever a document is named.
    let check = entry("ssm:SessionDocumentAccessCheck", ContextKeyTypeEnum::Boolean, "true");
    let start = Question { principal, action: START, resources: documents, region: &place.region };
    let decisions = simulate(account, start, &[check]).await?;
    let is_allowed = |decided: &Vec<Decision>| decided.iter().any(|decision| decision.decided == Decided::Allowed);
    let administers = if decisions.value().is_some_and(is_allowed) {
        let every = ["*".to_owned()];
        let administer = Question { principal, action: ADMINISTER, resources: &every, region: place.region_of_iam() };
        simulate(account, administer, &[]).await?.map(|decided| is_allowed(&decided))
    } else {
        Answer::NotAsked
    };
    Ok(MayStart { decisions, administers })
}

impl Starters {
    fn take(&mut self, principal: &str, decision: Option<&Decision>, is_administrator: bool) {
        let Some(decision) = decision else { return };
        self.simulated += 1;
        match decision.decided {
            Decided::Allowed => {
                self.may.push(principal.to_owned());
                self.administrators.extend(is_administrator.then(|| principal.to_owned()));
            }
            Decided::ByCondition => self.by_condition.push(principal.to_owned()),
            Decided::Denied => {}
        }
    }
}
