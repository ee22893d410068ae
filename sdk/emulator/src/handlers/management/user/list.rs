//! Search for users.
//!
//! # Assumptions
//!
//! - Lists are in the order in which users were created, unless `sort` is set. Missing values come
//!   first.
//! - `keywords` and `CONTAINS` match a part of a text, without regard to case. `EQUAL` and `IN`
//!   ignore case as well. Conditions on a list (`department`, `loggedInApps`, `identity`) match if
//!   one of its items matches. A condition without a value matches every user.
//! - `searchQuery`, a query in the language of another server, is not supported (501).

use genauth::management::{ListUsersLegacyParams, ListUsersRequestDto, SortOrder, SortingDto};
use serde_json::{Value, json};

use super::{
    filter::{candidates, sort},
    filter_fields,
};
use crate::{
    api::Page,
    call::{Call, Response},
    failure::Failure,
    handlers::{
        compare::compare,
        directory::user::{Wanted, user_page, written},
    },
    state::{State, user::User},
};

pub(super) fn list_users(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ListUsersRequestDto = call.body()?;
    let page = call.page()?;
    filter_fields::check(call, body.advanced_filter.as_deref().unwrap_or_default())?;
    if body.search_query.is_some_and(|query| !query.is_empty()) {
        return Err(Failure::unsupported("the emulator does not support `searchQuery`"));
    }
    let options = body.options.unwrap_or_default();
    let keywords = body.keywords.unwrap_or_default();
    let state = &*call.state;
    let wanted =
        Wanted::new(options.with_custom_data, options.with_identities, options.with_department_ids);
    let wanted = wanted.flat(options.flat_custom_data).tenants(options.with_tenant_ids);
    let sorting = options.sort.as_deref().unwrap_or_default();
    let is_unfiltered =
        keywords.trim().is_empty() && body.advanced_filter.as_ref().is_none_or(Vec::is_empty);
    if let (true, Some(is_reversed)) = (is_unfiltered, by_arrival(sorting)) {
        return all_users(state, page, is_reversed, wanted);
    }
    let mut found = Vec::new();
    let conditions = body.advanced_filter.as_deref().unwrap_or_default();
    for candidate in candidates(state, conditions) {
        let mut fits = candidate.has(&keywords, options.fuzzy_search_on.as_deref());
        fits |= keywords.trim().is_empty();
        for condition in conditions {
            fits &= candidate.fits(condition)?;
        }
        if fits {
            found.push(candidate);
        }
    }
    sort(&mut found, sorting);
    user_page(state, found.into_iter().map(|candidate| candidate.user), page, wanted)
}

/// Returns `false` if the rules sort users in creation order, `true` if in reverse creation order,
/// and `None` otherwise.
fn by_arrival(rules: &[SortingDto]) -> Option<bool> {
    match rules {
        [] => Some(false),
        [only] if only.field.as_str() == "createdAt" => Some(only.order == SortOrder::Desc),
        _ => None,
    }
}

/// Returns a page of all users, in a time independent of their number.
fn all_users(
    state: &State,
    page: Page,
    is_reversed: bool,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let users = state.users.page(page, is_reversed).into_iter();
    let list: Vec<Value> =
        users.map(|user| written(state, user, wanted)).collect::<Result<_, _>>()?;
    Ok(Response::Data(json!({"totalCount": state.users.count(), "list": list})))
}

pub(super) fn list_users_legacy(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListUsersLegacyParams = call.params()?;
    let page = call.page()?;
    let is_since = |user: &User, at: Option<i64>, wanted: bool| {
        let updated = Value::from(user.profile.updated_at.as_str());
        at.is_none_or(|at| {
            let at = Value::from(at.saturating_mul(1_000));
            if wanted { compare(&updated, &at).is_ge() } else { compare(&updated, &at).is_le() }
        })
    };
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids);
    let is_unfiltered = params.status.is_none()
        && params.updated_at_start.is_none()
        && params.updated_at_end.is_none();
    if is_unfiltered {
        return all_users(call.state, page, false, wanted);
    }
    let users = call.state.users.iter().filter(|user| {
        params.status.as_ref().is_none_or(|status| user.profile.status == *status)
            && is_since(user, params.updated_at_start, true)
            && is_since(user, params.updated_at_end, false)
    });
    user_page(call.state, users, page, wanted)
}
