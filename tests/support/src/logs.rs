//! A subscriber for the logs of one test, while other tests of the program run.

use std::sync::LazyLock;

use tracing::{Dispatch, dispatcher, subscriber::NoSubscriber};

/// Subscribers that are never dropped. As long as a process has a single subscriber, `tracing` decides
/// by the thread that reaches a log statement first whether the statement is enabled: one in a test
/// without a subscriber turns it off for all others.
static OTHERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| [Dispatch::new(NoSubscriber::new()), Dispatch::new(NoSubscriber::new())]);

/// Sends what this thread logs to `subscriber` until the guard is dropped, whatever other threads log.
#[must_use = "dropping the guard ends the subscription"]
pub fn subscribe(
    subscriber: impl tracing::Subscriber + Send + Sync + 'static,
) -> dispatcher::DefaultGuard {
    LazyLock::force(&OTHERS);
    dispatcher::set_default(&Dispatch::new(subscriber))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "fails the test")]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

    struct Count(Arc<AtomicUsize>);

    impl<S: tracing::Subscriber> Layer<S> for Count {
        fn on_event(&self, _: &tracing::Event<'_>, _: Context<'_, S>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn threads_without_a_subscriber_do_not_turn_log_statements_off() {
        fn statement() {
            tracing::info!("logged");
        }
        let logged = Arc::new(AtomicUsize::new(0));
        let _guard =
            super::subscribe(tracing_subscriber::registry().with(Count(Arc::clone(&logged))));
        std::thread::spawn(statement).join().unwrap();
        statement();
        assert_eq!(logged.load(Ordering::Relaxed), 1);
    }
}
