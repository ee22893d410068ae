//! Authorization requests of OAuth 2.0 and OpenID Connect.

use serde::{Deserialize, Serialize};

/// An authorization request of an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The application.
    pub app_id: String,
    /// Requested response types.
    pub wants: Wants,
    /// Destination of the response.
    pub destination: Destination,
    /// Requested scopes, separated by spaces.
    pub scope: String,
    /// Nonce for the ID token.
    pub nonce: Option<String>,
    /// PKCE challenge, which ties the code to the client that requested it.
    pub challenge: Option<Challenge>,
    /// Whether the user must consent.
    pub consent: bool,
    /// User who will probably sign in.
    pub login_hint: Option<String>,
}

/// Response types of an authorization; all `false` for `none`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wants {
    /// A code.
    pub code: bool,
    /// An access token.
    pub token: bool,
    /// An ID token.
    pub id_token: bool,
}

/// Destination of a response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Destination {
    /// Redirect URI.
    pub redirect_uri: String,
    /// Response mode.
    pub mode: Mode,
    /// The `state` parameter, returned verbatim.
    pub state: Option<String>,
}

/// Response mode: delivery of a response to a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In the query.
    Query,
    /// In the fragment.
    Fragment,
    /// In a form that the browser sends.
    FormPost,
    /// In a message to the opener window.
    WebMessage,
}

/// A PKCE challenge.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenge {
    /// The verifier or its digest.
    pub value: String,
    /// Whether it is the digest.
    pub is_digest: bool,
}
