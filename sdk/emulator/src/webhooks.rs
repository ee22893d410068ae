//! The task that sends webhook requests.

use std::{collections::HashSet, sync::Arc};

use tokio::{sync::watch, task::JoinSet};

use crate::shared::Shared;

/// Sends webhook requests as they are due, until `stopped` is set. Those that are being sent then are
/// sent again after a restart with the same state file.
pub(crate) async fn run(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut changes = shared.changes.subscribe();
    let mut moves = shared.clock.moves();
    let mut sending = JoinSet::new();
    let mut numbers = HashSet::new();
    loop {
        changes.borrow_and_update();
        moves.borrow_and_update();
        let (started, next) = {
            let mut state = shared.state();
            let (now, pool_id) = (shared.clock.now(), state.pool.id.clone());
            let is_sending = |number| numbers.contains(&number);
            let started = state.webhooks.start(&pool_id, now, is_sending);
            (started, state.webhooks.next_retry())
        };
        for (number, request) in started {
            numbers.insert(number);
            let shared = Arc::clone(&shared);
            sending.spawn(async move {
                let log = shared.sender.send(&request, shared.clock.now()).await;
                shared.state().webhooks.finish(number, log, shared.clock.now());
                shared.changed();
                number
            });
        }
        let retry = async {
            match next {
                Some(at) => shared.clock.reaches(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some(done) = sending.join_next() => match done {
                Ok(number) => drop(numbers.remove(&number)),
                // A panic, whose number is unknown: what was sent then is sent again.
                Err(_) => numbers.clear(),
            },
            () = retry => {}
            _ = changes.changed() => {}
            _ = moves.changed() => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Waits until no request is due or being sent.
pub(crate) async fn sent(shared: &Shared) {
    let mut changes = shared.changes.subscribe();
    loop {
        changes.borrow_and_update();
        let is_sending = shared.state().webhooks.is_sending(shared.clock.now());
        if !is_sending || changes.changed().await.is_err() {
            return;
        }
    }
}
