//! The outbox, for tests.

use std::sync::Arc;

use tokio::sync::watch;

use crate::{
    shared::Shared,
    state::{
        outbox::Message,
        typed::{email_address, phone_address},
    },
};

/// The outbox: messages that an emulator sent.
///
/// ```
/// # async fn example(emulator: genauth_emulator::Emulator) -> Option<()> {
/// let code = emulator.outbox().last_code("test@example.com")?;
/// # Some(())
/// # }
/// ```
pub struct Outbox(Arc<Shared>);

impl Outbox {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Returns all messages, the oldest first. The last 10,000 are kept.
    pub fn messages(&self) -> Vec<Message> {
        self.0.state().outbox.iter().cloned().collect()
    }

    /// Returns the last message to an address: an email address or a phone number, which defaults
    /// to mainland China unless it has its calling code, such as `+86188xxxx8888`.
    pub fn last_to(&self, address: &str) -> Option<Message> {
        let to = address_of(address);
        self.0.state().outbox.iter().rev().find(|message| message.to == to).cloned()
    }

    /// Returns the passcode in the last message to an address.
    pub fn last_code(&self, address: &str) -> Option<String> {
        self.last_to(address).map(|message| message.code)
    }

    /// Removes all messages.
    pub fn clear(&self) {
        self.0.state().outbox.clear();
    }

    /// Returns the messages from now on, as they are sent.
    pub fn arrivals(&self) -> Arrivals {
        let changes = self.0.changes.subscribe();
        let seen = self.0.state().outbox.sent();
        Arrivals { shared: Arc::clone(&self.0), changes, seen, ready: Vec::new() }
    }
}

/// Normalizes an address to the format of messages.
pub(crate) fn address_of(typed: &str) -> String {
    if typed.contains('@') { email_address(typed) } else { phone_address(typed, None) }
}

/// Stream of messages as they are sent.
pub struct Arrivals {
    shared: Arc<Shared>,
    changes: watch::Receiver<u64>,
    seen: u64,
    /// Messages received but not yet returned, the latest first.
    ready: Vec<Message>,
}

impl Arrivals {
    /// Waits for the next message and returns it.
    pub async fn next(&mut self) -> Message {
        loop {
            if let Some(message) = self.ready.pop() {
                return message;
            }
            self.changes.borrow_and_update();
            {
                let state = self.shared.state();
                self.ready = state.outbox.after(self.seen).cloned().collect();
                self.ready.reverse();
                self.seen = state.outbox.sent();
            }
            if self.ready.is_empty() && self.changes.changed().await.is_err() {
                // Impossible: the sender of changes is held above.
                std::future::pending::<()>().await;
            }
        }
    }
}
