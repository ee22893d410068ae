//! CAS: a server of the protocols 1.0, 2.0 and 3.0.
//!
//! # Assumptions
//!
//! - Every application can use CAS, even if `casProviderEnabled` is `false`. Its settings are those
//!   of `casConfig`: `casUserIdentifier`, `customAttributes` and `stLifetime`.
//! - A service is a redirect URI of the application, compared exactly. An application without any
//!   accepts every `https` URL, and `http` on loopback.
//! - A ticket is valid for one validation within `stLifetime` seconds, 300 by default, even if the
//!   validation fails. Signing out invalidates unused tickets.
//! - The name of the user is the username, or else the email address, phone or ID.
//! - Canceling a sign-in shows a page, since CAS has no response for it.
//! - A sign-out redirects to post-logout redirect URIs of an application. It informs the services
//!   whose tickets were validated in the browser, if they are on loopback.
//! - There are no proxy tickets; `pgtUrl` is ignored.

mod login;
mod logout;
mod profile;
mod response;
mod validate;

use crate::call::Route;
pub(super) use login::granted;

pub(super) const ROUTES: &[Route] = &[
    // Before the path of an application.
    Route { path: "/cas-idp/logout", get: logout::log_out, post: None },
    Route { path: "/cas-idp/{appId}", get: login::log_in, post: None },
    Route { path: "/cas-idp/{appId}/login", get: login::log_in, post: None },
    Route { path: "/cas-idp/{appId}/logout", get: logout::log_out, post: None },
    Route { path: "/cas-idp/{appId}/validate", get: validate::as_text, post: None },
    Route { path: "/cas-idp/{appId}/serviceValidate", get: validate::as_document, post: None },
    Route { path: "/cas-idp/{appId}/p3/serviceValidate", get: validate::as_document, post: None },
];
