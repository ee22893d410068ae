//! The subscriptions, and the distribution of events to them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::EventFaults;

/// Maximum number of events that wait for a slow subscriber; beyond it, the connection is closed.
const WAITING: usize = 16_384;

/// The users who may receive an event. Administrators receive all events of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// All users of the pool.
    Everyone,
    /// The user that the event is about.
    User(String),
    /// No user.
    Administrators,
}

/// An event.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub code: String,
    pub data: Value,
    pub audience: Audience,
    /// Identifiers of the user, which a subscription can ask for: `code?user=IDENTIFIER`.
    pub identifiers: Vec<String>,
}

impl Event {
    /// Returns the text of the frame.
    fn frame(&self) -> Utf8Bytes {
        json!({"eventType": self.code, "eventData": self.data}).to_string().into()
    }
}

/// The subscriptions of an emulator.
#[derive(Debug)]
pub(crate) struct Hub {
    subscriptions: Mutex<Subscriptions>,
    /// Number of open connections.
    count: watch::Sender<usize>,
    /// Changes when all connections are to be dropped.
    cut: watch::Sender<u64>,
    pub faults: EventFaults,
}

/// Subscriptions by event code and ID.
#[derive(Debug, Default)]
struct Subscriptions {
    by_code: HashMap<String, BTreeMap<u64, Entry>>,
    last: u64,
}

#[derive(Debug)]
struct Entry {
    /// The user who subscribed; `None` for an administrator.
    user_id: Option<String>,
    /// An identifier that the user of the event must have.
    identifier: Option<String>,
    sender: mpsc::Sender<Utf8Bytes>,
}

impl Entry {
    fn may_receive(&self, event: &Event) -> bool {
        let is_visible = match (&self.user_id, &event.audience) {
            (None, _) | (Some(_), Audience::Everyone) => true,
            (Some(own), Audience::User(user_id)) => own == user_id,
            (Some(_), Audience::Administrators) => false,
        };
        is_visible && self.identifier.as_ref().is_none_or(|it| event.identifiers.contains(it))
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            subscriptions: Mutex::default(),
            count: watch::Sender::new(0),
            cut: watch::Sender::new(0),
            faults: EventFaults::default(),
        }
    }
}

impl Hub {
    fn subscriptions(&self) -> MutexGuard<'_, Subscriptions> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a subscription of a user, or of an administrator.
    pub fn subscribe(self: &Arc<Self>, code: &str, user_id: Option<String>) -> Subscriber {
        let (sender, events) = mpsc::channel(WAITING);
        let (base, identifier) = match code.split_once('?') {
            Some((base, query)) => {
                let mut pairs = url::form_urlencoded::parse(query.as_bytes());
                (base, pairs.next().map(|(_, value)| value.into_owned()))
            }
            None => (code, None),
        };
        let mut subscriptions = self.subscriptions();
        subscriptions.last += 1;
        let id = subscriptions.last;
        let entry = Entry { user_id, identifier, sender };
        subscriptions.by_code.entry(base.to_owned()).or_default().insert(id, entry);
        drop(subscriptions);
        self.count.send_modify(|count| *count += 1);
        Subscriber {
            hub: Arc::clone(self),
            code: base.to_owned(),
            id,
            events,
            cut: self.cut.subscribe(),
        }
    }

    /// Returns whether an event would have any subscriber.
    pub fn is_empty(&self) -> bool {
        self.subscriptions().by_code.is_empty()
    }

    /// Sends an event to its subscribers.
    pub fn publish(&self, event: &Event) {
        let mut subscriptions = self.subscriptions();
        let Some(entries) = subscriptions.by_code.get_mut(&event.code) else { return };
        let mut frame = None;
        entries.retain(|_, entry| {
            if !entry.may_receive(event) {
                return true;
            }
            let frame = frame.get_or_insert_with(|| event.frame()).clone();
            // Without its sender, the connection of a slow subscriber sends what waits, then closes.
            entry.sender.try_send(frame).is_ok()
        });
        if entries.is_empty() {
            subscriptions.by_code.remove(&event.code);
        }
    }

    /// Returns the number of open connections, and its changes.
    pub fn count(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    /// Drops all connections, without close frames.
    pub fn drop_connections(&self) {
        self.cut.send_modify(|cut| *cut = cut.wrapping_add(1));
    }

    /// Returns a notification for when all connections are to be dropped.
    pub fn cut(&self) -> watch::Receiver<u64> {
        self.cut.subscribe()
    }
}

/// The receiving end of a subscription, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Subscriber {
    hub: Arc<Hub>,
    pub code: String,
    id: u64,
    /// Ends when the subscriber is too slow.
    pub events: mpsc::Receiver<Utf8Bytes>,
    /// Changes when the connection is to be dropped.
    pub cut: watch::Receiver<u64>,
}

impl Subscriber {
    pub fn faults(&self) -> &EventFaults {
        &self.hub.faults
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        let mut subscriptions = self.hub.subscriptions();
        if let Some(entries) = subscriptions.by_code.get_mut(&self.code) {
            entries.remove(&self.id);
            if entries.is_empty() {
                subscriptions.by_code.remove(&self.code);
            }
        }
        drop(subscriptions);
        self.hub.count.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: &str, audience: Audience, identifiers: &[&str]) -> Event {
        let identifiers = identifiers.iter().map(|&it| it.to_owned()).collect();
        Event { code: code.to_owned(), data: json!({}), audience, identifiers }
    }

    #[test]
    fn users_receive_events_about_themselves_and_custom_events() {
        let hub = Arc::new(Hub::default());
        let mut bob = hub.subscribe("code", Some("bob".to_owned()));
        let mut admin = hub.subscribe("code", None);
        let user = |id: &str| Audience::User(id.to_owned());
        for audience in [user("bob"), user("eve"), Audience::Everyone, Audience::Administrators] {
            hub.publish(&event("code", audience.clone(), &[]));
            assert!(admin.events.try_recv().is_ok(), "{audience:?}");
            let is_for_bob = audience == user("bob") || audience == Audience::Everyone;
            assert_eq!(bob.events.try_recv().is_ok(), is_for_bob, "{audience:?}");
        }
        hub.publish(&event("other", Audience::Everyone, &[]));
        assert!(admin.events.try_recv().is_err());
    }

    #[test]
    fn subscription_for_an_identifier_receives_events_of_this_user() {
        let hub = Arc::new(Hub::default());
        let mut bob = hub.subscribe("mfa?originalIdentity=bob%40example.com", None);
        hub.publish(&event("mfa", Audience::Administrators, &["eve"]));
        assert!(bob.events.try_recv().is_err());
        hub.publish(&event("mfa", Audience::Administrators, &["ID", "bob@example.com"]));
        assert!(bob.events.try_recv().is_ok());
    }

    #[test]
    fn slow_subscriber_ends_after_the_events_that_wait() {
        let hub = Arc::new(Hub::default());
        let mut slow = hub.subscribe("code", None);
        for _ in 0..WAITING + 10 {
            hub.publish(&event("code", Audience::Everyone, &[]));
        }
        let mut received = 0;
        while slow.events.try_recv().is_ok() {
            received += 1;
        }
        assert_eq!(received, WAITING);
        assert!(slow.events.is_closed());
        assert!(hub.is_empty());
        assert_eq!(*hub.count().borrow(), 1, "its connection is still open");
        drop(slow);
        assert_eq!(*hub.count().borrow(), 0);
    }
}
