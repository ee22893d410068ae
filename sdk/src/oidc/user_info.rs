//! [`UserInfo`]: the profile of a user from the user info endpoint.

use serde_json::{Map, Value};

use super::jwt::ClaimSet;
use super::profile::Profile;
use super::provider::{Content, ProviderRequest, required};
use super::settings::Settings;
use crate::data::Secret;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};

/// The profile of a user (OpenID Connect Core 1.0 §5.3). Which fields are present depends on the
/// granted scopes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UserInfo {
    /// The id of the user (`sub`).
    pub subject: String,
    /// The profile of the user.
    pub profile: Profile,
    /// The members without a field.
    pub extra: Map<String, Value>,
}

/// Fetches the profile of the user of an access token, and checks that it is the expected user.
pub(super) async fn user_info(
    settings: &Settings,
    access_token: &Secret,
    subject: Option<&str>,
) -> Result<UserInfo, Error> {
    let metadata = settings.provider.metadata().await?;
    let url = required(metadata.user_info_endpoint(), "userinfo_endpoint")?;
    // Some providers accept the token in the URL, where logs would keep it.
    let request = ProviderRequest::get(url).bearer(access_token);
    let (response, undecoded) = settings.provider.http.json_or_jwt(request).await?;
    let mut claims = match response {
        // A JWT, if the console says so.
        Content::Jwt(token) => settings.verifier.verify_user_info(token.expose()).await?,
        Content::Json(Value::Object(members)) => ClaimSet(members),
        Content::Json(_) => return Err(undecoded("expected a JSON object".to_owned())),
    };
    let found = claims.take_optional_text("sub").filter(|it| !it.is_empty());
    let found = found.ok_or_else(|| {
        OidcError::new(Kind::Subject, "the user information has no `sub`; check the host")
    })?;
    // The access token may have been swapped (OpenID Connect Core 1.0 §5.3.2).
    if subject.is_some_and(|expected| expected != found) {
        return Err(OidcError::new(
            Kind::Subject,
            "the user information is that of another user than the ID token",
        )
        .into());
    }
    Ok(UserInfo { subject: found, profile: Profile::take(&mut claims), extra: claims.0 })
}
