//! Sign-in and sign-out of a [`WebSession`].

use std::time::Duration;

use genauth::oidc::{SignIn, UserSession};

use super::context::Backend;
use super::sealed::Sealed;
use super::state::State;
use super::web::{Storage, WebSession};
use crate::problem::{Rejection, RejectionKind};

/// The limit of the revocation of a refresh token at a sign-out.
const REVOCATION: Duration = Duration::from_secs(5);

impl WebSession {
    /// Signs a user in to this browser, for instance after a sign-in through the API.
    ///
    /// The session gets a new id, so that a planted one is worthless. Data of another user who was
    /// signed in is removed, and that of a visitor is kept. `sign_in` must have the verified claims of
    /// an ID token, which name the user.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: 403 for a request that may have been forged, without a
    /// [CSRF token](crate::Csrf); 503 if the store fails; 500 if the tokens are too large for
    /// encrypted cookies, or there are no claims.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<UserSession, Rejection> {
        self.check_csrf()?;
        self.begin(sign_in, None).await
    }

    /// Signs a user in; `state` is the hash of that of the authorization request.
    pub(crate) async fn begin(
        &self,
        sign_in: SignIn,
        state: Option<String>,
    ) -> Result<UserSession, Rejection> {
        if sign_in.claims.as_ref().is_none_or(|claims| claims.subject.is_empty()) {
            tracing::error!(
                "a sign-in has no claims of an ID token; verify one, and pass its claims"
            );
            return Err(misconfigured());
        }
        let before = self.state().clone();
        if let Some(failure) = before.failure {
            return Err(failure);
        }
        let context = self.context();
        let begun = match (&self.0.storage, &context.backend) {
            (Storage::Stored(stored), Backend::Stored { users, .. }) => {
                stored.sign_in(context, users, &before, sign_in, state).await
            }
            (Storage::Sealed(sealed), Backend::Sealed { keys, ledger }) => {
                sealed.sign_in(context, keys, ledger, &before, sign_in, state)
            }
            _ => Err(misconfigured()),
        };
        let mut state = self.state();
        match begun {
            Ok((entry, user)) => {
                *state =
                    State { entry, user: Some(user.clone()), is_changed: true, ..State::default() };
                Ok(user)
            }
            Err(rejection) => {
                state.is_broken = true;
                Err(rejection)
            }
        }
    }

    /// Signs the user out of this browser, and returns the URL to redirect it to, which ends the
    /// session at the provider. The URL contains the ID token; do not log it.
    ///
    /// Data that the application has stored in the session are removed as well. Without a session,
    /// the URL is that of the page after a sign-out.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: 403 for a request that may have been forged, without a
    /// [CSRF token](crate::Csrf); 503 if the store fails, and the user is still signed in.
    pub async fn sign_out(&self) -> Result<String, Rejection> {
        let context = self.context();
        let before = self.state().clone();
        if let Some(failure) = before.failure {
            return Err(failure);
        }
        let local = context.public.path(&context.paths.after_sign_out);
        if before.entry.is_empty() {
            return Ok(local);
        }
        self.check_csrf()?;
        let ended = match (&self.0.storage, &context.backend) {
            (Storage::Stored(stored), Backend::Stored { users, .. }) => {
                stored.sign_out(users, &before).await
            }
            (Storage::Sealed(_), Backend::Sealed { ledger, .. }) => {
                Sealed::sign_out(context, ledger, &before);
                Ok(())
            }
            _ => Err(misconfigured()),
        };
        {
            let mut state = self.state();
            if let Err(rejection) = ended {
                state.is_broken = true;
                return Err(rejection);
            }
            *state = State { is_signed_out: true, is_changed: true, ..State::default() };
        }
        let Some(user) = before.user else { return Ok(local) };
        // The session is gone; the rest is for the provider.
        _ = tokio::time::timeout(REVOCATION, user.end()).await;
        let url = context.oidc.logout_url();
        let url = match user.id_token() {
            // GenAuth returns to the application only with an ID token.
            None => url,
            Some(id_token) => url
                .id_token(id_token)
                .redirect_uri(context.public.url(&context.paths.after_sign_out)),
        };
        Ok(url.build().await.unwrap_or_else(|error| {
            tracing::info!(%error, "the session at the provider goes on");
            local
        }))
    }
}

fn misconfigured() -> Rejection {
    let detail = "The service cannot sign users in; its log names the fix.";
    Rejection::new(RejectionKind::NotConfigured, detail)
}
