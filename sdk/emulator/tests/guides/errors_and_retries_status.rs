use genauth::Error;
use genauth::http::StatusCode;

/// Returns the status of the application's response to its own user.
fn status_of(error: &Error) -> StatusCode {
    if error.is_unauthenticated() {
        StatusCode::UNAUTHORIZED // sign in again
    } else if error.is_not_found() {
        StatusCode::NOT_FOUND
    } else if error.is_conflict() {
        StatusCode::CONFLICT
    } else if error.is_retryable() {
        StatusCode::SERVICE_UNAVAILABLE // with `retry-after`, if `error.retry_after()` is set
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}
