//! A user pool that is listed page by page, for the other tests.

use std::ops::Range;

use genauth::management::{ListUsersOptionsDto, ListUsersRequestDto, PaginationDto, UserPagingDto};
use genauth::{Call, Items, ManagementClient};
use serde_json::{Value, json};
use support::{Recorded, Reply, Server, clients, is_token_request, token_reply};

/// A server with users, and its administrator.
pub struct Pool {
    pub server: Server,
    pub admin: ManagementClient,
}

impl Pool {
    /// Creates a pool that responds to page requests with what `script` returns for the page.
    pub async fn new(script: impl Fn(u64, &Recorded) -> Reply + Send + Sync + 'static) -> Self {
        let (token, _) = token_reply();
        let server = Server::start(move |request: &Recorded| match is_token_request(request) {
            true => token.clone(),
            false => script(page(request), request),
        });
        let server = server.await.unwrap();
        let admin = clients(&server).unwrap().admin;
        Self { server, admin }
    }

    /// Creates a pool with this number of users and page size, and a total.
    pub async fn of(users: usize, per_page: usize) -> Self {
        Self::new(move |page, _| Reply::data(&slice(page, users, per_page))).await
    }

    /// Returns the call that lists the users, with these settings.
    pub fn list(&self, page: Option<i64>, limit: Option<i64>) -> Call<UserPagingDto> {
        let mut pagination = PaginationDto::new();
        pagination.page = page;
        pagination.limit = limit;
        let options = ListUsersOptionsDto::new().pagination(pagination);
        self.admin.list_users(ListUsersRequestDto::new().options(options))
    }

    /// Returns the requested pages.
    pub fn requested(&self) -> Vec<u64> {
        self.requests().iter().map(page).collect()
    }

    /// Returns the requests for pages.
    pub fn requests(&self) -> Vec<Recorded> {
        let mut requests = self.server.recorded();
        requests.retain(|request| !is_token_request(request));
        requests
    }
}

/// Returns the page of a request.
pub fn page(request: &Recorded) -> u64 {
    request.json()["options"]["pagination"]["page"].as_u64().unwrap_or_default()
}

/// Returns users with these numbers as ids, and a total beside them.
pub fn users(ids: Range<usize>, total: &Value) -> Value {
    let list: Value = ids.map(|id| json!({"userId": id.to_string()})).collect();
    json!({"totalCount": total, "list": list})
}

/// Returns a page for this number of users and page size.
pub fn slice(page: u64, all: usize, per_page: usize) -> Value {
    let start = per_page * (page as usize - 1);
    users(start.min(all)..(start + per_page).min(all), &all.into())
}

/// Returns the ids of all received users.
pub async fn ids(mut items: Items<genauth::management::UserDto>) -> Vec<usize> {
    let mut ids = Vec::new();
    while let Some(user) = items.next().await {
        ids.push(user.unwrap().user_id.parse().unwrap());
    }
    ids
}

/// Returns the numbers from zero to this one.
pub fn all(users: usize) -> Vec<usize> {
    (0..users).collect()
}
