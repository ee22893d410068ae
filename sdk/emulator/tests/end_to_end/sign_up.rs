//! Signing up.

use genauth::{
    authentication::{
        EmailChannel, GetProfileParams, PasswordEncryptType, SignUpOptionsDto, SignUpProfileDto,
        SmsChannel, UserSourceType,
    },
    codes::api,
    flows::{PasswordEncryption, Sm2Layout, Sm2Order},
};
use genauth_emulator::{Application, Emulator};
use serde_json::{Map, json};

use crate::accounts::{PASSWORD, codes, emailed, sign_in, signed_in, texted};

fn options() -> SignUpOptionsDto {
    SignUpOptionsDto::new(Map::new())
}

#[tokio::test]
async fn sign_up_by_username_and_password_creates_a_user() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let user = app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    assert_eq!(user.username.as_deref(), Some("bob"));
    assert_eq!(user.user_source_type, UserSourceType::Register);
    assert_eq!(user.user_source_id.as_deref(), Some("APP_ID"));
    assert_eq!((user.password_security_level, user.email_verified), (Some(2), false));
}

#[tokio::test]
async fn identifiers_are_unique_and_email_addresses_ignore_case() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
    assert_eq!(codes(app.sign_up_by_username_password("bob", PASSWORD).await), (409, None));
    let user = app.sign_up_by_email_password("Test@Example.com", PASSWORD).await.unwrap();
    assert_eq!(user.email.as_deref(), Some("test@example.com"));
    let again = app.sign_up_by_email_password("test@example.COM", PASSWORD).await;
    assert_eq!(codes(again), (409, None));
}

#[tokio::test]
async fn passwords_and_addresses_are_validated() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    assert_eq!(codes(app.sign_up_by_username_password("bob", "short").await), (400, None));
    let long = "long".repeat(33);
    assert_eq!(codes(app.sign_up_by_username_password("bob", long).await), (400, None));
    assert_eq!(codes(app.sign_up_by_username_password(" ", PASSWORD).await), (400, None));
    assert_eq!(codes(app.sign_up_by_email_password("example.com", PASSWORD).await), (400, None));
    // None of them left any data behind.
    app.sign_up_by_username_password("bob", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn closed_registration_is_rejected() {
    let mut closed = Application::new("APP_ID", "test-secret");
    closed.registration_open = false;
    let emulator = Emulator::builder().application(closed).start().await.unwrap();
    let app = emulator.authentication();
    let refused = app.sign_up_by_username_password("bob", PASSWORD).await;
    assert_eq!(codes(refused), (403, Some(api::APP_REGISTER_DISABLED)));
}

#[tokio::test]
async fn passcode_sign_up_verifies_the_address() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let login = emailed(&emulator, "bob@example.com", EmailChannel::ChannelLogin).await;
    let refused = app.sign_up_by_email_code("bob@example.com", login).await;
    assert_eq!(codes(refused), (400, Some(api::VERIFY_CODE_WRONG)));

    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelRegister).await;
    let user = app.sign_up_by_email_code("Bob@example.com", &*code).await.unwrap();
    assert!(user.email_verified && user.password_security_level.is_none());
    let again = app.sign_up_by_email_code("bob@example.com", code).await;
    assert_eq!(codes(again), (409, None));

    let code = texted(&emulator, "188xxxx8888", SmsChannel::ChannelRegister).await;
    let more = options().password_for_phone_pass_code(PASSWORD);
    let user = app.sign_up_by_phone_code("188xxxx8888", code).options(more).await.unwrap();
    assert_eq!(user.phone_country_code.as_deref(), Some("+86"));
    assert!(user.phone_verified);
    app.sign_in_by_phone_password("188xxxx8888", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn same_number_with_another_calling_code_is_another_phone() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let code = texted(&emulator, "2025550123", SmsChannel::ChannelRegister).await;
    let foreign = app.sign_up_by_phone_code("2025550123", code).phone_country_code("+1").await;
    assert_eq!(codes(foreign), (400, Some(api::VERIFY_CODE_WRONG)));
}

#[tokio::test]
async fn sign_up_profile_addresses_require_passcodes() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let custom = json!({"school": "pku"}).as_object().unwrap().clone();
    let profile = SignUpProfileDto::new()
        .nickname("Bob")
        .locality("Beijing")
        .email("bob@example.com")
        .custom_data(custom);
    let sign_up = || app.sign_up_by_username_password("bob", PASSWORD).profile(profile.clone());
    assert_eq!(codes(sign_up().await), (400, None));
    let wrong = options().email_pass_code_for_information_completion("000000");
    assert_eq!(codes(sign_up().options(wrong).await), (400, Some(api::VERIFY_CODE_WRONG)));

    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelCompleteEmail).await;
    let context = json!({"source": "utm"}).as_object().unwrap().clone();
    let more = SignUpOptionsDto::new(context).email_pass_code_for_information_completion(code);
    let user = sign_up().options(more).await.unwrap();
    assert_eq!(user.nickname.as_deref(), Some("Bob"));
    assert_eq!(user.city.as_deref(), Some("Beijing"));
    assert!(user.email_verified);

    let params = GetProfileParams::new().with_custom_data(true);
    let profile = sign_in(&app, "bob").await.get_profile(params).await.unwrap();
    let custom = profile.custom_data.unwrap();
    assert_eq!((&custom["school"], &custom["source"]), (&json!("pku"), &json!("utm")));
}

#[tokio::test]
async fn sign_up_accepts_every_password_encryption() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let other = Sm2Layout::new(Sm2Order::C1C2C3).leading_04(true).base64_first(true);
    let ways = [
        PasswordEncryption::Rsa,
        PasswordEncryption::Sm2(Sm2Layout::default()),
        PasswordEncryption::Sm2(Sm2Layout::new(Sm2Order::C1C3C2).leading_04(true)),
        PasswordEncryption::Sm2(other),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let name = format!("user{number}");
        app.sign_up_by_username_password(&*name, PASSWORD).encrypt_password(way).await.unwrap();
        app.sign_in_by_username_password(&*name, PASSWORD).encrypt_password(way).await.unwrap();
        app.sign_in_by_username_password(&*name, PASSWORD).await.unwrap();
    }
    // The rule applies to the user's input, not to the long text that is sent.
    let short = app.sign_up_by_username_password("bob", "short");
    assert_eq!(codes(short.encrypt_password(PasswordEncryption::Rsa).await), (400, None));
    let plain = options().password_encrypt_type(PasswordEncryptType::Rsa);
    let refused = app.sign_up_by_username_password("bob", PASSWORD).options(plain).await;
    assert_eq!(codes(refused), (400, None));
}

#[tokio::test]
async fn second_sign_up_creates_another_user() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in(&emulator, "bob").await.get_profile(GetProfileParams::new()).await.unwrap();
    let amy = signed_in(&emulator, "amy").await.get_profile(GetProfileParams::new()).await.unwrap();
    assert_ne!(bob.user_id, amy.user_id);
}
