//! The code of `errors-and-retries.md`.

use std::time::Duration;

use genauth::RetryPolicy;
use genauth::authentication::GetProfileParams;
use genauth::management::{CreateUserReqDto, GetUserParams};
use genauth_emulator::Emulator;

mod status {
    include!("../../guides/errors_and_retries_status.rs");

    pub(super) fn of<T>(result: Result<T, Error>) -> u16 {
        status_of(&result.err().unwrap()).as_u16()
    }
}

mod outcome {
    include!("../../guides/errors_and_retries_outcome.rs");

    pub(super) async fn created(admin: &ManagementClient, name: &str) -> Result<UserDto, Error> {
        create(admin, name).await
    }
}

mod throttling {
    include!("../../guides/errors_and_retries_throttling.rs");

    pub(super) async fn users(admin: &ManagementClient) -> i64 {
        count_users(admin).await.unwrap()
    }
}

#[tokio::test]
async fn errors_become_statuses_of_the_application() {
    let emulator = Emulator::start().await.unwrap();
    let (app, admin) = (emulator.authentication(), emulator.management());
    let stranger = app.with_access_token("TOKEN");
    assert_eq!(status::of(stranger.get_profile(GetProfileParams::new()).await), 401);
    assert_eq!(status::of(admin.get_user(GetUserParams::new("OTHER")).await), 404);
    let user = CreateUserReqDto::new().username("bob");
    admin.create_user(user.clone()).await.unwrap();
    assert_eq!(status::of(admin.create_user(user).await), 409);
    emulator.faults().on("getUser").unwrap().status(503);
    let call = admin.get_user(GetUserParams::new("OTHER")).retry(RetryPolicy::never());
    assert_eq!(status::of(call.await), 503);
    emulator.faults().on("createUser").unwrap().status(500);
    assert_eq!(status::of(admin.create_user(CreateUserReqDto::new()).await), 500);
}

#[tokio::test]
async fn interrupted_write_is_looked_up() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    emulator.faults().on("createUser").unwrap().times(1).drop_connection();
    let bob = outcome::created(&admin, "bob").await.unwrap();
    assert_eq!(bob.username.as_deref(), Some("bob"));
    emulator.faults().on("createUser").unwrap().times(1).drop_request();
    assert!(outcome::created(&admin, "eve").await.unwrap_err().is_not_found());
    assert!(outcome::created(&admin, "bob").await.unwrap_err().is_conflict());
    assert_eq!(emulator.calls_of("createUser").unwrap().len(), 3);
}

#[tokio::test]
async fn background_task_waits_as_long_as_the_server_asks() {
    let emulator = Emulator::builder().user("bob", "test-secret").start().await.unwrap();
    // More than the attempts of one call.
    emulator.faults().on("listUsers").unwrap().times(4).too_many_requests(Duration::ZERO);
    assert_eq!(throttling::users(&emulator.management()).await, 1);
    assert_eq!(emulator.calls_of("listUsers").unwrap().len(), 5);
}
