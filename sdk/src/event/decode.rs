//! Decoding of messages.

use serde_json::value::RawValue;

use super::fields::{fields, string};
use super::{CustomEvent, Event, EventCode, RawEvent, SecurityEvent, UserEvent};
use crate::error::{Error, EventError, EventErrorKind};

/// The names of the field with the kind of an event. The API documents none.
const CODE: [&str; 4] = ["eventType", "eventCode", "event", "type"];
/// The names of the field with its data.
const DATA: [&str; 2] = ["eventData", "data"];

/// Decodes a text message. Any JSON text is an event.
pub(super) fn decode(text: &str) -> Result<Event, Error> {
    // `RawValue` accepts any depth.
    if let Err(error) = serde_json::from_str::<&RawValue>(text) {
        let problem = match text.trim().is_empty() {
            true => "it is empty".to_owned(),
            false => format!("line {}, column {}", error.line(), error.column()),
        };
        return Err(invalid(&format!("a message of the server is not valid JSON: {problem}")));
    }
    let fields = fields(text);
    let code = CODE.into_iter().find_map(|name| string(fields.get(name)?));
    let code = code.map(|code| EventCode::from(&*code));
    let data = DATA.into_iter().find_map(|name| range_of(text, fields.get(name)?));
    let data = data.unwrap_or(0..text.len());
    Ok(typed(RawEvent { code, text: text.into(), data }))
}

/// Returns the error of a binary message.
pub(super) fn binary(length: usize) -> Error {
    invalid(&format!("the server sent a binary message of {length} bytes; events are JSON texts"))
}

fn typed(raw: RawEvent) -> Event {
    let Some(code) = &raw.code else { return Event::Other(raw) };
    match code.without_parameters() {
        EventCode::UserCreated => Event::UserCreated(UserEvent::new(raw)),
        EventCode::UserLogin => Event::UserLogin(UserEvent::new(raw)),
        EventCode::UserUpdated => Event::UserUpdated(UserEvent::new(raw)),
        EventCode::UserResigned => Event::UserResigned(UserEvent::new(raw)),
        EventCode::UserAccountDeleted => Event::UserAccountDeleted(UserEvent::new(raw)),
        EventCode::SecurityMfa => Event::SecurityMfa(SecurityEvent::new(raw)),
        EventCode::Other(_) if code.is_custom() => Event::Custom(CustomEvent::new(raw)),
        EventCode::Other(_) => Event::Other(raw),
    }
}

/// Returns the position of a part that borrows from a text.
fn range_of(text: &str, part: &str) -> Option<std::ops::Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let range = start..start.checked_add(part.len())?;
    (text.get(range.clone())? == part).then_some(range)
}

fn invalid(message: &str) -> Error {
    EventError::new(EventErrorKind::InvalidMessage, message).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn user(text: &str) -> UserEvent {
        match decode(text) {
            Ok(Event::UserLogin(event)) => event,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn known_events_are_typed() {
        let text = |code: &str| json!({"eventType": code, "eventData": {"id": "u1"}}).to_string();
        let event = |code: &str| decode(&text(code)).expect("valid JSON");
        assert!(matches!(event("authing.user.created"), Event::UserCreated(_)));
        assert!(matches!(event("authing.user.updated"), Event::UserUpdated(_)));
        assert!(matches!(event("authing.user.resigned"), Event::UserResigned(_)));
        assert!(matches!(event("authing.user.delete-account"), Event::UserAccountDeleted(_)));
        assert!(matches!(event("authing.security.mfa"), Event::SecurityMfa(_)));
        assert!(matches!(event("authing.security.mfa?user=a"), Event::SecurityMfa(_)));
        assert!(matches!(event("custom_shop.order"), Event::Custom(_)));
        assert!(matches!(event("authing.user.unknown"), Event::Other(_)));
        assert_eq!(user(&text("authing.user.login")).user_id(), Some("u1"));
    }

    #[test]
    fn names_of_fields_are_read_leniently() {
        for (code, data) in
            [("eventType", "eventData"), ("eventCode", "data"), ("event", "data"), ("type", "data")]
        {
            let text = json!({code: "authing.user.login", data: {"userId": "u1", "email": "e"}});
            let event = user(&text.to_string());
            assert_eq!((event.user_id(), event.email()), (Some("u1"), Some("e")), "{text}");
        }
        let event = user(r#"{"event":{},"type":"authing.user.login","id":7,"username":null}"#);
        assert_eq!((event.user_id(), event.username()), (Some("7"), None));
        let event = user(r#"{"type":"authing.user.login","data":{"user":{"id":"u1"}}}"#);
        assert_eq!(event.user_id(), Some("u1"));
        let event = user(r#"{"type":"authing.user.login","data":"{\"id\":\"u1\"}"}"#);
        assert_eq!(event.user_id(), Some("u1"));
        for odd in ["null", "[]", "1", "\"text\"", "{}"] {
            let event = user(&format!(r#"{{"type":"authing.user.login","data":{odd}}}"#));
            assert_eq!(event.user_id(), None, "{odd}");
            assert_eq!(event.data_json(), odd);
        }
    }

    #[test]
    fn unknown_messages_are_kept_verbatim() {
        let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for text in [
            r#"{"eventType":"authing.brand.new","eventData":{"n":1.10,"big":12345678901234567890123}}"#,
            r#" {"eventData" : {"a" :1} } "#,
            "{}",
            "null",
            "[1, 2]",
            "1e400",
            "\"text\"",
            r#"{"eventType":null}"#,
            r#"{"eventType":7,"eventType":[]}"#,
            &nested,
        ] {
            match decode(text) {
                Ok(Event::Other(event)) => assert_eq!(event.raw(), text),
                other => panic!("{text}: {other:?}"),
            }
        }
        match decode(r#"{"eventType":"x","eventData":{"n":1.10}}"#) {
            Ok(Event::Other(event)) => assert_eq!(event.data_json(), r#"{"n":1.10}"#),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fields_are_found_beside_data_that_is_hard_to_read() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let message = |data: &str| {
            format!(
                r#"{{"x":{deep},"\ud800":1,"eventType":"authing.user.login","eventData":{data}}}"#
            )
        };
        for (data, id, nickname) in [
            (r#"{"nickname":"a\ud83d","id":"u1"}"#.to_owned(), "u1", Some("a\u{fffd}")),
            (format!(r#"{{"custom":{deep},"id":"u1","nickname":"b"}}"#), "u1", Some("b")),
            (r#"{"id":12345678901234567890123}"#.to_owned(), "12345678901234567890123", None),
            (r#"{"id":9007199254740993}"#.to_owned(), "9007199254740993", None),
            (r#"{"id":"u0","\u0069d":"u1"}"#.to_owned(), "u1", None),
            (r#"{"user":{"id":"u1","nickname":"\udc00b"}}"#.to_owned(), "u1", Some("\u{fffd}b")),
            (r#""{\"id\":\"u1\",\"nickname\":\"\\ud83d\"}""#.to_owned(), "u1", Some("\u{fffd}")),
            (r#"{"id":{"id":"u2"},"_id":"u1"}"#.to_owned(), "u1", None),
        ] {
            let event = user(&message(&data));
            assert_eq!(event.data_json(), data);
            assert_eq!((event.user_id(), event.nickname()), (Some(id), nickname));
        }
        let event = user(&message(r#"{"nickname":"a\ud83d","id":"u1"}"#));
        assert_eq!(event.data(), json!({"nickname": "a\u{fffd}", "id": "u1"}));
        let decoded: BTreeMap<String, String> = event.decode().expect("it matches");
        assert_eq!(decoded["id"], "u1");
        match decode(r#"{"eventType":"custom_\ud800","eventData":1}"#) {
            Ok(Event::Custom(event)) => assert_eq!(event.code(), Some(&"custom_\u{fffd}".into())),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn broken_messages_are_errors_without_their_text() {
        for text in ["", " ", "{", "{\"token\":\"sentinel", "sentinel", "{}sentinel", "\u{feff}{}"]
        {
            match decode(text) {
                Err(Error::Event(error)) => {
                    assert_eq!(error.kind(), EventErrorKind::InvalidMessage);
                    assert!(!format!("{error} {error:?}").contains("sentinel"), "{error:?}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn data_is_decoded_as_a_type_of_the_application() {
        let event = decode(r#"{"type":"custom_a.b","data":{"list":[1,2]}}"#).expect("valid JSON");
        let raw = event.message().expect("it is an event");
        let decoded: BTreeMap<String, Vec<u8>> = raw.decode().expect("it matches");
        assert_eq!(decoded["list"], [1, 2]);
        assert_eq!(raw.data(), json!({"list": [1, 2]}));
        let error = raw.decode::<Vec<u8>>().expect_err("it does not match").to_string();
        assert!(error.contains("does not match the requested type"), "{error}");

        let published_as_text = decode(r#"{"type":"custom_a.b","data":"{\"list\":[1]}"}"#);
        let event = published_as_text.expect("valid JSON");
        let raw = event.message().expect("it is an event");
        assert_eq!(raw.data(), json!({"list": [1]}));
        assert!(raw.decode::<BTreeMap<String, Vec<u8>>>().is_ok());
        assert!(raw.decode::<String>().is_ok());

        for data in [r#"{"n":12345678901234567890123}"#, r#""{\"n\":12345678901234567890123}""#] {
            let event = decode(&format!(r#"{{"type":"custom_a.b","data":{data}}}"#));
            let event = event.expect("valid JSON");
            let raw = event.message().expect("it is an event");
            let decoded: BTreeMap<String, u128> = raw.decode().expect("it matches");
            assert_eq!(decoded["n"], 12_345_678_901_234_567_890_123);
        }
    }

    #[test]
    fn debug_output_has_no_personal_data() {
        let text = r#"{"type":"authing.user.login","data":{"id":"u1","email":"sentinel"}}"#;
        let shown = format!("{:?}", decode(text));
        assert!(shown.contains("u1") && !shown.contains("sentinel"), "{shown}");
    }
}
