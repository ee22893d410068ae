//! Hand-written versions of the same calls: `reqwest` and types derived by serde.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, header};
use serde::{Deserialize, Serialize};

use crate::derived::UserPagingDto;

/// Envelope of a payload.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<T> {
    /// Business status.
    pub status_code: i64,
    /// Message of the response.
    pub message: String,
    /// The payload.
    pub data: T,
}

/// Existence of a user.
#[derive(Deserialize)]
pub struct Exists {
    /// Whether the user exists.
    pub exists: bool,
}

#[derive(Serialize)]
struct IsUserExists<'a> {
    username: &'a str,
}

#[derive(Serialize)]
struct ListUsers {
    options: Options,
}

#[derive(Serialize)]
struct Options {
    pagination: Pagination,
}

#[derive(Serialize)]
struct Pagination {
    page: i64,
    limit: i64,
}

/// A client as a careful developer would write it for two endpoints: identity and limits only.
#[derive(Clone, Debug)]
pub struct ByHand {
    http: Client,
    host: String,
}

impl ByHand {
    /// Creates a client for this host.
    ///
    /// # Errors
    ///
    /// Returns an error if TLS is not available.
    pub fn new(host: &str) -> Result<Self, reqwest::Error> {
        let http = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(120))
            .user_agent("by-hand/1.0")
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { http, host: host.to_owned() })
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.http
            .post(format!("{}{path}", self.host))
            .header(header::AUTHORIZATION, "Bearer a.e30.c")
            .header("x-authing-userpool-id", "ACCESS_KEY_ID")
            .header("x-authing-request-from", "sdk")
            .header("x-authing-sdk-version", "by-hand:1.0")
    }

    /// Sends the small call.
    ///
    /// # Errors
    ///
    /// Returns an error if no response arrives or if it cannot be decoded.
    pub async fn is_user_exists(&self, username: &str) -> Result<Exists, reqwest::Error> {
        let request = self.post("/api/v3/is-user-exists").json(&IsUserExists { username });
        let response = request.send().await?.error_for_status()?;
        Ok(response.json::<Envelope<Exists>>().await?.data)
    }

    /// Sends the small call, which the server holds until it has received this number of them.
    ///
    /// # Errors
    ///
    /// Returns an error if no response arrives or if it cannot be decoded.
    pub async fn is_user_exists_held(
        &self,
        username: &str,
        together: usize,
    ) -> Result<Exists, reqwest::Error> {
        let request = self.post("/api/v3/is-user-exists").json(&IsUserExists { username });
        let response = request.header("x-hold", together).send().await?.error_for_status()?;
        Ok(response.json::<Envelope<Exists>>().await?.data)
    }

    /// Requests a page of users.
    ///
    /// # Errors
    ///
    /// Returns an error if no response arrives or if it cannot be decoded.
    pub async fn list_users(&self, page: i64) -> Result<UserPagingDto, reqwest::Error> {
        let body = ListUsers { options: Options { pagination: Pagination { page, limit: 50 } } };
        let request = self.post("/api/v3/list-users").json(&body);
        let response = request.send().await?.error_for_status()?;
        Ok(response.json::<Envelope<UserPagingDto>>().await?.data)
    }
}
