//! Passcodes: sent to an address for a purpose, valid for a limited time and one use.

use serde::{Deserialize, Serialize};

use super::{
    State,
    contact::Contact,
    expiring::Expiring,
    outbox::{Medium, Message},
    typed::ungrouped,
};
use crate::{clock::Timestamp, failure::Failure};
use genauth::codes::api;

/// Lifetime of a passcode sent by email, in seconds.
pub const LIFETIME: i64 = 300;
/// Lifetime of a passcode sent by text message, in seconds.
pub const SMS_LIFETIME: i64 = 60;
/// Minimum interval between passcodes to the same address for the same purpose, in seconds.
pub const PAUSE: i64 = 60;
/// Maximum length of an address, in bytes (RFC 5321, section 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;
/// Number of wrong guesses that invalidate a passcode.
const GUESSES: u32 = 5;

/// Pending passcodes: the last one for each address and purpose.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Codes(Expiring<Code>);

#[derive(Clone, Serialize, Deserialize)]
struct Code {
    code: String,
    sent_at: Timestamp,
    wrong_guesses: u32,
    used: bool,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Code").field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

/// A passcode as entered by a user, not checked yet.
#[derive(Clone)]
pub struct Entered {
    /// Address that it was sent to.
    pub contact: Contact,
    /// Accepted purposes.
    pub channels: &'static [&'static str],
    /// The passcode.
    pub code: String,
}

/// Returns the key that a passcode is stored under.
fn key(medium: Medium, to: &str, channel: &str) -> String {
    let medium = match medium {
        Medium::Email => "email",
        Medium::Sms => "sms",
    };
    format!("{medium} {channel} {to}")
}

fn lifetime(medium: Medium) -> i64 {
    match medium {
        Medium::Email => LIFETIME,
        Medium::Sms => SMS_LIFETIME,
    }
}

impl State {
    /// Sends a new passcode to an address for a purpose. It replaces earlier ones.
    ///
    /// # Errors
    ///
    /// Returns an error if one was sent less than a minute ago, or the address is not valid.
    pub fn send_code(
        &mut self,
        medium: Medium,
        to: &str,
        channel: &str,
        now: Timestamp,
    ) -> Result<(), Failure> {
        if to.len() > LONGEST_ADDRESS {
            return Err(Failure::invalid("the address is too long"));
        }
        let key = key(medium, to, channel);
        if let Some(last) = self.codes.0.get(&key) {
            let left = PAUSE - now.seconds_since(last.sent_at);
            if left > 0 {
                let message = format!(
                    "a code was just sent to this address; the next one can be sent in {left} seconds"
                );
                return Err(Failure::throttled(message, left.unsigned_abs()));
            }
        }
        let code = self.ids.passcode();
        let sent = Code { code: code.clone(), sent_at: now, wrong_guesses: 0, used: false };
        self.codes.0.insert(&key, sent, now.plus_seconds(LIFETIME), now);
        self.outbox.push(Message {
            medium,
            to: to.to_owned(),
            channel: channel.to_owned(),
            code,
            sent_at: now,
        });
        Ok(())
    }

    /// Checks passcodes without using them up.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them is wrong, expired, or used (400, 2001).
    pub fn check_entered(&mut self, entered: &[Entered], now: Timestamp) -> Result<(), Failure> {
        for Entered { contact, channels, code } in entered {
            self.check_code(contact.medium(), &contact.address(), channels, code, now)?;
        }
        Ok(())
    }

    /// Uses up passcodes, or none of them if one is not valid.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them is wrong, expired, or used (400, 2001).
    pub fn use_entered(&mut self, entered: &[Entered], now: Timestamp) -> Result<(), Failure> {
        self.check_entered(entered, now)?;
        for Entered { contact, channels, code } in entered {
            self.use_code(contact.medium(), &contact.address(), channels, code, now)?;
        }
        Ok(())
    }

    /// Checks a passcode without using it up.
    ///
    /// # Errors
    ///
    /// Returns an error if it is wrong, expired, or used.
    pub fn check_code(
        &mut self,
        medium: Medium,
        to: &str,
        channels: &[&str],
        given: &str,
        now: Timestamp,
    ) -> Result<(), Failure> {
        self.look_up(medium, to, channels, given, now, false)
    }

    /// Uses up a passcode that was sent to an address for one of these purposes.
    ///
    /// # Errors
    ///
    /// Returns an error if it is wrong, expired, or used.
    pub fn use_code(
        &mut self,
        medium: Medium,
        to: &str,
        channels: &[&str],
        given: &str,
        now: Timestamp,
    ) -> Result<(), Failure> {
        self.look_up(medium, to, channels, given, now, true)
    }

    fn look_up(
        &mut self,
        medium: Medium,
        to: &str,
        channels: &[&str],
        given: &str,
        now: Timestamp,
        use_up: bool,
    ) -> Result<(), Failure> {
        let mut open = Vec::new();
        for channel in channels {
            let key = key(medium, to, channel);
            let is_open = self.codes.0.get(&key).is_some_and(|code| {
                let is_current = now.seconds_since(code.sent_at) < lifetime(medium);
                !code.used && code.wrong_guesses < GUESSES && is_current
            });
            open.extend(is_open.then_some(key));
        }
        let given = ungrouped(given);
        let is_right = |key: &&String| self.codes.0.get(key).is_some_and(|it| it.code == given);
        if let Some(key) = open.iter().find(is_right) {
            if let Some(right) = self.codes.0.get_mut(key) {
                right.used = use_up;
            }
            return Ok(());
        }
        for key in open {
            if let Some(code) = self.codes.0.get_mut(&key) {
                code.wrong_guesses += 1;
            }
        }
        let message = "the passcode is wrong or has expired";
        Err(Failure::invalid(message).code(api::VERIFY_CODE_WRONG))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(state: &State) -> String {
        state.outbox.iter().last().map(|message| message.code.clone()).unwrap_or_default()
    }

    #[test]
    fn passcode_is_valid_once_and_for_its_purpose() {
        let mut state = State::new(1, crate::state::keys::Keys::of_process().unwrap());
        let (now, to) = (Timestamp(0), "test@example.com");
        state.send_code(Medium::Email, to, "CHANNEL_LOGIN", now).unwrap();
        let code = sent(&state);
        let mut take = |channel| state.use_code(Medium::Email, to, &[channel], &code, now);
        assert!(take("CHANNEL_REGISTER").is_err());
        assert!(take("CHANNEL_LOGIN").is_ok());
        assert!(take("CHANNEL_LOGIN").is_err());
    }

    #[test]
    fn next_passcode_can_be_sent_after_a_minute() {
        let mut state = State::new(1, crate::state::keys::Keys::of_process().unwrap());
        let to = "+86188xxxx8888";
        let mut send = |channel, at| state.send_code(Medium::Sms, to, channel, Timestamp(at));
        assert!(send("CHANNEL_LOGIN", 0).is_ok());
        let refused = send("CHANNEL_LOGIN", 59_999).unwrap_err();
        assert_eq!((refused.status_code, refused.retry_after), (429, Some(1)));
        assert!(send("CHANNEL_REGISTER", 1_000).is_ok());
        assert!(send("CHANNEL_LOGIN", 60_000).is_ok());
    }
}
