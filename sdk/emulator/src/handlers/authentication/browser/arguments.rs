//! Arguments of protocol endpoints, and the called variant.

use crate::call::Call;

/// Returns a parameter as text.
pub fn param<'a>(call: &'a Call<'_>, name: &str) -> Option<&'a str> {
    call.raw_params()[name].as_str()
}

/// Returns a field of the body as text.
pub fn field<'a>(call: &'a Call<'_>, name: &str) -> Option<&'a str> {
    call.raw_body()[name].as_str()
}

/// Returns `true` if the OAuth-only variant of an endpoint is called.
pub fn is_plain_oauth(call: &Call<'_>) -> bool {
    call.path.starts_with("/oauth/")
}
