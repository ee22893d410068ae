//! Fields in the conditions of user searches.

use genauth::management::{ListUsersAdvancedFilterItemDto, TargetType};

use crate::{call::Call, failure::Failure, handlers::search_fields::check_all};

/// Fields that are not in a profile under this name.
const EXTRA_FIELDS: [&str; 5] = ["id", "userSource", "department", "loggedInApps", "identity"];

/// Checks that every condition refers to an existing field: a profile field, or a custom one that
/// is defined or that a user has.
///
/// # Errors
///
/// Returns an error that names the first unknown field.
pub(super) fn check(
    call: &Call<'_>,
    conditions: &[ListUsersAdvancedFilterItemDto],
) -> Result<(), Failure> {
    let state = &*call.state;
    let is_custom = |name: &str| {
        state.custom_fields.get(&TargetType::User, name).is_some()
            || state.users.iter().any(|user| {
                user.profile.custom_data.as_ref().is_some_and(|data| data.contains_key(name))
            })
    };
    let defined = state.custom_fields.of(&TargetType::User).map(|field| field.key.as_str());
    let known = call.spec.field_names("UserDto").into_iter().chain(EXTRA_FIELDS);
    check_all(
        conditions.iter().map(|condition| condition.field.as_str()),
        &known.chain(defined).collect::<Vec<_>>(),
        is_custom,
    )
}
