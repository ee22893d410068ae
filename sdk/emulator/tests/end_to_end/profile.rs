//! The user's own account: profile, addresses, password, deletion.

use std::time::Duration;

use genauth::{
    AuthenticationClient,
    authentication::{
        BindEmailDto, BindPhoneDto, DeleteAccounDto, DeleteAccountByEmailPassCodeDto,
        DeleteAccountByPasswordDto, DeleteAccountVerifyMethod, EmailChannel, Gender,
        GetProfileParams, ResetPasswordByEmailPassCodeDto, ResetPasswordByPhonePassCodeDto,
        ResetPasswordDto, ResetPasswordVerifyMethod, SmsChannel, UnbindEmailDto, UnbindPhoneDto,
        UpdateEmailByEmailPassCodeDto, UpdateEmailDto, UpdateEmailVerifyMethod, UpdatePasswordDto,
        UpdatePhoneByPhonePassCodeDto, UpdatePhoneDto, UpdatePhoneVerifyMethod,
        UpdateUserProfileDto, UserDto, ValidatePasswordDto, VerifyDeleteAccountRequestDto,
        VerifyResetPasswordRequestDto, VerifyUpdateEmailRequestDto, VerifyUpdatePhoneRequestDto,
    },
    codes::api,
    flows::{PasswordEncryption, Sm2Layout},
    management::AddDepartmentMembersReqDto,
};
use genauth_emulator::Emulator;
use serde_json::json;

use crate::{
    accounts::{PASSWORD, codes, emailed, signed_in, signed_in_by_email, texted},
    mfa::with_otp,
    organizations::{department, organization},
};

const NEW: &str = "an0ther-secret";

async fn profile(user: &AuthenticationClient) -> UserDto {
    user.get_profile(GetProfileParams::new()).await.unwrap()
}

#[tokio::test]
async fn profile_fields_depend_on_the_scope() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in_by_email(&emulator, "bob@example.com").await;
    bob.update_profile(UpdateUserProfileDto::new().name("Bob")).await.unwrap();
    let it = profile(&bob).await;
    assert_eq!((it.email.as_deref(), it.name.as_deref()), (Some("bob@example.com"), Some("Bob")));
    let tokens = app.sign_in_by_email_password("bob@example.com", PASSWORD).await.unwrap();
    let less = profile(&app.with_access_token(tokens.access_token.unwrap())).await;
    assert_eq!((less.user_id, less.email, less.name.as_deref()), (it.user_id, None, Some("Bob")));
}

#[tokio::test]
async fn a_profile_is_updated_field_by_field() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "amy").await;
    let bob = signed_in(&emulator, "bob").await;
    let custom = |value| json!(value).as_object().unwrap().clone();
    let first = UpdateUserProfileDto::new()
        .nickname("Bobby")
        .gender(Gender::M)
        .custom_data(custom(json!({"school": "pku", "age": 22})));
    let updated = bob.update_profile(first).await.unwrap();
    assert_eq!((updated.nickname.as_deref(), &updated.gender), (Some("Bobby"), &Gender::M));
    emulator.clock().advance(Duration::from_secs(1));
    let second =
        UpdateUserProfileDto::new().city("Beijing").custom_data(custom(json!({"age": 23})));
    bob.update_profile(second).await.unwrap();
    let it = bob.get_profile(GetProfileParams::new().with_custom_data(true)).await.unwrap();
    assert_eq!((it.nickname.as_deref(), it.city.as_deref()), (Some("Bobby"), Some("Beijing")));
    assert_eq!(it.custom_data, Some(custom(json!({"school": "pku", "age": 23}))));
    assert_ne!(it.updated_at, updated.updated_at);
    assert_eq!(profile(&bob).await.custom_data, None);

    let taken = bob.update_profile(UpdateUserProfileDto::new().username("amy").name("X")).await;
    assert_eq!(codes(taken), (409, None));
    assert_eq!(profile(&bob).await.name, None);
}

#[tokio::test]
async fn profile_includes_departments_on_request() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let bob = signed_in(&emulator, "bob").await;
    organization(&admin, "acme").await;
    let id = department(&admin, "acme", "root", "dev").await.department_id;
    let users = vec![profile(&bob).await.user_id];
    admin
        .add_department_members(AddDepartmentMembersReqDto::new(&*id, "acme", users))
        .await
        .unwrap();
    assert_eq!(profile(&bob).await.department_ids, None);
    let it = bob.get_profile(GetProfileParams::new().with_department_ids(true)).await.unwrap();
    assert_eq!(it.department_ids, Some(vec![id]));
}

#[tokio::test]
async fn profile_requires_an_access_token() {
    let emulator = Emulator::start().await.unwrap();
    let unknown = emulator.authentication().get_profile(GetProfileParams::new()).await;
    assert!(unknown.unwrap_err().is_unauthenticated());
    let bob = signed_in(&emulator, "bob").await;
    emulator.clock().advance(Duration::from_secs(14 * 86_400));
    let late = bob.get_profile(GetProfileParams::new()).await;
    assert_eq!(codes(late), (401, Some(api::NOT_LOGGED_IN)));
}

#[tokio::test]
async fn an_email_address_is_bound_and_unbound() {
    let emulator = Emulator::start().await.unwrap();
    signed_in_by_email(&emulator, "amy@example.com").await;
    let bob = signed_in(&emulator, "bob").await;
    let channel = EmailChannel::ChannelBindEmail;
    let taken = emailed(&emulator, "amy@example.com", channel.clone()).await;
    let taken = bob.bind_email(BindEmailDto::new("amy@example.com", taken)).await;
    assert_eq!(codes(taken), (409, None));
    let code = emailed(&emulator, "bob@example.com", channel).await;
    let wrong = bob.bind_email(BindEmailDto::new("bob@example.com", "x")).await;
    assert_eq!(codes(wrong), (400, Some(api::VERIFY_CODE_WRONG)));
    bob.bind_email(BindEmailDto::new("Bob@example.com", &*code)).await.unwrap();
    let it = profile(&bob).await;
    assert_eq!((it.email.as_deref(), it.email_verified), (Some("bob@example.com"), true));
    let second = bob.bind_email(BindEmailDto::new("bob@example.org", code)).await;
    assert_eq!(codes(second), (422, None));

    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelUnbindEmail).await;
    bob.unbind_email(UnbindEmailDto::new(code)).await.unwrap();
    let it = profile(&bob).await;
    assert_eq!((it.email, it.email_verified), (None, false));
    assert_eq!(codes(bob.unbind_email(UnbindEmailDto::new("x")).await), (422, None));
}

#[tokio::test]
async fn last_sign_in_method_cannot_be_removed() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in_by_email(&emulator, "bob@example.com").await;
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelUnbindEmail).await;
    let only = bob.unbind_email(UnbindEmailDto::new(&*code)).await;
    assert_eq!(codes(only), (422, None));
    let phone = texted(&emulator, "188xxxx8888", SmsChannel::ChannelBindPhone).await;
    bob.bind_phone(BindPhoneDto::new("188xxxx8888", phone)).await.unwrap();
    bob.unbind_email(UnbindEmailDto::new(code)).await.unwrap();
    let code = texted(&emulator, "188xxxx8888", SmsChannel::ChannelUnbindPhone).await;
    assert_eq!(codes(bob.unbind_phone(UnbindPhoneDto::new(code)).await), (422, None));
}

#[tokio::test]
async fn changing_an_email_address_requires_a_token_valid_for_a_minute() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in_by_email(&emulator, "bob@example.com").await;
    let channel = EmailChannel::ChannelUpdateEmail;
    let old = emailed(&emulator, "bob@example.com", channel.clone()).await;
    let new = emailed(&emulator, "bob@example.org", channel.clone()).await;
    let verify = |payload| {
        let method = UpdateEmailVerifyMethod::EmailPasscode;
        bob.verify_update_email_request(VerifyUpdateEmailRequestDto::new(method, payload))
    };
    let payload = UpdateEmailByEmailPassCodeDto::new("bob@example.org", &*new);
    let wrong = payload.clone().old_email("bob@example.com").old_email_pass_code("x");
    assert_eq!(codes(verify(wrong).await), (400, Some(api::VERIFY_CODE_WRONG)));
    let stranger = payload.clone().old_email("amy@example.com").old_email_pass_code(&*old);
    assert_eq!(codes(verify(stranger).await), (400, None));
    let payload = payload.old_email("bob@example.com").old_email_pass_code(old);
    let proof = verify(payload).await.unwrap();
    assert_eq!(proof.token_expires_in, 60);

    let update = |token: &str| bob.update_email(UpdateEmailDto::new(token));
    let amy = signed_in(&emulator, "amy").await;
    let stolen = amy.update_email(UpdateEmailDto::new(&proof.update_email_token)).await;
    assert_eq!(codes(stolen), (400, None));
    update(proof.update_email_token.expose()).await.unwrap();
    assert_eq!(profile(&bob).await.email.as_deref(), Some("bob@example.org"));
    assert_eq!(codes(update(proof.update_email_token.expose()).await), (400, None));

    let new = emailed(&emulator, "bob@example.net", channel).await;
    let payload = UpdateEmailByEmailPassCodeDto::new("bob@example.net", new);
    let late = verify(payload).await.unwrap().update_email_token;
    emulator.clock().advance(Duration::from_secs(60));
    assert_eq!(codes(update(late.expose()).await), (400, None));
}

#[tokio::test]
async fn a_phone_is_bound_and_changed() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in(&emulator, "bob").await;
    let channel = SmsChannel::ChannelBindPhone;
    let verify = |payload| {
        let method = UpdatePhoneVerifyMethod::PhonePasscode;
        bob.verify_update_phone_request(VerifyUpdatePhoneRequestDto::new(method, payload))
    };
    let new = texted(&emulator, "199xxxx9999", channel.clone()).await;
    let payload = UpdatePhoneByPhonePassCodeDto::new("199xxxx9999", new);
    assert_eq!(codes(verify(payload.clone()).await), (422, None));
    let code = texted(&emulator, "188xxxx8888", channel).await;
    bob.bind_phone(BindPhoneDto::new("188xxxx8888", code)).await.unwrap();
    assert!(profile(&bob).await.phone_verified);
    let token = verify(payload).await.unwrap().update_phone_token;
    let wrong_kind = bob.update_email(UpdateEmailDto::new(&token)).await;
    assert_eq!(codes(wrong_kind), (400, None));
    bob.update_phone(UpdatePhoneDto::new(token)).await.unwrap();
    assert_eq!(profile(&bob).await.phone.as_deref(), Some("199xxxx9999"));
}

#[tokio::test]
async fn changing_a_password_requires_the_current_one() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in(&emulator, "bob").await;
    let other_session = crate::accounts::sign_in(&app, "bob").await;
    let update = || UpdatePasswordDto::new(NEW);
    assert_eq!(codes(bob.update_password(update()).await), (400, None));
    let wrong = bob.update_password(update().old_password("wrong-passw0rd")).await;
    assert_eq!(codes(wrong), (403, Some(api::PASSWORD_WRONG)));
    let short = bob.update_password(UpdatePasswordDto::new("short").old_password(PASSWORD)).await;
    assert_eq!(codes(short), (400, None));
    profile(&other_session).await;
    bob.update_password(update().old_password(PASSWORD)).await.unwrap();
    assert_eq!(profile(&bob).await.password_security_level, Some(3));
    let ended = other_session.get_profile(GetProfileParams::new()).await;
    assert_eq!(codes(ended), (401, Some(api::NOT_LOGGED_IN)));
    assert!(app.sign_in_by_username_password("bob", PASSWORD).await.is_err());
    app.sign_in_by_username_password("bob", NEW).await.unwrap();
}

#[tokio::test]
async fn encrypted_passwords_can_be_changed_and_checked() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in(&emulator, "bob").await;
    for way in [PasswordEncryption::Rsa, PasswordEncryption::Sm2(Sm2Layout::default())] {
        let encryptor = bob.password_encryptor(way).await.unwrap();
        let valid = |password: &str| {
            let body = ValidatePasswordDto::new()
                .username("bob")
                .password(encryptor.encrypt(password).unwrap())
                .password_encrypt_type(encryptor.encrypt_type());
            bob.validate_password(body)
        };
        assert!(valid(PASSWORD).await.unwrap().valid);
        assert!(!valid(NEW).await.unwrap().valid);
        for (old, new) in [(PASSWORD, NEW), (NEW, PASSWORD)] {
            let body = UpdatePasswordDto::new(encryptor.encrypt(new).unwrap())
                .old_password(encryptor.encrypt(old).unwrap())
                .password_encrypt_type(encryptor.encrypt_type());
            bob.update_password(body).await.unwrap();
            app.sign_in_by_username_password("bob", new).await.unwrap();
        }
    }
}

#[tokio::test]
async fn password_check_prefers_email_to_username() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in(&emulator, "bob").await;
    let valid = |body: ValidatePasswordDto| bob.validate_password(body.password(PASSWORD));
    assert!(valid(ValidatePasswordDto::new().username("bob")).await.unwrap().valid);
    assert!(!valid(ValidatePasswordDto::new().username("amy")).await.unwrap().valid);
    let both = ValidatePasswordDto::new().username("bob").email("amy@example.com");
    assert!(!valid(both).await.unwrap().valid);
    assert_eq!(codes(valid(ValidatePasswordDto::new()).await), (400, None));
}

fn by_email(email: &str, code: &str) -> VerifyResetPasswordRequestDto {
    let payload = ResetPasswordByEmailPassCodeDto::new(code).email(email);
    VerifyResetPasswordRequestDto::new(ResetPasswordVerifyMethod::EmailPasscode)
        .email_pass_code_payload(payload)
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_email() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in_by_email(&emulator, "bob@example.com").await;
    for _ in 0..5 {
        assert!(app.sign_in_by_email_password("bob@example.com", NEW).await.is_err());
    }
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelResetPassword).await;
    let wrong = app.verify_reset_password_request(by_email("bob@example.com", "x")).await;
    assert_eq!(codes(wrong), (400, Some(api::VERIFY_CODE_WRONG)));
    let proof =
        app.verify_reset_password_request(by_email("bob@example.com", &code)).await.unwrap();
    let again = app.verify_reset_password_request(by_email("bob@example.com", &code)).await;
    assert_eq!(codes(again), (400, Some(api::VERIFY_CODE_WRONG)));

    let token = &proof.password_reset_token;
    let short = app.reset_password(ResetPasswordDto::new(token, "short")).await;
    assert_eq!(codes(short), (400, None));
    app.reset_password(ResetPasswordDto::new(token, NEW)).await.unwrap();
    assert_eq!(codes(app.reset_password(ResetPasswordDto::new(token, NEW)).await), (400, None));
    // All sessions have ended, and the account is unlocked.
    let ended = bob.get_profile(GetProfileParams::new()).await;
    assert_eq!(codes(ended), (401, Some(api::NOT_LOGGED_IN)));
    app.sign_in_by_email_password("bob@example.com", NEW).await.unwrap();
}

#[tokio::test]
async fn password_reset_token_also_allows_changing_the_password() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in(&emulator, "bob").await;
    let code = texted(&emulator, "188xxxx8888", SmsChannel::ChannelBindPhone).await;
    bob.bind_phone(BindPhoneDto::new("188xxxx8888", code)).await.unwrap();
    let code = texted(&emulator, "188xxxx8888", SmsChannel::ChannelResetPassword).await;
    let payload = ResetPasswordByPhonePassCodeDto::new("188xxxx8888", code);
    let body = VerifyResetPasswordRequestDto::new(ResetPasswordVerifyMethod::PhonePasscode);
    let proof = app.verify_reset_password_request(body.phone_pass_code_payload(payload)).await;
    let token = proof.unwrap().password_reset_token;
    let body = UpdatePasswordDto::new(NEW).password_reset_token(token);
    bob.update_password(body.clone()).await.unwrap();
    assert_eq!(codes(bob.update_password(body).await), (400, None));
    app.sign_in_by_phone_password("188xxxx8888", NEW).await.unwrap();
}

#[tokio::test]
async fn password_reset_requires_an_existing_account() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let body = genauth::authentication::SendEmailDto::new(
        "unknown@example.com",
        EmailChannel::ChannelResetPassword,
    );
    assert_eq!(codes(app.send_email(body).await), (404, Some(api::USER_NOT_FOUND)));
}

#[tokio::test]
async fn security_score_increases() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in(&emulator, "bob").await;
    let before = bob.get_security_level().await.unwrap();
    assert_eq!((before.password_security_level, before.security_score), (2, 25));
    assert!(before.password_set && !before.email_binded && !before.mfa_enrolled);
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelBindEmail).await;
    bob.bind_email(BindEmailDto::new("bob@example.com", code)).await.unwrap();
    bob.update_password(UpdatePasswordDto::new(NEW).old_password(PASSWORD)).await.unwrap();
    let after = bob.get_security_level().await.unwrap();
    assert_eq!((after.password_security_level, after.security_score), (3, 60));
    assert!(after.email_binded);
    with_otp(&emulator, &bob).await;
    let after = bob.get_security_level().await.unwrap();
    assert_eq!((after.mfa_enrolled, after.security_score), (true, 80));
}

#[tokio::test]
async fn account_deletion_requires_a_proof_of_identity() {
    let emulator = Emulator::start().await.unwrap();
    let app = emulator.authentication();
    let bob = signed_in_by_email(&emulator, "bob@example.com").await;
    let by_password = VerifyDeleteAccountRequestDto::new(DeleteAccountVerifyMethod::Password)
        .password_payload(DeleteAccountByPasswordDto::new(PASSWORD));
    assert_eq!(codes(bob.verify_delete_account_request(by_password).await), (422, None));
    let code = emailed(&emulator, "bob@example.com", EmailChannel::ChannelDeleteAccount).await;
    let verify = |email: &str| {
        let payload = DeleteAccountByEmailPassCodeDto::new(&*code).email(email);
        let method = DeleteAccountVerifyMethod::EmailPasscode;
        let body = VerifyDeleteAccountRequestDto::new(method).email_pass_code_payload(payload);
        bob.verify_delete_account_request(body)
    };
    assert_eq!(codes(verify("amy@example.com").await), (400, None));
    let proof = verify("bob@example.com").await.unwrap();
    assert_eq!(proof.token_expires_in, 60);
    let delete = |token: &str| bob.delete_account(DeleteAccounDto::new(token));
    assert_eq!(codes(delete("x").await), (400, None));
    delete(proof.delete_account_token.expose()).await.unwrap();

    let ended = bob.get_profile(GetProfileParams::new()).await;
    assert_eq!(codes(ended), (401, Some(api::NOT_LOGGED_IN)));
    let deleted = app.sign_in_by_email_password("bob@example.com", PASSWORD).await;
    assert_eq!(codes(deleted), (403, Some(api::USERNAME_OR_PASSWORD_WRONG)));
    app.sign_up_by_email_password("bob@example.com", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn account_with_only_a_username_is_deleted_by_password() {
    let emulator = Emulator::start().await.unwrap();
    let bob = signed_in(&emulator, "bob").await;
    let verify = |password: &str| {
        let payload = DeleteAccountByPasswordDto::new(password);
        let body = VerifyDeleteAccountRequestDto::new(DeleteAccountVerifyMethod::Password);
        bob.verify_delete_account_request(body.password_payload(payload))
    };
    let wrong = verify("wrong-passw0rd").await;
    assert_eq!(codes(wrong), (403, Some(api::PASSWORD_WRONG)));
    let token = verify(PASSWORD).await.unwrap().delete_account_token;
    bob.delete_account(DeleteAccounDto::new(token)).await.unwrap();
    let deleted = emulator.authentication().sign_in_by_username_password("bob", PASSWORD).await;
    assert_eq!(codes(deleted), (403, Some(api::USERNAME_OR_PASSWORD_WRONG)));
}
