//! Many emulators in one process, and the values derived from their seed.

use genauth::authentication::GetProfileParams;
use genauth::management::{CreateUserReqDto, ListUsersRequestDto};
use genauth_emulator::Emulator;

use crate::accounts::access_token;

#[tokio::test]
async fn emulators_are_independent() {
    let (one, other) = (Emulator::start().await.unwrap(), Emulator::start().await.unwrap());
    let token = access_token(&one, "test").await;
    assert_eq!(
        one.management().list_users(ListUsersRequestDto::new()).await.unwrap().total_count,
        1
    );
    assert_eq!(
        other.management().list_users(ListUsersRequestDto::new()).await.unwrap().total_count,
        0
    );
    let client = other.authentication().with_access_token(token);
    let refused = client.get_profile(GetProfileParams::new()).await.unwrap_err();
    assert_eq!(refused.api_code(), Some(genauth::codes::api::NOT_LOGGED_IN));
}

#[tokio::test]
async fn same_seed_generates_the_same_ids() {
    let mut ids = Vec::new();
    for seed in [7, 7, 8] {
        let emulator = Emulator::builder().seed(seed).start().await.unwrap();
        let user = CreateUserReqDto::new().username("test");
        ids.push(emulator.management().create_user(user).await.unwrap().user_id);
    }
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
}

#[tokio::test]
async fn dropped_emulator_stops_listening() {
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.address();
    emulator.stop().await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
