//! Traits of public types.

use std::fmt::Debug;
use std::hash::Hash;

use genauth::cas::{
    CasAttribute, CasAttributes, CasClient, CasClientBuilder, CasFormat, CasIdentity,
    CasLoginBuilder, CasLogoutRequest, CasTicket,
};
use genauth::{CasError, CasErrorKind};

fn value<T: Clone + Debug + Send + Sync + 'static>() {}
fn sent<T: Send>(_: T) {}

#[test]
fn public_types_are_clone_debug_send_and_sync() {
    value::<CasClient>();
    value::<CasClientBuilder>();
    value::<CasLoginBuilder>();
    value::<CasLogoutRequest>();
    value::<CasTicket>();
    value::<CasIdentity>();
    value::<CasAttributes>();
    value::<CasAttribute>();
    value::<CasFormat>();
    fn error<T: std::error::Error + Clone + Send + Sync + 'static>() {}
    fn key<T: Eq + Hash>() {}
    error::<CasError>();
    key::<CasErrorKind>();
    key::<CasTicket>();
}

#[test]
fn sign_ins_can_be_spawned() {
    let _ = |cas: &CasClient, ticket: &CasTicket| {
        sent(cas.finish("/cas/callback?ticket=ST-1-TICKET"));
        sent(cas.validate_ticket_v1(ticket));
        sent(cas.validate_ticket_v2(ticket));
        sent(cas.validate_ticket_v3(ticket));
    };
}
