//! [`Profile`]: the claims about a user that ID tokens and user information share.

use super::jwt::ClaimSet;

/// The profile of a user (OpenID Connect Core 1.0 §5.1). Which fields are present depends on the
/// granted scopes, such as `profile`, `email` and `phone`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// The full name.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The nickname.
    pub nickname: Option<String>,
    /// The name to display, which is not unique.
    pub preferred_username: Option<String>,
    /// The URL of the picture.
    pub picture: Option<String>,
    /// The email address. Unverified unless `email_verified` is `true`.
    pub email: Option<String>,
    /// Whether the email address was verified.
    pub email_verified: Option<bool>,
    /// The phone number.
    pub phone_number: Option<String>,
    /// Whether the phone number was verified.
    pub phone_number_verified: Option<bool>,
    /// The locale, for instance `en-US`.
    pub locale: Option<String>,
    /// The time zone, for instance `Asia/Shanghai`.
    pub zoneinfo: Option<String>,
}

impl Profile {
    /// Takes the profile out of claims. Values of another type stay where they are.
    pub(super) fn take(claims: &mut ClaimSet) -> Self {
        Self {
            name: claims.take_optional_text("name"),
            given_name: claims.take_optional_text("given_name"),
            family_name: claims.take_optional_text("family_name"),
            nickname: claims.take_optional_text("nickname"),
            preferred_username: claims.take_optional_text("preferred_username"),
            picture: claims.take_optional_text("picture"),
            email: claims.take_optional_text("email"),
            email_verified: claims.take_flag("email_verified"),
            phone_number: claims.take_optional_text("phone_number"),
            phone_number_verified: claims.take_flag("phone_number_verified"),
            locale: claims.take_optional_text("locale"),
            zoneinfo: claims.take_optional_text("zoneinfo"),
        }
    }
}
