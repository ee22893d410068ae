//! Fields that administrators can write, from a body into a profile.

use genauth::management::UserDto;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    failure::Failure,
    state::typed::{Phone, email_address},
};

/// Fields that are the same in the profile and in a body.
const FIELDS: [&str; 33] = [
    "address",
    "birthdate",
    "browser",
    "city",
    "company",
    "country",
    "device",
    "email",
    "emailVerified",
    "externalId",
    "familyName",
    "formatted",
    "gender",
    "givenName",
    "identityNumber",
    "locale",
    "middleName",
    "name",
    "nickname",
    "phone",
    "phoneCountryCode",
    "phoneVerified",
    "photo",
    "postalCode",
    "preferredUsername",
    "profile",
    "province",
    "region",
    "status",
    "streetAddress",
    "username",
    "website",
    "zoneinfo",
];

/// Returns a profile with the fields of a body applied. Custom fields that are not in the body stay
/// unchanged. A new address is not verified, unless the body marks it as verified.
///
/// # Errors
///
/// Returns an error if the phone number is invalid, or its calling code differs from the separate
/// one.
pub(super) fn filled_in(profile: &UserDto, body: &impl Serialize) -> Result<UserDto, Failure> {
    let (mut profile, mut body) = (object(profile)?, object(body)?);
    normalize(&mut body)?;
    let email =
        |of: &Map<String, Value>| of.get("email").and_then(Value::as_str).map(email_address);
    if body.contains_key("email") && email(&profile) != email(&body) {
        profile.insert("emailVerified".to_owned(), false.into());
    }
    if body.get("phone").is_some_and(|new| profile.get("phone") != Some(new)) {
        profile.insert("phoneVerified".to_owned(), false.into());
    }
    for name in FIELDS {
        if let Some(value) = body.get(name).filter(|value| !value.is_null()) {
            profile.insert(name.to_owned(), value.clone());
        }
    }
    for (written, kept) in [
        ("customData", "customData"),
        ("metadataSource", "metadataSource"),
        ("metadata", "metadataSource"),
    ] {
        let Some(Value::Object(given)) = body.get(written) else { continue };
        let mut merged = match profile.remove(kept) {
            Some(Value::Object(old)) => old,
            _ => Map::new(),
        };
        merged.extend(given.clone());
        profile.insert(kept.to_owned(), Value::Object(merged));
    }
    UserDto::deserialize(Value::Object(profile))
        .map_err(|error| Failure::invalid(error.to_string()))
}

/// Trims addresses, and separates phones from their calling code.
fn normalize(body: &mut Map<String, Value>) -> Result<(), Failure> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    let email = text("email").map(|email| email.trim().to_owned());
    let phone = text("phone").map(|phone| Phone::read(phone, text("phoneCountryCode")));
    if let Some(email) = email {
        body.insert("email".to_owned(), email.into());
    }
    if let Some(phone) = phone {
        let phone = phone.map_err(|problem| Failure::field("phone", problem))?;
        body.insert("phone".to_owned(), phone.number.into());
        if let Some(code) = phone.calling_code {
            body.insert("phoneCountryCode".to_owned(), code.into());
        }
    }
    Ok(())
}

/// Converts a DTO to an object.
pub(super) fn object(dto: &impl Serialize) -> Result<Map<String, Value>, Failure> {
    match serde_json::to_value(dto) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Failure::new(500, "a value does not serialize to a JSON object")),
        Err(error) => Err(Failure::new(500, format!("cannot serialize a value: {error}"))),
    }
}
