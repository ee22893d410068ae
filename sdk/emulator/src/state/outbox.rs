//! The outbox: messages that were sent to users.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::derived::Derived;
use crate::{clock::Timestamp, text::visible};

/// Maximum number of messages; older ones are dropped.
const KEPT: usize = 10_000;
/// Maximum total size of their texts, in bytes; older ones are dropped.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// Medium of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// To a phone.
    Sms,
    /// To an email address.
    Email,
}

/// A message to a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Medium of the message.
    pub medium: Medium,
    /// The phone with its calling code, `+86188xxxx8888`, or the email address in lower case.
    pub to: String,
    /// Purpose: the documented channel, such as `CHANNEL_LOGIN`.
    pub channel: String,
    /// The passcode in it, or the link.
    pub code: String,
    /// Time of sending.
    pub sent_at: Timestamp,
}

/// Messages, the oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Messages {
    messages: std::collections::VecDeque<Message>,
    /// Number of messages ever sent.
    sent: u64,
    /// Total size of the texts, in bytes.
    #[serde(skip)]
    bytes: Derived<usize>,
}

/// Formats the message as a line for a terminal: control characters are escaped.
impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let medium = match self.medium {
            Medium::Sms => "SMS",
            Medium::Email => "email",
        };
        let (to, code, channel) = (visible(&self.to), visible(&self.code), visible(&self.channel));
        write!(formatter, "{medium} to {to}: {code} ({channel})")
    }
}

impl Message {
    fn bytes(&self) -> usize {
        self.to.len() + self.channel.len() + self.code.len()
    }
}

impl Messages {
    /// Adds a message.
    pub fn push(&mut self, message: Message) {
        self.sent += 1;
        let more = message.bytes();
        self.messages.push_back(message);
        self.bytes.change(|bytes| *bytes += more);
        while self.messages.len() > KEPT || self.bytes() > KEPT_BYTES {
            let Some(oldest) = self.messages.pop_front() else { break };
            self.bytes.change(|bytes| *bytes = bytes.saturating_sub(oldest.bytes()));
        }
    }

    fn bytes(&self) -> usize {
        *self.bytes.get(|| self.messages.iter().map(Message::bytes).sum())
    }

    /// Returns the number of messages ever sent.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Returns the messages after the first `sent` ones, as far as they are kept.
    pub fn after(&self, sent: u64) -> impl Iterator<Item = &Message> {
        let new = usize::try_from(self.sent.saturating_sub(sent)).unwrap_or(usize::MAX);
        self.messages.iter().skip(self.messages.len().saturating_sub(new))
    }

    /// Returns all messages, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter()
    }

    /// Removes all messages.
    pub fn clear(&mut self) {
        self.messages.clear();
        self.bytes = Derived::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_shown_without_control_characters() {
        let message = Message {
            medium: Medium::Email,
            to: "a\u{1b}[2J@example.com".to_owned(),
            channel: "CHANNEL_LOGIN".to_owned(),
            code: "123456".to_owned(),
            sent_at: Timestamp(0),
        };
        let shown = message.to_string();
        assert_eq!(shown, "email to a\\u{1b}[2J@example.com: 123456 (CHANNEL_LOGIN)");
    }

    #[test]
    fn the_memory_of_messages_is_limited() {
        let mut messages = Messages::default();
        for number in 0..20 {
            messages.push(Message {
                medium: Medium::Email,
                to: format!("{}@example.com", "a".repeat(1 << 20)),
                channel: "CHANNEL_LOGIN".to_owned(),
                code: number.to_string(),
                sent_at: Timestamp(number),
            });
        }
        assert_eq!(messages.iter().count(), 15);
        assert_eq!(messages.iter().last().map(|last| last.code.as_str()), Some("19"));
        assert_eq!(messages.sent(), 20);
    }
}
