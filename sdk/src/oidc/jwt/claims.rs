//! [`ClaimSet`]: claims by name, with the types of the standards.

use serde_json::{Map, Value};

use crate::error::{TokenError, TokenErrorKind as Kind};

/// The claims of a token. Claims are taken out one by one; the rest is the `extra` of the typed
/// claims.
pub(crate) struct ClaimSet(pub(crate) Map<String, Value>);

/// The audiences of a token.
pub(crate) type Audience = Vec<String>;

fn invalid(name: &str, expected: &str) -> TokenError {
    TokenError::new(Kind::InvalidClaim, format!("the claim `{name}` is not {expected}"))
}

pub(crate) fn missing(name: &str) -> TokenError {
    TokenError::new(Kind::MissingClaim, format!("the claim `{name}` is absent"))
}

impl ClaimSet {
    /// Returns a text claim without taking it out.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, TokenError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(invalid(name, "a string")),
        }
    }

    /// Returns whether a claim is present.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes a text claim.
    pub(crate) fn take_text(&mut self, name: &str) -> Result<Option<String>, TokenError> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(invalid(name, "a string")),
        }
    }

    /// Takes a text claim that must be present and not empty.
    pub(crate) fn require_text(&mut self, name: &str) -> Result<String, TokenError> {
        match self.take_text(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            Some(_) => Err(invalid(name, "a string with at least one character")),
            None => Err(missing(name)),
        }
    }

    /// Takes a profile claim, which is left in place if it is not a string.
    pub(crate) fn take_optional_text(&mut self, name: &str) -> Option<String> {
        match self.0.get(name) {
            Some(Value::String(_)) => match self.0.remove(name) {
                Some(Value::String(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// Takes a flag, which some providers send as text; left in place if it is neither.
    pub(crate) fn take_flag(&mut self, name: &str) -> Option<bool> {
        let flag = match self.0.get(name)? {
            Value::Bool(flag) => *flag,
            Value::String(text) if text == "true" => true,
            Value::String(text) if text == "false" => false,
            _ => return None,
        };
        self.0.remove(name);
        Some(flag)
    }

    /// Takes a time.
    pub(crate) fn take_time(&mut self, name: &str) -> Result<Option<f64>, TokenError> {
        let time = self.time(name)?;
        self.0.remove(name);
        Ok(time)
    }

    /// Returns a time in seconds since the epoch, which can have fractions (RFC 7519 §2). Text is
    /// not a time: a check that took it for absent would accept expired tokens.
    pub(crate) fn time(&self, name: &str) -> Result<Option<f64>, TokenError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Number(number)) => match number.as_f64() {
                // Within the range of clocks.
                Some(seconds) if seconds.is_finite() && seconds.abs() < 1e15 => Ok(Some(seconds)),
                _ => Err(invalid(name, "a time in seconds since 1970")),
            },
            Some(_) => Err(invalid(name, "a number of seconds since 1970")),
        }
    }

    /// Takes `aud`: a string or a list of strings.
    pub(crate) fn take_audience(&mut self) -> Result<Option<Audience>, TokenError> {
        let text = |value| match value {
            Value::String(text) => Ok(text),
            _ => Err(TokenError::new(
                Kind::Audience,
                "the claim `aud` is not a string or a list of strings",
            )),
        };
        match self.0.remove("aud") {
            None => Ok(None),
            Some(Value::Array(items)) => {
                items.into_iter().map(text).collect::<Result<_, _>>().map(Some)
            }
            Some(value) => text(value).map(|audience| Some(vec![audience])),
        }
    }

    /// Takes a list of texts: a list, or one text; elements of other types are dropped.
    pub(crate) fn take_texts(&mut self, name: &str) -> Vec<String> {
        match self.0.get(name) {
            Some(Value::String(_) | Value::Array(_)) => {}
            _ => return Vec::new(),
        }
        match self.0.remove(name) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(items)) => items
                .into_iter()
                .filter_map(|item| match item {
                    Value::String(text) => Some(text),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Takes the scopes of `scope` or `scp`, each of which is text with spaces or a list.
    pub(crate) fn take_scopes(&mut self) -> Vec<String> {
        let mut texts = self.take_texts("scope");
        texts.extend(self.take_texts("scp"));
        let mut scopes: Vec<String> = Vec::new();
        for scope in texts.iter().flat_map(|text| text.split(' ')).filter(|it| !it.is_empty()) {
            if !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.to_owned());
            }
        }
        scopes
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> ClaimSet {
        match value {
            Value::Object(members) => ClaimSet(members),
            other => panic!("{other} is not an object"),
        }
    }

    #[test]
    fn times_are_numbers() {
        for (value, expected) in [
            (json!({"exp": 5}), Some(Ok(5.0))),
            (json!({"exp": 5.75}), Some(Ok(5.75))),
            (json!({"exp": -1}), Some(Ok(-1.0))),
            (json!({}), None),
            (json!({"exp": "5"}), Some(Err(()))),
            (json!({"exp": null}), Some(Err(()))),
            (json!({"exp": 1e300}), Some(Err(()))),
            (json!({"exp": [5]}), Some(Err(()))),
        ] {
            let read = claims(value.clone()).take_time("exp").map_err(|_| ()).transpose();
            assert_eq!(read, expected, "{value}");
        }
    }

    #[test]
    fn scopes_come_in_four_forms() {
        for value in [
            json!({"scope": "read write"}),
            json!({"scope": ["read", "write"]}),
            json!({"scp": "read write"}),
            json!({"scp": ["read"], "scope": "write"}),
            json!({"scope": ["read write"]}),
            json!({"scope": "read  write read"}),
        ] {
            let mut scopes = claims(value.clone()).take_scopes();
            scopes.sort();
            assert_eq!(scopes, ["read", "write"], "{value}");
        }
        assert!(claims(json!({"scope": 7})).take_scopes().is_empty());
    }
}
