//! The enrollment of an authenticator app: QR code, confirmation, recovery code.
//!
//! The session keeps the enrollment between the requests, so that the second one may reach another
//! process.

use std::time::{Duration, SystemTime};

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use genauth::{
    authentication::{EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorType},
    flows::OtpAuthUri,
};
use genauth_axum::CurrentUser;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::factors;
use crate::{
    layout::{Layout, page},
    problem::{Failure, Problem},
    qr,
    session::Facts,
    web::Web,
};

/// Key of the enrollment in the session.
const PENDING: &str = "enrollment";

/// An enrollment that is not confirmed yet. All of it is secret; the session is removed from the store
/// when the user signs out.
#[derive(Clone, Serialize, Deserialize)]
struct Pending {
    token: String,
    uri: String,
    recovery_code: String,
    expires_at: SystemTime,
}

#[derive(Template)]
#[template(path = "authenticator.html", config = "examples/web_app/askama.toml")]
struct Authenticator {
    layout: Layout,
    qr: String,
    key: String,
    hint: String,
    problem: Problem,
}

#[derive(Template)]
#[template(path = "recovery_code.html", config = "examples/web_app/askama.toml")]
struct RecoveryCode {
    layout: Layout,
    code: String,
}

#[derive(Deserialize)]
pub struct Input {
    code: String,
}

/// Starts an enrollment.
pub async fn start(
    layout: Layout,
    user: CurrentUser,
    session: Session,
) -> Result<Response, Failure> {
    let pending = match user.client().mfa().enroll_otp().await {
        Ok(pending) => pending,
        Err(error) => return factors::show_with(layout, &user, Problem::of(error)?).await,
    };
    let Some(otp) = pending.otp() else {
        return Err(Failure::Internal("the enrollment has no data of an authenticator app".into()));
    };
    let pending = Pending {
        token: pending.enrollment_token().expose().to_owned(),
        uri: otp.uri_text().expose().to_owned(),
        recovery_code: otp.recovery_code().expose().to_owned(),
        expires_at: SystemTime::now() + pending.expires_in(),
    };
    session.insert(PENDING, &pending).await?;
    Ok(Redirect::to("/factors/authenticator").into_response())
}

/// Shows the QR code.
pub async fn show(
    layout: Layout,
    user: CurrentUser,
    session: Session,
) -> Result<Response, Failure> {
    match session.get::<Pending>(PENDING).await? {
        Some(pending) if pending.expires_at > SystemTime::now() => {
            show_with(layout, &pending, Problem::default())
        }
        Some(_) => expire(layout, &user, &session).await,
        None => Ok(Redirect::to("/factors").into_response()),
    }
}

/// Ends an enrollment that was not confirmed in time.
async fn expire(
    layout: Layout,
    user: &CurrentUser,
    session: &Session,
) -> Result<Response, Failure> {
    session.remove_value(PENDING).await?;
    let text = "The time is over. Remove the new entry from the app, and start again.";
    factors::show_with(layout, user, Problem::in_form(text)).await
}

fn show_with(layout: Layout, pending: &Pending, problem: Problem) -> Result<Response, Failure> {
    let uri = pending.uri.parse::<OtpAuthUri>();
    let uri = uri.map_err(|error| Failure::Internal(error.to_string()))?;
    // Groups of four are easier to copy; authenticator apps ignore spaces.
    let key: Vec<char> = uri.secret().expose().chars().collect();
    let key: Vec<String> = key.chunks(4).map(|group| group.iter().collect()).collect();
    let time = pending.expires_at.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO);
    let form = Authenticator {
        layout,
        qr: qr::svg(&pending.uri, "QR code for the authenticator app").unwrap_or_default(),
        key: key.join(" "),
        hint: format!("Six digits that the app shows, within {} seconds.", time.as_secs()),
        problem,
    };
    page(form.problem.status(), &form)
}

/// Confirms the enrollment, and shows the recovery code this one time.
pub async fn confirm(
    State(web): State<Web>,
    layout: Layout,
    user: CurrentUser,
    session: Session,
    Form(input): Form<Input>,
) -> Result<Response, Failure> {
    let Some(pending) = session.get::<Pending>(PENDING).await? else {
        return expire(layout, &user, &session).await;
    };
    let code: String = input.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    if code.is_empty() {
        let problem = Problem::in_field("code", "Enter the code that the app shows.");
        return show_with(layout, &pending, problem);
    }
    let proof = EnrollFactorEnrollmentDataDto::new().pass_code(code);
    let request = EnrollFactorDto::new(FactorType::Otp, &*pending.token, proof);
    match user.client().enroll_factor(request).await {
        Ok(()) => {
            session.remove_value(PENDING).await?;
            // The code was the second factor of this session.
            let facts = Facts::of(&session, &user, &web.verifier).await?;
            facts.record_second_factor(&session).await?;
            page(StatusCode::OK, &RecoveryCode { layout, code: pending.recovery_code })
        }
        Err(error) if error.is_wrong_code() => {
            let text = "The code is wrong. Enter the one that the app shows now.";
            show_with(layout, &pending, Problem::in_field("code", text))
        }
        Err(error) if error.is_expired() => expire(layout, &user, &session).await,
        Err(error) => show_with(layout, &pending, Problem::of(error)?),
    }
}
