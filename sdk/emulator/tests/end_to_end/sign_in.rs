//! Sign-in, and the client authentication of applications.

use std::time::Duration;

use genauth::{
    AuthenticationClient, ClientAuthMethod, NextStep,
    authentication::{
        EmailChannel, GetLoginHistoryParams, GetProfileParams, MobileConnection, SendSMSDto,
        SignInByPasswordPayloadDto, SignInByWechatPayloadDto, SignInConnection, SignInOptionsDto,
        SignUpOptionsDto, SigninByCredentialsDto, SigninByMobileDto, SmsChannel,
    },
    codes::api,
    flows::PasswordEncryption,
    management::{UpdateUserOptionsDto, UpdateUserReqDto, UserStatus},
};
use genauth_emulator::{Application, ClientAuth, Emulator};
use serde_json::{Map, json};

use crate::{
    accounts::{PASSWORD, SCOPE, codes, emailed, signed_in, texted},
    directory::add_user,
};

#[tokio::test]
async fn password_sign_in_accepts_every_identifier() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    app.sign_up_by_email_password("bob@example.com", PASSWORD).await.unwrap();
    app.sign_in_by_username_password("bob", PASSWORD).await.unwrap();
    app.sign_in_by_email_password("Bob@Example.com", PASSWORD).await.unwrap();
    app.sign_in_by_account_password("bob", PASSWORD).await.unwrap();
    app.sign_in_by_account_password("bob@example.com", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn issued_tokens_depend_on_the_scope() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    let sign_in = |scope: &str| {
        let options = SignInOptionsDto::new().scope(scope);
        app.sign_in_by_username_password("bob", PASSWORD).options(options)
    };
    let usual = app.sign_in_by_username_password("bob", PASSWORD).await.unwrap();
    assert_eq!(usual.scope.as_deref(), Some("openid profile"));
    assert!(usual.id_token.is_some() && usual.refresh_token.is_none());
    assert_eq!((&*usual.token_type, usual.expire_in), ("Bearer", 14 * 86_400));
    let offline = sign_in("openid offline_access").await.unwrap();
    assert!(offline.refresh_token.is_some());
    assert_eq!(codes(sign_in("profile").await), (400, None));
}

#[tokio::test]
async fn wrong_passwords_lock_the_account_temporarily() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in(&emulator, "bob").await;
    let wrong = || app.sign_in_by_username_password("bob", "wrong-passw0rd");
    let refused = (403, Some(api::USERNAME_OR_PASSWORD_WRONG));
    assert_eq!(codes(app.sign_in_by_username_password("amy", PASSWORD).await), refused);
    // A correct password in between resets the count.
    assert_eq!(codes(wrong().await), refused);
    app.sign_in_by_username_password("bob", PASSWORD).await.unwrap();
    for _ in 0..5 {
        assert_eq!(codes(wrong().await), refused);
    }
    let right = || app.sign_in_by_username_password("bob", PASSWORD);
    assert_eq!(codes(right().await), (403, Some(api::USER_LOCKED)));
    emulator.clock().advance(Duration::from_secs(300));
    right().await.unwrap();

    let failed = GetLoginHistoryParams::new().success(false);
    let history = bob.get_login_history(failed).await.unwrap();
    assert_eq!(history.total_count, 7);
    assert!(history.list[0].error_message.is_some());
}

#[tokio::test]
async fn passcode_sign_in_verifies_the_address() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_email_password("bob@example.com", PASSWORD).await.unwrap();
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelLogin).await;
    let wrong = app.sign_in_by_email_pass_code("bob@example.com", "x").await;
    assert_eq!(codes(wrong), (400, Some(api::VERIFY_CODE_WRONG)));
    let options = SignInOptionsDto::new().scope(SCOPE);
    let sign_in = || app.sign_in_by_email_pass_code("bob@example.com", &*code);
    let tokens = sign_in().options(options).await.unwrap();
    let user = app.with_access_token(tokens.access_token.unwrap());
    assert!(user.get_profile(GetProfileParams::new()).await.unwrap().email_verified);
    assert_eq!(codes(sign_in().await), (400, Some(api::VERIFY_CODE_WRONG)));
}

#[tokio::test]
async fn passcodes_expire() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_email_password("bob@example.com", PASSWORD).await.unwrap();
    let email = emailed(&emulator, "bob@example.com", EmailChannel::ChannelLogin).await;
    let phone = texted(&emulator, "188xxxx8888", SmsChannel::ChannelLogin).await;
    emulator.clock().advance(Duration::from_secs(60));
    let register = SignInOptionsDto::new().auto_register(true);
    let old = app.sign_in_by_phone_pass_code("188xxxx8888", phone).options(register).await;
    assert_eq!(codes(old), (400, Some(api::VERIFY_CODE_WRONG)));
    emulator.clock().advance(Duration::from_secs(240));
    let old = app.sign_in_by_email_pass_code("bob@example.com", email).await;
    assert_eq!(codes(old), (400, Some(api::VERIFY_CODE_WRONG)));
}

#[tokio::test]
async fn foreign_phone_signs_in_by_password_and_passcode() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let send =
        |channel| app.send_sms(SendSMSDto::new("2025550123", channel).phone_country_code("+1"));
    let code = || emulator.outbox().last_code("+12025550123").unwrap();
    send(SmsChannel::ChannelRegister).await.unwrap();
    let options = SignUpOptionsDto::new(Map::new()).password_for_phone_pass_code(PASSWORD);
    let sign_up = app.sign_up_by_phone_code("2025550123", code()).phone_country_code("+1");
    sign_up.options(options).await.unwrap();
    app.sign_in_by_phone_password("2025550123", PASSWORD).await.unwrap();
    send(SmsChannel::ChannelLogin).await.unwrap();
    let sign_in = app.sign_in_by_phone_pass_code("2025550123", code());
    sign_in.phone_country_code("+1").await.unwrap();
}

#[tokio::test]
async fn auto_register_signs_up_unknown_users() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let register = || SignInOptionsDto::new().auto_register(true).scope(SCOPE);
    let code = texted(&emulator, "188xxxx8888", SmsChannel::ChannelLogin).await;
    let sign_in = || app.sign_in_by_phone_pass_code("188xxxx8888", &*code);
    assert_eq!(codes(sign_in().await), (404, Some(api::USER_NOT_FOUND)));
    // The code is still valid.
    let tokens = sign_in().options(register()).await.unwrap();
    let user = app.with_access_token(tokens.access_token.unwrap());
    let profile = user.get_profile(GetProfileParams::new()).await.unwrap();
    assert_eq!((profile.phone.as_deref(), profile.phone_verified), (Some("188xxxx8888"), true));

    let by_name = || app.sign_in_by_username_password("bob", PASSWORD);
    by_name().options(register()).await.unwrap();
    by_name().await.unwrap();
    let by_account = app.sign_in_by_account_password("amy", PASSWORD).options(register()).await;
    assert_eq!(codes(by_account), (403, Some(api::USERNAME_OR_PASSWORD_WRONG)));
}

#[tokio::test]
async fn sign_in_records_custom_data_ip_and_application() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    let custom = json!({"school": "pku"}).as_object().unwrap().clone();
    let options = SignInOptionsDto::new().scope(SCOPE).custom_data(custom).client_ip("192.168.0.1");
    let tokens = app.sign_in_by_username_password("bob", PASSWORD).options(options).await;
    let user = app.with_access_token(tokens.unwrap().access_token.unwrap());
    let params = GetProfileParams::new().with_custom_data(true);
    let profile = user.get_profile(params).await.unwrap();
    assert_eq!(profile.custom_data.unwrap()["school"], "pku");
    assert_eq!(profile.last_ip.as_deref(), Some("192.168.0.1"));
    assert_eq!(
        (profile.logins_count, profile.last_login_app.as_deref()),
        (Some(1), Some("APP_ID"))
    );
    assert!(profile.last_login.is_some());
}

#[tokio::test]
async fn tenant_sign_in_requires_membership() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    let options = SignInOptionsDto::new().tenant_id("TENANT_ID");
    let refused = app.sign_in_by_username_password("bob", PASSWORD).options(options).await;
    assert_eq!(codes(refused), (403, Some(api::USER_DISABLED_OR_NOT_TENANT_MEMBER)));
}

#[tokio::test]
async fn user_status_controls_sign_in() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let admin = emulator.management();
    let id = add_user(&admin, "bob").await.user_id;
    let sign_in = || app.sign_in_by_username_password("bob", PASSWORD);
    let update = |status| admin.update_user(UpdateUserReqDto::new(&*id).status(status));
    update(UserStatus::Suspended).await.unwrap();
    assert_eq!(codes(sign_in().await), (403, Some(api::USER_DISABLED_OR_NOT_TENANT_MEMBER)));
    update(UserStatus::Activated).await.unwrap();
    sign_in().await.unwrap();

    let options = UpdateUserOptionsDto::new().reset_password_on_next_login(true);
    admin.update_user(UpdateUserReqDto::new(&*id).options(options)).await.unwrap();
    let error = sign_in().await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::FORCE_RESET_PASSWORD));
    assert_eq!(error.next_step(), Some(NextStep::ResetPassword));
}

#[tokio::test]
async fn directories_and_identity_providers_are_not_connected() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    assert_eq!(codes(app.sign_in_by_ad("bob", PASSWORD).await), (501, None));
    let ldap = app.sign_in_by_ldap("bob", PASSWORD).await;
    assert_eq!(codes(ldap), (501, Some(api::LDAP_LINK_INVALID)));
    let mobile = SigninByMobileDto::new(MobileConnection::Wechat, "wework")
        .wechat_payload(SignInByWechatPayloadDto::new().code("x"));
    assert_eq!(codes(app.sign_in_by_mobile(mobile).await), (404, None));
}

fn application(id: &str, client_auth: ClientAuth) -> Application {
    Application { client_auth, ..Application::new(id, "test-secret") }
}

async fn three_applications() -> Emulator {
    Emulator::builder()
        .application(application("BASIC", ClientAuth::ClientSecretBasic))
        .application(application("POST", ClientAuth::ClientSecretPost))
        .application(application("NONE", ClientAuth::None))
        .start()
        .await
        .unwrap()
}

fn client(
    emulator: &Emulator,
    id: &str,
    secret: &str,
    method: ClientAuthMethod,
) -> AuthenticationClient {
    let builder = AuthenticationClient::builder(id, emulator.host()).app_secret(secret);
    builder.client_auth(method).build().unwrap()
}

const METHODS: [(&str, ClientAuthMethod); 3] = [
    ("BASIC", ClientAuthMethod::ClientSecretBasic),
    ("POST", ClientAuthMethod::ClientSecretPost),
    ("NONE", ClientAuthMethod::None),
];

#[tokio::test]
async fn client_authentication_must_use_the_configured_method() {
    let emulator = three_applications().await;
    emulator.authentication().sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    for (id, own) in METHODS {
        for (_, method) in METHODS {
            let app = client(&emulator, id, "test-secret", method);
            let response = app.sign_in_by_username_password("bob", PASSWORD).await;
            if method == own {
                response.unwrap();
            } else {
                assert_eq!(codes(response), (401, None), "{id} by {}", method.as_str());
            }
        }
        if own != ClientAuthMethod::None {
            let app = client(&emulator, id, "wrong-secret", own);
            let response = app.sign_in_by_username_password("bob", PASSWORD).await;
            assert_eq!(codes(response), (401, None), "{id} with a wrong secret");
        }
    }
}

#[tokio::test]
async fn application_cannot_use_the_id_of_another() {
    let emulator = three_applications().await;
    let app = emulator.authentication();
    app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    let sign_in = |id: &str| {
        let payload = SignInByPasswordPayloadDto::new(PASSWORD).username("bob");
        let body = SigninByCredentialsDto::new(SignInConnection::Password);
        let body = body.password_payload(payload).client_id(id).client_secret("test-secret");
        app.sign_in_by_credentials(body)
    };
    assert_eq!(codes(sign_in("POST").await), (401, None));
    assert_eq!(codes(sign_in("UNKNOWN").await), (401, None));
    sign_in("APP_ID").await.unwrap();
    let unknown = client(&emulator, "UNKNOWN", "test-secret", ClientAuthMethod::ClientSecretPost);
    let refused = unknown.sign_in_by_username_password("bob", PASSWORD).await;
    assert_eq!(codes(refused), (404, Some(api::APP_NOT_FOUND)));
}

#[tokio::test]
async fn tokens_are_issued_to_the_requesting_application() {
    let emulator = three_applications().await;
    for (id, method) in METHODS {
        let app = client(&emulator, id, "test-secret", method);
        app.sign_up_by_username_password(id, PASSWORD).await.unwrap();
        let tokens = app.sign_in_by_username_password(id, PASSWORD).await.unwrap();
        let token = tokens.access_token.unwrap();
        let user = app
            .with_access_token(token.clone())
            .get_profile(GetProfileParams::new())
            .await
            .unwrap();
        assert_eq!(user.username.as_deref(), Some(id));
        let other = emulator.authentication().with_access_token(token);
        let refused = other.get_profile(GetProfileParams::new()).await;
        assert_eq!(codes(refused), (401, Some(api::NOT_LOGGED_IN)));
    }
}

#[tokio::test]
async fn every_application_supports_every_sign_in_method() {
    let emulator = three_applications().await;
    for (number, (id, method)) in METHODS.into_iter().enumerate() {
        let app = client(&emulator, id, "test-secret", method);
        let (email, phone) = (format!("{id}@example.com"), format!("188xxxx888{number}"));
        let email = email.to_lowercase();
        let code = texted(&emulator, &phone, SmsChannel::ChannelRegister).await;
        let options = SignUpOptionsDto::new(Map::new()).password_for_phone_pass_code(PASSWORD);
        app.sign_up_by_phone_code(&*phone, code).options(options).await.unwrap();
        app.sign_up_by_email_password(&*email, PASSWORD).await.unwrap();

        app.sign_in_by_email_password(&*email, PASSWORD).await.unwrap();
        app.sign_in_by_phone_password(&*phone, PASSWORD).await.unwrap();
        app.sign_in_by_account_password(&*phone, PASSWORD).await.unwrap();
        let code = emailed(&emulator, &email, EmailChannel::ChannelLogin).await;
        app.sign_in_by_email_pass_code(&*email, code).await.unwrap();
        let code = texted(&emulator, &phone, SmsChannel::ChannelLogin).await;
        app.sign_in_by_phone_pass_code(&*phone, code).await.unwrap();
        let encrypted = app.sign_in_by_email_password(&*email, PASSWORD);
        encrypted.encrypt_password(PasswordEncryption::Rsa).await.unwrap();
    }
}
