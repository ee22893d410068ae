//! The JSON API, for browsers with a session and for programs with an access token.

use axum::{Json, response::Response};
use genauth::authentication::GetProfileParams;
use genauth_axum::CurrentUser;
use serde_json::{Value, json};

use crate::problem::Failure;

/// `GET /api/me`: the user of the request.
pub async fn me(user: CurrentUser) -> Result<Json<Value>, Response> {
    let profile = user.client().get_profile(GetProfileParams::new()).await;
    let profile = profile.map_err(|error| Failure::from(error).into_problem())?;
    Ok(Json(json!({
        "id": user.id(),
        "username": profile.username,
        "name": profile.name,
        "scopes": user.scopes(),
    })))
}
