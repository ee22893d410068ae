//! The same calls by hand: `reqwest` and types that serde derives.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, header};
use serde::{Deserialize, Serialize};

use crate::derived::UserPagingDto;

/// What surrounds a payload.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<T> {
    /// Business status.
    pub status_code: i64,
    /// What happened.
    pub message: String,
    /// The payload.
    pub data: T,
}

/// Whether a user exists.
#[derive(Deserialize)]
pub struct Exists {
    /// It does.
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

/// A client as a careful person would write it for two endpoints: identity and limits, and nothing
/// else.
#[derive(Clone, Debug)]
pub struct ByHand {
    http: Client,
    host: String,
}

impl ByHand {
    /// A client of this host.
    ///
    /// # Errors
    ///
    /// There is no TLS.
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

    /// The small call.
    ///
    /// # Errors
    ///
    /// No response, or one that cannot be decoded.
    pub async fn is_user_exists(&self, username: &str) -> Result<Exists, reqwest::Error> {
        let request = self.post("/api/v3/is-user-exists").json(&IsUserExists { username });
        let answer = request.send().await?.error_for_status()?;
        Ok(answer.json::<Envelope<Exists>>().await?.data)
    }

    /// The small call, which the server answers when this many of them are there.
    ///
    /// # Errors
    ///
    /// No response, or one that cannot be decoded.
    pub async fn is_user_exists_held(
        &self,
        username: &str,
        together: usize,
    ) -> Result<Exists, reqwest::Error> {
        let request = self.post("/api/v3/is-user-exists").json(&IsUserExists { username });
        let answer = request.header("x-hold", together).send().await?.error_for_status()?;
        Ok(answer.json::<Envelope<Exists>>().await?.data)
    }

    /// A page of users.
    ///
    /// # Errors
    ///
    /// No response, or one that cannot be decoded.
    pub async fn list_users(&self, page: i64) -> Result<UserPagingDto, reqwest::Error> {
        let body = ListUsers { options: Options { pagination: Pagination { page, limit: 50 } } };
        let request = self.post("/api/v3/list-users").json(&body);
        let answer = request.send().await?.error_for_status()?;
        Ok(answer.json::<Envelope<UserPagingDto>>().await?.data)
    }
}
