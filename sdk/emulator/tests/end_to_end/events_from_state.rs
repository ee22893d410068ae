//! Events about changes of the emulator state, and custom events.

use std::time::Duration;

use genauth::{
    authentication::{EmailChannel, PubEventDto, SignInOptionsDto, UpdateUserProfileDto},
    management::{
        CreateEventAppDto, CreateUserBatchReqDto, CreateUserInfoDto, DefineEventDto,
        DeleteUsersBatchDto, ListEventsParams, ResignUserReqDto, UpdateUserReqDto,
    },
};
use genauth_emulator::Emulator;
use serde_json::{Map, Value, json};

use crate::{
    accounts::{PASSWORD, access_token, codes, emailed, signed_in, tokens},
    event_socket::Socket,
    mfa::{code_of, wrong_code},
    second_factors::{asked, with_app},
};

const LOGIN: &str = "authing.user.login";
const CREATED: &str = "authing.user.created";
const MFA: &str = "authing.security.mfa";
const UPDATED: &str = "authing.user.updated";

fn data(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[tokio::test]
async fn sign_in_emits_the_user_without_secrets() {
    let emulator = Emulator::start().await.unwrap();
    let mut logins = Socket::of_admin(&emulator, LOGIN).await;
    let mut created = Socket::of_admin(&emulator, CREATED).await;
    let token = access_token(&emulator, "bob").await;
    assert_eq!(created.event().await.1["username"], "bob");
    for _ in 0..2 {
        let (code, user) = logins.event().await;
        assert_eq!((code.as_str(), &user["username"]), (LOGIN, &json!("bob")));
        let text = user.to_string().to_lowercase();
        assert!(!text.contains("argon2") && !text.contains("salt") && !text.contains("token"));
        assert!(!text.contains(PASSWORD) && !text.contains(&token));
    }
    assert!(emulator.authentication().sign_in_by_username_password("bob", "wrong!").await.is_err());
    tokens(&emulator.authentication(), "bob").await;
    assert_eq!(logins.event().await.1["loginsCount"], 3, "a failed sign-in emits no event");
}

#[tokio::test]
async fn users_receive_only_events_about_themselves() {
    let emulator = Emulator::start().await.unwrap();
    let token = access_token(&emulator, "bob").await;
    signed_in(&emulator, "eve").await;
    let mut bob = Socket::of_user(&emulator, LOGIN, &token).await;
    tokens(&emulator.authentication(), "eve").await;
    tokens(&emulator.authentication(), "bob").await;
    assert_eq!(bob.event().await.1["username"], "bob");
}

#[tokio::test]
async fn changes_of_users_emit_events() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let mut created = Socket::of_admin(&emulator, CREATED).await;
    let mut updated = Socket::of_admin(&emulator, UPDATED).await;
    let mut resigned = Socket::of_admin(&emulator, "authing.user.resigned").await;
    let mut deleted = Socket::of_admin(&emulator, "authing.user.delete-account").await;
    let names = ["a", "b", "c"];
    let list = names.map(|name| CreateUserInfoDto::new().username(name)).to_vec();
    let users = admin.create_users_batch(CreateUserBatchReqDto::new(list)).await.unwrap();
    for name in names {
        assert_eq!(created.event().await.1["username"], name);
    }
    // One that fails as a whole emits nothing.
    let list = ["d", "a"].map(|name| CreateUserInfoDto::new().username(name)).to_vec();
    assert!(admin.create_users_batch(CreateUserBatchReqDto::new(list)).await.is_err());
    let id = &*users[0].user_id;
    admin.update_user(UpdateUserReqDto::new(id).nickname("Al")).await.unwrap();
    assert_eq!(updated.event().await.1["nickname"], "Al");
    // An update without a change emits nothing.
    admin.update_user(UpdateUserReqDto::new(id).nickname("Al")).await.unwrap();
    admin.resign_user(ResignUserReqDto::new(id)).await.unwrap();
    assert_eq!(resigned.event().await.1["status"], "Resigned");
    admin.delete_users_batch(DeleteUsersBatchDto::new(vec![id.to_owned()])).await.unwrap();
    assert_eq!(deleted.event().await.1["username"], "a");
    let user = signed_in(&emulator, "eve").await;
    assert_eq!(created.event().await.1["username"], "eve");
    user.update_profile(UpdateUserProfileDto::new().name("Eve")).await.unwrap();
    assert_eq!(updated.event().await.1["name"], "Eve");
}

#[tokio::test]
async fn custom_events_reach_users_and_administrators() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_event_app(CreateEventAppDto::new("shop", "Shop", "logo")).await.unwrap();
    let again = CreateEventAppDto::new("shop", "Shop", "logo");
    assert_eq!(codes(admin.create_event_app(again).await).0, 409);
    let apps = admin.list_event_apps().await.unwrap();
    assert_eq!((apps.total_count, apps.list[0].identifier.as_str()), (1, "shop"));
    let define = |code: &str| admin.define_event(DefineEventDto::new(code, "Ordered"));
    define("shop.ordered").await.unwrap();
    assert_eq!(codes(define("shop.ordered").await).0, 409);
    assert_eq!(codes(define("authing.user.custom").await).0, 422);
    assert_eq!(codes(define(" ").await).0, 400);
    let listed = admin.list_events(ListEventsParams::new().app("shop")).await.unwrap();
    assert_eq!((listed.total_count, listed.list[0].code.as_str()), (1, "shop.ordered"));
    let system = admin.list_events(ListEventsParams::new().limit(50)).await.unwrap();
    assert!(system.list.iter().any(|event| event.code == LOGIN));

    let bob = signed_in(&emulator, "bob").await;
    let token = tokens(&emulator.authentication(), "bob").await.access_token.unwrap();
    let mut user_socket = Socket::of_user(&emulator, "shop.ordered", token.expose()).await;
    let mut admin_socket = Socket::of_admin(&emulator, "shop.ordered").await;
    let event = |code: &str, number: i64| PubEventDto::new(code, data(json!({"number": number})));
    assert!(admin.verify_event(event("shop.ordered", 1)).await.unwrap().success);
    assert!(admin.pub_user_event(event("shop.ordered", 2)).await.unwrap().success);
    assert!(bob.pub_event(event("shop.ordered", 3)).await.unwrap().success);
    for socket in [&mut user_socket, &mut admin_socket] {
        for number in 1..=3 {
            let expected = ("shop.ordered".to_owned(), json!({"number": number}));
            assert_eq!(socket.event().await, expected);
        }
    }
    let undefined = bob.pub_event(event("shop.unknown", 4)).await.unwrap();
    assert!(!undefined.success && undefined.err_msg.is_some());
    assert_eq!(codes(bob.pub_event(event(LOGIN, 5)).await).0, 422);
    assert_eq!(codes(admin.verify_event(event(LOGIN, 5)).await).0, 422);
}

#[tokio::test]
async fn saved_state_keeps_custom_events() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.define_event(DefineEventDto::new("shop.ordered", "Ordered")).await.unwrap();
    emulator.save(&file).unwrap();
    let list = async || admin.list_events(ListEventsParams::new().app("shop")).await.unwrap();
    emulator.reset();
    assert_eq!(list().await.total_count, 0);
    emulator.load(&file).unwrap();
    assert_eq!(list().await.total_count, 1);
}

#[tokio::test]
async fn every_kind_of_sign_in_emits_an_event() {
    let (emulator, browser, uri) = with_app().await;
    let mut logins = Socket::of_admin(&emulator, LOGIN).await;
    let mut factors = Socket::of_admin(&emulator, MFA).await;
    let mut of_ada = Socket::of_admin(&emulator, "authing.security.mfa?originalIdentity=ada").await;
    let mut of_eve = Socket::of_admin(&emulator, "authing.security.mfa?user=eve").await;
    // The sign-in page: only the second factor completes the sign-in.
    let page = asked(&browser, &[]).await;
    let page = browser.submit(&page, &[("passcode", &wrong_code(&emulator, &uri))]).await;
    browser.submit(&page, &[("passcode", &code_of(&emulator, &uri))]).await;
    for is_valid in [false, true] {
        for socket in [&mut factors, &mut of_ada] {
            let (code, data) = socket.event().await;
            assert_eq!(
                (code.as_str(), &data["isValid"], &data["type"]),
                (MFA, &json!(is_valid), &json!("OTP"))
            );
        }
    }
    assert!(logins.event().await.1["username"].is_string());
    emulator.events().emit("other", json!({}));
    assert!(of_eve.ping().await.is_pong(), "no event about another user");

    // A passcode that signs up, and one that signs in.
    let emulator = Emulator::start().await.unwrap();
    let mut logins = Socket::of_admin(&emulator, LOGIN).await;
    for _ in 0..2 {
        let code = emailed(&emulator, "test@example.com", EmailChannel::ChannelLogin).await;
        let options = SignInOptionsDto::new().auto_register(true);
        let client = emulator.authentication();
        let sign_in = client.sign_in_by_email_pass_code("test@example.com", &*code);
        sign_in.options(options).await.unwrap();
        assert_eq!(logins.event().await.1["email"], "test@example.com");
        emulator.clock().advance(Duration::from_secs(61));
    }
}
