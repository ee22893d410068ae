//! A CAS server whose every response a test decides, byte for byte, and which records requests as
//! they arrive.

mod reply;
mod request;
mod server;

pub use reply::Reply;
pub use request::Request;
pub use server::Server;

/// The namespace of CAS.
pub const NAMESPACE: &str = "http://www.yale.edu/tp/cas";

/// Returns a response in XML with this content.
#[must_use]
pub fn envelope(content: &str) -> String {
    format!("<cas:serviceResponse xmlns:cas=\"{NAMESPACE}\">{content}</cas:serviceResponse>")
}

/// Returns a success in XML with this content.
#[must_use]
pub fn success(content: &str) -> String {
    envelope(&format!("<cas:authenticationSuccess>{content}</cas:authenticationSuccess>"))
}

/// Returns a failure in XML with this code and text.
#[must_use]
pub fn failure(code: &str, text: &str) -> String {
    envelope(&format!(
        "<cas:authenticationFailure code=\"{code}\">{text}</cas:authenticationFailure>"
    ))
}
