//! Groups and their members.
//!
//! # Assumptions
//!
//! - The code of a group consists of letters, digits, `_` and `-`, and begins with a letter or a
//!   digit (400).
//! - Deleting requires existing groups, adding and removing members requires existing users (404).
//!   Adding a member twice, or removing a user who is not a member, has no effect.
//! - `members` is empty unless `fetchMembers` requests them.
//! - A group has no metadata: `metadataSource` is empty.

mod members;

use genauth::management::{
    CreateGroupBatchReqDto, CreateGroupReqDto, CreateOrUpdateGroupDataDto,
    CreateOrUpdateGroupReqDto, DeleteGroupsReqDto, GetAllGroupsParams, GetGroupParams, GroupDto,
    IsSuccessDto, ListGroupsParams, UpdateGroupReqDto,
};
use serde_json::{Map, Value, json};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::{batch::each, directory::group},
    state::{
        State,
        group::{Group, Groups},
    },
};

pub(super) const HANDLERS: Handlers = &[
    ("addGroupMembers", members::add_group_members),
    ("listGroupMembers", members::list_group_members),
    ("removeGroupMembers", members::remove_group_members),
    ("createGroup", create_group),
    ("createGroupsBatch", create_groups_batch),
    ("createOrUpdateGroup", create_or_update_group),
    ("listGroups", list_groups),
    ("getAllGroups", get_all_groups),
    ("getGroup", get_group),
    ("updateGroup", update_group),
    ("deleteGroupsBatch", delete_groups_batch),
];

/// Returns a group as JSON, with custom fields.
fn written(
    state: &State,
    group: &Group,
    with_members: bool,
    custom_data: Option<bool>,
    flat: Option<bool>,
) -> Result<Value, Failure> {
    let mut shown = serde_json::to_value(group::view(state, group, with_members))
        .map_err(|error| Failure::new(500, format!("cannot serialize a group: {error}")))?;
    if flat == Some(true) {
        for (key, value) in &group.custom_data {
            if shown.get(key).is_none() {
                shown[key] = value.clone();
            }
        }
    }
    if custom_data == Some(true) {
        shown["customData"] = Value::Object(group.custom_data.clone());
    }
    Ok(shown)
}

fn check_code(code: &str) -> Result<(), Failure> {
    let is_fine = |(index, byte): (usize, u8)| {
        byte.is_ascii_alphanumeric() || index > 0 && matches!(byte, b'_' | b'-')
    };
    match !code.is_empty() && code.bytes().enumerate().all(is_fine) {
        true => Ok(()),
        false => Err(Failure::field("code", "must be an identifier of letters, digits, `_`, `-`")),
    }
}

fn new_group(
    call: &mut Call<'_>,
    code: String,
    name: String,
    description: String,
    kind: String,
    custom_data: Map<String, Value>,
) -> Result<Group, Failure> {
    check_code(&code)?;
    Ok(Group {
        id: call.state.ids.object_id(),
        code,
        name,
        description,
        kind,
        custom_data,
        created: call.now,
        members: Vec::new(),
    })
}

/// Adds a group to others, and returns its view.
fn add(
    call: &mut Call<'_>,
    groups: &mut Groups,
    it: CreateGroupReqDto,
) -> Result<GroupDto, Failure> {
    let custom_data = it.custom_data.unwrap_or_default();
    let group = new_group(call, it.code, it.name, it.description, it.r#type, custom_data)?;
    let shown = group::view(call.state, &group, false);
    groups.insert(group)?;
    Ok(shown)
}

fn create_group(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateGroupReqDto = call.body()?;
    let mut groups = call.state.groups.clone();
    let created = add(call, &mut groups, body)?;
    call.state.groups = groups;
    Response::data(&created)
}

fn create_groups_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateGroupBatchReqDto = call.body()?;
    // A batch adds all groups or none.
    let mut groups = call.state.groups.clone();
    let created = each(
        "list",
        &body.list,
        |it| &it.code,
        |it| add(call, &mut groups, CreateGroupReqDto::clone(it)),
    )?;
    call.state.groups = groups;
    Response::data(&created)
}

fn create_or_update_group(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateOrUpdateGroupReqDto = call.body()?;
    let code = body.code.clone();
    let created = call.state.groups.get(&code).is_err();
    if created {
        let (name, description) = (body.name, body.description);
        let group = new_group(call, body.code, name, description, body.r#type, Map::new())?;
        call.state.groups.insert(group)?;
    } else {
        let group = call.state.groups.get_mut(&code)?;
        group.name = body.name;
        group.description = body.description;
        group.kind = body.r#type;
    }
    let group = group::view(call.state, call.state.groups.get(&code)?, false);
    Response::data(&CreateOrUpdateGroupDataDto::new(created, group))
}

fn list_groups(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListGroupsParams = call.params()?;
    let keywords = params.keywords.unwrap_or_default().to_lowercase();
    let state = &*call.state;
    let groups = state.groups.iter().filter(|group| {
        [&group.code, &group.name].iter().any(|text| text.to_lowercase().contains(&keywords))
    });
    let (groups, total) = call.page()?.of(groups);
    let list = groups.into_iter().map(|group| {
        written(state, group, false, params.with_custom_data, params.flat_custom_data)
    });
    let list: Vec<Value> = list.collect::<Result<_, _>>()?;
    Response::data(&json!({"totalCount": total, "list": list}))
}

fn get_all_groups(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetAllGroupsParams = call.params()?;
    let state = &*call.state;
    let with_members = params.fetch_members == Some(true);
    let groups = state.groups.iter();
    let groups =
        groups.map(|group| written(state, group, with_members, params.with_custom_data, None));
    Ok(Response::Data(groups.collect::<Result<_, _>>()?))
}

fn get_group(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetGroupParams = call.params()?;
    let group = call.state.groups.get(&params.code)?;
    Ok(Response::Data(written(call.state, group, false, params.with_custom_data, None)?))
}

fn update_group(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateGroupReqDto = call.body()?;
    let code = body.new_code.unwrap_or_else(|| body.code.clone());
    call.state.groups.get(&body.code)?;
    check_code(&code)?;
    call.state.groups.rename(&body.code, &code)?;
    let group = call.state.groups.get_mut(&code)?;
    group.description = body.description;
    if let Some(name) = body.name {
        group.name = name;
    }
    group.custom_data.extend(body.custom_data.unwrap_or_default());
    Response::data(&group::view(call.state, call.state.groups.get(&code)?, false))
}

fn delete_groups_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteGroupsReqDto = call.body()?;
    let known = |code: &&String| call.state.groups.get(code).map(|_| ());
    each("codeList", &body.code_list, |code| code.as_str(), known)?;
    for code in &body.code_list {
        call.state.delete_group(code);
    }
    Response::data(&IsSuccessDto::new(true))
}
