//! Enrolling, using and removing second factors.

use std::time::Duration;

use genauth::{
    AuthenticationClient, Error,
    authentication::{
        EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorType, SignUpByPasswordDto,
        SignUpConnection, SignUpDto,
    },
    codes::api,
    flows::FacePhoto,
};
use genauth_emulator::{Application, Emulator};
use totp_rs::Totp;

use crate::{
    accounts::{PASSWORD, sign_in, signed_in},
    qr_images,
};

const PHONE: &str = "+86188xxxx8888";
const EMAIL: &str = "test@example.com";

/// Returns the current code of an authenticator app.
pub fn code_of(emulator: &Emulator, uri: &str) -> String {
    Totp::from_url(uri).unwrap().generate(emulator.clock().now().unix()).to_string()
}

/// Returns a code that the app does not show, and did not show in the last minute.
pub fn wrong_code(emulator: &Emulator, uri: &str) -> String {
    let (totp, now) = (Totp::from_url(uri).unwrap(), emulator.clock().now().unix());
    let shown = [now - 60, now - 30, now, now + 30].map(|at| totp.generate(at).to_string());
    (0..).map(|number| format!("{number:06}")).find(|code| !shown.contains(code)).unwrap()
}

/// Enrolls an authenticator app and returns its URI.
pub async fn with_otp(emulator: &Emulator, user: &AuthenticationClient) -> String {
    let pending = user.mfa().enroll_otp().await.unwrap();
    let uri = pending.otp().unwrap().uri_text().expose().to_owned();
    pending.confirm(code_of(emulator, &uri)).await.unwrap();
    uri
}

fn codes(error: &Error) -> (Option<i64>, Option<i64>) {
    (error.status_code(), error.api_code())
}

async fn types(user: &AuthenticationClient) -> Vec<FactorType> {
    let factors = user.mfa().factors().await.unwrap();
    factors.into_iter().map(|factor| factor.factor_type).collect()
}

async fn left(user: &AuthenticationClient) -> Vec<FactorType> {
    let factors = user.mfa().factors_to_enroll().await.unwrap();
    factors.into_iter().map(|factor| factor.factor_type).collect()
}

#[tokio::test]
async fn authenticator_app_is_enrolled_with_its_code() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let pending = user.mfa().enroll_otp().await.unwrap();
    let otp = pending.otp().unwrap();

    let uri = otp.uri().unwrap();
    assert_eq!((uri.issuer(), uri.account()), (Some("Emulator"), "bob"));
    assert_eq!((uri.digits(), uri.period()), (6, Duration::from_secs(30)));
    let text = otp.uri_text().expose();
    let secret = uri.secret().expose();
    assert_eq!(secret.len(), 32);
    assert_eq!(
        *text,
        format!(
            "otpauth://totp/Emulator:bob?secret={secret}&period=30&digits=6&algorithm=SHA1&issuer=Emulator"
        )
    );
    assert_eq!(qr_images::read(&otp.qr_png().unwrap()), text);
    let groups: Vec<&str> = otp.recovery_code().expose().split('-').collect();
    assert_eq!(groups.len(), 6);
    assert!(groups.iter().all(|it| it.len() == 4 && it.chars().all(|it| it.is_ascii_hexdigit())));

    assert!(types(&user).await.is_empty());
    pending.confirm(code_of(&emulator, text)).await.unwrap();
    let factors = user.mfa().factors().await.unwrap();
    assert_eq!(factors.len(), 1);
    let factor = user.mfa().factor(&*factors[0].factor_id).await.unwrap();
    assert_eq!(factor, factors[0]);
    assert_eq!(factor.factor_type, FactorType::Otp);
    assert!(!format!("{factor:?}").contains(secret));
}

#[tokio::test]
async fn enrollment_ends_after_too_many_wrong_codes() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let pending = user.mfa().enroll_otp().await.unwrap();
    let uri = pending.otp().unwrap().uri_text().expose();
    let wrong = wrong_code(&emulator, uri);

    let error = pending.confirm(&*wrong).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), Some(api::TOTP_CODE_WRONG)));
    pending.confirm(code_of(&emulator, uri)).await.unwrap();

    let other = signed_in(&emulator, "alice").await;
    let pending = other.mfa().enroll_otp().await.unwrap();
    let uri = pending.otp().unwrap().uri_text().expose();
    let wrong = wrong_code(&emulator, uri);
    for _ in 0..5 {
        let error = pending.confirm(&*wrong).await.unwrap_err();
        assert_eq!(error.api_code(), Some(api::TOTP_CODE_WRONG));
    }
    let error = pending.confirm(code_of(&emulator, uri)).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), None));
    assert!(error.to_string().contains("too many"), "{error}");
    assert!(types(&other).await.is_empty());
}

#[tokio::test]
async fn enrollment_without_a_code_names_the_missing_field() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "bob").await;
    let without = |pending: &genauth::flows::PendingEnrollment| {
        EnrollFactorDto::new(
            pending.factor_type().clone(),
            pending.enrollment_token().expose(),
            EnrollFactorEnrollmentDataDto::new(),
        )
    };
    let otp = user.mfa().enroll_otp().await.unwrap();
    let error = user.enroll_factor(without(&otp)).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), Some(api::TOTP_CODE_MISSING)));
    let error = otp.confirm("").await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), Some(api::TOTP_CODE_MISSING)));
    let sms = user.mfa().enroll_sms("188xxxx8888", None).await.unwrap();
    let error = user.enroll_factor(without(&sms)).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), None));
    assert!(error.to_string().contains("passCode"), "{error}");
}

#[tokio::test]
async fn phone_and_email_are_enrolled_with_sent_codes() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "bob").await;
    let sms = user.mfa().enroll_sms("188xxxx8888", None).await.unwrap();
    let email = user.mfa().enroll_email("Test@example.com").await.unwrap();
    assert!(sms.otp().is_none());
    let sent = emulator.outbox().last_to(PHONE).unwrap();
    assert_eq!(sent.channel, "CHANNEL_BIND_MFA");

    let wrong = if sent.code == "000000" { "000001" } else { "000000" };
    let error = sms.confirm(wrong).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), Some(api::VERIFY_CODE_WRONG)));
    sms.confirm(sent.code).await.unwrap();
    email.confirm(emulator.outbox().last_code(EMAIL).unwrap()).await.unwrap();

    let factors = user.mfa().factors().await.unwrap();
    assert_eq!(types(&user).await, [FactorType::Sms, FactorType::Email]);
    assert_eq!(factors[0].profile["phoneNumber"], "188xxxx8888");
    assert_eq!(factors[0].profile["phoneCountryCode"], "+86");
    assert_eq!(factors[1].profile["email"], "Test@example.com");
    assert_eq!(left(&user).await, [FactorType::Otp, FactorType::Face]);
}

#[tokio::test]
async fn enrollment_codes_are_limited_to_one_per_minute() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    user.mfa().enroll_sms("188xxxx8888", Some("+86")).await.unwrap();
    emulator.clock().advance(Duration::from_secs(59));
    let error = user.mfa().enroll_sms("188xxxx8888", None).await.unwrap_err();
    assert_eq!(error.status_code(), Some(429));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    user.mfa().enroll_sms("188xxxx8888", Some("+1")).await.unwrap();
    emulator.clock().advance(Duration::from_secs(1));
    let again = user.mfa().enroll_sms("188xxxx8888", None).await.unwrap();
    again.confirm(emulator.outbox().last_code(PHONE).unwrap()).await.unwrap();
}

#[tokio::test]
async fn enrollment_token_is_valid_for_a_minute_and_one_use() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let pending = user.mfa().enroll_email(EMAIL).await.unwrap();
    let code = emulator.outbox().last_code(EMAIL).unwrap();
    emulator.clock().advance(Duration::from_secs(60));
    let error = pending.confirm(&*code).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), None));
    assert!(error.is_expired() && !error.is_wrong_code(), "{error:?}");

    let pending = user.mfa().enroll_email(EMAIL).await.unwrap();
    emulator.clock().advance(Duration::from_secs(59));
    pending.confirm(emulator.outbox().last_code(EMAIL).unwrap()).await.unwrap();
    let factor = user.mfa().factors().await.unwrap().remove(0);
    user.mfa().reset(factor.factor_id).await.unwrap();
    emulator.clock().advance(Duration::from_secs(1));
    let error = pending.confirm(code).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), None));
    assert!(error.to_string().contains("used"), "{error}");
    assert!(types(&user).await.is_empty());
}

#[tokio::test]
async fn enrollment_token_is_bound_to_user_and_factor_type() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let (bob, alice) = (signed_in(&emulator, "bob").await, signed_in(&emulator, "alice").await);
    let pending = bob.mfa().enroll_otp().await.unwrap();
    let code = code_of(&emulator, pending.otp().unwrap().uri_text().expose());
    let proof = |factor_type, token: &str| {
        let proof = EnrollFactorEnrollmentDataDto::new().pass_code(&*code);
        EnrollFactorDto::new(factor_type, token, proof)
    };
    let token = pending.enrollment_token().expose();
    let error = alice.enroll_factor(proof(FactorType::Otp, token)).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), None));
    let error = bob.enroll_factor(proof(FactorType::Sms, token)).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), None));
    assert!(error.to_string().contains("factorType"), "{error}");
    let error = bob.enroll_factor(proof(FactorType::Otp, "xxxxxx")).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), None));
    assert!(types(&bob).await.is_empty() && types(&alice).await.is_empty());
    bob.enroll_factor(proof(FactorType::Otp, token)).await.unwrap();
    assert_eq!(types(&bob).await, [FactorType::Otp]);
}

#[tokio::test]
async fn factors_cannot_be_enrolled_twice() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let (one, other) =
        (user.mfa().enroll_otp().await.unwrap(), user.mfa().enroll_otp().await.unwrap());
    one.confirm(code_of(&emulator, one.otp().unwrap().uri_text().expose())).await.unwrap();
    let code = code_of(&emulator, other.otp().unwrap().uri_text().expose());
    assert_eq!(other.confirm(code).await.unwrap_err().status_code(), Some(409));
    assert_eq!(user.mfa().enroll_otp().await.unwrap_err().status_code(), Some(409));

    let sms = user.mfa().enroll_sms("188xxxx8888", None).await.unwrap();
    sms.confirm(emulator.outbox().last_code(PHONE).unwrap()).await.unwrap();
    emulator.clock().advance(Duration::from_secs(60));
    let error = user.mfa().enroll_sms("188xxxx8888", Some("+86")).await.unwrap_err();
    assert_eq!(error.status_code(), Some(409));
    // Another phone is another factor, and another user may have the same one.
    let second = user.mfa().enroll_sms("188xxxx8889", None).await.unwrap();
    second.confirm(emulator.outbox().last_code("+86188xxxx8889").unwrap()).await.unwrap();
    let alice = signed_in(&emulator, "alice").await;
    let sms = alice.mfa().enroll_sms("188xxxx8888", None).await.unwrap();
    sms.confirm(emulator.outbox().last_code(PHONE).unwrap()).await.unwrap();
    assert_eq!(types(&user).await, [FactorType::Otp, FactorType::Sms, FactorType::Sms]);
}

#[tokio::test]
async fn enrollment_rejects_invalid_addresses() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "bob").await;
    for email in ["", "test"] {
        let error = user.mfa().enroll_email(email).await.unwrap_err();
        assert_eq!(error.status_code(), Some(400));
        assert!(error.to_string().contains("profile.email"), "{error}");
    }
    let error = user.mfa().enroll_sms(" ", None).await.unwrap_err();
    assert!(error.to_string().contains("profile.phoneNumber"), "{error}");
    assert!(emulator.outbox().messages().is_empty());
}

#[tokio::test]
async fn face_enrollment_requires_a_picture_and_an_address() {
    let emulator = Emulator::start().await.unwrap();
    let photo = || FacePhoto::External("https://example.com/face.jpg".to_owned());
    let bob = signed_in(&emulator, "bob").await;
    let error = bob.mfa().enroll_face(photo()).await.unwrap_err();
    assert_eq!(codes(&error), (Some(422), Some(api::FACE_BIND_NEEDS_EMAIL_OR_PHONE)));

    let app = emulator.authentication();
    let alice = SignUpByPasswordDto::new(PASSWORD).username("alice").email("alice@example.com");
    let alice = SignUpDto::new(SignUpConnection::Password).password_payload(alice);
    app.sign_up(alice).await.unwrap();
    let alice = sign_in(&app, "alice").await;
    let error = alice.mfa().enroll_face(FacePhoto::Uploaded(String::new())).await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), Some(api::FACE_PHOTO_NOT_UPLOADED)));
    alice.mfa().enroll_face(photo()).await.unwrap();
    let error = alice.mfa().enroll_face(photo()).await.unwrap_err();
    assert_eq!(codes(&error), (Some(409), Some(api::FACE_ALREADY_BOUND)));
    assert_eq!(types(&alice).await, [FactorType::Face]);
}

#[tokio::test]
async fn users_can_remove_only_their_own_factors() {
    let emulator = Emulator::start().await.unwrap();
    let (bob, alice) = (signed_in(&emulator, "bob").await, signed_in(&emulator, "alice").await);
    with_otp(&emulator, &bob).await;
    let id = bob.mfa().factors().await.unwrap().remove(0).factor_id;
    for error in [
        alice.mfa().factor(&*id).await.unwrap_err(),
        alice.mfa().reset(&*id).await.unwrap_err(),
        bob.mfa().reset("xxxx").await.unwrap_err(),
        bob.mfa().factor("xxxx").await.unwrap_err(),
    ] {
        assert_eq!(error.status_code(), Some(404), "{error}");
    }
    assert_eq!(left(&bob).await, [FactorType::Sms, FactorType::Email, FactorType::Face]);
    bob.mfa().reset(&*id).await.unwrap();
    assert_eq!(bob.mfa().reset(&*id).await.unwrap_err().status_code(), Some(404));
    assert!(types(&bob).await.is_empty());
    assert_eq!(left(&bob).await[0], FactorType::Otp);
    // It can be enrolled again, with another secret.
    with_otp(&emulator, &bob).await;
}

#[tokio::test]
async fn authenticator_code_is_valid_for_one_use() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let error = user.mfa().verify_otp("123456").await.unwrap_err();
    assert_eq!(codes(&error), (Some(422), None));
    let uri = with_otp(&emulator, &user).await;
    let verify = async |code: String| match user.mfa().verify_otp(code).await {
        Ok(()) => true,
        Err(error) if error.is_wrong_code() => false,
        Err(error) => panic!("{error:?}"),
    };

    assert!(!verify(code_of(&emulator, &uri)).await, "it was used to enroll");
    emulator.clock().advance(Duration::from_secs(30));
    let code = code_of(&emulator, &uri);
    assert!(!verify(wrong_code(&emulator, &uri)).await);
    assert!(verify(code.clone()).await);
    assert!(!verify(code.clone()).await);
    let error = user.mfa().verify_otp(" ").await.unwrap_err();
    assert_eq!(codes(&error), (Some(400), Some(api::TOTP_CODE_MISSING)));
    emulator.clock().advance(Duration::from_secs(30));
    let late = code_of(&emulator, &uri);
    emulator.clock().advance(Duration::from_secs(30));
    assert!(verify(late).await, "half a minute late");
    emulator.clock().advance(Duration::from_secs(3_600));
    assert!(!verify(code).await);
    assert!(verify(code_of(&emulator, &uri)).await);
}

#[tokio::test]
async fn authenticator_code_guesses_are_limited() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "bob").await;
    let uri = with_otp(&emulator, &user).await;
    emulator.clock().advance(Duration::from_secs(30));
    for _ in 0..5 {
        let wrong = wrong_code(&emulator, &uri);
        let error = user.mfa().verify_otp(wrong).await.unwrap_err();
        assert!(error.is_wrong_code(), "{error:?}");
    }
    let error = user.mfa().verify_otp(code_of(&emulator, &uri)).await.unwrap_err();
    assert_eq!(error.status_code(), Some(429));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    emulator.clock().advance(Duration::from_secs(60));
    user.mfa().verify_otp(code_of(&emulator, &uri)).await.unwrap();
}

#[tokio::test]
async fn disabled_factors_cannot_be_enrolled() {
    let mut app = Application::new("APP_ID", "test-secret");
    app.factors = vec![FactorType::Email];
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    let user = signed_in(&emulator, "bob").await;
    assert_eq!(left(&user).await, [FactorType::Email]);
    assert_eq!(user.mfa().enroll_otp().await.unwrap_err().status_code(), Some(422));
    let email = user.mfa().enroll_email(EMAIL).await.unwrap();
    email.confirm(emulator.outbox().last_code(EMAIL).unwrap()).await.unwrap();
    assert!(left(&user).await.is_empty());
}

#[tokio::test]
async fn factor_operations_require_a_signed_in_user() {
    let emulator = Emulator::start().await.unwrap();
    let mfa = emulator.authentication().mfa();
    for error in [mfa.factors().await.err(), mfa.enroll_otp().await.err()] {
        assert!(error.unwrap().is_unauthenticated());
    }
    assert!(emulator.calls().is_empty(), "nothing was sent");
    let error = mfa.factors().header("authorization", "Other test").await.unwrap_err();
    assert_eq!(codes(&error), (Some(401), Some(api::NOT_LOGGED_IN)));
}
