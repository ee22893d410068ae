//! [`Identity`]: the interface through which credentials are added to a request.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use super::connection::Connection;
use super::request::{Body, Request};
use super::token::TokenProvider;
use crate::config::header_value;
use crate::endpoint::Endpoint;
use crate::error::{CredentialError, Error, RequestError};

/// The identity that a call is made with. Implemented by the kinds of credentials.
pub(crate) trait Identity: Send + Sync {
    /// Adds the credentials that are the same for every attempt.
    fn authenticate(&self, parts: &mut RequestParts<'_>) -> Result<(), Error> {
        let _ = parts;
        Ok(())
    }

    /// Returns the provider of the token that each attempt is sent with.
    fn token_provider(&self, endpoint: &Endpoint) -> Option<&dyn TokenProvider> {
        let _ = endpoint;
        None
    }

    /// Completes an attempt after the middleware has run: checks or signs it.
    fn finish(&self, parts: &mut RequestParts<'_>) -> Result<(), Error> {
        let _ = parts;
        Ok(())
    }
}

/// The parts of a request that credentials are added to.
pub(crate) struct RequestParts<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) request: &'a Request,
    #[cfg_attr(not(feature = "signing"), allow(dead_code))]
    pub(crate) url: &'a Url,
    pub(crate) headers: &'a mut HeaderMap,
    pub(crate) body: &'a mut Body,
}

impl RequestParts<'_> {
    /// Returns whether the application sets this header itself.
    pub(crate) fn has_own_header(&self, name: &HeaderName) -> bool {
        self.request.headers.contains_key(name)
            || self.connection.default_headers.contains_key(name)
    }

    /// Returns text as a header value; `what` names it in an error.
    pub(crate) fn header_value(&self, what: &str, text: &str) -> Result<HeaderValue, Error> {
        header_value::ascii(text).ok_or_else(|| {
            self.invalid(format!(
                "{what} contains characters that a header cannot hold; remove control characters \
                 and characters outside of ASCII"
            ))
        })
    }

    /// Returns an error with this message.
    pub(crate) fn invalid(&self, message: String) -> Error {
        RequestError { endpoint: self.request.endpoint.clone(), message }.into()
    }

    /// Sets an `authorization` header with this token; `what` names the token in an error.
    pub(crate) fn set_bearer(&mut self, what: &str, token: &str) -> Result<(), Error> {
        let problem = match header_value::sensitive(&format!("Bearer {token}")) {
            Some(bearer) if !token.trim().is_empty() => {
                self.headers.insert(header::AUTHORIZATION, bearer);
                return Ok(());
            }
            Some(_) => "is empty; pass the token that the sign-in returned",
            None => {
                "contains characters that a header cannot hold; pass the token without line breaks"
            }
        };
        Err(CredentialError::new(format!("{what} {problem}")).into())
    }
}
