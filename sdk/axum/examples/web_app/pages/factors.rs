//! The second factors of the user: list and remove.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    response::{IntoResponse as _, Redirect, Response},
};
use genauth::authentication::{FactorDto, FactorType};
use genauth_axum::CurrentUser;
use serde::Deserialize;

use crate::{
    layout::{Layout, page},
    problem::{Failure, Problem},
};

/// A factor as it is shown.
struct Factor {
    id: String,
    title: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "factors.html", config = "examples/web_app/askama.toml")]
struct Factors {
    layout: Layout,
    factors: Vec<Factor>,
    /// Whether an authenticator app can be set up.
    can_enroll: bool,
    problem: Problem,
}

#[derive(Template)]
#[template(path = "factor_remove.html", config = "examples/web_app/askama.toml")]
struct Removal {
    layout: Layout,
    factor: Factor,
    problem: Problem,
}

#[derive(Deserialize)]
pub struct Selected {
    id: String,
}

pub async fn show(layout: Layout, user: CurrentUser) -> Result<Response, Failure> {
    show_with(layout, &user, Problem::default()).await
}

/// Shows the list with a problem, for instance of an enrollment that could not start.
pub async fn show_with(
    layout: Layout,
    user: &CurrentUser,
    problem: Problem,
) -> Result<Response, Failure> {
    let mfa = user.client().mfa();
    let factors = mfa.factors().await?;
    let can_enroll = mfa.factors_to_enroll().await?;
    let list = Factors {
        layout,
        can_enroll: can_enroll.iter().any(|factor| factor.factor_type == FactorType::Otp),
        factors: factors.into_iter().map(Factor::from).collect(),
        problem,
    };
    page(list.problem.status(), &list)
}

/// Asks for confirmation.
pub async fn ask(
    layout: Layout,
    user: CurrentUser,
    Query(selected): Query<Selected>,
) -> Result<Response, Failure> {
    let factor = find(&user, &selected.id).await?;
    let question = Removal { layout, factor, problem: Problem::default() };
    page(question.problem.status(), &question)
}

pub async fn remove(
    layout: Layout,
    user: CurrentUser,
    Form(selected): Form<Selected>,
) -> Result<Response, Failure> {
    match user.client().mfa().reset(&*selected.id).await {
        Ok(()) => Ok(Redirect::to("/factors").into_response()),
        // It was removed in another window.
        Err(error) if error.is_not_found() => Ok(Redirect::to("/factors").into_response()),
        Err(error) => show_with(layout, &user, Problem::of(error)?).await,
    }
}

async fn find(user: &CurrentUser, id: &str) -> Result<Factor, Failure> {
    match user.client().mfa().factor(id).await {
        Ok(factor) => Ok(factor.into()),
        Err(error) if error.is_not_found() => Err(Failure::NotFound),
        Err(error) => Err(error.into()),
    }
}

impl From<FactorDto> for Factor {
    fn from(factor: FactorDto) -> Self {
        let title = match &factor.factor_type {
            FactorType::Otp => "Authenticator app",
            FactorType::Sms => "Text message",
            FactorType::Email => "Email",
            FactorType::Face => "Face",
            other => other.as_str(),
        };
        let addresses = ["phoneNumber", "email"].map(|name| factor.profile.get(name));
        let detail = addresses.into_iter().flatten().find_map(|address| address.as_str());
        Self {
            title: title.to_owned(),
            detail: detail.unwrap_or_default().to_owned(),
            id: factor.factor_id,
        }
    }
}
