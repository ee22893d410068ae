//! Fault injection for event subscriptions.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

/// A fault of an event subscription.
///
/// ```
/// # use std::time::Duration;
/// # use genauth_emulator::{Emulator, EventFault};
/// # fn example(emulator: Emulator) {
/// let events = emulator.events();
/// // The next two connection attempts are rejected with HTTP status 503.
/// events.everywhere().times(2).inject(EventFault::RefuseUpgrade(503));
/// // One sign-in event passes; the second one is replaced with broken JSON.
/// events.on("authing.user.login").after(1).times(1).inject(EventFault::Garbage);
/// // Every event arrives half a second late.
/// events.everywhere().inject(EventFault::Delay(Duration::from_millis(500)));
/// events.clear_faults();
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventFault {
    /// Rejects the connection attempt with an HTTP status. A number that is not a valid HTTP error
    /// status becomes 500.
    RefuseUpgrade(u16),
    /// Accepts the connection attempt, but never responds to it.
    StallUpgrade,
    /// Leaves pings without a pong. Events are still sent.
    NoPong,
    /// Keeps the connection open, but sends nothing and ignores what it reads.
    Silence,
    /// Closes the connection in place of an event, without a close frame.
    Drop,
    /// Closes the connection in place of an event, with this close code. A code that must not be
    /// sent becomes 1011.
    Close(u16),
    /// Delays an event.
    Delay(Duration),
    /// Sends an event this many times.
    Flood(usize),
    /// Sends broken JSON in place of an event.
    Garbage,
    /// Sends a text frame of this many bytes in place of an event.
    Oversized(usize),
    /// Sends an event as a binary frame.
    Binary,
}

/// What a fault applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occasion {
    Upgrade,
    Connection,
    Event,
}

impl EventFault {
    fn occasion(&self) -> Occasion {
        match self {
            Self::RefuseUpgrade(_) | Self::StallUpgrade => Occasion::Upgrade,
            Self::NoPong | Self::Silence => Occasion::Connection,
            _ => Occasion::Event,
        }
    }
}

/// A fault of a connection attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtUpgrade {
    Refuse(u16),
    Stall,
}

/// Faults injected into subscriptions. Clones share the same list.
#[derive(Clone, Debug)]
pub(crate) struct EventFaults {
    rules: Arc<Mutex<Vec<Rule>>>,
    /// Notifies open connections of new faults.
    added: watch::Sender<u64>,
}

#[derive(Clone, Debug)]
struct Rule {
    code: Option<String>,
    /// Number of occasions that pass before the fault begins.
    pass: usize,
    left: Option<usize>,
    fault: EventFault,
}

impl Default for EventFaults {
    fn default() -> Self {
        Self { rules: Arc::default(), added: watch::Sender::new(0) }
    }
}

impl EventFaults {
    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn clear(&self) {
        self.rules().clear();
    }

    pub fn planned(&self, code: Option<String>) -> PlannedEventFault {
        PlannedEventFault { faults: self.clone(), code, pass: 0, left: None }
    }

    /// Returns a notification of new faults.
    pub fn additions(&self) -> watch::Receiver<u64> {
        self.added.subscribe()
    }

    /// Returns the fault for a connection attempt.
    pub fn at_upgrade(&self, code: &str) -> Option<AtUpgrade> {
        match self.take(Occasion::Upgrade, code)? {
            EventFault::RefuseUpgrade(status) => Some(AtUpgrade::Refuse(status)),
            _ => Some(AtUpgrade::Stall),
        }
    }

    /// Returns the fault for an open connection, [`EventFault::NoPong`] or
    /// [`EventFault::Silence`].
    pub fn at_connection(&self, code: &str) -> Option<EventFault> {
        self.take(Occasion::Connection, code)
    }

    /// Returns the fault for an event.
    pub fn at_event(&self, code: &str) -> Option<EventFault> {
        self.take(Occasion::Event, code)
    }

    /// Returns the first fault that matches an occasion and has begun. Every occasion counts toward
    /// the matching faults that have not begun.
    fn take(&self, occasion: Occasion, code: &str) -> Option<EventFault> {
        let mut rules = self.rules();
        let mut met = None;
        for (index, rule) in rules.iter_mut().enumerate() {
            let is_other = rule.code.as_ref().is_some_and(|wanted| wanted != code);
            if is_other || rule.fault.occasion() != occasion {
                continue;
            }
            if rule.pass > 0 {
                rule.pass -= 1;
            } else if met.is_none() {
                met = Some(index);
            }
        }
        let index = met?;
        let rule = rules.get_mut(index)?;
        let fault = rule.fault.clone();
        if let Some(left) = &mut rule.left {
            *left -= 1;
            if *left == 0 {
                rules.remove(index);
            }
        }
        Some(fault)
    }
}

/// Builder for a fault of event subscriptions.
#[derive(Debug)]
#[must_use = "a fault is injected only with `inject`"]
pub struct PlannedEventFault {
    faults: EventFaults,
    code: Option<String>,
    pass: usize,
    left: Option<usize>,
}

impl PlannedEventFault {
    /// Sets the number of occasions that pass before the fault begins; 0 by default. An occasion is
    /// a connection attempt, a connection or a sent event, depending on the fault.
    pub fn after(mut self, occasions: usize) -> Self {
        self.pass = occasions;
        self
    }

    /// Sets how often the fault happens; by default it continues until
    /// [`Events::clear_faults`](crate::Events::clear_faults).
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Injects the fault.
    pub fn inject(self, fault: EventFault) {
        // A fault that happens zero times is the same as no fault.
        if self.left == Some(0) {
            return;
        }
        let Self { faults, code, pass, left } = self;
        faults.rules().push(Rule { code, pass, left, fault });
        faults.added.send_modify(|added| *added = added.wrapping_add(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_count_only_their_own_occasions() {
        let faults = EventFaults::default();
        faults.planned(Some("a".to_owned())).after(1).times(1).inject(EventFault::Garbage);
        faults.planned(None).times(1).inject(EventFault::StallUpgrade);
        faults.planned(None).times(0).inject(EventFault::Drop);
        assert_eq!(faults.at_upgrade("a"), Some(AtUpgrade::Stall));
        assert_eq!(faults.at_upgrade("a"), None);
        assert_eq!(faults.at_connection("a"), None);
        let met: Vec<_> = ["b", "a", "b", "a", "a"].map(|code| faults.at_event(code)).into();
        assert_eq!(met, [None, None, None, Some(EventFault::Garbage), None]);
    }
}
