//! The start page.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use genauth::authentication::GetProfileParams;
use genauth_axum::CurrentUser;

use crate::{
    layout::{Layout, page},
    problem::Failure,
};

#[derive(Template)]
#[template(path = "home.html", config = "examples/web_app/askama.toml")]
struct Home {
    layout: Layout,
    name: String,
}

pub async fn show(layout: Layout, user: Option<CurrentUser>) -> Result<Response, Failure> {
    if layout.needs_second_factor {
        return Ok(Redirect::to("/second-factor").into_response());
    }
    let name = match user {
        Some(user) => {
            let profile = user.client().get_profile(GetProfileParams::new()).await?;
            profile.name.or(profile.username).unwrap_or_default()
        }
        None => String::new(),
    };
    page(StatusCode::OK, &Home { layout, name })
}
