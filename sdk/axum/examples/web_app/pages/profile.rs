//! The profile, where users change their name.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    response::{IntoResponse as _, Redirect, Response},
};
use genauth::authentication::{GetProfileParams, UpdateUserProfileDto};
use genauth_axum::CurrentUser;
use serde::Deserialize;

use crate::{
    layout::{Layout, page},
    problem::{Failure, Problem},
};

#[derive(Template)]
#[template(path = "profile.html", config = "examples/web_app/askama.toml")]
struct Profile {
    layout: Layout,
    user_id: String,
    username: String,
    name: String,
    is_saved: bool,
    problem: Problem,
}

#[derive(Deserialize)]
pub struct Notice {
    #[serde(default)]
    saved: bool,
}

#[derive(Deserialize)]
pub struct Input {
    name: String,
}

pub async fn show(
    layout: Layout,
    user: CurrentUser,
    Query(notice): Query<Notice>,
) -> Result<Response, Failure> {
    show_with(layout, &user, None, notice.saved, Problem::default()).await
}

pub async fn submit(
    layout: Layout,
    user: CurrentUser,
    Form(input): Form<Input>,
) -> Result<Response, Failure> {
    let problem = if input.name.trim().is_empty() {
        Problem::in_field("name", "Enter a name.")
    } else {
        let change = UpdateUserProfileDto::new().name(input.name.trim());
        match user.client().update_profile(change).await {
            // A redirect, so that reloading the page does not send the form again.
            Ok(_) => return Ok(Redirect::to("/profile?saved=true").into_response()),
            Err(error) => Problem::of(error)?,
        }
    };
    show_with(layout, &user, Some(input.name), false, problem).await
}

async fn show_with(
    layout: Layout,
    user: &CurrentUser,
    name: Option<String>,
    is_saved: bool,
    problem: Problem,
) -> Result<Response, Failure> {
    let profile = user.client().get_profile(GetProfileParams::new()).await?;
    let form = Profile {
        layout,
        user_id: profile.user_id,
        username: profile.username.unwrap_or_default(),
        name: name.or(profile.name).unwrap_or_default(),
        is_saved,
        problem,
    };
    page(form.problem.status(), &form)
}
