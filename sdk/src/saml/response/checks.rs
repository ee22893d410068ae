//! The checks of a response whose signatures are valid.

use std::time::{Duration, SystemTime};

use super::assertion::{Assertion, Conditions, Confirmation};
use super::envelope::Envelope;
use crate::error::{Error, SamlError, SamlErrorKind as Kind};

/// What a response has to meet.
pub(super) struct Checks<'a> {
    /// The entity ID of the identity provider.
    pub(super) issuer: &'a str,
    /// The entity ID of the application.
    pub(super) audience: &'a str,
    pub(super) acs_url: &'a str,
    /// The ID of the login request; `None` for an unsolicited response.
    pub(super) request: Option<&'a str>,
    pub(super) now: SystemTime,
    pub(super) leeway: Duration,
}

fn refused(kind: Kind, problem: impl Into<String>) -> Error {
    SamlError::new(kind, problem).into()
}

impl Checks<'_> {
    /// Checks a response; returns the time until which it could be used again.
    pub(super) fn check(
        &self,
        envelope: &Envelope,
        assertion: &Assertion,
    ) -> Result<SystemTime, Error> {
        self.issuer(envelope, assertion)?;
        self.destination(envelope)?;
        self.in_response_to(envelope.in_response_to.as_deref(), "the response")?;
        let conditions = assertion.conditions.as_ref();
        let conditions = conditions.ok_or_else(|| {
            refused(Kind::MissingConditions, "the assertion has no conditions (`Conditions`)")
        })?;
        self.audience(conditions)?;
        let end = self.validity(conditions)?;
        let confirmed_until = self.confirmation(&assertion.subject.confirmations)?;
        if let Some(session_end) = assertion.statement.session_expires_at {
            self.not_expired(session_end, "`SessionNotOnOrAfter` of the assertion")?;
        }
        let end = end.max(confirmed_until);
        Ok(end.checked_add(self.leeway).unwrap_or(end))
    }

    fn issuer(&self, envelope: &Envelope, assertion: &Assertion) -> Result<(), Error> {
        let Some(issuer) = &assertion.issuer else {
            return Err(refused(Kind::MissingIssuer, "the assertion has no issuer"));
        };
        for issuer in [Some(issuer), envelope.issuer.as_ref()].into_iter().flatten() {
            if issuer != self.issuer {
                return Err(refused(
                    Kind::Issuer,
                    format!(
                        "the issuer is `{issuer}` instead of `{}`; use the metadata of this \
                         identity provider",
                        self.issuer
                    ),
                ));
            }
        }
        Ok(())
    }

    fn destination(&self, envelope: &Envelope) -> Result<(), Error> {
        match envelope.destination.as_deref() {
            // Compared as text: URLs that lead to the same place may belong to others.
            Some(destination) if destination == self.acs_url => Ok(()),
            Some(destination) if !destination.is_empty() => Err(refused(
                Kind::Destination,
                format!(
                    "the destination is `{destination}` instead of `{}`; set the ACS URL in the \
                     console and `acs_url` to the same text",
                    self.acs_url
                ),
            )),
            _ => Err(refused(
                Kind::MissingDestination,
                "the response has no destination (`Destination`); set it at the identity provider",
            )),
        }
    }

    /// Checks `InResponseTo` of the response or of a confirmation.
    fn in_response_to(&self, found: Option<&str>, place: &str) -> Result<(), Error> {
        match (self.request, found) {
            (None, None) => Ok(()),
            (Some(expected), Some(found)) if expected == found => Ok(()),
            (Some(_), Some(_)) => Err(refused(
                Kind::InResponseTo,
                format!(
                    "{place} belongs to another login request; pass the one that was kept for this \
                     browser, or start the sign-in again"
                ),
            )),
            (Some(_), None) => Err(refused(
                Kind::MissingInResponseTo,
                format!(
                    "{place} belongs to no login request although one was made; start the sign-in \
                     again, or see `finish_unsolicited`"
                ),
            )),
            (None, Some(_)) => Err(refused(
                Kind::InResponseTo,
                format!("{place} belongs to a login request; pass it to `finish`"),
            )),
        }
    }

    fn audience(&self, conditions: &Conditions) -> Result<(), Error> {
        let restrictions = &conditions.restrictions;
        if restrictions.is_empty() || restrictions.iter().any(Vec::is_empty) {
            return Err(refused(
                Kind::MissingAudience,
                "the assertion has no audience (`AudienceRestriction`); set it at the identity \
                 provider",
            ));
        }
        let other = restrictions.iter().find(|it| it.iter().all(|it| it != self.audience));
        match other {
            None => Ok(()),
            Some(audiences) => Err(refused(
                Kind::Audience,
                format!(
                    "the assertion is for `{}` instead of `{}`; set the audience in the console \
                     and `entity_id` to the same text",
                    audiences.join("`, `"),
                    self.audience
                ),
            )),
        }
    }

    /// Checks the times of the conditions, and returns their end.
    fn validity(&self, conditions: &Conditions) -> Result<SystemTime, Error> {
        let end = conditions.not_on_or_after.ok_or_else(|| {
            refused(Kind::MissingExpiry, "the conditions have no end (`NotOnOrAfter`)")
        })?;
        if let Some(start) = conditions.not_before
            && start.checked_sub(self.leeway).unwrap_or(start) > self.now
        {
            return Err(refused(
                Kind::NotYetValid,
                "the assertion is not valid yet; compare the clocks of both servers",
            ));
        }
        self.not_expired(end, "the assertion")?;
        Ok(end)
    }

    fn not_expired(&self, end: SystemTime, what: &str) -> Result<(), Error> {
        // An end too far in the future to add to is not reached.
        match end.checked_add(self.leeway) {
            Some(end) if end <= self.now => {
                let problem = format!(
                    "{what} has expired; start the sign-in again, and if that does not help, \
                     compare the clocks of both servers"
                );
                Err(refused(Kind::Expired, problem))
            }
            _ => Ok(()),
        }
    }

    /// Checks that a confirmation is met, all of it, and returns its end.
    fn confirmation(&self, confirmations: &[Confirmation]) -> Result<SystemTime, Error> {
        let mut first = None;
        for confirmation in confirmations {
            match self.confirmed_by(confirmation) {
                Ok(end) => return Ok(end),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or_else(|| {
            refused(
                Kind::MissingConfirmation,
                "the subject is not confirmed by bearer (`SubjectConfirmation`)",
            )
        }))
    }

    fn confirmed_by(&self, confirmation: &Confirmation) -> Result<SystemTime, Error> {
        if !confirmation.has_data {
            return Err(refused(
                Kind::MissingConfirmation,
                "the confirmation has no `SubjectConfirmationData`",
            ));
        }
        match confirmation.recipient.as_deref() {
            Some(recipient) if recipient == self.acs_url => {}
            Some(recipient) if !recipient.is_empty() => {
                return Err(refused(
                    Kind::Recipient,
                    format!(
                        "the recipient is `{recipient}` instead of `{}`; set the recipient in the \
                         console and `acs_url` to the same text",
                        self.acs_url
                    ),
                ));
            }
            _ => {
                return Err(refused(
                    Kind::MissingRecipient,
                    "the confirmation has no recipient (`Recipient`); set it at the identity \
                     provider",
                ));
            }
        }
        self.in_response_to(confirmation.in_response_to.as_deref(), "the confirmation")?;
        if confirmation.has_not_before {
            return Err(refused(
                Kind::ConfirmationWindow,
                "the confirmation has a start (`NotBefore`), which SAML does not allow",
            ));
        }
        let end = confirmation.not_on_or_after.ok_or_else(|| {
            refused(Kind::ConfirmationWindow, "the confirmation has no end (`NotOnOrAfter`)")
        })?;
        self.not_expired(end, "the confirmation")?;
        Ok(end)
    }
}
