//! [`until`]: waiting for other tasks.

use std::time::Duration;

/// Waits until a condition holds, for ten seconds at most, and returns whether it did.
pub async fn until(done: impl Fn() -> bool) -> bool {
    for _ in 0..2_000 {
        if done() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    false
}
