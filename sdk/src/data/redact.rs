//! Debug output of free-form values: what stands under a key that looks like a secret is hidden.

use std::fmt;

use serde_json::{Map, Value};

/// Placeholder for a secret.
pub(crate) const HIDDEN: Hidden = Hidden;

/// See [`HIDDEN`].
pub(crate) struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<hidden>")
    }
}

/// A free-form value for debug output.
pub(crate) struct Redacted<'a>(pub(crate) &'a Value);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Object(object) => redacted_object(object, f),
            Value::Array(items) => f.debug_list().entries(items.iter().map(Redacted)).finish(),
            value => value.fmt(f),
        }
    }
}

/// Writes a free-form object for debug output.
pub(crate) fn redacted_object(
    object: &Map<String, Value>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut map = f.debug_map();
    for (key, value) in object {
        match is_secret_name(key) {
            true => map.entry(key, &HIDDEN),
            false => map.entry(key, &Redacted(value)),
        };
    }
    map.finish()
}

/// Returns whether a key names a secret, however it is spelled: `clientSecret`, `client_secret`,
/// `X-Client-Secret`.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const PARTS: [&str; 22] = [
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "credential",
        "authorization",
        "apikey",
        "privatekey",
        "accesskey",
        "signingkey",
        "encryptionkey",
        "cookie",
        "session",
        "passcode",
        "otp",
        "recoverycode",
        "verifycode",
        "verificationcode",
        "assertion",
        "ticket",
    ];
    let plain: String =
        name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    PARTS.iter().any(|part| plain.contains(part)) || matches!(&*plain, "pin" | "jwt" | "bearer")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_under_secret_looking_keys_are_hidden_at_any_depth() {
        let value = json!({
            "school": "PKU",
            "clientSecret": "s1",
            "nested": [{ "access_token": "s2", "X-Authorization": ["s3"], "Pass Word": "s4" }],
            "password": { "old": "s5" },
        });
        let shown = format!("{:?}", Redacted(&value));
        assert!(shown.contains("PKU"), "{shown}");
        for secret in ["s1", "s2", "s3", "s4", "s5"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
