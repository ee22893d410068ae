//! The second factor of a user who has signed in with a password.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use genauth::oidc::local_path;
use genauth_axum::CurrentUser;
use serde::Deserialize;
use tower_sessions::Session;

use crate::{
    layout::{Layout, page},
    problem::{Failure, Problem},
    session::Facts,
    web::Web,
};

#[derive(Template)]
#[template(path = "second_factor.html", config = "examples/web_app/askama.toml")]
struct SecondFactor {
    layout: Layout,
    return_to: String,
    problem: Problem,
}

#[derive(Deserialize)]
pub struct Target {
    #[serde(default)]
    return_to: String,
}

#[derive(Deserialize)]
pub struct Input {
    code: String,
    return_to: String,
}

pub async fn show(layout: Layout, Query(target): Query<Target>) -> Result<Response, Failure> {
    show_with(layout, target.return_to, Problem::default())
}

fn show_with(layout: Layout, return_to: String, problem: Problem) -> Result<Response, Failure> {
    let form = SecondFactor { layout, return_to, problem };
    page(form.problem.status(), &form)
}

pub async fn submit(
    State(web): State<Web>,
    layout: Layout,
    user: CurrentUser,
    session: Session,
    Form(input): Form<Input>,
) -> Result<Response, Failure> {
    let code = input.code.trim();
    let problem = if code.is_empty() {
        Problem::in_field("code", "Enter the code that the app shows.")
    } else {
        match user.client().mfa().verify_otp(code).await {
            Ok(()) => {
                let facts = Facts::of(&session, &user, &web.verifier).await?;
                facts.record_second_factor(&session).await?;
                // Only to a page of this application.
                return Ok(Redirect::to(local_path(&input.return_to)).into_response());
            }
            Err(error) if error.is_wrong_code() => {
                let text = "The code is wrong or was used before. Enter the next one.";
                Problem::in_field("code", text)
            }
            Err(error) => Problem::of(error)?,
        }
    };
    show_with(layout, input.return_to, problem)
}
