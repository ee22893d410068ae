//! [`Progress`]: how far a walk has come, and whether there is more.

use super::Position;
use crate::data::PageFacts;
use crate::operation::PageStyle;

/// The most items that the server puts on a page, as documented. Whoever asks for more may get less.
const LONGEST: u64 = 50;

/// What a walk knows from the pages it has seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    /// How many items a page should have, as the caller wants it.
    limit: Option<u64>,
    /// How many items there are before the first page that was seen; a guess that is never too high
    /// as long as all pages but the last are equally long.
    before: u64,
    seen: u64,
    /// The length of the longest page so far, which is how long pages are.
    longest: u64,
    total: Option<u64>,
    started: bool,
    /// What the page before looked like.
    print: Option<u64>,
}

/// The server sent the page before once more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repeated;

impl Progress {
    pub(super) fn new(limit: Option<u64>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// The same before any page was seen.
    pub(super) fn restarted(&self) -> Self {
        Self::new(self.limit)
    }

    /// How many items came so far.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// Whether there was a page.
    pub(super) fn started(&self) -> bool {
        self.started
    }

    /// Takes note of the page `at`, which looks like `print`, and returns where the next one is.
    pub(super) fn turn(
        &mut self,
        style: PageStyle,
        at: &Position,
        facts: &PageFacts,
        print: u64,
    ) -> Result<Option<Position>, Repeated> {
        let len = facts.len;
        if len > 0 && self.print.replace(print) == Some(print) {
            return Err(Repeated);
        }
        if let (Position::Page(number), false) = (at, self.started) {
            self.before = number.saturating_sub(1).saturating_mul(len);
        }
        self.started = true;
        self.seen = self.seen.saturating_add(len);
        self.longest = self.longest.max(len);
        // A total that is missing from an answer reads as zero, which is none if there are items.
        self.total = facts.total.filter(|total| *total > 0 || len == 0).or(self.total);
        let next = match (style, at) {
            (PageStyle::Page, Position::Page(number)) => {
                self.is_more(len).then(|| Position::Page(number.saturating_add(1)))
            }
            (PageStyle::Index, Position::Index(index)) => next_index(*index, facts),
            (PageStyle::Scroll, _) => {
                let id = facts.next.as_ref().filter(|id| len > 0 && !id.is_empty());
                id.cloned().map(Position::Scroll)
            }
            _ => None,
        };
        Ok(next)
    }

    /// Whether a numbered page of this length is followed by another one.
    fn is_more(&self, len: u64) -> bool {
        let full = self.limit.filter(|limit| *limit <= LONGEST).unwrap_or(self.longest);
        match self.total {
            _ if len == 0 => false,
            // Pages are counted by what came: the server may send fewer than were asked for.
            Some(total) => self.before.saturating_add(self.seen) < total,
            None => len >= full,
        }
    }

    /// How many pages there are still to come, as far as is known.
    pub(super) fn pages_left(&self) -> Option<u64> {
        let known = self.before.saturating_add(self.seen);
        Some(self.total?.saturating_sub(known).div_ceil(self.longest.max(1)))
    }
}

fn next_index(index: u64, facts: &PageFacts) -> Option<Position> {
    let told = facts.next.as_ref().and_then(|next| next.parse().ok());
    let counted = index.saturating_add(facts.len);
    let next = told.filter(|next| *next > index).unwrap_or(counted);
    let is_more = facts.more.unwrap_or(facts.len > 0) && next > index;
    is_more.then_some(Position::Index(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks numbered pages of these lengths and totals from page `first`, and returns how many
    /// were asked for before the end.
    fn asked(limit: Option<u64>, first: u64, pages: &[(u64, Option<u64>)]) -> usize {
        let mut progress = Progress::new(limit);
        let mut at = Position::Page(first);
        for (index, (len, total)) in pages.iter().enumerate() {
            let facts = PageFacts { len: *len, total: *total, ..PageFacts::default() };
            match progress.turn(PageStyle::Page, &at, &facts, index as u64) {
                Ok(Some(next)) => at = next,
                Ok(None) => return index + 1,
                Err(Repeated) => return 0,
            }
        }
        usize::MAX
    }

    #[test]
    fn a_total_ends_a_walk_without_an_empty_page() {
        let total = Some(25);
        assert_eq!(asked(None, 1, &[(10, total), (10, total), (5, total)]), 3);
        assert_eq!(asked(Some(10), 1, &[(10, Some(20)), (10, Some(20))]), 2);
        assert_eq!(asked(None, 1, &[(0, Some(0))]), 1);
    }

    #[test]
    fn a_limit_that_the_server_lowers_ends_nothing_early() {
        let total = Some(120);
        assert_eq!(asked(Some(100), 1, &[(50, total), (50, total), (20, total)]), 3);
        assert_eq!(asked(Some(100), 1, &[(50, None), (50, None), (20, None)]), 3);
    }

    #[test]
    fn the_latest_total_counts() {
        let grown = [(10, Some(20)), (10, Some(25)), (5, Some(25))];
        assert_eq!(asked(None, 1, &grown), 3);
        let shrunk = [(10, Some(30)), (8, Some(18)), (0, Some(18))];
        assert_eq!(asked(None, 1, &shrunk), 2);
    }

    #[test]
    fn an_empty_page_ends_a_walk_whatever_the_total_says() {
        assert_eq!(asked(None, 1, &[(10, Some(99)), (0, Some(99))]), 2);
    }

    #[test]
    fn a_short_page_ends_a_walk_only_without_a_total() {
        assert_eq!(asked(Some(10), 1, &[(10, None), (9, None)]), 2);
        assert_eq!(asked(Some(10), 1, &[(9, None)]), 1);
        assert_eq!(asked(Some(10), 1, &[(9, Some(19)), (10, Some(19))]), 2);
        assert_eq!(asked(None, 1, &[(10, None), (9, None)]), 2);
        assert_eq!(asked(None, 1, &[(9, None), (0, None)]), 2);
    }

    #[test]
    fn a_total_of_zero_beside_items_is_none() {
        assert_eq!(asked(Some(10), 1, &[(10, Some(0)), (10, Some(0)), (3, Some(0))]), 3);
    }

    #[test]
    fn a_walk_from_the_middle_guesses_what_came_before() {
        let total = Some(25);
        assert_eq!(asked(None, 2, &[(10, total), (5, total)]), 2);
        // The last page is short, so that too little is guessed and one page too many asked for.
        assert_eq!(asked(None, 3, &[(5, total), (0, total)]), 2);
    }

    #[test]
    fn a_page_that_comes_twice_is_noticed() {
        let mut progress = Progress::default();
        let facts = PageFacts { len: 3, total: Some(9), ..PageFacts::default() };
        let at = Position::Page(1);
        let next = progress.turn(PageStyle::Page, &at, &facts, 7);
        assert_eq!(next, Ok(Some(Position::Page(2))));
        let next = progress.turn(PageStyle::Page, &Position::Page(2), &facts, 7);
        assert_eq!(next, Err(Repeated));
    }

    #[test]
    fn an_index_goes_on_while_there_is_more_and_it_advances() {
        let next = |len, next: Option<&str>, more| {
            let next = next.map(str::to_owned);
            next_index(10, &PageFacts { len, total: None, next, more })
        };
        assert_eq!(next(5, Some("15"), Some(true)), Some(Position::Index(15)));
        assert_eq!(next(0, Some("15"), Some(true)), Some(Position::Index(15)));
        assert_eq!(next(5, None, Some(true)), Some(Position::Index(15)));
        assert_eq!(next(5, Some("10"), Some(true)), Some(Position::Index(15)));
        assert_eq!(next(0, Some("10"), Some(true)), None);
        assert_eq!(next(5, Some("-1"), Some(false)), None);
        assert_eq!(next(5, Some("15"), None), Some(Position::Index(15)));
        assert_eq!(next(0, Some("-1"), None), None);
    }

    #[test]
    fn a_scroll_goes_on_while_it_is_told_where_and_something_came() {
        let next = |len, next: Option<&str>| {
            let facts = PageFacts { len, next: next.map(str::to_owned), ..PageFacts::default() };
            let at = Position::Scroll("a".to_owned());
            Progress::default().turn(PageStyle::Scroll, &at, &facts, 0)
        };
        assert_eq!(next(3, Some("a")), Ok(Some(Position::Scroll("a".to_owned()))));
        assert_eq!(next(0, Some("a")), Ok(None));
        assert_eq!(next(3, Some("")), Ok(None));
        assert_eq!(next(3, None), Ok(None));
    }

    #[test]
    fn the_pages_to_come_are_known_with_a_total_only() {
        let mut progress = Progress::default();
        let mut facts = PageFacts { len: 10, total: Some(31), ..PageFacts::default() };
        assert_eq!(progress.pages_left(), None);
        let _ = progress.turn(PageStyle::Page, &Position::Page(1), &facts, 0);
        assert_eq!(progress.pages_left(), Some(3));
        facts.total = Some(10);
        let _ = progress.turn(PageStyle::Page, &Position::Page(2), &facts, 1);
        assert_eq!(progress.pages_left(), Some(0));
    }
}
