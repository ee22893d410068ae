//! The JSON API, for browsers with a session and for programs with an access token.

use axum::{Json, response::Result};
use genauth::authentication::GetProfileParams;
use genauth_axum::CurrentUser;
use serde_json::{Value, json};

use crate::problem::Failure;

/// `GET /api/me`: the user of the request.
pub async fn me(user: CurrentUser) -> Result<Json<Value>, Failure> {
    let profile = user.client().get_profile(GetProfileParams::new()).await?;
    Ok(Json(json!({
        "id": user.id(),
        "username": profile.username,
        "name": profile.name,
        "scopes": user.scopes(),
    })))
}
