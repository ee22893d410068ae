//! What the headers of a request say.

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{Digest, SHA256, digest},
};
use http::{HeaderMap, header};

/// The names of the header with the secret: that of the documented requests, and that of the text
/// beside the form in the console.
const SECRET: [&str; 2] = ["x-authing-webhook-secret", "x-genauth-token"];

const USER_POOL: &str = "x-authing-userpool-id";

/// Returns whether all headers for the secret have it, and there is one.
///
/// Hashes are compared, which have the same length whatever was sent.
pub(super) fn has_secret(headers: &HeaderMap, secret: &Digest) -> bool {
    let mut found = false;
    let mut all = true;
    for value in SECRET.iter().flat_map(|name| headers.get_all(*name)) {
        found = true;
        let sent = digest(&SHA256, value.as_bytes());
        all &= verify_slices_are_equal(sent.as_ref(), secret.as_ref()).is_ok();
    }
    found && all
}

/// Returns the user pool that a request names exactly once.
pub(super) fn user_pool(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(USER_POOL).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok().map(str::to_owned)
}

/// Returns the length of the body, if the request declares one.
pub(super) fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}
