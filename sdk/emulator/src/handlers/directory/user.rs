//! Lookup of users by any identifier, and views with the data that requests ask for.

use genauth::management::{UserDto, UserIdType};
use serde_json::{Value, json};

use crate::{
    api::Page,
    call::Response,
    failure::Failure,
    handlers::{batch::each, compare::is_written},
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
pub(crate) fn find_all(
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

/// Optional user data that a request asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// Custom fields.
    pub custom_data: bool,
    /// Custom fields, as if they were fields of the user.
    pub flat_custom_data: bool,
    /// Identities at other services.
    pub identities: bool,
    /// Departments that users are direct members of.
    pub department_ids: bool,
    /// Tenants.
    pub tenant_ids: bool,
}

impl Wanted {
    /// All optional data.
    pub const ALL: Self = Self {
        custom_data: true,
        flat_custom_data: false,
        identities: true,
        department_ids: true,
        tenant_ids: true,
    };

    /// Creates the options from the flags of a request; an omitted flag is off.
    pub fn new(
        custom_data: Option<bool>,
        identities: Option<bool>,
        department_ids: Option<bool>,
    ) -> Self {
        let is = |wanted: Option<bool>| wanted == Some(true);
        Self {
            custom_data: is(custom_data),
            identities: is(identities),
            department_ids: is(department_ids),
            ..Self::default()
        }
    }

    /// Sets the flag for custom fields next to the others.
    pub fn flat(mut self, flat: Option<bool>) -> Self {
        self.flat_custom_data = flat == Some(true);
        self
    }

    /// Sets the flag for tenants.
    pub fn tenants(mut self, tenants: Option<bool>) -> Self {
        self.tenant_ids = tenants == Some(true);
        self
    }
}

/// Returns a user with the requested data.
pub(crate) fn view(state: &State, user: &User, wanted: Wanted) -> UserDto {
    let mut shown = user.profile.clone();
    if !wanted.custom_data {
        shown.custom_data = None;
    }
    shown.identities = match wanted.identities {
        true => Some(shown.identities.unwrap_or_default()),
        false => None,
    };
    shown.tenant_ids = shown.tenant_ids.filter(|_| wanted.tenant_ids);
    let departments: Vec<_> = state.organizations.with_user(user.id()).collect();
    let main = departments.iter().find(|it| it.member(user.id()).is_some_and(|me| me.is_main));
    shown.main_department_id = main.map(|department| department.id.clone());
    shown.department_ids = wanted
        .department_ids
        .then(|| departments.iter().map(|department| department.id.clone()).collect());
    shown
}

/// Returns a user as JSON, in which custom fields can be next to the others.
pub(crate) fn written(state: &State, user: &User, wanted: Wanted) -> Result<Value, Failure> {
    let shown = view(state, user, wanted);
    let mut shown = serde_json::to_value(&shown)
        .map_err(|error| Failure::new(500, format!("cannot serialize a user: {error}")))?;
    if let (true, Some(custom)) = (wanted.flat_custom_data, &user.profile.custom_data) {
        for (key, value) in custom {
            // A built-in field takes precedence over a custom one of the same name.
            if shown.get(key).is_none() {
                shown[key] = value.clone();
            }
        }
    }
    Ok(shown)
}

/// Returns a page of users.
pub(crate) fn user_page<'a>(
    state: &State,
    users: impl IntoIterator<Item = &'a User>,
    page: Page,
    wanted: Wanted,
) -> Result<Response, Failure> {
    let (users, total) = page.of(users);
    let list = users.into_iter().map(|user| written(state, user, wanted));
    let list: Vec<Value> = list.collect::<Result<_, _>>()?;
    Ok(Response::Data(json!({"totalCount": total, "list": list})))
}
