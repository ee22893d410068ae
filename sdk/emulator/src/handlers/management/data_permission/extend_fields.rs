//! Extension fields of trees.
//!
//! # Assumptions
//!
//! - Keys have 1 to 64 characters: English letters, digits, `_` and `$`. They are unique in a
//!   resource (409). Fields of data resources other than trees are an error (422).
//! - A `SELECT` field requires options; those of other fields are not kept.
//! - The first field has the index 1. Node values of a deleted field stay.

use genauth::management::{
    BatchCreateDnefReq, CreateDnefReq, DataResourceType, DeleteDnefReq, DnefPaginatedRespDto,
    ExtendField, ExtendFieldValueType, IsSuccessDto, ListDnefParams, UpdateDnefReq,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createDnef", create_field),
    ("batchCreateDnef", create_fields),
    ("listDnef", list_fields),
    ("updateDnef", update_field),
    ("deleteDnef", delete_field),
];

const MOST_CHARACTERS: usize = 64;

/// Adds the fields of a list to those of a resource. `name` is the name of the list.
///
/// # Errors
///
/// Returns an error if a key is invalid or a duplicate, or a `SELECT` field has no options.
pub(super) fn add_fields(
    fields: &mut Vec<ExtendField>,
    name: &str,
    list: &[ExtendField],
) -> Result<(), Failure> {
    each(name, list, |field| &field.key, |field| add_field(fields, ExtendField::clone(field)))?;
    Ok(())
}

fn add_field(fields: &mut Vec<ExtendField>, field: ExtendField) -> Result<(), Failure> {
    if fields.iter().any(|other| other.key == field.key) {
        let message = format!("the extension field `{}` already exists", field.key);
        return Err(Failure::conflict(message));
    }
    check_field(&field)?;
    fields.push(field);
    Ok(())
}

fn check_field(field: &ExtendField) -> Result<(), Failure> {
    let known = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let length = field.key.len();
    if !(1..=MOST_CHARACTERS).contains(&length) || !field.key.chars().all(known) {
        let problem = "must have 1 to 64 characters: English letters, digits, `_` and `$`";
        return Err(Failure::field("key", problem));
    }
    let has_options = field.config.as_ref().is_some_and(|config| !config.options.is_empty());
    if field.value_type == ExtendFieldValueType::Select && !has_options {
        return Err(Failure::field("config", "is required when `valueType` is `SELECT`"));
    }
    Ok(())
}

/// Changes the fields of a tree.
fn change(
    call: &mut Call<'_>,
    namespace: &str,
    code: &str,
    change: impl FnOnce(&mut Vec<ExtendField>) -> Result<(), Failure>,
) -> Result<Response, Failure> {
    let mut fields = fields(call, namespace, code)?;
    change(&mut fields)?;
    for field in &mut fields {
        if field.value_type != ExtendFieldValueType::Select {
            field.config = None;
        }
    }
    if let Some(resource) = call.state.data_permissions.resource_mut(namespace, code) {
        resource.extend_fields = Some(fields);
        resource.updated = call.now;
    }
    Response::data(&IsSuccessDto::new(true))
}

fn fields(call: &Call<'_>, namespace: &str, code: &str) -> Result<Vec<ExtendField>, Failure> {
    let resource = call.state.data_permissions.find_resource(namespace, code)?;
    if resource.kind != DataResourceType::Tree {
        return Err(Failure::rule("only data resources of type `TREE` have extension fields"));
    }
    Ok(resource.extend_fields.clone().unwrap_or_default())
}

fn no_field() -> Failure {
    Failure::not_found("extension field")
}

fn create_field(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateDnefReq = call.body()?;
    let mut field = ExtendField::new(body.key, body.value_type, body.label);
    field.description = body.description;
    field.config = body.config;
    change(call, &body.namespace_code, &body.resource_code, |fields| add_field(fields, field))
}

fn create_fields(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: BatchCreateDnefReq = call.body()?;
    change(call, &body.namespace_code, &body.resource_code, |fields| {
        add_fields(fields, "fieldList", &body.field_list)
    })
}

fn list_fields(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListDnefParams = call.params()?;
    let fields = fields(call, &params.namespace_code, &params.resource_code)?;
    let at_least = |number: Option<i64>, usual: i64| {
        usize::try_from(number.unwrap_or(usual)).ok().filter(|number| *number > 0)
    };
    let start = at_least(params.start_index, 1)
        .ok_or_else(|| Failure::field("startIndex", "must be at least 1"))?;
    let size = at_least(params.max_size, 10)
        .ok_or_else(|| Failure::field("maxSize", "must be at least 1"))?;
    let query = params.query.as_deref();
    let found: Vec<ExtendField> = fields
        .into_iter()
        .filter(|it| query.is_none_or(|query| it.key.contains(query) || it.label.contains(query)))
        .collect();
    let next = start.saturating_add(size);
    let more = found.len() >= next;
    let next = if more { i64::try_from(next).unwrap_or(-1) } else { -1 };
    let list: Vec<ExtendField> = found.into_iter().skip(start - 1).take(size).collect();
    Response::data(&DnefPaginatedRespDto::new(next, more, list))
}

fn update_field(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateDnefReq = call.body()?;
    change(call, &body.namespace_code, &body.resource_code, |fields| {
        let field = fields.iter_mut().find(|field| field.key == body.key).ok_or_else(no_field)?;
        if let Some(label) = body.label {
            field.label = label;
        }
        field.description = body.description.or(field.description.take());
        field.config = body.config.or(field.config.take());
        check_field(field)
    })
}

fn delete_field(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteDnefReq = call.body()?;
    change(call, &body.namespace_code, &body.resource_code, |fields| {
        let at = fields.iter().position(|field| field.key == body.key).ok_or_else(no_field)?;
        fields.remove(at);
        Ok(())
    })
}
