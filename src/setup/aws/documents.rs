use aws_sdk_ssm::types::{DocumentFormat, DocumentKeyValuesFilter};

use super::{Account, account, pages::Pages};
use crate::{
    model::{Operation, SourceError},
    setup::{
        Answer,
        facts::{PREFERENCES_DOCUMENT, SessionDocumentFacts},
    },
};

/// Documents that are read at most: an account has a handful of its own, and AWS some twenty.
const MOST_DOCUMENTS: usize = 500;

/// Names of documents with their owners.
type Listed = Vec<(String, Option<String>)>;

/// Whose documents are looked at: what strangers share with the whole world is nobody's setup.
///
/// AWS Systems Manager API Reference, `DocumentKeyValuesFilter`: only one owner can be specified in a request.
const OWNERS: [&str; 3] = ["Self", "Private", "Amazon"];

/// The names and owners of the session documents that are the account's own, that are shared with it, or AWS's. `cut_short` takes
/// it if there are more than are read.
pub(super) async fn list(account: &Account, cut_short: &mut Vec<Answer<()>>) -> Result<Answer<Listed>, SourceError> {
    let mut all: Listed = Vec::new();
    for owner in OWNERS {
        match of_owner(account, owner, cut_short).await? {
            Answer::Read { value, .. } => {
                for document in value {
                    // The account's own may be told as private ones too.
                    if !all.iter().any(|(name, _)| *name == document.0) {
                        all.push(document);
                    }
                }
            }
            other => return Ok(other),
        }
    }
    Ok(Answer::Read { value: all, evidence: account::evidence(Operation::ListDocuments, account.region()) })
}

async fn of_owner(
    account: &Account,
    owner: &str,
    cut_short: &mut Vec<Answer<()>>,
) -> Result<Answer<Listed>, SourceError> {
    let filter = |key: &str, value: &str| DocumentKeyValuesFilter::builder().key(key).values(value).build();
    let only = vec![filter("DocumentType", "Session"), filter("Owner", owner)];
    let mut found = Vec::new();
    let mut pages = Pages::new(MOST_DOCUMENTS);
    loop {
        let request =
            account.ssm.list_documents().set_filters(Some(only.clone())).max_results(50).set_next_token(pages.token());
        let page = account.ask(Operation::ListDocuments, account.region(), || request.clone().send()).await?;
        let page = match page {
            Answer::Read { value, .. } => value,
            other => return Ok(other.without_value()),
        };
        let names = page.document_identifiers.unwrap_or_default().into_iter();
        found.extend(names.filter_map(|document| Some((document.name?, document.owner))));
        if !pages.go_on(page.next_token, found.len() < MOST_DOCUMENTS) {
            break;
        }
    }
    let evidence = account::evidence(Operation::ListDocuments, account.region());
    if pages.is_cut_short() {
        cut_short.push(Answer::CutShort { read: found.len(), evidence: evidence.clone() });
    }
    Ok(Answer::Read { value: found, evidence })
}

/// The names that are to be read: the preferences first, also where nobody lists them.
pub(super) fn names(listed: &Answer<Listed>) -> Listed {
    let mut names = vec![(PREFERENCES_DOCUMENT.to_owned(), None)];
    for (name, owner) in listed.value().into_iter().flatten() {
        if name == PREFERENCES_DOCUMENT {
            names[0].1.clone_from(owner);
        } else {
            names.push((name.clone(), owner.clone()));
        }
    }
    names
}

pub(super) async fn read(
    account: &Account,
    name: &str,
    owner: Option<String>,
) -> Result<SessionDocumentFacts, SourceError> {
    let request = account.ssm.get_document().name(name).document_format(DocumentFormat::Json);
    let answer = account.ask(Operation::GetDocument, name, || request.clone().send()).await?;
    let version = answer.value().and_then(|document| document.document_version.clone());
    let content = answer.map(|document| document.content.unwrap_or_default());
    Ok(SessionDocumentFacts { name: name.to_owned(), owner, version, content, starters: Answer::NotAsked })
}
