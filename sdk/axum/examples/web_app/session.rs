//! Facts about the user, kept in the session.

use genauth::{
    Error,
    authentication::FactorType,
    oidc::{IdTokenChecks, TokenVerifier},
};
use genauth_axum::CurrentUser;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::{problem::Failure, roles};

/// Key of the facts in the session.
const KEY: &str = "facts";

/// Facts that are looked up once in a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// ID of the sign-in. The facts of another one do not apply.
    sign_in: String,
    /// Whether the user still has to present a second factor.
    pub needs_second_factor: bool,
    /// Whether to show the link to the page of administrators. The page itself checks the role again.
    pub is_admin: bool,
}

impl Facts {
    /// Returns the facts of a session, and looks them up if they are missing.
    pub async fn of(
        session: &Session,
        user: &CurrentUser,
        verifier: &TokenVerifier,
    ) -> Result<Self, Failure> {
        let Some(sign_in) = user.session().map(|session| session.id().to_owned()) else {
            return Ok(Self::of_token());
        };
        let known = session.get::<Self>(KEY).await?;
        if let Some(known) = known.filter(|known| known.sign_in == sign_in) {
            return Ok(known);
        }
        let is_admin = roles::is_admin(&user.client()).await?;
        let needs_second_factor =
            !has_presented_factor(user, verifier).await && has_authenticator(user).await?;
        let facts = Self { sign_in, needs_second_factor, is_admin };
        session.insert(KEY, &facts).await?;
        Ok(facts)
    }

    /// Returns the facts of a request with an access token. It was issued to another program, which has
    /// signed the user in.
    fn of_token() -> Self {
        Self { sign_in: String::new(), needs_second_factor: false, is_admin: false }
    }

    /// Records that the user has presented a second factor.
    pub async fn record_second_factor(self, session: &Session) -> Result<(), Failure> {
        let facts = Self { needs_second_factor: false, ..self };
        Ok(session.insert(KEY, &facts).await?)
    }
}

/// Returns whether the sign-in page has verified a second factor, by the claim `amr` of the ID token.
async fn has_presented_factor(user: &CurrentUser, verifier: &TokenVerifier) -> bool {
    let Some(id_token) = user.session().and_then(|session| session.id_token()) else {
        return false;
    };
    // A token that cannot be verified, because it has expired for instance, proves nothing.
    match verifier.verify_id_token(id_token.expose(), &IdTokenChecks::new()).await {
        Ok(claims) => claims.authentication_methods.iter().any(|method| method == "mfa"),
        Err(_) => false,
    }
}

async fn has_authenticator(user: &CurrentUser) -> Result<bool, Error> {
    let factors = user.client().mfa().factors().await?;
    Ok(factors.iter().any(|factor| factor.factor_type == FactorType::Otp))
}
