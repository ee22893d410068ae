//! Members of groups.

use genauth::management::{
    AddGroupMembersReqDto, IsSuccessDto, ListGroupMembersParams, RemoveGroupMembersReqDto,
};

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{
        batch::each,
        directory::user::{Wanted, find, user_page},
    },
};

pub(super) fn add_group_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: AddGroupMembersReqDto = call.body()?;
    call.state.groups.get(&body.code)?;
    each("userIds", &body.user_ids, |id| id.as_str(), |id| find(call.state, id, None).map(|_| ()))?;
    let group = call.state.groups.get_mut(&body.code)?;
    for id in body.user_ids {
        if !group.members.contains(&id) {
            group.members.push(id);
        }
    }
    Response::data(&IsSuccessDto::new(true))
}

pub(super) fn list_group_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListGroupMembersParams = call.params()?;
    let state = &*call.state;
    let members = state.groups.get(&params.code)?.members.iter();
    let members = members.filter_map(|id| state.users.get(id));
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids);
    user_page(state, members, call.page()?, wanted.flat(params.flat_custom_data))
}

pub(super) fn remove_group_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: RemoveGroupMembersReqDto = call.body()?;
    call.state.groups.get(&body.code)?;
    each("userIds", &body.user_ids, |id| id.as_str(), |id| find(call.state, id, None).map(|_| ()))?;
    let group = call.state.groups.get_mut(&body.code)?;
    group.members.retain(|member| !body.user_ids.contains(member));
    Response::data(&IsSuccessDto::new(true))
}
