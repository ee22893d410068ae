//! Webhook requests: which are accepted, what is read from them, and what is never shown.

use genauth::webhook::{Delivery, Event, Webhook, WebhookError, WebhookErrorKind as Kind};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

pub(crate) const SECRET: &str = "test-secret";
pub(crate) const LOGIN: &str = r#"{"eventName":"login","data":{"id":"u1","username":"bob"}}"#;

pub(crate) fn webhook() -> Webhook {
    Webhook::new(SECRET).unwrap()
}

fn headers(pairs: &[(&str, &[u8])]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::try_from(*name).unwrap();
        headers.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    headers
}

pub(crate) fn with_type(content_type: &str) -> HeaderMap {
    headers(&[
        ("x-authing-webhook-secret", SECRET.as_bytes()),
        ("content-type", content_type.as_bytes()),
    ])
}

pub(crate) fn read(body: &str) -> Result<Delivery, WebhookError> {
    webhook().verify(&with_type("application/json"), body.as_bytes())
}

fn kind_of(result: Result<Delivery, WebhookError>) -> Kind {
    result.unwrap_err().kind()
}

#[test]
fn w1_there_is_no_webhook_without_a_secret() {
    for secret in ["", " ", "\t \n", "a\0b", "a\nb", " a", "a ", "\u{7f}"] {
        assert_eq!(Webhook::new(secret).unwrap_err().kind(), Kind::Config, "{secret:?}");
    }
    for pool in ["", "  ", "a\0b"] {
        assert_eq!(webhook().user_pool(pool).unwrap_err().kind(), Kind::Config, "{pool:?}");
    }
    for sent in
        [headers(&[]), headers(&[("x-genauth-token", b"")]), headers(&[("x-genauth-token", b"  ")])]
    {
        let error = webhook().verify(&sent, LOGIN.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.status().as_u16()), (Kind::Unauthenticated, 401));
    }
}

#[test]
fn w2_all_wrong_secrets_get_the_same_error() {
    let expected = webhook().verify(&headers(&[]), b"").unwrap_err();
    let long = vec![b'a'; 1024 * 1024];
    let wrong: [&[u8]; 9] = [
        b"",
        b"t",
        b"test-secre",
        b"test-secrett",
        b"TEST-SECRET",
        b"test-secret\xff",
        b"\xff\xfe",
        b"test-secret, test-secret",
        &long,
    ];
    for sent in wrong {
        let sent = headers(&[("x-authing-webhook-secret", sent)]);
        let error = webhook().verify(&sent, LOGIN.as_bytes()).unwrap_err();
        assert_eq!(error, expected);
        assert_eq!(error.status(), 401);
    }
    // A body that is too long or malformed is not looked at.
    let sent = headers(&[("content-length", b"99999999999"), ("content-type", b"text/plain")]);
    assert_eq!(webhook().verify(&sent, b"{").unwrap_err(), expected);
}

#[test]
fn w3_each_header_for_the_secret_must_have_it() {
    let (right, wrong) = (SECRET.as_bytes(), b"other" as &[u8]);
    let (first, second) = ("x-authing-webhook-secret", "X-GenAuth-Token");
    let accepted = [
        headers(&[(first, right)]),
        headers(&[("X-AUTHING-WEBHOOK-SECRET", right)]),
        headers(&[(second, right)]),
        headers(&[(first, right), (second, right)]),
    ];
    for sent in accepted {
        assert!(webhook().verify(&sent, LOGIN.as_bytes()).is_ok(), "{sent:?}");
    }
    let refused = [
        headers(&[(first, right), (second, wrong)]),
        headers(&[(first, wrong), (second, right)]),
        headers(&[(first, right), (second, b"")]),
        headers(&[(first, right), (first, wrong)]),
        headers(&[(first, wrong), (first, right)]),
        headers(&[(first, b"test-secret, other")]),
        headers(&[("authorization", right), ("x-webhook-secret", right)]),
    ];
    for sent in refused {
        assert_eq!(kind_of(webhook().verify(&sent, LOGIN.as_bytes())), Kind::Unauthenticated);
    }
}

#[test]
fn w3_a_pinned_user_pool_must_be_named_exactly_once() {
    let pinned = webhook().user_pool("pool1").unwrap();
    let secret = ("x-authing-webhook-secret", SECRET.as_bytes());
    let pool = ("x-authing-userpool-id", b"pool1" as &[u8]);
    let other = ("x-authing-userpool-id", b"pool2" as &[u8]);
    let delivery = pinned.verify(&headers(&[secret, pool]), LOGIN.as_bytes()).unwrap();
    assert_eq!(delivery.user_pool_id(), Some("pool1"));
    for sent in
        [vec![secret], vec![secret, other], vec![secret, pool, pool], vec![secret, pool, other]]
    {
        let error = pinned.verify(&headers(&sent), LOGIN.as_bytes()).unwrap_err();
        assert_eq!(error, pinned.verify(&headers(&[]), b"").unwrap_err());
    }
    // Without a pin it is a fact about the request, and nothing more.
    let delivery = webhook().verify(&headers(&[secret, other]), LOGIN.as_bytes()).unwrap();
    assert_eq!(delivery.user_pool_id(), Some("pool2"));
}

#[test]
fn w4_a_body_beyond_the_limit_is_refused() {
    let webhook = webhook().max_body_bytes(LOGIN.len());
    let json = with_type("application/json");
    assert!(webhook.verify(&json, LOGIN.as_bytes()).is_ok());
    let error = webhook.verify(&json, format!("{LOGIN} ").as_bytes()).unwrap_err();
    assert_eq!((error.kind(), error.status().as_u16()), (Kind::TooLarge, 413));
    let mut declared = json.clone();
    declared.insert("content-length", HeaderValue::from_static("10000000000"));
    assert_eq!(webhook.authenticate(&declared).unwrap_err().kind(), Kind::TooLarge);
}

#[test]
fn w5_media_types_are_matched_without_case_and_parameters() {
    let json = [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/json; v=1; charset=US-ASCII",
    ];
    for content_type in json {
        assert!(
            webhook().verify(&with_type(content_type), LOGIN.as_bytes()).is_ok(),
            "{content_type}"
        );
    }
    let absent = headers(&[("x-genauth-token", SECRET.as_bytes())]);
    assert!(webhook().verify(&absent, LOGIN.as_bytes()).is_ok());
    let refused = [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
        "application/xml",
        "application/jsonp",
        "application/x-www-form-urlencoded; charset=gbk",
        "",
    ];
    for content_type in refused {
        let error = webhook().verify(&with_type(content_type), LOGIN.as_bytes()).unwrap_err();
        assert_eq!(
            (error.kind(), error.status().as_u16()),
            (Kind::MediaType, 415),
            "{content_type}"
        );
    }
    // The secret is checked first.
    let error = webhook().verify(&headers(&[("content-type", b"text/plain")]), b"").unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthenticated);
}

#[test]
fn w5_empty_bodies_are_malformed_and_byte_order_marks_skipped() {
    for body in ["", "  \n", "\u{feff}"] {
        assert_eq!(kind_of(read(body)), Kind::Malformed, "{body:?}");
    }
    assert!(matches!(read(&format!("\u{feff}{LOGIN}")).unwrap().event, Event::Login(_)));
}

#[test]
fn w5_a_form_is_the_same_event_or_refused_by_name() {
    let form = |body: &str| {
        webhook()
            .verify(&with_type("application/x-www-form-urlencoded; charset=utf-8"), body.as_bytes())
    };
    let typed = form("eventName=login&data=%7B%22id%22%3A%22u1%22%2C%22username%22%3A%22bob%22%7D")
        .unwrap();
    assert_eq!(typed.event, read(LOGIN).unwrap().event);
    assert_eq!(typed.idempotency_key(), read(LOGIN).unwrap().idempotency_key());
    for body in [
        "eventName=login&data[id]=u1",
        "eventName=login",
        "data={}",
        "a=1",
        "eventName=login&data={}&x=1",
        "eventName=login&data=text",
        "eventName=login&data={},\"eventName\":\"kick\"",
        LOGIN,
    ] {
        let error = form(body).unwrap_err();
        assert_eq!(error.kind(), Kind::FormLayout, "{body}");
        assert!(error.message().starts_with("form layout not known"), "{error}");
    }
    assert_eq!(kind_of(form("eventName=login&eventName=kick&data={}")), Kind::Malformed);
}

#[test]
fn w6_well_formed_json_is_never_refused() {
    let bodies = [
        (
            r#"{"eventName":"plan:upgraded","data":{"n":12345678901234567890123}}"#,
            Some("plan:upgraded"),
        ),
        (r#"{"id":"u1","username":"bob","loginsCount":3}"#, None),
        (r#"{"eventName":"login","data":null}"#, Some("login")),
        (r#"{"eventName":"login","data":[1]}"#, Some("login")),
        (r#"{"eventName":"login","data":"text"}"#, Some("login")),
        (r#"{"eventName":"login"}"#, Some("login")),
        (
            r#"{"eventName":"mfa:verified","data":{"userId":"u1","isValid":"maybe","type":"OTP"}}"#,
            Some("mfa:verified"),
        ),
        (r#"{"eventName":7,"data":{}}"#, Some("7")),
        (r#"{"eventName":null,"data":{}}"#, None),
        (r#"{"description":"A test from GenAuth Webhook"}"#, None),
        ("[1,2]", None),
        ("\"text\"", None),
        ("1", None),
        ("null", None),
    ];
    for (body, name) in bodies {
        let delivery = read(body).unwrap();
        assert_eq!(delivery.event, Event::Other(name.map(str::to_owned)), "{body}");
        assert_eq!((delivery.raw(), delivery.name()), (body, name));
    }
    assert_eq!(read(bodies[0].0).unwrap().raw_data(), r#"{"n":12345678901234567890123}"#);
}

#[test]
fn w6_events_are_typed_whatever_the_order_and_new_fields() {
    let delivery = read(
        r#"{"new":1,"data":{"userId":7,"isValid":false,"type":"VOICE","x":{}},"eventName":"mfa:verified"}"#,
    );
    let Event::MfaVerified(verified) = delivery.unwrap().event else { panic!("another event") };
    assert_eq!(
        (verified.user_id.as_str(), verified.is_valid, verified.factor.as_str()),
        ("7", false, "VOICE")
    );
    let delivery =
        read(r#"{"eventName":"test","data":{"description":"A test from authing"}}"#).unwrap();
    assert!(
        matches!(delivery.event, Event::Test(test) if test.description == "A test from authing")
    );
    let sample = r#"{"eventName":"permission:add","data":{"userPoolId":"p","policies":["a"],"targetType":"USER",
        "targetIdentifiers":["u1"],"namespace":"default"}}"#;
    assert!(
        matches!(read(sample).unwrap().event, Event::PermissionsAdded(it) if it.policies.len() == 1)
    );
    let sample = r#"{"eventName":"user:password-changed","data":{"userId":"u1"}}"#;
    assert!(
        matches!(read(sample).unwrap().event, Event::UserPasswordChanged(it) if it.user_id == "u1")
    );
    let sample = r#"{"eventName":"user:deleted","data":{"users":["u1",{"id":"u2"},3]}}"#;
    let Event::UserDeleted(deleted) = read(sample).unwrap().event else { panic!("another event") };
    assert_eq!(deleted.users.iter().map(|it| it.id()).collect::<Vec<_>>(), ["u1", "u2", "3"]);
}

#[test]
fn w6_ambiguous_and_dangerous_json_is_malformed() {
    let deep =
        format!("{{\"eventName\":\"login\",\"data\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let bodies = [
        r#"{"eventName":"login","data":{},"eventName":"kick"}"#,
        r#"{"eventName":"login","data":{},"event\u004eame":"login"}"#,
        r#"{"data":{},"eventName":"login","data":{"id":"u1"}}"#,
        &deep,
        "{",
        "{\"eventName\":}",
        "nul",
        "{}x",
        "{'a':1}",
    ];
    for body in bodies {
        let error = read(body).unwrap_err();
        assert_eq!((error.kind(), error.status().as_u16()), (Kind::Malformed, 400), "{body}");
    }
    let sent = with_type("application/json");
    assert_eq!(kind_of(webhook().verify(&sent, b"{\"a\":\"\xff\"}")), Kind::Malformed);
}

#[test]
fn w8_nothing_of_a_body_or_a_secret_is_shown() {
    let private =
        ["S3CR3T-configured", "hash$2b$", "salty", "tok-1", "enc-1", "next-1", "bob@example.com"];
    let webhook = Webhook::new(private[0]).unwrap();
    let sent = headers(&[
        ("x-genauth-token", private[0].as_bytes()),
        ("content-type", b"application/json"),
    ]);
    let body = format!(
        r#"{{"eventName":"refresh-token","data":{{"user":{{"id":"u1","email":"{}","password":"{}","salt":"{}",
        "token":"{}","encryptedPassword":"{}"}},"nextAccessToken":"{}"}}}}"#,
        private[6], private[1], private[2], private[3], private[4], private[5],
    );
    let delivery = webhook.verify(&sent, body.as_bytes()).unwrap();
    let Event::TokenRefreshed(data) = &delivery.event else { panic!("another event") };
    assert_eq!(data.user.email(), Some(private[6]));
    let broken =
        webhook.verify(&sent, body.split_at(body.find("2b$").unwrap()).0.as_bytes()).unwrap_err();
    let error = delivery.data::<Vec<u8>>().unwrap_err();
    let wrong = webhook.verify(&headers(&[("x-genauth-token", b"hash$2b$")]), b"").unwrap_err();
    let whole: genauth::Error = wrong.clone().into();
    let shown = format!(
        "{webhook:?} {delivery:?} {:?} {data:?} {:?} {broken} {broken:?} {error} {error:?} {wrong} {wrong:?} {whole} {whole:?}",
        delivery.event, data.user,
    );
    for text in private.iter().chain(&["hash", "u1"]) {
        assert!(!shown.contains(text), "{text}: {shown}");
    }
    assert!(broken.message().contains("line 1 column"), "{broken}");
}

proptest! {
    /// Whatever arrives, it is an event or an error, and the raw text is kept.
    #[test]
    fn any_body_is_read_or_refused(body in "[\\[\\]{},:\"0-9a-z.\\\\ \\-+]{0,40}") {
        if let Ok(delivery) = read(&body) {
            prop_assert_eq!(delivery.raw(), body);
        }
    }

    #[test]
    fn any_header_is_compared_without_failing(sent in proptest::collection::vec(32u8..=255, 0..64)) {
        prop_assume!(!sent.contains(&127));
        let is_right = sent == SECRET.as_bytes();
        let sent = headers(&[("x-genauth-token", &sent)]);
        prop_assert_eq!(webhook().verify(&sent, LOGIN.as_bytes()).is_ok(), is_right);
    }
}
