//! [`Webhook`]: the check of requests.

use std::fmt;

use aws_lc_rs::digest::{Digest, SHA256, digest};
use http::HeaderMap;

use super::content::{Content, content_of};
use super::delivery::Delivery;
use super::headers::{self, declared_length};
use super::read::read;
use crate::data::Secret;
use crate::error::{WebhookError, WebhookErrorKind as Kind};

/// The default limit of bodies. Lists of users of an import are the longest that are documented.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Verifies and decodes the requests of a webhook. Cheap to clone.
///
/// A webhook cannot be created without a secret.
///
/// ```
/// use genauth::webhook::Webhook;
///
/// let webhook = Webhook::new("test-secret")?.user_pool("USER_POOL_ID")?;
/// # Ok::<(), genauth::webhook::WebhookError>(())
/// ```
#[derive(Clone)]
pub struct Webhook {
    /// The hash of the secret; the secret itself is not needed.
    secret: Digest,
    user_pool: Option<String>,
    max_body_bytes: usize,
}

impl Webhook {
    /// Creates the check for this secret: that of the webhook in the console, or in the field
    /// `secret` of `CreateWebhookDto`.
    ///
    /// # Errors
    ///
    /// [`Config`](Kind::Config) if the secret is empty or consists of spaces, if it begins or ends
    /// with a space, or contains characters that a header cannot hold: no request could have it.
    pub fn new(secret: impl Into<Secret>) -> Result<Self, WebhookError> {
        let secret = secret.into();
        let text = check("the secret of the webhook", secret.expose())?;
        let secret = digest(&SHA256, text.as_bytes());
        Ok(Self { secret, user_pool: None, max_body_bytes: MAX_BODY_BYTES })
    }

    /// Accepts only requests of this user pool, by the header `x-authing-userpool-id`.
    ///
    /// # Errors
    ///
    /// [`Config`](Kind::Config) if the id is empty or contains characters that a header cannot hold.
    pub fn user_pool(mut self, id: impl Into<String>) -> Result<Self, WebhookError> {
        let id = id.into();
        check("the id of the user pool", &id)?;
        self.user_pool = Some(id);
        Ok(self)
    }

    /// Sets the limit of bodies; 1 MiB by default.
    #[must_use]
    pub fn max_body_bytes(mut self, limit: usize) -> Self {
        self.max_body_bytes = limit;
        self
    }

    /// Checks the headers of a request, before its body is read.
    ///
    /// The secret is taken from `x-authing-webhook-secret` or `x-genauth-token`, the two names in
    /// the documentation. If a request has several of them, each must have the secret. Query and
    /// body are not looked at.
    ///
    /// # Errors
    ///
    /// - [`Unauthenticated`](Kind::Unauthenticated) without the secret or the user pool.
    /// - [`TooLarge`](Kind::TooLarge) if the declared length is beyond the limit.
    pub fn authenticate(&self, headers: &HeaderMap) -> Result<Authenticated, WebhookError> {
        if !headers::has_secret(headers, &self.secret) {
            return Err(WebhookError::unauthenticated());
        }
        let user_pool = headers::user_pool(headers);
        if self.user_pool.is_some() && self.user_pool != user_pool {
            return Err(WebhookError::unauthenticated());
        }
        if declared_length(headers).is_some_and(|length| length > self.max_body_bytes as u64) {
            return Err(WebhookError::too_large(self.max_body_bytes));
        }
        let content = content_of(headers);
        Ok(Authenticated { user_pool, content, max_body_bytes: self.max_body_bytes })
    }

    /// Checks the headers of a request and decodes its body.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`authenticate`](Self::authenticate) and [`Authenticated::read`].
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Delivery, WebhookError> {
        self.authenticate(headers)?.read(body)
    }
}

/// Checks text that is compared with a header.
fn check<'t>(what: &str, text: &'t str) -> Result<&'t str, WebhookError> {
    let problem = if text.trim().is_empty() {
        "is empty"
    } else if text.trim() != text {
        "begins or ends with a space"
    } else if text.chars().any(|it| it.is_control()) {
        "contains control characters"
    } else {
        return Ok(text);
    };
    Err(WebhookError::new(Kind::Config, format!("{what} {problem}; copy it from the console")))
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("user_pool", &self.user_pool)
            .field("max_body_bytes", &self.max_body_bytes)
            .finish_non_exhaustive()
    }
}

/// A request that has the secret of the webhook. Its body is still to be read, up to
/// [`max_body_bytes`](Self::max_body_bytes).
#[derive(Clone, Debug)]
pub struct Authenticated {
    user_pool: Option<String>,
    content: Result<Content, WebhookError>,
    max_body_bytes: usize,
}

impl Authenticated {
    /// Returns the user pool that the request names.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.user_pool.as_deref()
    }

    /// Returns the limit of the body.
    pub fn max_body_bytes(&self) -> usize {
        self.max_body_bytes
    }

    /// Returns the error for a body beyond the limit, for integrations that stop reading it.
    pub fn too_large(&self) -> WebhookError {
        WebhookError::too_large(self.max_body_bytes)
    }

    /// Makes sure that the body can be decoded, before it is read.
    ///
    /// # Errors
    ///
    /// [`MediaType`](Kind::MediaType) as [`read`](Self::read).
    pub fn check_content_type(&self) -> Result<(), WebhookError> {
        self.content.clone().map(|_| ())
    }

    /// Decodes the body.
    ///
    /// JSON that is well-formed never fails: an event that is not known, or whose data is not as
    /// documented, is [`Event::Other`](super::Event::Other). A byte order mark is skipped.
    ///
    /// # Errors
    ///
    /// - [`TooLarge`](Kind::TooLarge) if the body is longer than the limit.
    /// - [`MediaType`](Kind::MediaType) if it is not `application/json` or
    ///   `application/x-www-form-urlencoded` in UTF-8. A body without `content-type` is taken for
    ///   JSON.
    /// - [`FormLayout`](Kind::FormLayout) if it is a form, and not of the fields `eventName` and
    ///   `data` with the JSON of the data. The layout of forms is not documented: select
    ///   `application/json` in the console.
    /// - [`Malformed`](Kind::Malformed) if it is empty, not valid JSON, not UTF-8, nested deeper than
    ///   64 levels, or has `eventName` or `data` twice.
    pub fn read(&self, body: &[u8]) -> Result<Delivery, WebhookError> {
        if body.len() > self.max_body_bytes {
            return Err(self.too_large());
        }
        let json = self.content.clone()?.json(body)?;
        read(self.user_pool.clone(), json)
    }
}
