//! [`LoginRequest`]: a login request that was sent.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::clock::{seconds, time_of};

/// The time in which a sign-in has to finish.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// A login request (`AuthnRequest`): the URL to redirect the browser to, and what the response is
/// checked against.
///
/// Keep it for the browser that is redirected until its response arrives: the check of the ID
/// protects the user only if the response is matched with the request of the same browser. The
/// response is a POST of another site, which carries no `SameSite=Lax` cookie: use a session
/// server-side with a cookie, or an encrypted cookie with the request, either with `SameSite=None;
/// Secure`. Implements `Serialize` and `Deserialize`.
///
/// ```
/// # fn example(request: genauth::saml::LoginRequest) -> Result<(), serde_json::Error> {
/// use genauth::saml::LoginRequest;
///
/// let stored = serde_json::to_string(&request)?;
/// let request: LoginRequest = serde_json::from_str(&stored)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct LoginRequest {
    pub(in crate::saml) url: String,
    pub(in crate::saml) id: String,
    pub(in crate::saml) relay_state: Option<String>,
    pub(in crate::saml) created_at: SystemTime,
}

impl LoginRequest {
    /// Returns the URL to redirect the browser to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the ID of the request, which its response names (`InResponseTo`). It identifies the
    /// sign-in among several that are in progress in one browser.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the value that the browser returns with, as
    /// [`LoginBuilder::relay_state`](crate::saml::LoginBuilder::relay_state) set it.
    pub fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }

    /// Returns the time of creation.
    pub fn created_at(&self) -> SystemTime {
        self.created_at
    }

    /// Returns the time at which the request expires, ten minutes after its creation.
    pub fn expires_at(&self) -> SystemTime {
        self.created_at.checked_add(LIFETIME).unwrap_or(self.created_at)
    }
}

/// Omits the URL, which contains the rest in another form.
impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginRequest")
            .field("id", &self.id)
            .field("relay_state", &self.relay_state)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

// A map of texts, which every format supports.
impl Serialize for LoginRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let created_at = seconds(self.created_at).to_string();
        let members = [
            ("url", Some(&*self.url)),
            ("id", Some(&*self.id)),
            ("relay_state", self.relay_state.as_deref()),
            ("created_at", Some(&*created_at)),
        ];
        serializer.collect_map(members.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }
}

impl<'de> Deserialize<'de> for LoginRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = BTreeMap::<String, String>::deserialize(deserializer)?;
        let relay_state = members.remove("relay_state");
        let mut required =
            |name: &'static str| members.remove(name).ok_or_else(|| D::Error::missing_field(name));
        let created_at = required("created_at")?;
        Ok(Self {
            url: required("url")?,
            id: required("id")?,
            relay_state,
            created_at: created_at
                .parse()
                .ok()
                .and_then(time_of)
                .ok_or_else(|| D::Error::custom("`created_at` is not valid"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn request(relay_state: Option<&str>) -> LoginRequest {
        LoginRequest {
            url: "https://idp.example/login?SAMLRequest=abc".to_owned(),
            id: "_1".to_owned(),
            relay_state: relay_state.map(str::to_owned),
            created_at: UNIX_EPOCH + Duration::from_micros(1_767_323_045_123_456),
        }
    }

    #[test]
    fn a_request_survives_serialization() {
        for request in [request(None), request(Some("/orders?a=\"é\""))] {
            let text = serde_json::to_string(&request).unwrap();
            assert_eq!(serde_json::from_str::<LoginRequest>(&text).unwrap(), request, "{text}");
        }
        let mut value = serde_json::to_value(request(None)).unwrap();
        assert_eq!(value.as_object().unwrap().len(), 3);
        for name in ["url", "id", "created_at"] {
            let mut other = value.clone();
            other.as_object_mut().unwrap().remove(name);
            assert!(serde_json::from_value::<LoginRequest>(other).is_err(), "{name}");
        }
        for odd in ["", "a", "1e300", "NaN"] {
            value["created_at"] = odd.into();
            assert!(serde_json::from_value::<LoginRequest>(value.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_request_expires_after_ten_minutes() {
        let request = request(Some("a"));
        let lifetime = request.expires_at().duration_since(request.created_at()).unwrap();
        assert_eq!(lifetime, Duration::from_secs(600));
        assert!(!format!("{request:?}").contains("SAMLRequest"), "{request:?}");
    }
}
