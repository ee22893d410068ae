//! Filtering and sorting of users in searches.

use std::{cell::OnceCell, cmp::Ordering};

use genauth::management::{
    ListUsersAdvancedFilterItemDto, SortOrder, SortingDto, UserFilterOperator, UserSearchField,
};
use serde_json::{Map, Value};

use super::fields::object;
use crate::{
    failure::Failure,
    handlers::{
        compare::compare,
        directory::{
            department,
            user::{Wanted, view},
        },
    },
    state::{
        State,
        user::{Key, User},
    },
};

/// Default fields of a search.
const DEFAULT_FIELDS: [&str; 6] =
    ["phone", "email", "name", "username", "nickname", "identityNumber"];

/// User with fields in comparable form.
pub(super) struct Candidate<'a> {
    pub user: &'a User,
    state: &'a State,
    /// All fields, serialized on first use, because serialization is the slowest step here.
    fields: OnceCell<Map<String, Value>>,
}

/// Returns the users who can satisfy all conditions; uses an index if a condition allows it.
pub(super) fn candidates<'a>(
    state: &'a State,
    conditions: &[ListUsersAdvancedFilterItemDto],
) -> impl Iterator<Item = Candidate<'a>> {
    let named = conditions.iter().find_map(|condition| {
        let given = condition.value.as_ref()?;
        let texts = match (&condition.operator, given) {
            (UserFilterOperator::Equal, Value::String(text)) => Some(vec![text.as_str()]),
            (UserFilterOperator::In, Value::Array(list)) => {
                list.iter().map(Value::as_str).collect()
            }
            _ => None,
        };
        state.users.candidates(condition.field.as_str(), &texts?)
    });
    let all = if named.is_none() { Some(state.users.iter()) } else { None };
    let users = named.into_iter().flatten().chain(all.into_iter().flatten());
    users.map(|user| Candidate { user, state, fields: OnceCell::new() })
}

impl Candidate<'_> {
    fn fields(&self) -> &Map<String, Value> {
        self.fields.get_or_init(|| self.written())
    }

    fn written(&self) -> Map<String, Value> {
        let (user, state) = (self.user, self.state);
        // A profile that was read can be serialized.
        let mut fields = object(&view(state, user, Wanted::ALL)).unwrap_or_default();
        fields.insert("id".to_owned(), user.id().into());
        fields.insert("userSource".to_owned(), user.profile.user_source_type.as_str().into());
        // A member of a department is a member of those above it as well.
        fields.insert("department".to_owned(), state.organizations.of_user(user.id()).into());
        let ins = user.sign_ins.iter().filter(|it| it.success).map(|it| it.app_id.clone());
        let sessions = state.sessions.of_user(user.id()).map(|session| session.app_id.clone());
        fields.insert("loggedInApps".to_owned(), ins.chain(sessions).collect::<Vec<_>>().into());
        let identities = user.profile.identities.iter().flatten();
        let sources = identities.map(|it| it.ext_idp_id.clone()).collect::<Vec<_>>();
        fields.insert("identity".to_owned(), sources.into());
        fields
    }

    /// Returns a text field of the profile, or `None` if the field is not one of these.
    fn text(&self, name: &str) -> Option<Option<&str>> {
        let it = &self.user.profile;
        let text = match name {
            "username" => &it.username,
            "email" => &it.email,
            "phone" => &it.phone,
            "name" => &it.name,
            "nickname" => &it.nickname,
            "identityNumber" => &it.identity_number,
            "externalId" => &it.external_id,
            _ => return None,
        };
        Some(text.as_deref())
    }

    /// Returns a field. Fields that most searches use do not require serializing all others.
    fn field(&self, name: &str) -> Value {
        if let Some(text) = self.text(name) {
            return text.map_or(Value::Null, Value::from);
        }
        let it = &self.user.profile;
        match name {
            "id" | "userId" => self.user.id().into(),
            "status" => it.status.as_str().into(),
            "createdAt" => it.created_at.as_str().into(),
            "updatedAt" => it.updated_at.as_str().into(),
            "lastLogin" => it.last_login.as_ref().map_or(Value::Null, |at| at.as_str().into()),
            "loginsCount" => it.logins_count.into(),
            name => self.fields().get(name).cloned().unwrap_or(Value::Null),
        }
    }

    /// Returns `true` if one of these fields contains the keywords.
    pub fn has(&self, keywords: &str, on: Option<&[UserSearchField]>) -> bool {
        let keywords = keywords.trim().to_lowercase();
        let has = |name: &str| {
            let is_in = match self.text(name) {
                Some(text) => text.is_some_and(|text| has_part(text, &keywords)),
                None => self.field(name).as_str().is_some_and(|text| has_part(text, &keywords)),
            };
            is_in || name == "phone" && self.user.has_phone(&keywords)
        };
        match on {
            Some(on) if !on.is_empty() => on.iter().any(|field| has(field.as_str())),
            _ => DEFAULT_FIELDS.into_iter().any(has),
        }
    }

    /// Returns `true` if a text is the phone or the email address of the user, in any notation.
    fn is_typed(&self, field: &str, given: &Value) -> bool {
        let Some(text) = given.as_str() else { return false };
        match field {
            "phone" => self.user.has_phone(text),
            "email" => self.user.is(Key::Email(text)),
            _ => false,
        }
    }

    /// Returns `true` if a condition is satisfied.
    ///
    /// # Errors
    ///
    /// Returns an error if the condition is invalid: an incomplete range, or a value that is not a
    /// list.
    pub fn fits(&self, condition: &ListUsersAdvancedFilterItemDto) -> Result<bool, Failure> {
        let (state, custom) = (self.state, self.user.profile.custom_data.as_ref());
        let field = match self.field(&condition.field) {
            Value::Null => custom.and_then(|it| it.get(&condition.field)).cloned(),
            field => Some(field),
        };
        let field = &field.unwrap_or(Value::Null);
        let given = condition.value.clone().unwrap_or(Value::Null);
        let given = match condition.field.as_str() {
            "department" => departments(state, given),
            "identity" => plain(given, "extIdpId"),
            "userSource" => plain(given, "type"),
            _ => given,
        };
        let is_empty = is_empty(field);
        let is_same = |it: &Value, given: &Value| {
            is_same(it, given) || self.is_typed(&condition.field, given)
        };
        Ok(match &condition.operator {
            UserFilterOperator::IsNull => is_empty,
            UserFilterOperator::NotNull => !is_empty,
            // A condition without a value is ignored.
            _ if given.is_null() => true,
            UserFilterOperator::Equal => any(field, |it| is_same(it, &given)),
            UserFilterOperator::NotEqual => !any(field, |it| is_same(it, &given)),
            UserFilterOperator::Contains => any(field, |it| contains(it, &given)),
            UserFilterOperator::NotContains => !any(field, |it| contains(it, &given)),
            UserFilterOperator::In => {
                let list = given.as_array().ok_or_else(|| invalid_value("a list"))?;
                any(field, |it| list.iter().any(|given| is_same(it, given)))
            }
            UserFilterOperator::Greater => !is_empty && compare(field, &given) != Ordering::Less,
            UserFilterOperator::Lesser => !is_empty && compare(field, &given) != Ordering::Greater,
            UserFilterOperator::Between => {
                let ends = given.as_array().map(Vec::as_slice);
                let Some([from, to]) = ends else { return Err(invalid_value("a list of two")) };
                !is_empty
                    && compare(field, from) != Ordering::Less
                    && compare(field, to) != Ordering::Greater
            }
            other => return Err(Failure::invalid(format!("unknown operator `{other}`"))),
        })
    }
}

/// Sorts users by these rules; earlier rules take precedence.
pub(super) fn sort(found: &mut Vec<Candidate<'_>>, rules: &[SortingDto]) {
    if rules.is_empty() {
        return;
    }
    let keyed = found.drain(..).map(|candidate| {
        let keys = rules.iter().map(|rule| candidate.field(rule.field.as_str()));
        (keys.collect::<Vec<_>>(), candidate)
    });
    let mut keyed: Vec<(Vec<Value>, Candidate<'_>)> = keyed.collect();
    keyed.sort_by(|(one, _), (other, _)| {
        let by = rules.iter().zip(one.iter().zip(other)).map(|(rule, (one, other))| {
            let order = compare(one, other);
            if rule.order == SortOrder::Desc { order.reverse() } else { order }
        });
        by.fold(Ordering::Equal, Ordering::then)
    });
    found.extend(keyed.into_iter().map(|(_, candidate)| candidate));
}

/// Returns `true` if a text contains a part, without regard to case. `part` is in lowercase.
fn has_part(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(part)
}

fn invalid_value(wanted: &str) -> Failure {
    Failure::field("advancedFilter.value", &format!("must be {wanted} for this operator"))
}

fn is_empty(field: &Value) -> bool {
    match field {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Returns `true` if a field, or one of its items if it is a list, satisfies `is`.
fn any(field: &Value, is: impl Fn(&Value) -> bool) -> bool {
    match field {
        Value::Array(items) => items.iter().any(is),
        one => is(one),
    }
}

fn is_same(field: &Value, given: &Value) -> bool {
    !field.is_null() && compare(field, given) == Ordering::Equal
}

fn contains(field: &Value, given: &Value) -> bool {
    match (field.as_str(), given.as_str()) {
        (Some(field), Some(given)) => field.to_lowercase().contains(&given.to_lowercase()),
        _ => false,
    }
}

/// Unwraps values that are in objects.
fn plain(given: Value, name: &str) -> Value {
    match given {
        Value::Array(items) => items.into_iter().map(|item| plain(item, name)).collect(),
        Value::Object(mut object) => object.remove(name).unwrap_or(Value::Null),
        other => other,
    }
}

/// Converts departments, given as IDs or with their organization, to IDs.
fn departments(state: &State, given: Value) -> Value {
    match given {
        Value::Array(items) => items.into_iter().map(|item| departments(state, item)).collect(),
        Value::Object(object) => {
            let text = |name: &str| object.get(name).and_then(Value::as_str);
            let kind = text("departmentIdType").map(|kind| match kind.parse() {
                Ok(kind) => kind,
                Err(never) => match never {},
            });
            let organization = text("organizationCode").unwrap_or_default();
            let id = text("departmentId").unwrap_or_default();
            let found = department::find(&state.organizations, organization, id, kind.as_ref());
            found.map_or(Value::Null, |department| department.id.clone().into())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substring_search_ignores_case() {
        for (text, part) in [("User-1", "sER-"), ("张Ä三", "ä三"), ("abc", ""), ("İ", "i")] {
            assert!(has_part(text, &part.to_lowercase()), "{text} {part}");
        }
        for (text, part) in [("user", "users"), ("", "a"), ("abc", "ä")] {
            assert!(!has_part(text, part), "{text} {part}");
        }
    }
}
