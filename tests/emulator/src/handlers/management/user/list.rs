//! Finding users.
//!
//! # Assumed
//!
//! - Lists are in the order in which users were added, unless `sort` says otherwise. What is missing
//!   comes first.
//! - `keywords` and `CONTAINS` look for a part of a text, without regard to case. `EQUAL` and `IN` do
//!   not regard case either. Conditions on a list (`department`, `loggedInApps`, `identity`) hold if
//!   they do for one of its items. A condition without a value holds for everybody.
//! - `searchQuery`, a query in the language of another server, is not understood (501).

use genauth::management::{ListUsersLegacyParams, ListUsersOptionsDto, ListUsersRequestDto};
use serde_json::Value;

use super::{
    filter::{Candidate, sort},
    filter_fields,
    view::{Wanted, user_page},
};
use crate::{
    call::{Answer, Call},
    failure::Failure,
    handlers::management::compare::compare,
    state::user::User,
};

pub(super) fn list_users(call: &mut Call<'_>) -> Result<Answer, Failure> {
    let body: ListUsersRequestDto = call.body()?;
    let page = call.page()?;
    filter_fields::check(call, body.advanced_filter.as_deref().unwrap_or_default())?;
    if body.search_query.is_some_and(|query| !query.is_empty()) {
        return Err(Failure::unsupported("`searchQuery` is not understood here"));
    }
    let options = body.options.unwrap_or_else(ListUsersOptionsDto::new);
    let keywords = body.keywords.unwrap_or_default();
    let world = &*call.world;
    let mut found = Vec::new();
    for user in world.users.iter() {
        let candidate = Candidate::new(world, user)?;
        let mut fits = candidate.has(&keywords, options.fuzzy_search_on.as_deref());
        fits |= keywords.trim().is_empty();
        for condition in body.advanced_filter.iter().flatten() {
            fits &= candidate.fits(world, condition)?;
        }
        if fits {
            found.push(candidate);
        }
    }
    sort(&mut found, options.sort.as_deref().unwrap_or_default());
    let wanted =
        Wanted::new(options.with_custom_data, options.with_identities, options.with_department_ids);
    let wanted = wanted.flat(options.flat_custom_data).tenants(options.with_tenant_ids);
    user_page(world, found.into_iter().map(|candidate| candidate.user), page, wanted)
}

pub(super) fn list_users_legacy(call: &mut Call<'_>) -> Result<Answer, Failure> {
    let params: ListUsersLegacyParams = call.params()?;
    let page = call.page()?;
    let is_since = |user: &User, at: Option<i64>, wanted: bool| {
        let updated = Value::from(user.profile.updated_at.as_str());
        at.is_none_or(|at| {
            let at = Value::from(at.saturating_mul(1_000));
            if wanted { compare(&updated, &at).is_ge() } else { compare(&updated, &at).is_le() }
        })
    };
    let users = call.world.users.iter().filter(|user| {
        params.status.as_ref().is_none_or(|status| user.profile.status == *status)
            && is_since(user, params.updated_at_start, true)
            && is_since(user, params.updated_at_end, false)
    });
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids);
    user_page(call.world, users, page, wanted)
}
