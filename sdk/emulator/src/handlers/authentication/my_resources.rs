//! Resources of the signed-in user.
//!
//! # Assumptions
//!
//! - Without `namespace`, resources of all permission spaces are listed.

use genauth::authentication::{AuthorizedResourcePagingDto, GetAuthorizedResourcesParams};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::resource::Filter,
};

pub(super) const HANDLERS: Handlers = &[("getAuthorizedResources", get_authorized_resources)];

fn get_authorized_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetAuthorizedResourcesParams = call.params()?;
    let namespace = params.namespace.as_deref();
    if let Some(namespace) = namespace {
        call.state.check_namespace(namespace)?;
    }
    let filter = Filter { namespace, kind: params.resource_type.as_ref(), codes: None };
    let list = call.state.resources_of(&call.signed_in()?.user_id, filter, call.now);
    let total = i64::try_from(list.len()).unwrap_or(i64::MAX);
    Response::data(&AuthorizedResourcePagingDto::new(total, list))
}
