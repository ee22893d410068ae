//! [`RetryBudget`]: the limit on the retries of all calls of a client together.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::Error;

/// The retries that the calls of a client may make until calls succeed again.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

impl RetryBudget {
    const FULL: u32 = 500;
    const COST: u32 = 5;
    /// A timeout holds up client and server the longest.
    const COST_AFTER_TIMEOUT: u32 = 10;

    /// Takes the cost of a retry after this error and returns it; `None` if too little is left.
    pub(crate) fn take(&self, error: &Error) -> Option<u32> {
        let cost = match error {
            Error::Transport(error) if error.is_timeout() => Self::COST_AFTER_TIMEOUT,
            _ => Self::COST,
        };
        self.spend(cost).then_some(cost)
    }

    /// Takes the cost of a retry; returns `false` if too little is left.
    pub(crate) fn take_one(&self) -> bool {
        self.spend(Self::COST)
    }

    fn spend(&self, cost: u32) -> bool {
        let spent = |left: u32| left.checked_sub(cost);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }

    /// Returns the cost of the retry that preceded a success, or a small amount.
    pub(crate) fn refill(&self, taken: Option<u32>) {
        let left = self.0.load(Ordering::Relaxed);
        // Full is the normal state, in which nothing has to be written.
        if left < Self::FULL {
            let refilled =
                |left: u32| Some(left.saturating_add(taken.unwrap_or(1)).min(Self::FULL));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refilled);
        }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_spent_by_retries_and_refilled_by_successes() {
        let error = Error::from(crate::error::ConfigError::new("any"));
        let budget = RetryBudget::default();
        let retries = std::iter::from_fn(|| budget.take(&error)).count();
        assert_eq!(retries, 100);
        budget.refill(Some(5));
        assert_eq!(budget.take(&error), Some(5), "the cost of a successful retry is returned");
        for _ in 0..4 {
            budget.refill(None);
        }
        assert_eq!(budget.take(&error), None);
        budget.refill(None);
        assert_eq!(budget.take(&error), Some(5));
        for _ in 0..1_000 {
            budget.refill(Some(5));
        }
        assert_eq!(std::iter::from_fn(|| budget.take(&error)).count(), 100, "it has a limit");
    }
}
