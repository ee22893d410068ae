//! Namespaces ("permission spaces") of roles and resources.
//!
//! # Assumptions
//!
//! - Resources and data resources share the same namespaces.
//! - `default` and `system` exist from the start; they can be neither renamed nor deleted (422).
//! - Every application has its own permission space whose code is the application's ID. It is not
//!   listed, and can be neither changed nor deleted.
//! - Codes and names are unique. A namespace is deleted with its roles, resources and data
//!   resources.
//! - The list of a namespace's roles is documented as one role; the first of the page is returned.

use genauth::management::{
    CreateNamespaceDto, CreateNamespacesBatchDto, DeleteNamespaceDto, DeleteNamespacesBatchDto,
    GetNamespaceParams, GetNamespacesBatchParams, IsSuccessDto, ListNamespaceRolesParams,
    ListNamespacesParams, NamespaceDto, NamespaceListPagingDto, NamespaceRolesListRespDto,
    NamespacesListRespDto, UpdateNamespaceDto,
};

use crate::{
    api::Page,
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
    state::resource::{Namespace, is_built_in},
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createNamespace", create_namespace),
    ("createNamespacesBatch", create_namespaces_batch),
    ("listNamespaces", list_namespaces),
    ("getNamespace", get_namespace),
    ("getNamespacesBatch", get_namespaces_batch),
    ("updateNamespace", update_namespace),
    ("deleteNamespace", delete_namespace),
    ("deleteNamespacesBatch", delete_namespaces_batch),
    ("listNamespaceRoles", list_namespace_roles),
];

/// Code, name and description of a new namespace.
pub(super) type NewNamespace = (String, Option<String>, Option<String>);

/// Creates a namespace.
pub(super) fn create(call: &mut Call<'_>, new: NewNamespace) -> Result<(), Failure> {
    check_new(call, &new)?;
    let (code, name, description) = new;
    call.state.resources.namespaces.insert(&code, name, description);
    Ok(())
}

/// Creates all namespaces of the field `list`, or none.
pub(super) fn create_all(call: &mut Call<'_>, new: Vec<NewNamespace>) -> Result<Response, Failure> {
    let mut before: Vec<&NewNamespace> = Vec::new();
    each(
        "list",
        &new,
        |(code, ..)| code,
        |it| {
            let (code, name, _) = it;
            check_new(call, it)?;
            if before.iter().any(|other| other.0 == *code || (name.is_some() && other.1 == *name)) {
                return Err(Failure::conflict("`list` contains this permission space twice"));
            }
            before.push(it);
            Ok(())
        },
    )?;
    for (code, name, description) in new {
        call.state.resources.namespaces.insert(&code, name, description);
    }
    Response::data(&IsSuccessDto::new(true))
}

fn check_new(call: &Call<'_>, (code, name, _): &NewNamespace) -> Result<(), Failure> {
    if code.is_empty() || code.contains('/') {
        return Err(Failure::field("code", "must be a string without `/`"));
    }
    match call.state.namespace_taken(Some(code), name.as_deref(), None) {
        Some(taken) => Err(Failure::conflict(taken)),
        None => Ok(()),
    }
}

/// Updates a namespace. Returns its new code.
pub(super) fn update(
    call: &mut Call<'_>,
    code: &str,
    new_code: Option<&str>,
    name: Option<String>,
    description: Option<String>,
) -> Result<String, Failure> {
    call.state.resources.namespaces.find(code)?;
    let new_code = new_code.filter(|new| *new != code);
    if let Some(new) = new_code {
        if is_built_in(code) {
            let message = format!("cannot change the code of the permission space `{code}`");
            return Err(Failure::rule(message));
        }
        if new.is_empty() || new.contains('/') {
            return Err(Failure::field("newCode", "must be a string without `/`"));
        }
    }
    if let Some(taken) = call.state.namespace_taken(new_code, name.as_deref(), Some(code)) {
        return Err(Failure::conflict(taken));
    }
    call.state.resources.namespaces.update(code, name, description);
    if let Some(new) = new_code {
        call.state.rename_namespace(code, new);
    }
    Ok(new_code.unwrap_or(code).to_owned())
}

/// Deletes all of them, or none. `field` is the name of their list.
pub(super) fn delete(
    call: &mut Call<'_>,
    field: &str,
    codes: &[String],
) -> Result<Response, Failure> {
    each(field, codes, |code| code.as_str(), |code| call.state.check_deletable(code))?;
    codes.iter().for_each(|code| call.state.delete_namespace(code));
    Response::data(&IsSuccessDto::new(true))
}

/// Returns the namespaces with these codes, in this order.
pub(super) fn get_all<'a>(
    call: &'a Call<'_>,
    field: &str,
    codes: &'a [String],
) -> Result<Vec<&'a Namespace>, Failure> {
    let find = |code: &&String| call.state.resources.namespaces.find(code);
    each(field, codes, |code| code.as_str(), find)
}

/// Returns the namespaces whose code or name contains a keyword.
pub(super) fn matching<'a>(
    call: &'a Call<'_>,
    keyword: Option<&'a str>,
) -> impl Iterator<Item = &'a Namespace> {
    call.state.resources.namespaces.iter().filter(move |it| {
        keyword.is_none_or(|keyword| {
            it.code.contains(keyword) || it.name.as_ref().is_some_and(|name| name.contains(keyword))
        })
    })
}

fn view(namespace: &Namespace) -> NamespaceDto {
    let mut view = NamespaceDto::new(namespace.code.as_str());
    view.name = namespace.name.clone();
    view.description = namespace.description.clone();
    view
}

fn create_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateNamespaceDto = call.body()?;
    let code = body.code.clone();
    create(call, (body.code, body.name, body.description))?;
    Response::data(&view(call.state.resources.namespaces.find(&code)?))
}

fn create_namespaces_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateNamespacesBatchDto = call.body()?;
    let new = body.list.into_iter().map(|item| (item.code, item.name, item.description));
    create_all(call, new.collect())
}

fn list_namespaces(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListNamespacesParams = call.params()?;
    let (list, total) = call.page()?.of(matching(call, params.keywords.as_deref()));
    let views = list.into_iter().map(|it| {
        let name = it.name.as_ref().unwrap_or(&it.code).as_str();
        let mut view = NamespacesListRespDto::new(name, it.code.as_str()).status(1);
        view.description = it.description.clone();
        view
    });
    Response::data(&NamespaceListPagingDto::new(total, views.collect::<Vec<_>>()))
}

fn get_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetNamespaceParams = call.params()?;
    Response::data(&view(call.state.resources.namespaces.find(&params.code)?))
}

fn get_namespaces_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetNamespacesBatchParams = call.params()?;
    let views: Vec<_> =
        get_all(call, "codeList", &params.code_list)?.into_iter().map(view).collect();
    Response::data(&views)
}

fn update_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateNamespaceDto = call.body()?;
    let new_code = body.new_code.as_deref();
    let code = update(call, &body.code, new_code, body.name, body.description)?;
    let namespace = call.state.resources.namespaces.find(&code)?;
    let mut view = UpdateNamespaceDto::new(code.as_str());
    view.name = namespace.name.clone();
    view.description = namespace.description.clone();
    view.new_code = body.new_code;
    Response::data(&view)
}

fn delete_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteNamespaceDto = call.body()?;
    call.state.check_deletable(&body.code)?;
    call.state.delete_namespace(&body.code);
    Response::data(&IsSuccessDto::new(true))
}

fn delete_namespaces_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteNamespacesBatchDto = call.body()?;
    delete(call, "codeList", &body.code_list)
}

fn list_namespace_roles(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListNamespaceRolesParams = call.params()?;
    call.state.check_namespace(&params.code)?;
    let roles =
        call.state.roles.iter().filter(|role| {
            role.namespace == params.code && role.matches(params.keywords.as_deref())
        });
    let size = |number: Option<i64>, usual| {
        let number = number.unwrap_or(usual);
        usize::try_from(number).ok().filter(|number| *number > 0)
    };
    let (Some(number), Some(limit)) = (size(params.page, 1), size(params.limit, 10)) else {
        return Err(Failure::invalid("`page` and `limit` must be at least 1"));
    };
    let (roles, _) = Page { number, limit }.of(roles);
    let role = roles.first().ok_or_else(|| Failure::not_found("role on this page"))?;
    let view = NamespaceRolesListRespDto::new()
        .id(role.id.as_str())
        .name(role.name.as_str())
        .code(role.code.as_str())
        .namespace(role.namespace.as_str())
        .updated_at(role.updated.text())
        .description(role.description.as_str());
    Response::data(&view)
}
