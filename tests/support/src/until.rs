//! [`until`]: waiting for what other tasks do.

use std::time::Duration;

/// Waits until something is done, and says whether it was: ten seconds are enough for anything.
pub async fn until(done: impl Fn() -> bool) -> bool {
    for _ in 0..2_000 {
        if done() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    false
}
