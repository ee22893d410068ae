//! Sessions, devices, the sign-in history, and information about the server.

use std::time::Duration;

use genauth::{
    AuthenticationClient,
    authentication::{
        BindEmailDto, CheckAppIdSecretDto, EmailChannel, GetLoginHistoryParams, GetProfileParams,
        ListMyDevicesParams, ResetPasswordByEmailPassCodeDto, ResetPasswordDto,
        ResetPasswordVerifyMethod, RevokeDeviceSessionDto, TerminalSessionDto, TerminalType,
        UnbindDeviceDto, ValidatePasswordDto, VerifyResetPasswordRequestDto,
    },
    codes::api,
};
use genauth_emulator::{Application, Emulator};

use crate::accounts::{PASSWORD, codes, emailed, sign_in, signed_in};

/// Signs in with this user agent.
async fn on(emulator: &Emulator, device: &str) -> AuthenticationClient {
    let app = AuthenticationClient::builder("APP_ID", emulator.host())
        .app_secret("test-secret")
        .application_name(device)
        .build()
        .unwrap();
    sign_in(&app, "bob").await
}

async fn devices(user: &AuthenticationClient) -> Vec<TerminalSessionDto> {
    user.list_my_devices(ListMyDevicesParams::new()).await.unwrap()
}

#[tokio::test]
async fn devices_are_listed_signed_out_and_removed() {
    let emulator = Emulator::start().await.unwrap();
    emulator.authentication().sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    let laptop = on(&emulator, "laptop/1.0").await;
    emulator.clock().advance(Duration::from_secs(1));
    let phone = on(&emulator, "Mobile/1.0").await;
    emulator.clock().advance(Duration::from_secs(1));
    let again = on(&emulator, "Mobile/1.0").await;

    let all = devices(&laptop).await;
    assert_eq!(all.len(), 2);
    assert_eq!((&all[0].device.r#type, all[0].online), (&TerminalType::Mobile, true));
    assert_eq!(all[1].device.r#type, TerminalType::Desktop);
    assert!(all[0].last_login_time > all[1].last_login_time);
    let first = laptop.list_my_devices(ListMyDevicesParams::new().page(2).limit(1)).await.unwrap();
    assert_eq!(first[0].device.device_id, all[1].device.device_id);

    let id = all[0].device.device_id.clone();
    laptop.revoke_my_device_session(RevokeDeviceSessionDto::new(&*id)).await.unwrap();
    for signed_out in [&phone, &again] {
        let ended = signed_out.get_profile(GetProfileParams::new()).await;
        assert_eq!(codes(ended), (401, Some(api::NOT_LOGGED_IN)));
    }
    let all = devices(&laptop).await;
    assert_eq!((all.len(), all[0].online), (2, false));

    laptop.unbind_my_device(UnbindDeviceDto::new(&*id)).await.unwrap();
    assert_eq!(devices(&laptop).await.len(), 1);
    assert_eq!(codes(laptop.unbind_my_device(UnbindDeviceDto::new(id)).await), (404, None));
}

#[tokio::test]
async fn users_cannot_sign_out_devices_of_others() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in(&emulator, "bob").await;
    let amy = signed_in(&emulator, "amy").await;
    let id = devices(&bob).await[0].device.device_id.clone();
    assert_eq!(
        codes(amy.revoke_my_device_session(RevokeDeviceSessionDto::new(id)).await),
        (404, None)
    );
    bob.get_profile(GetProfileParams::new()).await.unwrap();
}

#[tokio::test]
async fn sign_in_history_is_filtered_and_paged() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in(&emulator, "bob").await;
    emulator.clock().advance(Duration::from_secs(60));
    let between = emulator.clock().now().0;
    emulator.clock().advance(Duration::from_secs(60));
    assert!(app.sign_in_by_username_password("bob", "wrong-passw0rd").await.is_err());
    app.sign_in_by_account_password("bob", PASSWORD).await.unwrap();

    let history = |params| bob.get_login_history(params);
    let all = history(GetLoginHistoryParams::new()).await.unwrap();
    let methods: Vec<&str> = all.list.iter().map(|it| &*it.login_method).collect();
    assert_eq!(methods, ["loginByAccount", "loginByUsername", "loginByUsername"]);
    assert_eq!((&*all.list[0].app_id, &*all.list[0].app_name), ("APP_ID", "APP_ID"));
    assert!(all.list[0].user_agent.starts_with("genauth"), "{}", all.list[0].user_agent);
    let count = async |params| history(params).await.unwrap().total_count;
    assert_eq!(count(GetLoginHistoryParams::new().success(true)).await, 2);
    assert_eq!(count(GetLoginHistoryParams::new().start(between)).await, 2);
    assert_eq!(count(GetLoginHistoryParams::new().end(between)).await, 1);
    assert_eq!(count(GetLoginHistoryParams::new().app_id("OTHER")).await, 0);
    assert_eq!(count(GetLoginHistoryParams::new().client_ip("127.0.0.1")).await, 3);
    let page = history(GetLoginHistoryParams::new().page(2).limit(2)).await.unwrap();
    assert_eq!((page.total_count, page.list.len()), (3, 1));
}

#[tokio::test]
async fn signed_in_applications_are_listed() {
    let other = Application::new("OTHER", "test-secret");
    let third = Application::new("THIRD", "test-secret");
    let emulator = Emulator::builder().application(other).application(third).start().await.unwrap();
    let bob = signed_in(&emulator, "bob").await;
    let other = AuthenticationClient::builder("OTHER", emulator.host()).app_secret("test-secret");
    let other_app = sign_in(&other.build().unwrap(), "bob").await;
    let accessible = bob.get_accessible_apps().await.unwrap();
    let active: Vec<(&str, bool)> =
        accessible.iter().map(|app| (&*app.app_id, app.active)).collect();
    assert_eq!(active, [("APP_ID", true), ("OTHER", true), ("THIRD", false)]);

    let id = devices(&bob).await[0].device.device_id.clone();
    bob.unbind_my_device(UnbindDeviceDto::new(id)).await.unwrap();
    assert!(other_app.get_profile(GetProfileParams::new()).await.is_err());
    let back = sign_in(&emulator.authentication(), "bob").await;
    let apps = back.get_logged_in_apps().await.unwrap();
    let apps: Vec<(&str, bool)> = apps.iter().map(|app| (&*app.app_id, app.active)).collect();
    assert_eq!(apps, [("APP_ID", true)]);
}

#[tokio::test]
async fn system_info_has_keys_and_application_secrets_are_checked() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let system = app.get_system_info().await.unwrap();
    assert!(system.rsa.public_key.starts_with("-----BEGIN PUBLIC KEY-----"));
    assert_eq!(system.sm2.public_key.len(), 130);
    for (id, secret, valid) in [
        ("APP_ID", "test-secret", true),
        ("APP_ID", "wrong-secret", false),
        ("OTHER", "test-secret", false),
    ] {
        let checked = app.check_app_id_secret(CheckAppIdSecretDto::new(id, secret)).await.unwrap();
        assert_eq!(checked.valid, valid, "{id}");
    }
}

#[tokio::test]
async fn secrets_are_not_recorded() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in(&emulator, "bob").await;
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelBindEmail).await;
    bob.bind_email(BindEmailDto::new("bob@example.com", &*code)).await.unwrap();
    let reset = emailed(&emulator, "bob@example.com", EmailChannel::ChannelResetPassword).await;
    let payload = ResetPasswordByEmailPassCodeDto::new(&*reset).email("bob@example.com");
    let body = VerifyResetPasswordRequestDto::new(ResetPasswordVerifyMethod::EmailPasscode)
        .email_pass_code_payload(payload);
    let token = app.verify_reset_password_request(body).await.unwrap().password_reset_token;
    app.reset_password(ResetPasswordDto::new(&token, "an0ther-secret")).await.unwrap();
    let body = ValidatePasswordDto::new().username("bob").password("an0ther-secret");
    assert!(bob.validate_password(body).await.is_err());

    let recorded = serde_json::to_string(&emulator.calls()).unwrap();
    assert!(recorded.contains("bob@example.com") && recorded.contains("resetPassword"));
    for secret in [PASSWORD, "an0ther-secret", "test-secret", &*code, &*reset, token.expose()] {
        assert!(!recorded.contains(secret));
    }
}
