use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

/// Pages of one list that are read at most where its items are not bounded: half a million log streams, two million
/// sessions.
pub(super) const MOST_PAGES: usize = 10_000;

/// Goes through a list's pages, and comes to an end with any service: also with one that gives out the same tokens again
/// and again.
pub(super) struct Pages {
    next: Option<String>,
    read: usize,
    most: usize,
    /// Tokens are as long as the service likes: their hashes do.
    seen: HashSet<u64>,
    hasher: RandomState,
    is_cut_short: bool,
}

impl Pages {
    pub fn new(most: usize) -> Self {
        Self { next: None, read: 0, most, seen: HashSet::new(), hasher: RandomState::new(), is_cut_short: false }
    }

    /// The token that the next page is asked with; `None`: for the first.
    pub fn token(&self) -> Option<String> {
        self.next.clone()
    }

    /// Whether there is a page to read after one that ended with this token. An empty one is none. `has_room`: whether
    /// more is wanted.
    pub fn go_on(&mut self, token: Option<String>, has_room: bool) -> bool {
        self.read += 1;
        let Some(token) = token.filter(|token| !token.is_empty()) else { return false };
        let is_new = self.seen.insert(self.hasher.hash_one(&token));
        self.is_cut_short = !is_new || !has_room || self.read >= self.most;
        self.next = Some(token);
        !self.is_cut_short
    }

    /// Whether the list goes on behind what was read, as far as its service says.
    pub fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pages are read of a service that answers with these tokens, over and over.
    fn read(tokens: &[Option<&str>], most: usize) -> (usize, bool) {
        let mut pages = Pages::new(most);
        let mut read = 0;
        for token in tokens.iter().cycle() {
            read += 1;
            if !pages.go_on(token.map(str::to_owned), true) {
                break;
            }
            assert_eq!(pages.token().as_deref(), *token);
        }
        (read, pages.is_cut_short())
    }

    #[test]
    fn every_list_comes_to_an_end_and_it_is_known_which() {
        assert_eq!(read(&[None], 9), (1, false));
        assert_eq!(read(&[Some("a"), Some("b"), Some("")], 9), (3, false));
        assert_eq!(read(&[Some("a")], 9), (2, true), "the same token again");
        assert_eq!(read(&[Some("a"), Some("b")], 9), (3, true), "two tokens by turns");
        assert_eq!(read(&[Some("a"), Some("b"), Some("c"), None], 2), (2, true), "as many pages as may be");
        assert_eq!(read(&[Some("a"), None], 2), (2, false), "the last that may be is the last");
        let mut pages = Pages::new(9);
        assert!(!pages.go_on(Some("a".to_owned()), false) && pages.is_cut_short(), "more than is wanted");
        let mut pages = Pages::new(9);
        assert!(!pages.go_on(None, false) && !pages.is_cut_short(), "just as much as is wanted");
    }
}
