//! Detection of secrets by name, for data without a schema, and by format, for mixed text.

use std::borrow::Cow;

use serde_json::Value;
use url::Url;

use crate::text::visible;

/// Placeholder for a secret.
pub(super) const HIDDEN: &str = "[hidden]";

/// Names of secrets, in lower case and without separators.
const NAMES: &[&str] = &[
    "aeskey",
    "appkey",
    "assertion",
    "authcode",
    "authenticatorcode",
    "captchacode",
    "clientassertion",
    "codeverifier",
    "devicecode",
    "encryptkey",
    "interactionkey",
    "mfacode",
    "permanentcode",
    "pin",
    "samlresponse",
    "smscode",
    "ticket",
    "usercode",
];

/// Substrings of the names of secrets.
const PARTS: &[&str] = &[
    "accesskeysecret",
    "aeskey",
    "apikey",
    "authorization",
    "bearer",
    "cookie",
    "credential",
    "jwt",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "recoverycode",
    "secret",
    "signature",
    "token",
    "verifycode",
];

/// Suffixes of the names of secrets.
const ENDS: &[&str] = &["otp", "pass", "pwd"];

/// Suffixes of the names of secret metadata, which is not secret itself.
const ABOUT: &[&str] = &[
    "alg",
    "algorithm",
    "at",
    "attempts",
    "check",
    "config",
    "count",
    "enabled",
    "endpoint",
    "expires",
    "expiresin",
    "format",
    "id",
    "ids",
    "length",
    "level",
    "lifetime",
    "method",
    "methods",
    "name",
    "num",
    "number",
    "page",
    "policy",
    "required",
    "seconds",
    "set",
    "settings",
    "status",
    "strategy",
    "supported",
    "time",
    "type",
    "unit",
    "uri",
    "url",
];

/// Returns whether a name denotes a secret, regardless of word separators.
pub(super) fn is_secret(name: &str) -> bool {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    let name: String = letters.flat_map(char::to_lowercase).collect();
    if NAMES.contains(&name.as_str()) {
        return true;
    }
    let is_about = ABOUT.iter().any(|end| name.ends_with(end));
    let has_part = PARTS.iter().any(|part| name.contains(part));
    !is_about && (has_part || ENDS.iter().any(|end| name.ends_with(end)))
}

/// Returns whether a name denotes a secret in undocumented data. There, a `code` is a credential,
/// not the identifier of a group.
pub(super) fn is_secret_here(name: &str) -> bool {
    name == "code" || is_secret(name)
}

/// Returns an undocumented value with its secrets hidden.
pub(super) fn without(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            // A header or a setting may be a pair of a name and a value.
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            let is_pair =
                ["name", "key", "field", "header"].into_iter().filter_map(text).any(is_secret_here);
            let fields = fields.iter().map(|(name, value)| {
                let is_value = is_pair && name.to_ascii_lowercase().contains("value");
                (self::name(name), named(value, is_value || is_secret_here(name)))
            });
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.iter().map(without).collect(),
        Value::String(text) => self::text(text).into(),
        other => other.clone(),
    }
}

/// Hides a value if it is a secret. `null` and booleans are never secret.
pub(super) fn named(value: &Value, is_secret: bool) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        _ if is_secret => HIDDEN.into(),
        value => without(value),
    }
}

/// Returns a field name that is safe to show: an unusual one may be a body mistaken for a form.
pub(super) fn name(name: &str) -> String {
    let is_letter = |it: char| it.is_alphanumeric() || "_-.$@:[] /".contains(it);
    match name.chars().count() <= 128 && name.chars().all(is_letter) && !looks_secret(name) {
        true => name.to_owned(),
        false => HIDDEN.to_owned(),
    }
}

/// Hides the secrets in a text: tokens, the password and the query of a URL, fields of JSON and of
/// a form.
pub(super) fn text(text: &str) -> String {
    visible(&shown(text)).into_owned()
}

fn shown(text: &str) -> Cow<'_, str> {
    let start = text.trim_start();
    if let Some((scheme, _)) = start.split_once(' ')
        && ["bearer", "basic"].iter().any(|it| scheme.eq_ignore_ascii_case(it))
    {
        return format!("{scheme} {HIDDEN}").into();
    }
    if start.starts_with(['{', '[']) {
        if let Ok(value) = serde_json::from_str::<Value>(start) {
            return without(&value).to_string().into();
        }
        if PARTS.iter().any(|part| start.to_ascii_lowercase().contains(part)) {
            return HIDDEN.into();
        }
    }
    if text.contains("://")
        && let Ok(url) = Url::parse(start)
    {
        return address(url).into();
    }
    if text.contains('=') && !text.contains(char::is_whitespace) {
        return form(text).into();
    }
    without_tokens(text)
}

/// Hides the secrets in a URL.
fn address(mut url: Url) -> String {
    // A URL that cannot have credentials has none.
    if !url.username().is_empty() || url.password().is_some() {
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    let (query, fragment) = (url.query().map(form), url.fragment().map(form));
    url.set_query(query.as_deref());
    url.set_fragment(fragment.as_deref());
    without_tokens(url.as_str()).into_owned()
}

/// Hides the values of secrets in pairs separated by `&`.
fn form(text: &str) -> String {
    let pairs = text.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret_here(name) => {
            format!("{name}={HIDDEN}")
        }
        _ => without_tokens(pair).into_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Hides the tokens in a text: three parts separated by dots, the first of them JSON.
fn without_tokens(text: &str) -> Cow<'_, str> {
    if !text.contains("eyJ") {
        return Cow::Borrowed(text);
    }
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let (word, others) = rest.split_at(end);
        shown.push_str(if looks_secret(word) { HIDDEN } else { word });
        let end = others.find(is_part).unwrap_or(others.len());
        let (between, others) = others.split_at(end);
        shown.push_str(between);
        rest = others;
    }
    Cow::Owned(shown)
}

fn looks_secret(word: &str) -> bool {
    word.starts_with("eyJ") && word.matches('.').count() >= 2
}

/// Hides the keys and tokens in a path: the key of a sign-in is enough to continue it.
pub fn redacted_path(path: &str) -> String {
    let mut segments: Vec<&str> = path.split('/').collect();
    let start = segments.iter().position(|it| it.eq_ignore_ascii_case("interaction"));
    for (index, segment) in segments.iter_mut().enumerate() {
        let is_key = start.is_some_and(|start| index == start + 2) && !segment.is_empty();
        if is_key || looks_secret(segment) {
            *segment = HIDDEN;
        }
    }
    visible(&segments.join("/")).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secret_names_are_recognized_in_every_spelling() {
        for name in [
            "clientSecret",
            "client_secret",
            "CLIENT-SECRET",
            "Authorization",
            "x-api-key",
            "idTokenHint",
            "id_token_hint",
            "interactionKey",
            "newPassword",
            "password2",
            "smtpPwd",
            "senderPass",
            "encodingAESKey",
            "Set-Cookie",
            "otp",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "username",
            "passwordEncryptType",
            "token_type",
            "tokenExpiresIn",
            "authorization_endpoint",
            "accessKeyId",
            "code",
            "keywords",
            "passwordLastSetAt",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn secrets_are_hidden_at_every_depth() {
        let sent = json!({
            "name": "hook",
            "enabled": true,
            "headers": [{"name": "Authorization", "value": "top-1"}, {"name": "Accept", "value": "a"}],
            "options": {"deep": [{"client-secret": "top-2", "pin": 1234, "password": null}]},
            "body": "{\"user\":\"bob\",\"password\":\"top-3\"}",
            "broken": "{\"password\": \"top-4",
            "url": "https://bob:top-5@example.com/a?access_token=top-6&page=2#id_token=top-7",
            "form": "user=bob&password=top-8",
            "log": "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0b3AtOSJ9.c2ln expired",
            "scheme": "Bearer top-10",
            "credentials": {"aws": "top-11"},
            "password=top-12&a={}": "",
        });
        let shown = without(&sent);
        let text = shown.to_string();
        assert!(!text.contains("top-") && !text.contains("eyJ"), "{text}");
        assert_eq!(shown["name"], "hook");
        assert_eq!(shown["enabled"], true);
        assert_eq!(shown["headers"][1]["value"], "a");
        assert_eq!(shown["options"]["deep"][0]["password"], Value::Null);
        assert_eq!(shown["form"], "user=bob&password=[hidden]");
        assert_eq!(shown["log"], "token [hidden] expired");
        assert!(shown["url"].as_str().unwrap().contains("page=2"));
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(without(&json!(["a\u{1b}[2Jb"])), json!(["a\\u{1b}[2Jb"]));
    }

    #[test]
    fn keys_in_paths_are_hidden() {
        assert_eq!(
            redacted_path("/interaction/oidc/KEY/login"),
            "/interaction/oidc/[hidden]/login"
        );
        assert_eq!(redacted_path("/interaction/oidc/KEY"), "/interaction/oidc/[hidden]");
        assert_eq!(redacted_path("/api/v3/get-profile"), "/api/v3/get-profile");
        assert_eq!(redacted_path("/a/eyJhIjoxfQ.e30.c2ln"), "/a/[hidden]");
    }
}
