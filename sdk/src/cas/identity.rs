//! [`CasIdentity`]: the user of a validated ticket.

use super::attributes::CasAttributes;
use super::ticket::CasTicket;
use crate::data::Secret;

/// The user of a validated ticket. Returned by [`CasClient::finish`](super::CasClient::finish).
///
/// It contains no credential to call GenAuth with: neither the response nor the documentation has a
/// token. Look the user up with a [`ManagementClient`](crate::ManagementClient).
///
/// `Debug` shows neither the ticket nor values of attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CasIdentity {
    /// The name of the user, whole and unchanged. Never blank.
    ///
    /// `casUserIdentifier` in the CAS settings of the application selects the property of the user,
    /// for instance `${user.username}`; the documentation has no default.
    pub user: String,
    /// The attributes of the user. Empty for CAS 1.0.
    ///
    /// The documentation names none. They depend on the version of the protocol and on
    /// `customAttributes` in the CAS settings of the application.
    pub attributes: CasAttributes,
    /// The callback URLs of the proxies that the user signed in through, the most recent first. Empty
    /// unless [`allow_proxies`](super::CasClientBuilder::allow_proxies) allows them.
    pub proxies: Vec<String>,
    /// The reference to a proxy-granting ticket (PGT IOU). The SDK requests none.
    pub proxy_granting_ticket_iou: Option<Secret>,
    /// The ticket, which is used up. Keep it with the session of the user: a
    /// [`CasLogoutRequest`](super::CasLogoutRequest) identifies the session by its ticket.
    pub ticket: CasTicket,
}
