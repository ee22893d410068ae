//! Enrolling second factors.

use std::time::Duration;

use genauth::Error;
use genauth::authentication::FactorType;
use genauth::flows::FacePhoto;
use serde_json::{Value, json};
use support::{Recorded, Reply, Server, USER_TOKEN, clients};

const BEGIN: &str = "/api/v3/send-enroll-factor-request";
const FINISH: &str = "/api/v3/enroll-factor";
const SECRET: &str = "sentinel";

fn respond(request: &Recorded) -> Reply {
    let passes = request.json()["enrollmentData"]["passCode"] != "000000";
    match (request.path.as_str(), passes) {
        (BEGIN, _) if request.json()["factorType"] == "OTP" => Reply::data(&json!({
            "enrollmentToken": SECRET,
            "otpData": {
                "qrCodeUri": format!("otpauth://totp/Pool:bob?secret={SECRET}"),
                "qrCodeDataUrl": format!("data:image/png;base64,{SECRET}"),
                "recoveryCode": SECRET,
            },
        })),
        (BEGIN, _) => Reply::data(&json!({"enrollmentToken": SECRET})),
        (FINISH, false) => {
            Reply::json(200, &json!({"statusCode": 400, "apiCode": 6001, "message": "wrong"}))
        }
        (FINISH, true) => Reply::json(200, &json!({"statusCode": 200, "message": "ok"})),
        _ => Reply::new(404, ""),
    }
}

/// Returns the received bodies, in order.
fn bodies(server: &Server) -> Vec<Value> {
    for request in server.recorded() {
        assert_eq!(request.header("authorization"), format!("Bearer {USER_TOKEN}"));
    }
    server.recorded().iter().map(Recorded::json).collect()
}

fn proof(factor_type: &str, data: &Value) -> Value {
    json!({"factorType": factor_type, "enrollmentToken": SECRET, "enrollmentData": data})
}

#[tokio::test]
async fn each_factor_is_enrolled_in_two_steps() {
    let server = Server::start(respond).await.unwrap();
    let mfa = clients(&server).unwrap().user.mfa();
    let begin =
        |factor_type: &str, profile: Value| json!({"factorType": factor_type, "profile": profile});
    let code = json!({"passCode": "123456"});

    let pending = mfa.enroll_otp().await.unwrap();
    assert_eq!(pending.factor_type(), &FactorType::Otp);
    assert_eq!(pending.otp().unwrap().recovery_code().expose(), SECRET);
    pending.confirm("123456").await.unwrap();
    let pending = mfa.enroll_sms("202", Some("+1")).await.unwrap();
    assert!(pending.otp().is_none());
    assert_eq!(pending.enrollment_token().expose(), SECRET);
    pending.confirm("123456").await.unwrap();
    mfa.enroll_sms("188", None).await.unwrap();
    mfa.enroll_email("test@example.com").await.unwrap().confirm("123456").await.unwrap();
    mfa.enroll_face(FacePhoto::External("https://a.example/face.png".to_owned())).await.unwrap();
    mfa.enroll_face(FacePhoto::Uploaded("KEY".to_owned())).await.unwrap();

    let expected = [
        begin("OTP", json!({})),
        proof("OTP", &code),
        begin("SMS", json!({"phoneNumber": "202", "phoneCountryCode": "+1"})),
        proof("SMS", &code),
        begin("SMS", json!({"phoneNumber": "188"})),
        begin("EMAIL", json!({"email": "test@example.com"})),
        proof("EMAIL", &code),
        begin("FACE", json!({})),
        proof("FACE", &json!({"photo": "https://a.example/face.png", "isExternalPhoto": true})),
        begin("FACE", json!({})),
        proof("FACE", &json!({"photo": "KEY", "isExternalPhoto": false})),
    ];
    assert_eq!(bodies(&server), expected);
}

#[tokio::test]
async fn a_wrong_passcode_can_be_corrected() {
    let server = Server::start(respond).await.unwrap();
    let pending = clients(&server).unwrap().user.mfa().enroll_email("a@example.com").await.unwrap();
    let error = pending.confirm("000000").await.unwrap_err();
    assert_eq!(error.api_code(), Some(6001));
    assert!(!error.is_expired() && !pending.is_expired());
    pending.confirm("123456").await.unwrap();
    assert_eq!(server.recorded().len(), 3);
}

#[tokio::test]
async fn expired_enrollment_is_rejected_without_a_request() {
    let server = Server::start(respond).await.unwrap();
    let pending = clients(&server).unwrap().user.mfa().enroll_email("a@example.com").await.unwrap();
    assert!(pending.expires_in() <= Duration::from_secs(60), "{:?}", pending.expires_in());
    tokio::time::pause();
    tokio::time::advance(pending.expires_in()).await;
    assert!(pending.is_expired());
    assert_eq!(pending.expires_in(), Duration::ZERO);
    let error = pending.confirm("123456").await.unwrap_err();
    assert!(error.is_expired() && matches!(error, Error::Flow(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the enrollment of EMAIL was not confirmed within 60 seconds and has expired; nothing was \
         sent; start a new enrollment"
    );
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn the_enrollment_deadline_starts_with_the_request() {
    // The time of a slow response counts against the user's deadline, as it does on the server's
    // clock.
    let server = Server::start(|request| {
        std::thread::sleep(Duration::from_millis(20));
        respond(request)
    });
    let server = server.await.unwrap();
    let pending = clients(&server).unwrap().user.mfa().enroll_otp().await.unwrap();
    assert!(pending.expires_in() <= Duration::from_millis(59_980), "{:?}", pending.expires_in());
}

#[tokio::test]
async fn debug_output_of_an_enrollment_hides_everything() {
    let server = Server::start(respond).await.unwrap();
    let mfa = clients(&server).unwrap().user.mfa();
    let pending = mfa.enroll_otp().await.unwrap();
    let otp = pending.otp().unwrap();
    let uri = otp.uri().unwrap();
    let image = otp.qr_png().unwrap_err();
    let shown = format!("{pending:?} {pending:#?} {otp:?} {uri:?} {mfa:?} {image} {image:?}");
    assert!(!shown.contains(SECRET) && !shown.contains(USER_TOKEN), "{shown}");
}

#[tokio::test]
async fn the_other_methods_forward_to_their_operations() {
    let server = Server::start(|request| match request.path.as_str() {
        "/api/v3/get-factor" => {
            Reply::data(&json!({"factorId": "ID", "factorType": "SMS", "profile": {}}))
        }
        "/api/v3/mfa-totp-verify" => Reply::data(&json!({"verified": true})),
        "/api/v3/reset-factor" => Reply::json(200, &json!({"statusCode": 200, "message": "ok"})),
        _ => Reply::data(&json!([{"factorId": "ID", "factorType": "SMS", "profile": {}}])),
    });
    let server = server.await.unwrap();
    let mfa = clients(&server).unwrap().user.mfa();
    assert_eq!(mfa.factors().await.unwrap()[0].factor_type, FactorType::Sms);
    assert_eq!(mfa.factors_to_enroll().await.unwrap()[0].factor_type, FactorType::Sms);
    assert_eq!(mfa.factor("ID").await.unwrap().factor_id, "ID");
    mfa.reset("ID").await.unwrap();
    mfa.verify_otp("612 311").await.unwrap();
    let sent: Vec<_> = server
        .recorded()
        .iter()
        .map(|request| format!("{} {} {}", request.path, request.query, request.json()))
        .collect();
    let expected = [
        "/api/v3/list-enrolled-factors  null",
        "/api/v3/list-factors-to-enroll  null",
        "/api/v3/get-factor factorId=ID null",
        r#"/api/v3/reset-factor  {"factorId":"ID"}"#,
        r#"/api/v3/mfa-totp-verify  {"totp":"612311"}"#,
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn an_unconfirmed_passcode_is_an_error() {
    let rejected = json!({"statusCode": 400, "apiCode": 6_001, "message": "wrong"});
    for reply in [Reply::data(&json!({"verified": false})), Reply::json(200, &rejected)] {
        let server = Server::start(move |_| reply.clone()).await.unwrap();
        let error = clients(&server).unwrap().user.mfa().verify_otp("612311").await.unwrap_err();
        assert!(error.is_wrong_code() && !error.is_expired(), "{error:?}");
    }
}

#[tokio::test]
async fn spaces_are_removed_from_passcodes() {
    let server = Server::start(|request| match request.path.as_str() {
        "/api/v3/send-enroll-factor-request" => {
            Reply::data(&json!({"enrollmentToken": "TOKEN", "otpData": null}))
        }
        "/api/v3/mfa-totp-verify" => Reply::data(&json!({"verified": true})),
        _ => Reply::json(200, &json!({"statusCode": 200, "message": "ok"})),
    });
    let server = server.await.unwrap();
    let mfa = clients(&server).unwrap().user.mfa();
    let pending = mfa.enroll_email("test@example.com").await.unwrap();
    for typed in ["123 456", "123-456", "\u{a0}123\u{202f}456 ", "123\u{2011}456", "１２３４５６"]
    {
        pending.confirm(typed).await.unwrap();
        let sent = server.last().unwrap().json();
        assert_eq!(sent["enrollmentData"]["passCode"], "123456", "{typed:?}");
        mfa.verify_otp(typed).await.unwrap();
        assert_eq!(server.last().unwrap().json()["totp"], "123456", "{typed:?}");
    }
}

#[tokio::test]
async fn an_enrollment_that_expired_on_the_server_is_expired() {
    for (status, api_code, message, is_expired) in [
        (400, None, "the enrollment token has expired", true),
        (400, None, "enrollmentToken 已过期", true),
        (400, Some(2_001), "the code is wrong or has expired", false),
        (401, None, "the access token has expired", false),
        (400, None, "`photo` is required", false),
    ] {
        let failure = json!({"statusCode": status, "apiCode": api_code, "message": message});
        let server = Server::start(move |request| match request.path.as_str() {
            "/api/v3/enroll-factor" => Reply::json(200, &failure),
            _ => Reply::data(&json!({"enrollmentToken": "TOKEN"})),
        });
        let server = server.await.unwrap();
        let mfa = clients(&server).unwrap().user.mfa();
        let pending = mfa.enroll_email("test@example.com").await.unwrap();
        let error = pending.confirm("123456").await.unwrap_err();
        assert_eq!(error.is_expired(), is_expired, "{error:?}");
    }
}

#[tokio::test]
async fn options_of_a_step_apply_to_every_call_of_its_flow() {
    let server = Server::start(respond).await.unwrap();
    let mfa = clients(&server).unwrap().user.mfa();
    let pending = mfa.enroll_email("test@example.com").header("x-trace-id", "1").await.unwrap();
    pending.confirm("123456").header("x-step-id", "2").await.unwrap();
    mfa.enroll_face(FacePhoto::Uploaded("KEY".to_owned())).header("x-trace-id", "1").await.unwrap();
    let recorded = server.recorded();
    assert_eq!(recorded.len(), 4);
    assert!(recorded.iter().all(|request| request.header("x-trace-id") == "1"));
    assert_eq!(recorded[1].header("x-step-id"), "2");
    assert_eq!(recorded[0].header("x-step-id"), "");

    let error = mfa.enroll_otp().header("a b", "c").await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(server.recorded().len(), 4);
}

#[tokio::test]
async fn a_step_has_its_own_timeout_and_retry_policy() {
    let silent = Server::start(|_| Reply::Silence).await.unwrap();
    let mfa = clients(&silent).unwrap().user.mfa();
    let error = mfa.enroll_otp().timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");

    let failing = Server::start(|_| Reply::new(503, "")).await.unwrap();
    let mfa = clients(&failing).unwrap().user.mfa();
    let step = mfa.verify_otp("123456").retry(genauth::RetryPolicy::never());
    step.await.unwrap_err();
    assert_eq!(failing.recorded().len(), 1);
}
