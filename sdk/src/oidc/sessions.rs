//! The sessions of an [`OidcClient`].

use std::sync::Arc;

use super::client::{OidcClient, SignIn};
use super::session::{SessionStore, StoredSession, UserSession, store_failed};
use super::token::TokenSet;
use super::verifier::{IdTokenClaims, LogoutTokenClaims};
use crate::error::Error;
#[cfg(doc)]
use crate::error::OidcErrorKind as Kind;
use crate::random::random_text;

impl SignIn {
    /// Creates a sign-in of tokens that were not issued by
    /// [`finish`](OidcClient::finish), for instance of a sign-in through the API.
    ///
    /// `claims` are those of the ID token, verified by [`OidcClient::verifier`]. Without them,
    /// back-channel logout does not find the session.
    pub fn new(tokens: TokenSet, claims: Option<IdTokenClaims>) -> Self {
        Self { tokens, claims }
    }
}

impl OidcClient {
    /// Creates a session of a sign-in without a store. It lasts as long as its handles; keep
    /// [`stored`](UserSession::stored) elsewhere to [restore](Self::restore_session) it.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient, sign_in: genauth::oidc::SignIn) -> Result<(), genauth::Error> {
    /// let session = oidc.session(sign_in);
    /// let token = session.access_token().await?; // refreshed if necessary
    /// println!("{} characters", token.expose().len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn session(&self, sign_in: SignIn) -> UserSession {
        let session = self.new_session(sign_in);
        self.restore_session(session)
    }

    /// Creates a session from the application's own storage.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), Box<dyn std::error::Error>> {
    /// # let text = String::new();
    /// let stored = serde_json::from_str(&text)?;
    /// let session = oidc.restore_session(stored);
    /// session.refresh().await?;
    /// let text = serde_json::to_string(&session.stored())?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn restore_session(&self, session: StoredSession) -> UserSession {
        self.handle(None, String::new(), session)
    }

    /// Stores a new session of a sign-in, with a random id.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient, sign_in: genauth::oidc::SignIn) -> Result<(), genauth::Error> {
    /// use genauth::oidc::MemorySessionStore;
    ///
    /// let store = MemorySessionStore::new(); // shared by the whole application
    /// let session = oidc.start_session(&store, sign_in).await?;
    /// println!("set-cookie: session={}; HttpOnly; Secure; SameSite=Lax", session.id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] ([`SessionStore`](Kind::SessionStore)) if the store fails.
    pub async fn start_session<S: SessionStore + Clone>(
        &self,
        store: &S,
        sign_in: SignIn,
    ) -> Result<UserSession, Error> {
        let session = self.new_session(sign_in);
        let id = random_text()?.expose().to_owned();
        store.insert(&id, &session).await.map_err(store_failed)?;
        let store = Some(Arc::new(store.clone()) as _);
        Ok(self.handle(store, id, session))
    }

    /// Loads a session; `None` if it has ended.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient, store: genauth::oidc::MemorySessionStore) -> Result<(), genauth::Error> {
    /// match oidc.load_session(&store, "SESSION_ID").await? {
    ///     Some(session) => println!("signed in as {:?}", session.subject()),
    ///     None => println!("sign in first"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] ([`SessionStore`](Kind::SessionStore)) if the store fails. The user is not
    /// signed out then: respond with HTTP 503.
    pub async fn load_session<S: SessionStore + Clone>(
        &self,
        store: &S,
        id: &str,
    ) -> Result<Option<UserSession>, Error> {
        let session = store.load(id).await.map_err(store_failed)?;
        Ok(session.map(|session| {
            let store = Some(Arc::new(store.clone()) as _);
            self.handle(store, id.to_owned(), session)
        }))
    }

    /// Ends the sessions that a logout token of back-channel logout names; returns their number,
    /// which is zero if they have ended before.
    ///
    /// Respond with HTTP 200, or with HTTP 400 if the token is rejected, and `cache-control:
    /// no-store` in both cases.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient, store: genauth::oidc::MemorySessionStore) -> Result<(), genauth::Error> {
    /// let ended = oidc.back_channel_logout(&store, "LOGOUT_TOKEN").await?;
    /// println!("{ended} sessions ended");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Token`] if the token is rejected; [`Error::Oidc`] if the store fails.
    #[doc(alias = "force logout")]
    pub async fn back_channel_logout(
        &self,
        store: &impl SessionStore,
        logout_token: &str,
    ) -> Result<u64, Error> {
        let logout = self.settings.verifier.verify_logout_token(logout_token).await?;
        store.remove_ended(&logout).await.map_err(store_failed)
    }

    /// Ends all sessions of a user, for instance after a change of the password; returns their
    /// number. `subject` is the `sub` of their ID tokens.
    ///
    /// Refresh tokens are not revoked: none of them is left in the store.
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] ([`SessionStore`](Kind::SessionStore)) if the store fails.
    pub async fn end_sessions(
        &self,
        store: &impl SessionStore,
        subject: &str,
    ) -> Result<u64, Error> {
        let logout = LogoutTokenClaims {
            issuer: self.settings.provider.issuer.clone(),
            subject: Some(subject.to_owned()),
            session_id: None,
            issued_at: self.settings.clock.now(),
            token_id: String::new(),
        };
        store.remove_ended(&logout).await.map_err(store_failed)
    }

    fn new_session(&self, sign_in: SignIn) -> StoredSession {
        let SignIn { tokens, claims } = sign_in;
        let mut session = StoredSession::new(tokens, self.settings.clock.now());
        if let Some(claims) = claims {
            session.subject = Some(claims.subject);
            session.provider_session = claims.session_id;
        }
        session
    }

    fn handle(
        &self,
        store: Option<Arc<dyn SessionStore>>,
        id: String,
        session: StoredSession,
    ) -> UserSession {
        let (settings, refreshes) = (Arc::clone(&self.settings), Arc::clone(&self.refreshes));
        UserSession::new(settings, refreshes, store, id, session)
    }
}
