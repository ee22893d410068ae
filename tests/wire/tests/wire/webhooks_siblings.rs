//! Webhook requests beside the documented ones: odd media types, forms, keys and secrets.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use genauth::webhook::{Event, HandledDeliveries, Handling, Webhook, WebhookErrorKind as Kind};
use http::{HeaderMap, HeaderValue};

use crate::webhooks::{LOGIN, SECRET, read, webhook, with_type};

fn key(body: &str) -> String {
    read(body).unwrap().idempotency_key().to_owned()
}

#[test]
fn w5_parameters_of_media_types_are_read_as_quoted_strings() {
    let with_bytes = |content_type: &[u8]| {
        let mut headers = with_type("application/json");
        headers.insert("content-type", HeaderValue::from_bytes(content_type).unwrap());
        headers
    };
    let accepted: [&[u8]; 9] = [
        b"application/json;",
        b"application/json ; charset = \"utf-8\"",
        b"application/json; charset=\"u\\tf-8\"",
        b"application/json; profile=\"a; charset=gbk\"",
        b"application/json; profile=\"a\\\"; charset=gbk\"; charset=utf8",
        b"application/json; profile=\xe9; charset=utf-8",
        b"application/json; charset",
        b"application/json;;charset=utf-8;",
        b"application/json; x-charset=gbk",
    ];
    for content_type in accepted {
        let delivery = webhook().verify(&with_bytes(content_type), LOGIN.as_bytes());
        assert!(delivery.is_ok(), "{:?}", String::from_utf8_lossy(content_type));
    }
    let refused: [&[u8]; 8] = [
        b"application/json; charset=utf-8; charset=gbk",
        b"application/json; charset=\"gbk\"",
        b"application/json; CharSet=\"iso-8859-1\"",
        b"application/json; profile=\"a\"; charset=utf-16",
        b"application/json, application/json",
        b"application/json\xe9",
        b"application/problem+json",
        b"; charset=utf-8",
    ];
    for content_type in refused {
        let error = webhook().verify(&with_bytes(content_type), LOGIN.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), Kind::MediaType, "{:?}", String::from_utf8_lossy(content_type));
    }
    let mut twice = with_type("application/json");
    twice.append("content-type", HeaderValue::from_static("application/json"));
    let error = webhook().verify(&twice, LOGIN.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), Kind::MediaType);
}

#[test]
fn w5_forms_are_decoded_without_changes_of_the_data() {
    let form = |body: &str| {
        webhook().verify(&with_type("application/x-www-form-urlencoded"), body.as_bytes())
    };
    for (body, data) in [
        ("data=%7B%22a%22%3A%22b+c%22%7D&eventName=x", r#"{"a":"b c"}"#),
        ("eventName=x&data=%7b%22a%22%3a%22b%2Bc%22%7d", r#"{"a":"b+c"}"#),
        ("&eventName=x&&data={\"a\":\"%E6%BC%A2\"}&", "{\"a\":\"漢\"}"),
        ("event%4Eame=x&data={\"rate\":\"100%\"}", r#"{"rate":"100%"}"#),
        ("eventName=x&data={\"rate\":\"%zz%4\"}", r#"{"rate":"%zz%4"}"#),
        ("eventName=x&data={\"a\":\"b=c\"}", r#"{"a":"b=c"}"#),
        ("eventName=x&data={\"a\":\"%EF%BF%BD\"}", "{\"a\":\"\u{fffd}\"}"),
    ] {
        let delivery = form(body).unwrap();
        assert_eq!((delivery.name(), delivery.raw_data()), (Some("x"), data), "{body}");
    }
    for body in ["eventName=x&data={\"a\":\"%FF\"}", "eventName=x%C3&data={}", "%80=1"] {
        assert_eq!(form(body).unwrap_err().kind(), Kind::Malformed, "{body}");
    }
    for body in
        ["eventName=x&data=", "eventName=x&data", "eventName&data={}}", "eventname=x&data={}"]
    {
        assert_eq!(form(body).unwrap_err().kind(), Kind::FormLayout, "{body}");
    }
    let named = form("eventName=a%22%2C%22data%22%3A1&data={}").unwrap();
    assert_eq!((named.name(), named.raw_data()), (Some("a\",\"data\":1"), "{}"));
}

#[test]
fn w7_keys_differ_wherever_the_data_does() {
    let of = |data: &str| key(&format!(r#"{{"eventName":"x","data":{data}}}"#));
    for (one, other) in [
        (r#"{"a":1,"a":2}"#, r#"{"a":2,"a":1}"#),
        ("1", "1.0"),
        ("1", "\"1\""),
        ("null", "\"null\""),
        ("[]", "{}"),
        ("[1,[2]]", "[[1],2]"),
        ("[1,2]", "[2,1]"),
        (r#"{"a":{"b":1}}"#, r#"{"a":{},"b":1}"#),
        (r#"{"a":1}"#, r#"{"A":1}"#),
        ("12345678901234567890123", "12345678901234567890124"),
        (r#"{"a":"\"b\":1"}"#, r#"{"a":"","b":1}"#),
        (r#"{"a":"1,\"b\":2"}"#, r#"{"a":"1","b":2}"#),
    ] {
        assert_ne!(of(one), of(other), "{one} {other}");
    }
    for (one, other) in [
        (r#"[[{"b":1,"a":[{"d":2,"c":3}]}]]"#, r#"[[{"a":[{"c":3,"d":2}],"b":1}]]"#),
        (r#""\u00e9\/\ud83d\ude00""#, "\"é/😀\""),
        (r#"{"\u0061":1,"b":2}"#, r#"{"b":2,"a":1}"#),
        ("[ 1 ,\t2\n]", "[1,2]"),
        (r#"{"a":1,"b":0,"a":2}"#, r#"{"b":0,"a":1,"a":2}"#),
    ] {
        assert_eq!(of(one), of(other), "{one} {other}");
    }
}

#[test]
fn w1_secrets_of_other_alphabets_are_compared_as_bytes() {
    for secret in ["pässwörd", "密码", "🔑", "a b", "a,b", "a;b=\"c\"", "%41", "secret=="] {
        let webhook = Webhook::new(secret).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-genauth-token", HeaderValue::from_bytes(secret.as_bytes()).unwrap());
        assert!(webhook.verify(&headers, LOGIN.as_bytes()).is_ok(), "{secret}");
        headers.insert("x-genauth-token", HeaderValue::from_static("A"));
        assert!(webhook.verify(&headers, LOGIN.as_bytes()).is_err(), "{secret}");
    }
    // Nor are they normalized.
    let webhook = Webhook::new("e\u{301}").unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("x-genauth-token", HeaderValue::from_bytes("é".as_bytes()).unwrap());
    assert_eq!(webhook.authenticate(&headers).unwrap_err().kind(), Kind::Unauthenticated);
}

#[test]
fn w3_user_pools_that_are_no_text_do_not_match() {
    let pinned = webhook().user_pool("pool1").unwrap();
    for pool in [&b"pool1\xff"[..], b"POOL1", b"pool1,pool1", b""] {
        let mut headers = HeaderMap::new();
        headers.insert("x-genauth-token", HeaderValue::from_static(SECRET));
        headers.insert("x-authing-userpool-id", HeaderValue::from_bytes(pool).unwrap());
        let error = pinned.authenticate(&headers).unwrap_err();
        assert_eq!(error.kind(), Kind::Unauthenticated, "{pool:?}");
    }
}

#[test]
fn w6_numbers_that_lose_digits_are_not_made_ids() {
    let body = r#"{"eventName":"mfa:verified","data":{"userId":ID,"isValid":true,"type":"OTP"}}"#;
    for (id, is_typed) in [
        ("9007199254740993", true),
        ("18446744073709551615", true),
        ("18446744073709551616", false),
        ("12345678901234567890123", false),
        ("1.5", false),
        ("1e3", false),
    ] {
        let body = body.replace("ID", id);
        match read(&body).unwrap().event {
            Event::MfaVerified(verified) => {
                assert_eq!((verified.user_id.as_str(), true), (id, is_typed))
            }
            Event::Other(_) => assert!(!is_typed, "{id}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn w6_halves_of_surrogate_pairs_and_duplicates_inside_of_data_are_read() {
    let delivery =
        read(r#"{"eventName":"login","data":{"id":"u1","nickname":"a\ud83d","id":"u2"}}"#).unwrap();
    let Event::Login(user) = &delivery.event else { panic!("another event") };
    assert_eq!((user.id(), user.nickname()), ("u2", Some("a\u{fffd}")));
    let nested = |depth: usize| {
        format!(r#"{{"eventName":"x","data":{}{}}}"#, "[".repeat(depth), "]".repeat(depth))
    };
    assert!(read(&nested(63)).is_ok());
    for depth in [64, 100_000] {
        assert_eq!(read(&nested(depth)).unwrap_err().kind(), Kind::Malformed);
    }
}

#[tokio::test(start_paused = true)]
async fn w7_the_last_10000_keys_are_remembered() {
    let handled = HandledDeliveries::new();
    let handle = async |number: usize| {
        let delivery = read(&format!(r#"{{"eventName":"x","data":{number}}}"#)).unwrap();
        handled.handle(&delivery, || async { Ok::<_, ()>(()) }).await.unwrap()
    };
    for number in 0..10_050 {
        assert_eq!(handle(number).await, Handling::Handled(()));
    }
    for number in (50..10_050).rev() {
        assert_eq!(handle(number).await, Handling::Repeated, "{number}");
    }
    assert_eq!(handle(49).await, Handling::Handled(()));
    assert!(format!("{handled:?}").contains("10000"), "{handled:?}");
}

#[tokio::test(start_paused = true)]
async fn w7_a_key_in_use_is_not_forgotten() {
    let (handled, runs) = (HandledDeliveries::new(), AtomicUsize::new(0));
    let delivery = read(LOGIN).unwrap();
    let slow = handled.handle(&delivery, || async {
        tokio::time::sleep(Duration::from_secs(2 * 24 * 3_600)).await;
        Ok::<_, ()>(runs.fetch_add(1, Ordering::SeqCst))
    });
    let others = async {
        for number in 0..10_010 {
            let other = read(&format!(r#"{{"eventName":"x","data":{number}}}"#)).unwrap();
            handled.handle(&other, || async { Ok::<_, ()>(0) }).await.unwrap();
        }
        tokio::time::sleep(Duration::from_secs(25 * 3_600)).await;
        handled
            .handle(&delivery, || async { Ok::<_, ()>(runs.fetch_add(1, Ordering::SeqCst)) })
            .await
    };
    let (slow, again) = tokio::join!(slow, others);
    assert_eq!((slow, again), (Ok(Handling::Handled(0)), Ok(Handling::Repeated)));
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn w7_of_many_canceled_handlers_the_next_one_runs() {
    let (handled, delivery) = (HandledDeliveries::new(), read(LOGIN).unwrap());
    let mut waiting = Vec::new();
    for _ in 0..100 {
        let mut one = Box::pin(handled.handle(&delivery, std::future::pending::<Result<(), ()>>));
        assert!(tokio::time::timeout(Duration::ZERO, &mut one).await.is_err());
        waiting.push(one);
    }
    drop(waiting);
    let last = handled.handle(&delivery, || async { Ok::<_, ()>(()) }).await;
    assert_eq!(last, Ok(Handling::Handled(())));
}
