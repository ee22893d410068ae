//! [`UsedResponses`]: authorization responses that were used, to refuse them a second time.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::random::sha256;

/// The time in which a sign-in must be finished, the lifetime of an authorization code.
pub(super) const REQUEST_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// The most responses that are remembered.
const CAPACITY: usize = 100_000;

type Hash = [u8; 32];

/// The states of responses that were used, for as long as their requests are valid.
#[derive(Default)]
pub(super) struct UsedResponses(Mutex<Used>);

#[derive(Default)]
struct Used {
    hashes: HashSet<Hash>,
    order: VecDeque<(Instant, Hash)>,
}

impl UsedResponses {
    /// Marks a state as used; returns `false` if it was before.
    pub(super) fn mark(&self, state: &str) -> bool {
        let hash = sha256(state);
        let now = Instant::now();
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let used = &mut *used;
        while let Some((at, oldest)) = used.order.front() {
            let expired = now.saturating_duration_since(*at) > 2 * REQUEST_LIFETIME;
            if !expired && used.order.len() < CAPACITY {
                break;
            }
            used.hashes.remove(oldest);
            used.order.pop_front();
        }
        let is_new = used.hashes.insert(hash);
        if is_new {
            used.order.push_back((now, hash));
        }
        is_new
    }

    /// Forgets a state: the code was not sent.
    pub(super) fn unmark(&self, state: &str) {
        let hash = sha256(state);
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.hashes.remove(&hash);
        used.order.retain(|(_, it)| *it != hash);
    }
}
