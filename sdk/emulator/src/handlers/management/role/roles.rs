//! Roles.
//!
//! # Assumptions
//!
//! - The default name of a role is its code.
//! - Codes and names are unique in their permission space. Codes consist of letters, digits, `-`
//!   and `_`; codes and names have at most 50 characters, descriptions at most 200.
//! - Deleting an unknown role is an error (404), and a batch with one deletes nothing.
//! - Deleting a role removes every permission granted through it.

use genauth::{
    Nullable, Scalar,
    management::{
        CheckRoleParamsDto, CheckRoleParamsRespDto, CreateRoleDto, CreateRolesBatch,
        DeleteRoleBatchDto, DeleteRoleDto, GetRoleParams, IsSuccessDto, ListRolesParams,
        RolePagingDto, UpdateRoleDto,
    },
};

use super::namespace;
use crate::{
    call::{Call, Handlers, Response},
    clock::Timestamp,
    failure::Failure,
    handlers::batch::each,
    state::role::Role,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createRole", create_role),
    ("createRolesBatch", create_roles_batch),
    ("listRoles", list_roles),
    ("getRole", get_role),
    ("updateRole", update_role),
    ("deleteRolesBatch", delete_roles_batch),
    ("deleteRoles", delete_roles),
    ("checkParamsNamespace", check_params),
];

/// Documented code of a successful check.
pub(super) const CHECKED: i64 = 20_001;
const MOST_CHARACTERS: usize = 50;
const MOST_OF_A_DESCRIPTION: usize = 200;

/// Creates a role that is not in the emulator state yet.
///
/// # Errors
///
/// Returns an error if its namespace does not exist, its code or name is taken, or a field is too
/// long.
pub(super) fn new_role(
    call: &mut Call<'_>,
    space: Option<&str>,
    code: String,
    name: Option<String>,
    description: Option<String>,
) -> Result<Role, Failure> {
    let namespace = namespace(call, space)?;
    check_texts(&code, name.as_deref(), description.as_deref())?;
    if let Some(taken) = call.state.roles.taken(&namespace, &code, name.as_deref(), None) {
        return Err(Failure::conflict(taken));
    }
    Ok(Role {
        id: call.state.ids.object_id(),
        namespace,
        name: name.unwrap_or_else(|| code.clone()),
        code,
        description: description.unwrap_or_default(),
        enabled: true,
        disable_time: None,
        open_for_application: None,
        updated: call.now,
    })
}

fn check_texts(code: &str, name: Option<&str>, description: Option<&str>) -> Result<(), Failure> {
    let known = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if code.is_empty() || code.len() > MOST_CHARACTERS || !code.chars().all(known) {
        let problem = "must have 1 to 50 characters: letters, digits, `-` and `_`";
        return Err(Failure::field("code", problem));
    }
    if name.is_some_and(|name| name.is_empty() || name.chars().count() > MOST_CHARACTERS) {
        return Err(Failure::field("name", "must have 1 to 50 characters"));
    }
    if description.is_some_and(|text| text.chars().count() > MOST_OF_A_DESCRIPTION) {
        return Err(Failure::field("description", "must have at most 200 characters"));
    }
    Ok(())
}

fn disable_time(given: Option<Nullable<String>>) -> Result<Option<Option<Timestamp>>, Failure> {
    match given {
        None => Ok(None),
        Some(Nullable::Null) => Ok(Some(None)),
        Some(Nullable::Value(text)) => match text.parse() {
            Ok(at) => Ok(Some(Some(Timestamp(at)))),
            Err(_) => Err(Failure::field("disableTime", "must be a time in milliseconds")),
        },
    }
}

fn create_role(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateRoleDto = call.body()?;
    let disable_time = disable_time(body.disable_time)?.flatten();
    let role = new_role(call, body.namespace.as_deref(), body.code, body.name, body.description)?;
    let role = Role { disable_time, ..role };
    let response = Response::data(&call.state.role_view(&role, call.now))?;
    call.state.roles.insert(role);
    Ok(response)
}

fn create_roles_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateRolesBatch = call.body()?;
    let mut roles: Vec<Role> = Vec::new();
    each(
        "list",
        &body.list,
        |item| &item.code,
        |item| {
            let (name, description) = (item.name.clone(), item.description.clone());
            let namespace = item.namespace.as_deref();
            let role = new_role(call, namespace, item.code.clone(), name, description)?;
            let mut same = roles.iter().filter(|other| other.namespace == role.namespace);
            if same.any(|other| other.code == role.code || other.name == role.name) {
                return Err(Failure::conflict("`list` contains this role twice"));
            }
            roles.push(role);
            Ok(())
        },
    )?;
    roles.into_iter().for_each(|role| call.state.roles.insert(role));
    Response::data(&IsSuccessDto::new(true))
}

fn list_roles(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListRolesParams = call.params()?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let roles = call
        .state
        .roles
        .iter()
        .filter(|role| role.namespace == namespace && role.matches(params.keywords.as_deref()));
    let (roles, total) = call.page()?.of(roles);
    let views = roles.into_iter().map(|role| call.state.role_view(role, call.now));
    Response::data(&RolePagingDto::new(total, views.collect::<Vec<_>>()))
}

fn get_role(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetRoleParams = call.params()?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let role = call.state.roles.find(&namespace, &params.code)?;
    Response::data(&call.state.role_view(role, call.now))
}

fn update_role(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateRoleDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    let id = call.state.roles.find(&namespace, &body.code)?.id.clone();
    check_texts(&body.new_code, Some(&body.name), body.description.as_deref())?;
    let enabled = match body.status.as_deref() {
        None => None,
        Some(status) if status.eq_ignore_ascii_case("ENABLE") => Some(true),
        Some(status) if status.eq_ignore_ascii_case("DISABLE") => Some(false),
        Some(_) => return Err(Failure::field("status", "must be `ENABLE` or `DISABLE`")),
    };
    let disable_time = disable_time(body.disable_time)?;
    let (code, name) = (body.new_code, body.name);
    if let Some(taken) = call.state.roles.taken(&namespace, &code, Some(&name), Some(&id)) {
        return Err(Failure::conflict(taken));
    }
    if let Some(role) = call.state.roles.by_id_mut(&id) {
        role.code = code;
        role.name = name;
        role.description = body.description.unwrap_or(std::mem::take(&mut role.description));
        role.enabled = enabled.unwrap_or(role.enabled);
        role.disable_time = disable_time.unwrap_or(role.disable_time);
        role.open_for_application = body.enable_permission_apply.or(role.open_for_application);
        role.updated = call.now;
    }
    Response::data(&IsSuccessDto::new(true))
}

/// Deletes all of them, or none. `field` is the name of their list.
pub(super) fn delete<'a>(
    call: &mut Call<'_>,
    field: &str,
    roles: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Response, Failure> {
    let ids = each(
        field,
        roles,
        |(_, code)| code,
        |(space, code)| {
            call.state.check_namespace(space)?;
            Ok(call.state.roles.find(space, code)?.id.clone())
        },
    )?;
    ids.iter().for_each(|id| call.state.delete_role(id));
    Response::data(&IsSuccessDto::new(true))
}

fn delete_roles_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteRoleDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    delete(call, "codeList", body.code_list.iter().map(|code| (namespace.as_str(), code.as_str())))
}

fn delete_roles(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteRoleBatchDto = call.body()?;
    let roles = body.role_list.iter().map(|role| (role.namespace.as_str(), role.code.as_str()));
    delete(call, "roleList", roles)
}

fn check_params(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckRoleParamsDto = call.body()?;
    call.state.check_namespace(&body.namespace)?;
    let taken = call.state.roles.taken(&body.namespace, &body.code, body.name.as_deref(), None);
    checked(taken)
}

/// Returns the result of a check for a code and a name. The message is required even if it is
/// empty.
pub(super) fn checked(taken: Option<String>) -> Result<Response, Failure> {
    let is_valid = taken.is_none();
    let message = Scalar::Text(taken.unwrap_or_default());
    Ok(Response::data(&CheckRoleParamsRespDto::new(is_valid, message))?.code(CHECKED))
}
