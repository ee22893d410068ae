//! [`Progress`]: the state that decides whether there is another page.

use super::cursor::Cursor;
use crate::data::PageFacts;
use crate::operation::PageStyle;

/// The documented maximum number of items of a page. Larger limits may be lowered by the server.
const LONGEST: u64 = 50;

/// Facts from the pages received so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    /// The requested number of items of a page.
    limit: Option<u64>,
    /// The estimated number of items before the first page received; never too high as long as all
    /// pages but the last have the same length.
    before: u64,
    received: u64,
    /// The length of the longest page so far, taken as the page size.
    longest: u64,
    total: Option<u64>,
    started: bool,
    /// The hash of the previous page.
    fingerprint: Option<u64>,
}

/// The server sent the previous page again.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repeated;

impl Progress {
    pub(super) fn new(limit: Option<u64>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Returns the initial state with the same limit.
    pub(super) fn restarted(&self) -> Self {
        Self::new(self.limit)
    }

    /// Returns the number of items received so far.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// Returns whether a page was received.
    pub(super) fn started(&self) -> bool {
        self.started
    }

    /// Records the page at this cursor and returns the cursor of the next page.
    pub(super) fn advance(
        &mut self,
        style: PageStyle,
        at: &Cursor,
        facts: &PageFacts,
        fingerprint: u64,
    ) -> Result<Option<Cursor>, Repeated> {
        let len = facts.len;
        if len > 0 && self.fingerprint.replace(fingerprint) == Some(fingerprint) {
            return Err(Repeated);
        }
        if let (Cursor::Page(number), false) = (at, self.started) {
            self.before = number.saturating_sub(1).saturating_mul(len);
        }
        self.started = true;
        self.received = self.received.saturating_add(len);
        self.longest = self.longest.max(len);
        // A missing total decodes as zero; beside items, zero means unknown.
        self.total = facts.total.filter(|total| *total > 0 || len == 0).or(self.total);
        let next = match (style, at) {
            (PageStyle::Page, Cursor::Page(number)) => {
                self.is_more(len).then(|| Cursor::Page(number.saturating_add(1)))
            }
            (PageStyle::Index, Cursor::Index(index)) => next_index(*index, facts),
            (PageStyle::Scroll, _) => {
                let id = facts.next.as_ref().filter(|id| len > 0 && !id.is_empty());
                id.cloned().map(Cursor::Scroll)
            }
            _ => None,
        };
        Ok(next)
    }

    /// Returns whether a numbered page of this length is followed by another page.
    fn is_more(&self, len: u64) -> bool {
        let full = self.limit.filter(|limit| *limit <= LONGEST).unwrap_or(self.longest);
        match self.total {
            _ if len == 0 => false,
            // Counts received items: the server may send fewer than requested.
            Some(total) => self.before.saturating_add(self.received) < total,
            None => len >= full,
        }
    }

    /// Returns the number of remaining pages, if known.
    pub(super) fn pages_left(&self) -> Option<u64> {
        let known = self.before.saturating_add(self.received);
        Some(self.total?.saturating_sub(known).div_ceil(self.longest.max(1)))
    }
}

fn next_index(index: u64, facts: &PageFacts) -> Option<Cursor> {
    let sent = facts.next.as_ref().and_then(|next| next.parse().ok());
    let counted = index.saturating_add(facts.len);
    let next = sent.filter(|next| *next > index).unwrap_or(counted);
    let is_more = facts.more.unwrap_or(facts.len > 0) && next > index;
    is_more.then_some(Cursor::Index(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Iterates over numbered pages with these lengths and totals from page `first`, and returns
    /// how many were requested before the end.
    fn requested(limit: Option<u64>, first: u64, pages: &[(u64, Option<u64>)]) -> usize {
        let mut progress = Progress::new(limit);
        let mut at = Cursor::Page(first);
        for (index, (len, total)) in pages.iter().enumerate() {
            let facts = PageFacts { len: *len, total: *total, ..PageFacts::default() };
            match progress.advance(PageStyle::Page, &at, &facts, index as u64) {
                Ok(Some(next)) => at = next,
                Ok(None) => return index + 1,
                Err(Repeated) => return 0,
            }
        }
        usize::MAX
    }

    #[test]
    fn a_total_ends_the_iteration_without_an_empty_page() {
        let total = Some(25);
        assert_eq!(requested(None, 1, &[(10, total), (10, total), (5, total)]), 3);
        assert_eq!(requested(Some(10), 1, &[(10, Some(20)), (10, Some(20))]), 2);
        assert_eq!(requested(None, 1, &[(0, Some(0))]), 1);
    }

    #[test]
    fn a_lowered_limit_does_not_end_the_iteration_early() {
        let total = Some(120);
        assert_eq!(requested(Some(100), 1, &[(50, total), (50, total), (20, total)]), 3);
        assert_eq!(requested(Some(100), 1, &[(50, None), (50, None), (20, None)]), 3);
    }

    #[test]
    fn the_latest_total_applies() {
        let grown = [(10, Some(20)), (10, Some(25)), (5, Some(25))];
        assert_eq!(requested(None, 1, &grown), 3);
        let shrunk = [(10, Some(30)), (8, Some(18)), (0, Some(18))];
        assert_eq!(requested(None, 1, &shrunk), 2);
    }

    #[test]
    fn an_empty_page_ends_the_iteration_whatever_the_total() {
        assert_eq!(requested(None, 1, &[(10, Some(99)), (0, Some(99))]), 2);
    }

    #[test]
    fn a_short_page_ends_the_iteration_only_without_a_total() {
        assert_eq!(requested(Some(10), 1, &[(10, None), (9, None)]), 2);
        assert_eq!(requested(Some(10), 1, &[(9, None)]), 1);
        assert_eq!(requested(Some(10), 1, &[(9, Some(19)), (10, Some(19))]), 2);
        assert_eq!(requested(None, 1, &[(10, None), (9, None)]), 2);
        assert_eq!(requested(None, 1, &[(9, None), (0, None)]), 2);
    }

    #[test]
    fn a_total_of_zero_is_ignored_on_a_page_with_items() {
        assert_eq!(requested(Some(10), 1, &[(10, Some(0)), (10, Some(0)), (3, Some(0))]), 3);
    }

    #[test]
    fn resuming_in_the_middle_estimates_the_items_before() {
        let total = Some(25);
        assert_eq!(requested(None, 2, &[(10, total), (5, total)]), 2);
        // The last page is short, so the estimate is low and one extra page is requested.
        assert_eq!(requested(None, 3, &[(5, total), (0, total)]), 2);
    }

    #[test]
    fn a_repeated_page_is_detected() {
        let mut progress = Progress::default();
        let facts = PageFacts { len: 3, total: Some(9), ..PageFacts::default() };
        let at = Cursor::Page(1);
        let next = progress.advance(PageStyle::Page, &at, &facts, 7);
        assert_eq!(next, Ok(Some(Cursor::Page(2))));
        let next = progress.advance(PageStyle::Page, &Cursor::Page(2), &facts, 7);
        assert_eq!(next, Err(Repeated));
    }

    #[test]
    fn an_index_continues_while_it_advances_and_more_items_exist() {
        let next = |len, next: Option<&str>, more| {
            let next = next.map(str::to_owned);
            next_index(10, &PageFacts { len, total: None, next, more })
        };
        assert_eq!(next(5, Some("15"), Some(true)), Some(Cursor::Index(15)));
        assert_eq!(next(0, Some("15"), Some(true)), Some(Cursor::Index(15)));
        assert_eq!(next(5, None, Some(true)), Some(Cursor::Index(15)));
        assert_eq!(next(5, Some("10"), Some(true)), Some(Cursor::Index(15)));
        assert_eq!(next(0, Some("10"), Some(true)), None);
        assert_eq!(next(5, Some("-1"), Some(false)), None);
        assert_eq!(next(5, Some("15"), None), Some(Cursor::Index(15)));
        assert_eq!(next(0, Some("-1"), None), None);
    }

    #[test]
    fn scrolling_continues_while_there_are_items_and_a_next_cursor() {
        let next = |len, next: Option<&str>| {
            let facts = PageFacts { len, next: next.map(str::to_owned), ..PageFacts::default() };
            let at = Cursor::Scroll("a".to_owned());
            Progress::default().advance(PageStyle::Scroll, &at, &facts, 0)
        };
        assert_eq!(next(3, Some("a")), Ok(Some(Cursor::Scroll("a".to_owned()))));
        assert_eq!(next(0, Some("a")), Ok(None));
        assert_eq!(next(3, Some("")), Ok(None));
        assert_eq!(next(3, None), Ok(None));
    }

    #[test]
    fn remaining_pages_are_known_only_with_a_total() {
        let mut progress = Progress::default();
        let mut facts = PageFacts { len: 10, total: Some(31), ..PageFacts::default() };
        assert_eq!(progress.pages_left(), None);
        let _ = progress.advance(PageStyle::Page, &Cursor::Page(1), &facts, 0);
        assert_eq!(progress.pages_left(), Some(3));
        facts.total = Some(10);
        let _ = progress.advance(PageStyle::Page, &Cursor::Page(2), &facts, 1);
        assert_eq!(progress.pages_left(), Some(0));
    }
}
