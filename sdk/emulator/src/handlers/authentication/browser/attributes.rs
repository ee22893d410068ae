//! Attributes of users for protocols without scopes.

use crate::{clock::Timestamp, state::State, tokens::role_codes};

/// Returns the attributes of a user and their values. Unknown ones are left out.
pub fn attributes(
    state: &State,
    user_id: &str,
    now: Timestamp,
) -> Vec<(&'static str, Vec<String>)> {
    let Some(user) = state.users.get(user_id) else { return Vec::new() };
    let it = &user.profile;
    let known = [
        ("userId", Some(&it.user_id)),
        ("username", it.username.as_ref()),
        ("name", it.name.as_ref()),
        ("email", it.email.as_ref()),
        ("phone", it.phone.as_ref()),
    ];
    let known = known.into_iter().filter_map(|(name, value)| Some((name, vec![value?.clone()])));
    let roles = ("roles", role_codes(state, user_id, now));
    known.chain([roles]).filter(|(_, values)| !values.is_empty()).collect()
}
