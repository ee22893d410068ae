//! Signing an app in with the code that the personal center shows.

use std::time::Duration;

use genauth::{
    AuthenticationClient,
    authentication::{
        AppQRCodeLoginDto, AppQrcodeLoginAction, GetAppLoginQrCodeStatusParams,
        GetFastpassParamsParams, GetProfileParams, QrcodeStatus, SignInFastpassDto,
        SignInFastpassOptionsDto,
    },
};
use genauth_emulator::{Application, Emulator};

use crate::accounts::signed_in;

/// Creates an emulator with a stopped clock, the user at the personal center, and an app on their
/// phone.
async fn scene() -> (Emulator, AuthenticationClient, AuthenticationClient) {
    let phone = Application::new("PHONE_APP", "test-secret");
    let emulator = Emulator::builder().application(phone).start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let phone = AuthenticationClient::builder("PHONE_APP", emulator.host())
        .app_secret("test-secret")
        .build()
        .unwrap();
    (emulator, user, phone)
}

fn login(id: &str) -> AppQRCodeLoginDto {
    AppQRCodeLoginDto::new(id, AppQrcodeLoginAction::AppLogin)
}

#[tokio::test]
async fn scanning_app_is_signed_in() {
    let (emulator, user, phone) = scene().await;
    let options = SignInFastpassOptionsDto::new().scope("openid phone");
    let code = SignInFastpassDto::new().options(options);
    let code = user.gene_fastpass_qrcode_info(code).await.unwrap();
    assert_eq!((&*code.api_host, &*code.app_id), (emulator.host(), "APP_ID"));
    assert_eq!((&*code.user.display_name, &*code.userpool.id), ("bob", "POOL_ID"));
    let id = &*code.qrcode_id;
    let status = async || {
        let params = GetAppLoginQrCodeStatusParams::new(id);
        user.get_app_login_qr_code_status(params).await.unwrap().status
    };
    assert_eq!(status().await, QrcodeStatus::Pending);

    let apps = phone.get_fastpass_params(GetFastpassParamsParams::new(id, "APP_ID")).await.unwrap();
    let apps: Vec<String> = apps.relation_apps.unwrap().into_iter().map(|app| app.id).collect();
    assert_eq!(apps, ["APP_ID", "PHONE_APP"]);
    let tokens = phone.qr_code_app_login(login(id)).await.unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid phone"));
    assert_eq!(status().await, QrcodeStatus::Authorized);
    let phone_user = phone.with_access_token(tokens.access_token.unwrap());
    let profile = phone_user.get_profile(GetProfileParams::new()).await.unwrap();
    assert_eq!(profile.user_id, code.user.id);
    let again = phone.qr_code_app_login(login(id)).await.unwrap_err();
    assert_eq!(again.status_code(), Some(422));
}

#[tokio::test]
async fn code_expires_after_two_minutes() {
    let (emulator, user, phone) = scene().await;
    let code = user.gene_fastpass_qrcode_info(SignInFastpassDto::new()).await.unwrap();
    emulator.clock().advance(Duration::from_secs(120));
    let late = phone.qr_code_app_login(login(&code.qrcode_id)).await.unwrap_err();
    assert_eq!(late.status_code(), Some(422));
    let params = GetAppLoginQrCodeStatusParams::new(code.qrcode_id);
    let status = user.get_app_login_qr_code_status(params).await.unwrap().status;
    assert_eq!(status, QrcodeStatus::Expired);
}

#[tokio::test]
async fn code_requires_a_signed_in_user() {
    let (emulator, _, phone) = scene().await;
    let app = emulator.authentication();
    let unknown = app.gene_fastpass_qrcode_info(SignInFastpassDto::new()).await.unwrap_err();
    assert!(unknown.is_unauthenticated(), "{unknown:?}");
    let unknown = phone.qr_code_app_login(login("xxxx")).await.unwrap_err();
    assert_eq!(unknown.status_code(), Some(404));
}
