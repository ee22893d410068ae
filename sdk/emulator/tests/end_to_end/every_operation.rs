//! One call of every operation: those without state respond as documented, and none fails.

use genauth::Api;
use genauth_emulator::{Emulator, keeps_state};
use support::{Clients, Spec, With, entry, samples};

use crate::accounts::signed_in;

#[tokio::test]
async fn messages_are_in_english_for_every_language() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "test").await;
    let key = genauth::ManagementClient::builder("ACCESS_KEY_ID", "test-secret");
    let admin =
        key.host(emulator.host()).language(genauth::Language::SimplifiedChinese).build().unwrap();
    let profile = user.get_profile(genauth::authentication::GetProfileParams::new());
    assert_eq!(profile.send().await.unwrap().message(), "Operation successful");
    // One that keeps state, and one with a documented response.
    let list = admin.list_users(genauth::management::ListUsersRequestDto::new());
    assert_eq!(list.send().await.unwrap().message(), "Operation successful");
    let list = admin.list_tenants(genauth::management::ListTenantsParams::new());
    assert_eq!(list.send().await.unwrap().message(), "Operation successful");
}

#[tokio::test]
async fn every_operation_returns_a_valid_response() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "test").await;
    let clients = Clients { user, admin: emulator.management() };
    let description = Spec::load().unwrap();
    let (mut failed, mut answered) = (Vec::new(), 0);
    for described in description.operations() {
        let label = described.label();
        let entry = entry(described.api, &described.operation.name).unwrap();
        let mut with = With::new(&clients);
        with.params = samples::params(&description, described);
        with.body = samples::bodies(&description, described).remove(0);
        let api = match described.api {
            "management" => Api::Management,
            _ => Api::Authentication,
        };
        let is_stateful =
            keeps_state(api, &described.operation.name) || described.operation.client_auth;
        let call = match (entry.make)(&with) {
            Ok(call) => call,
            Err(error) => {
                failed.push(format!("{label}: {error}"));
                continue;
            }
        };
        match call.await {
            Ok(_) => answered += 1,
            // Stateful operations do not know the entities in the examples.
            Err(error) if is_stateful && error.status_code().is_some_and(|code| code < 500) => {
                answered += 1;
            }
            Err(error) => failed.push(format!("{label}: {error}")),
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {}:\n{}",
        failed.len(),
        answered + failed.len(),
        failed.join("\n")
    );
}
