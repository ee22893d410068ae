//! The application in the path of an endpoint.

use crate::{call::Call, failure::Failure, state::application::Application};

/// Returns the application in the path.
///
/// # Errors
///
/// Returns an error, shown on a page, if there is no such application.
pub fn application<'a>(call: &'a Call<'_>) -> Result<&'a Application, Failure> {
    let app = call.context.app_id.as_deref().and_then(|id| call.state.applications.get(id));
    app.ok_or_else(|| Failure { http_status: 404, ..Failure::not_found("application") })
}
