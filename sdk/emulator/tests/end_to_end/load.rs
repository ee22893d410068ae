//! Many clients at once.

use std::sync::Arc;

use genauth::authentication::GetProfileParams;
use genauth::management::ListUsersRequestDto;
use genauth_emulator::Emulator;

use crate::accounts::signed_in;

/// Number of concurrent clients.
const CLIENTS: usize = 64;
/// Number of calls by each client after signing in.
const CALLS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_concurrent_clients_get_no_error() {
    let emulator = Arc::new(Emulator::start().await.unwrap());
    let clients = (0..CLIENTS).map(|number| {
        let emulator = Arc::clone(&emulator);
        tokio::spawn(async move {
            let username = format!("user-{number}");
            let user = signed_in(&emulator, &username).await;
            let admin = emulator.management();
            for _ in 0..CALLS {
                let profile = user.get_profile(GetProfileParams::new()).await.unwrap();
                assert_eq!(profile.username.as_deref(), Some(username.as_str()));
                admin.list_users(ListUsersRequestDto::new()).await.unwrap();
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
    let users = emulator.management().list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(usize::try_from(users.total_count).unwrap(), CLIENTS);
    assert!(emulator.calls().iter().all(|call| call.status_code == 200));
}
