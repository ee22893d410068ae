//! Lookup of users by any identifier.

use genauth::management::UserIdType;
use serde_json::Value;

use crate::{
    failure::Failure,
    handlers::management::{batch::each, compare::is_written},
    state::{
        State,
        user::{Key, User},
    },
};

/// Returns the user that a request names.
///
/// # Errors
///
/// Returns an error if the user does not exist.
pub(crate) fn find<'a>(
    state: &'a State,
    id: &str,
    kind: Option<&UserIdType>,
) -> Result<&'a User, Failure> {
    let users = &state.users;
    let found = match kind.unwrap_or(&UserIdType::UserId) {
        UserIdType::ExternalId => users.find(Key::External(id)),
        UserIdType::Phone => {
            let by_number = || users.iter().find(|user| user.has_phone(id));
            users.find(Key::Phone(id, None)).or_else(by_number)
        }
        UserIdType::Email => users.find(Key::Email(id)),
        UserIdType::Username => users.find(Key::Username(id)),
        UserIdType::Identity => by_identity(state, id, |it, source| it.ext_idp_id == source),
        UserIdType::SyncRelation => {
            by_identity(state, id, |it, source| it.provider.as_str() == source)
        }
        UserIdType::CustomField => id.split_once(':').and_then(|(key, value)| {
            users.iter().find(|user| custom(user, key).is_some_and(|it| is_written(it, value)))
        }),
        _ => users.find(Key::Id(id)),
    };
    found.ok_or_else(Failure::user_not_found)
}

/// Returns the IDs of the users that a request names in `userIds`.
///
/// # Errors
///
/// Returns an error that names the first user who does not exist.
pub(super) fn find_all(
    state: &State,
    ids: &[String],
    kind: Option<&UserIdType>,
) -> Result<Vec<String>, Failure> {
    each("userIds", ids, |id| id.as_str(), |id| Ok(find(state, id, kind)?.id().to_owned()))
}

fn custom<'a>(user: &'a User, key: &str) -> Option<&'a Value> {
    user.profile.custom_data.as_ref()?.get(key)
}

fn by_identity<'a>(
    state: &'a State,
    id: &str,
    is_source: impl Fn(&genauth::management::IdentityDto, &str) -> bool,
) -> Option<&'a User> {
    let (source, id) = id.split_once(':')?;
    state.users.with_identity(id).find(|user| {
        let identities = user.profile.identities.iter().flatten();
        identities.into_iter().any(|it| it.user_id_in_idp == id && is_source(it, source))
    })
}
