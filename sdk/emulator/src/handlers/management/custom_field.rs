//! Custom fields and their values.
//!
//! # Assumptions
//!
//! - Values of undefined fields can be set; they are texts. Values of a defined field have its type
//!   (400), are one of its options (400), and differ from those of other users if the field is
//!   unique (409, for users).
//! - By default, a new field is named after its key and holds texts.
//! - Values stay when a definition is deleted.
//! - The default `namespace` of a role is `default`.

use genauth::management::{
    CustomFieldDataType, CustomFieldDto, DeleteCustomFieldsReqDto, GetCustomDataParams,
    GetCustomFieldsParams, IsSuccessDto, SetCustomDataReqDto, SetCustomFieldDto,
    SetCustomFieldsReqDto, TargetType,
};
use serde_json::{Map, Value};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::{batch::each, directory::user},
    state::State,
};

pub(super) const HANDLERS: Handlers = &[
    ("setCustomFields", set_custom_fields),
    ("getCustomFields", get_custom_fields),
    ("deleteCustomFields", delete_custom_fields),
    ("setCustomData", set_custom_data),
    ("getCustomData", get_custom_data),
];

/// Default namespace of a role.
const DEFAULT: &str = "default";

fn set_custom_fields(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SetCustomFieldsReqDto = call.body()?;
    let set = each(
        "list",
        &body.list,
        |given| &given.key,
        |given| {
            let known = call.state.custom_fields.get(&given.target_type, &given.key);
            let mut field = known.cloned().unwrap_or_else(|| {
                let (target, key) = (given.target_type.clone(), given.key.clone());
                let kind = CustomFieldDataType::String;
                let mut field = CustomFieldDto::new()
                    .target_type(target)
                    .data_type(kind)
                    .key(key.clone())
                    .label(key)
                    .is_unique(false)
                    .visible_in_admin_console(true);
                field.created_at = Some(call.now.text().into());
                field
            });
            fill_in(&mut field, SetCustomFieldDto::clone(given));
            if field.data_type == CustomFieldDataType::Enum && field.options.is_none() {
                return Err(Failure::field("options", "is required for the type `ENUM`"));
            }
            Ok(field)
        },
    )?;
    for field in &set {
        call.state.custom_fields.set(field.clone());
    }
    Response::data(&set)
}

fn fill_in(field: &mut CustomFieldDto, given: SetCustomFieldDto) {
    field.data_type = given.data_type.unwrap_or_else(|| field.data_type.clone());
    field.label = given.label.unwrap_or_else(|| field.label.clone());
    field.description = given.description.or(field.description.take());
    field.encrypted = given.encrypted.or(field.encrypted);
    field.is_unique = given.is_unique.unwrap_or(field.is_unique);
    field.user_editable = given.user_editable.or(field.user_editable);
    let visible = given.visible_in_admin_console;
    field.visible_in_admin_console = visible.unwrap_or(field.visible_in_admin_console);
    field.visible_in_user_center = given.visible_in_user_center.or(field.visible_in_user_center);
    field.i18n = given.i18n.or(field.i18n.take());
    field.options = given.options.or(field.options.take());
}

fn get_custom_fields(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetCustomFieldsParams = call.params()?;
    Response::data(&call.state.custom_fields.of(&params.target_type).collect::<Vec<_>>())
}

fn delete_custom_fields(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteCustomFieldsReqDto = call.body()?;
    let fields = &mut call.state.custom_fields;
    each(
        "list",
        &body.list,
        |it| &it.key,
        |it| match fields.get(&it.target_type, &it.key) {
            Some(_) => Ok(()),
            None => Err(Failure::not_found("custom field")),
        },
    )?;
    for it in &body.list {
        fields.remove(&it.target_type, &it.key);
    }
    Response::data(&IsSuccessDto::new(true))
}

fn set_custom_data(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SetCustomDataReqDto = call.body()?;
    let (target, id) = (&body.target_type, &body.target_identifier);
    let values = each(
        "list",
        &body.list,
        |given| &given.key,
        |given| {
            let value = typed(call.state, target, id, &given.key, &given.value)?;
            Ok((given.key.clone(), value))
        },
    )?;
    let state = &mut *call.state;
    match target {
        TargetType::User => {
            state.users.update(id, call.now, |profile| {
                profile.custom_data.get_or_insert_default().extend(values);
            })?;
        }
        TargetType::Group => state.groups.get_mut(id)?.custom_data.extend(values),
        TargetType::Department => state.organizations.get_mut(id)?.custom_data.extend(values),
        _ => {
            let namespace = body.namespace.as_deref().unwrap_or(DEFAULT);
            let role = &state.roles.find(namespace, id)?.id;
            state.custom_fields.of_role_mut(role).extend(values);
        }
    }
    Response::data(&IsSuccessDto::new(true))
}

fn get_custom_data(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetCustomDataParams = call.params()?;
    let (state, id) = (&*call.state, &params.target_identifier);
    let none = Map::new();
    let values = match &params.target_type {
        TargetType::User => user::find(state, id, None)?.profile.custom_data.as_ref(),
        TargetType::Group => Some(&state.groups.get(id)?.custom_data),
        TargetType::Department => Some(&state.organizations.get(id)?.custom_data),
        _ => {
            let namespace = params.namespace.as_deref().unwrap_or(DEFAULT);
            state.custom_fields.of_role(&state.roles.find(namespace, id)?.id)
        }
    };
    Response::data(values.unwrap_or(&none))
}

/// Converts a value to the type of its field.
fn typed(
    state: &State,
    target: &TargetType,
    id: &str,
    key: &str,
    text: &str,
) -> Result<Value, Failure> {
    let wrong = |wanted: &str| Failure::field(key, &format!("must be {wanted}"));
    let Some(field) = state.custom_fields.get(target, key) else { return Ok(text.into()) };
    let value = match &field.data_type {
        CustomFieldDataType::Number => {
            let number: Option<serde_json::Number> = serde_json::from_str(text).ok();
            Value::from(number.ok_or_else(|| wrong("a number"))?)
        }
        CustomFieldDataType::Boolean => {
            text.parse::<bool>().map_err(|_| wrong("`true` or `false`"))?.into()
        }
        CustomFieldDataType::Enum => {
            let mut options = field.options.iter().flatten();
            let is_one = options.any(|option| option.value == text);
            is_one.then(|| text.into()).ok_or_else(|| wrong("one of the options"))?
        }
        _ => text.into(),
    };
    let mut others = state.users.iter().filter(|user| user.id() != id);
    if field.is_unique
        && *target == TargetType::User
        && others.any(|user| {
            user.profile.custom_data.as_ref().and_then(|it| it.get(key)) == Some(&value)
        })
    {
        return Err(Failure::conflict(format!("another user has this `{key}`")));
    }
    Ok(value)
}
