//! Signing in by confirming on the phone.

use std::time::Duration;

use genauth::{
    AuthenticationClient,
    authentication::{
        ChangePushCodeStatusDto, CheckPushCodeStatusParams, GetProfileParams,
        GetPushCodeRelationAppsDto, PushCodeAction, PushCodeStatus, SignInByPushDto,
        SignInByPushOptionsDto,
    },
    codes::api,
    flows::PushSignIn,
};
use genauth_emulator::Emulator;

use crate::accounts::signed_in;

async fn pushed(app: &AuthenticationClient, account: &str) -> PushSignIn {
    let options = SignInByPushOptionsDto::new().scope("openid profile offline_access");
    let request = SignInByPushDto::new(account).options(options);
    app.push_sign_in(request).await.unwrap().interval(Duration::from_millis(5))
}

async fn act(user: &AuthenticationClient, id: &str, action: PushCodeAction) -> Result<(), i64> {
    let outcome = user.set_push_code_status(ChangePushCodeStatusDto::new(id, action)).await;
    outcome.map(|_| ()).map_err(|error| error.status_code().unwrap_or(401))
}

#[tokio::test]
async fn confirmed_push_signs_in() {
    let emulator = Emulator::start().await.unwrap();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = pushed(&app, "bob").await;
    assert_eq!(sign_in.lifetime(), Some(Duration::from_secs(120)));
    let id = sign_in.id().to_owned();
    let waiting = tokio::spawn(async move { sign_in.wait().await });
    act(&phone, &id, PushCodeAction::Confirm).await.unwrap();
    let tokens = waiting.await.unwrap().unwrap();
    assert!(tokens.refresh_token.is_some());
    let web = app.with_access_token(tokens.access_token.clone().unwrap());
    let profile = web.get_profile(GetProfileParams::new()).await.unwrap();
    assert_eq!(profile.username.as_deref(), Some("bob"));

    // Polling again returns the same tokens, and so does confirming again.
    act(&phone, &id, PushCodeAction::Confirm).await.unwrap();
    let status = app.check_push_code_status(CheckPushCodeStatusParams::new(&*id)).await.unwrap();
    assert_eq!(status.token_set, Some(tokens));
    assert_eq!(act(&phone, &id, PushCodeAction::Cancel).await, Err(422));
}

#[tokio::test]
async fn canceled_push_does_not_sign_in() {
    let emulator = Emulator::start().await.unwrap();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = pushed(&app, "bob").await;
    let id = sign_in.id().to_owned();
    act(&phone, &id, PushCodeAction::Cancel).await.unwrap();
    let error = sign_in.wait().await.unwrap_err();
    assert!(error.is_canceled(), "{error}");
    assert_eq!(act(&phone, &id, PushCodeAction::Confirm).await, Err(422));
}

#[tokio::test]
async fn older_operation_behaves_the_same() {
    let emulator = Emulator::start().await.unwrap();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = pushed(&app, "bob").await;
    #[allow(deprecated)]
    let done = phone.change_push_code_status(ChangePushCodeStatusDto::new(
        sign_in.id(),
        PushCodeAction::Confirm,
    ));
    done.await.unwrap();
    assert!(sign_in.wait().await.unwrap().access_token.is_some());
}

#[tokio::test]
async fn unconfirmed_push_message_expires() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let mut sign_in = pushed(&app, "bob").await;
    let id = sign_in.id().to_owned();
    emulator.clock().advance(Duration::from_secs(120));
    let error = sign_in.wait().await.unwrap_err();
    assert!(error.is_expired(), "{error}");
    assert_eq!(act(&phone, &id, PushCodeAction::Confirm).await, Err(422));
}

#[tokio::test]
async fn the_tokens_of_a_push_sign_in_can_be_fetched_for_five_minutes() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let (app, phone) = (emulator.authentication(), signed_in(&emulator, "bob").await);
    let id = pushed(&app, "bob").await.id().to_owned();
    act(&phone, &id, PushCodeAction::Confirm).await.unwrap();
    emulator.clock().advance(Duration::from_secs(300));
    let status = app.check_push_code_status(CheckPushCodeStatusParams::new(id)).await.unwrap();
    assert_eq!((status.status, status.token_set), (PushCodeStatus::Expired, None));
}

#[tokio::test]
async fn push_message_is_bound_to_its_user() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    signed_in(&emulator, "bob").await;
    let alice = signed_in(&emulator, "alice").await;
    let id = pushed(&app, "bob").await.id().to_owned();
    assert_eq!(act(&alice, &id, PushCodeAction::Confirm).await, Err(404));
    assert_eq!(act(&app, &id, PushCodeAction::Confirm).await, Err(401));
    let error = app.push_sign_in(SignInByPushDto::new("carol")).await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(404), Some(api::USER_NOT_FOUND)));
    let apps = GetPushCodeRelationAppsDto::new(&*id, "APP_ID");
    let apps = app.get_push_login_relation_apps(apps).await.unwrap().app_ids;
    assert_eq!(apps.unwrap(), ["APP_ID"]);
    let apps = app.get_push_login_relation_apps(GetPushCodeRelationAppsDto::new(id, "xxxx"));
    assert_eq!(apps.await.unwrap_err().status_code(), Some(404));
}
