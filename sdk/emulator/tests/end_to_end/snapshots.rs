//! Emulator state that is saved, loaded and reset.

use std::{fs, time::Duration};

use genauth::authentication::GetProfileParams;
use genauth::management::ListUsersRequestDto;
use genauth_emulator::Emulator;
use support::until;

use crate::accounts::{access_token, sign_in, signed_in};

#[tokio::test]
async fn saved_state_can_be_loaded_into_another_emulator() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let first = Emulator::start().await.unwrap();
    let token = access_token(&first, "test").await;
    first.clock().advance(Duration::from_secs(3_600));
    first.save(&file).unwrap();
    let saved_at = first.clock().now();
    drop(first);

    let second = Emulator::builder().seed(99).start().await.unwrap();
    second.load(&file).unwrap();
    assert!(second.clock().now() >= saved_at);
    // The earlier token is still valid, and so is the password.
    let app = second.authentication();
    let profile = app.with_access_token(token).get_profile(GetProfileParams::new()).await;
    assert_eq!(profile.unwrap().username.as_deref(), Some("test"));
    sign_in(&app, "test").await;
}

#[tokio::test]
async fn state_file_is_written_while_running_and_read_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let start = || Emulator::builder().state_file(&file).start();
    let first = start().await.unwrap();
    signed_in(&first, "kept").await;
    // Changes are saved automatically: a killed process does not lose them.
    let is_kept = || fs::read_to_string(&file).is_ok_and(|text| text.contains("\"kept\""));
    assert!(until(is_kept).await);
    signed_in(&first, "last").await;
    first.stop().await.unwrap();

    let second = start().await.unwrap();
    let users = second.management().list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(users.total_count, 2);
    let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut left: Vec<_> = left.collect();
    left.sort();
    assert_eq!(left, ["state.json", "state.json.lock"], "temporary files are gone");
}

#[tokio::test]
async fn damaged_file_is_reported_and_leaves_the_state_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "test").await;
    emulator.save(&file).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let damages = [
        ("half of it", text[..text.len() / 2].to_owned()),
        ("another version", text.replacen("\"version\":3", "\"version\":4", 1)),
        ("no state", "{}".to_owned()),
    ];
    for (damage, text) in damages {
        fs::write(&file, text).unwrap();
        let error = emulator.load(&file).unwrap_err().to_string();
        assert!(error.contains("state.json"), "{damage}: {error}");
    }
    let error = emulator.load(folder.path().join("none.json")).unwrap_err().to_string();
    assert!(error.contains("none.json"), "{error}");
    let users = emulator.management().list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(users.total_count, 1);
}

#[tokio::test]
async fn reset_restores_the_initial_state() {
    let emulator = Emulator::builder().user("demo", "test-secret").start().await.unwrap();
    let user = signed_in(&emulator, "test").await;
    emulator.clock().advance(Duration::from_secs(86_400));
    emulator.faults().everywhere().status(500);
    emulator.reset();
    assert!(emulator.calls().is_empty());
    assert!(user.get_profile(GetProfileParams::new()).await.is_err());
    let users = emulator.management().list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(users.total_count, 1);
    assert_eq!(users.list[0].username.as_deref(), Some("demo"));
}
