//! Traits of public types.

use std::fmt::Debug;
use std::hash::Hash;

use genauth::saml::{
    Attribute, AttributeValue, Attributes, IdpMetadata, LoginBuilder, LoginRequest,
    MemoryReplayStore, NameId, RedisReplayStore, ReplayStore, SamlClient, SamlClientBuilder,
    SamlIdentity, SamlResponse, SystemClock,
};
use genauth::{SamlError, SamlErrorKind, SamlStatus};

fn value<T: Clone + Debug + Send + Sync + 'static>() {}
fn sent<T: Send>(_: T) {}

#[test]
fn public_types_are_clone_debug_send_and_sync() {
    value::<SamlClient>();
    value::<SamlClientBuilder>();
    value::<LoginBuilder>();
    value::<LoginRequest>();
    value::<SamlResponse>();
    value::<SamlIdentity>();
    value::<NameId>();
    value::<Attributes>();
    value::<Attribute>();
    value::<AttributeValue>();
    value::<IdpMetadata>();
    value::<MemoryReplayStore>();
    value::<RedisReplayStore>();
    value::<SystemClock>();
    value::<SamlStatus>();
    value::<SamlErrorKind>();
    fn error<T: std::error::Error + Clone + Send + Sync + 'static>() {}
    fn key<T: Copy + Eq + Hash>() {}
    error::<SamlError>();
    key::<SamlErrorKind>();
    let _ = |_: Box<dyn ReplayStore>| {};
}

#[test]
fn sign_ins_can_be_spawned() {
    let _ = |saml: &SamlClient, request: &LoginRequest, response: &SamlResponse| {
        sent(saml.finish(request, response));
        sent(saml.finish_unsolicited(response));
    };
}
