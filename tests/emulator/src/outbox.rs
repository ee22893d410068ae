//! Messages that an emulator sent, for tests.

use std::sync::Arc;

use crate::{
    shared::Shared,
    state::{codes::email_address, outbox::Message},
};

/// The messages that an emulator sent to people.
pub struct Outbox(Arc<Shared>);

impl Outbox {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// All of them, the oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.0.world().outbox.iter().cloned().collect()
    }

    /// The last one to an address: an email address, or a phone with its calling code, such as
    /// `+86188xxxx8888`.
    pub fn last_to(&self, address: &str) -> Option<Message> {
        let to = if address.contains('@') { email_address(address) } else { address.to_owned() };
        self.0.world().outbox.iter().rev().find(|message| message.to == to).cloned()
    }

    /// The passcode in the last one to an address.
    pub fn last_code(&self, address: &str) -> Option<String> {
        self.last_to(address).map(|message| message.code)
    }

    /// Throws them away.
    pub fn clear(&self) {
        self.0.world().outbox.clear();
    }
}
