//! Input as users type it: grouped secrets and codes, phone numbers with and without their calling
//! codes, email addresses with capitals.

use genauth::{
    authentication::{
        CodeType, EmailChannel, GetProfileParams, PreCheckCodeDto, PreCheckEmailCodeDto,
        SendSMSDto, SignInByPasswordPayloadDto, SignInConnection, SigninByCredentialsDto,
        SmsChannel,
    },
    management::{
        CreateUserOtpDto, CreateUserReqDto, GetOtpSecretByUserParams, GetUserParams,
        ImportOtpItemDataDto, ImportOtpItemDto, ImportOtpReqDto, IsUserExistsReqDto,
        ListUsersAdvancedFilterItemDto, ListUsersRequestDto, UpdateUserReqDto, UserFilterOperator,
        UserIdType,
    },
};
use genauth_emulator::Emulator;

use crate::{
    accounts::{PASSWORD, codes, emailed, signed_in, texted},
    mfa::{code_of, with_otp},
};

/// The same number of mainland China in several formats.
const SAME: [&str; 5] =
    ["13800138000", "138 0013 8000", "+8613800138000", "+86 138-0013-8000", "0086 138 0013 8000"];

#[tokio::test]
async fn otp_secrets_accept_groups_and_lower_case() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let plain = "JBSWY3DPEHPK3PXP";
    for (number, secret) in
        ["JBSW Y3DP EHPK 3PXP", "jbsw-y3dp-ehpk-3pxp", " jbswy3dpehpk3pxp\n", "JBSWY3DPEHPK3PXP==="]
            .into_iter()
            .enumerate()
    {
        let user = CreateUserReqDto::new()
            .username(format!("user-{number}"))
            .otp(CreateUserOtpDto::new(secret));
        let id = admin.create_user(user).await.unwrap().user_id;
        let secret_of = || GetOtpSecretByUserParams::new(&*id);
        let kept = admin.get_otp_secret_by_user(secret_of()).await.unwrap().secret;
        assert_eq!(kept.expose(), plain);
        let item = ImportOtpItemDto::new(&*id, ImportOtpItemDataDto::new(secret));
        admin.import_otp(ImportOtpReqDto::new(vec![item])).await.unwrap();
        let kept = admin.get_otp_secret_by_user(secret_of()).await.unwrap().secret;
        assert_eq!(kept.expose(), plain);
    }
}

/// Returns a code with a space in the middle, as apps and messages show it.
fn grouped(code: &str) -> String {
    let (start, end) = code.split_at(3);
    format!(" {start}\u{a0}{end} ")
}

/// Sends a request as a user over HTTP: clients other than the SDK send codes as typed.
async fn post(
    emulator: &Emulator,
    path: &str,
    token: &str,
    body: serde_json::Value,
) -> serde_json::Value {
    let request = reqwest::Client::new().post(format!("{}{path}", emulator.host()));
    let request = request.header("x-authing-app-id", "APP_ID").bearer_auth(token).json(&body);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn passcodes_accept_spaces() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let app = emulator.authentication();
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelRegister).await;
    let typed = grouped(&code);
    let channel = EmailChannel::ChannelRegister;
    let payload = PreCheckEmailCodeDto::new(" Bob@Example.com ", &*typed, channel);
    let check = PreCheckCodeDto::new(CodeType::Email).email_code_payload(payload);
    assert!(app.pre_check_code(check).await.unwrap().is_valid);
    app.sign_up_by_email_code("Bob@Example.com", typed).await.unwrap();

    let user = signed_in(&emulator, "amy").await;
    let uri = with_otp(&emulator, &user).await;
    emulator.clock().advance(std::time::Duration::from_secs(60));
    let token = crate::accounts::tokens(&app, "amy").await.access_token.unwrap();
    let totp = grouped(&code_of(&emulator, &uri));
    let response = post(
        &emulator,
        "/api/v3/mfa-totp-verify",
        token.expose(),
        serde_json::json!({"totp": totp}),
    );
    assert_eq!(response.await["data"]["verified"], true);
}

#[tokio::test]
async fn phone_matches_with_and_without_calling_code() {
    let emulator = Emulator::start().await.unwrap();
    let (app, admin) = (emulator.authentication(), emulator.management());
    let user = CreateUserReqDto::new().phone("+86 138 0013 8000").password(PASSWORD);
    let user = admin.create_user(user).await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("13800138000"));
    assert_eq!(user.phone_country_code.as_deref(), Some("+86"));
    for typed in SAME {
        let by_phone = GetUserParams::new(typed).user_id_type(UserIdType::Phone);
        assert_eq!(admin.get_user(by_phone).await.unwrap().user_id, user.user_id, "{typed}");
        let exists = admin.is_user_exists(IsUserExistsReqDto::new().phone(typed)).await.unwrap();
        assert!(exists.exists, "{typed}");
        let keywords = ListUsersRequestDto::new().keywords(typed);
        assert_eq!(admin.list_users(keywords).await.unwrap().total_count, 1, "{typed}");
        let condition = ListUsersAdvancedFilterItemDto::new("phone", UserFilterOperator::Equal);
        let condition = vec![condition.value(serde_json::json!(typed))];
        let filter = ListUsersRequestDto::new().advanced_filter(condition);
        assert_eq!(admin.list_users(filter).await.unwrap().total_count, 1, "{typed}");
        let taken = admin.create_user(CreateUserReqDto::new().phone(typed)).await;
        assert_eq!(codes(taken).0, 409, "{typed}");

        app.sign_in_by_phone_password(typed, PASSWORD).await.unwrap();
        let by_account = SignInByPasswordPayloadDto::new(PASSWORD).account(typed);
        let by_account =
            SigninByCredentialsDto::new(SignInConnection::Password).password_payload(by_account);
        app.sign_in_by_credentials(by_account).await.unwrap();

        let sent = SendSMSDto::new(typed, SmsChannel::ChannelLogin).phone_country_code("+86");
        app.send_sms(sent).await.unwrap();
        let code = emulator.outbox().last_code("+8613800138000").unwrap();
        assert_eq!(emulator.outbox().last_code(typed).as_deref(), Some(&*code));
        app.sign_in_by_phone_pass_code(typed, code).await.unwrap();
        emulator.clock().advance(std::time::Duration::from_secs(60));
    }
    let by_code = UpdateUserReqDto::new(&*user.user_id).phone("13900139000");
    let changed = admin.update_user(by_code).await.unwrap();
    assert_eq!(changed.phone.as_deref(), Some("13900139000"));
}

#[tokio::test]
async fn numbers_of_other_countries_keep_their_calling_code() {
    let emulator = Emulator::start().await.unwrap();
    let (app, admin) = (emulator.authentication(), emulator.management());
    for (typed, code, number) in [
        ("+1 (425) 555-0123", "+1", "4255550123"),
        ("+44 (0)20 7946 0018", "+44", "2079460018"),
        ("+852 5555 0123", "+852", "55550123"),
    ] {
        let user = CreateUserReqDto::new().phone(typed).password(PASSWORD);
        let user = admin.create_user(user).await.unwrap();
        assert_eq!(user.phone.as_deref(), Some(number));
        assert_eq!(user.phone_country_code.as_deref(), Some(code));
        app.sign_in_by_phone_password(typed, PASSWORD).await.unwrap();
        app.sign_in_by_phone_password(number, PASSWORD).await.unwrap();
        let sent = SendSMSDto::new(number, SmsChannel::ChannelLogin).phone_country_code(code);
        app.send_sms(sent).await.unwrap();
        let message = emulator.outbox().last_to(typed).unwrap();
        assert_eq!(message.to, format!("{code}{number}"));
    }
    // The same digits in another country are another phone.
    let other = GetUserParams::new("+864255550123").user_id_type(UserIdType::Phone);
    assert_eq!(codes(admin.get_user(other).await).0, 404);
    assert!(app.sign_in_by_phone_password("+864255550123", PASSWORD).await.is_err());
}

#[tokio::test]
async fn phone_with_contradicting_calling_code_is_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let sent = SendSMSDto::new("+8613800138000", SmsChannel::ChannelLogin).phone_country_code("+1");
    let error = app.send_sms(sent).await.unwrap_err();
    assert_eq!(error.status_code(), Some(400));
    assert!(error.to_string().contains("phoneNumber"), "{error}");
}

#[tokio::test]
async fn phone_is_enrolled_with_a_leading_or_separate_calling_code() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    signed_in(&emulator, "bob").await;
    let token = crate::accounts::tokens(&app, "bob").await.access_token.unwrap();
    let request = |profile| {
        let body = serde_json::json!({"factorType": "SMS", "profile": profile});
        post(&emulator, "/api/v3/send-enroll-factor-request", token.expose(), body)
    };
    let typed = serde_json::json!({"phoneNumber": "+86 13800138000", "phoneCountryCode": "+86"});
    let response = request(typed).await;
    assert_eq!(response["statusCode"], 200, "{response}");
    let code = emulator.outbox().last_code("+8613800138000").unwrap();
    let body = serde_json::json!({
        "factorType": "SMS",
        "enrollmentToken": response["data"]["enrollmentToken"],
        "enrollmentData": {"passCode": grouped(&code)},
    });
    let done = post(&emulator, "/api/v3/enroll-factor", token.expose(), body).await;
    assert_eq!(done["statusCode"], 200, "{done}");
    emulator.clock().advance(std::time::Duration::from_secs(60));
    let again = request(serde_json::json!({"phoneNumber": "13800138000"})).await;
    assert_eq!(again["statusCode"], 409, "{again}");
}

#[tokio::test]
async fn email_addresses_ignore_case() {
    let emulator = Emulator::start().await.unwrap();
    let (app, admin) = (emulator.authentication(), emulator.management());
    let user = CreateUserReqDto::new().email(" Bob@Example.com").email_verified(true);
    let user = admin.create_user(user.password(PASSWORD)).await.unwrap();
    assert_eq!(user.email.as_deref(), Some("Bob@Example.com"));
    let same = UpdateUserReqDto::new(&*user.user_id).email("BOB@example.com");
    assert!(admin.update_user(same).await.unwrap().email_verified, "the address is the same");
    let by_email = GetUserParams::new(" BOB@EXAMPLE.COM ").user_id_type(UserIdType::Email);
    assert_eq!(admin.get_user(by_email).await.unwrap().user_id, user.user_id);
    let tokens = app.sign_in_by_email_password("BOB@example.com", PASSWORD).await.unwrap();
    let user = app.with_access_token(tokens.access_token.unwrap());
    user.get_profile(GetProfileParams::new()).await.unwrap();
    texted(&emulator, "13800138000", SmsChannel::ChannelLogin).await;
}
