//! [`State`]: the session as a request sees it.

use genauth::oidc::UserSession;

use super::entry::Entry;
use crate::problem::Rejection;

/// The session as loaded and changed by the request.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) entry: Entry,
    pub(super) user: Option<UserSession>,
    /// The response to requests that depend on the session: it could not be loaded.
    pub(super) failure: Option<Rejection>,
    /// The session must not be saved: an operation has failed halfway.
    pub(super) is_broken: bool,
    pub(super) is_changed: bool,
    pub(super) is_signed_out: bool,
}
