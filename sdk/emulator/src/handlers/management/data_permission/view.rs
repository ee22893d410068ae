//! Permission view: all data permissions of users, and their sources.
//!
//! # Assumptions
//!
//! - Each user and data resource with an allowed action has an entry, with the relevant policies
//!   and the roles, groups and departments that these come from.
//! - The keyword is matched against usernames and names.

use genauth::management::{
    GroupBo, ListPermissionViewDto, ListPermissionViewPaginatedRespDto, ListPermissionViewRespDto,
    NodeBo, PolicyBo, RoleBo,
};
use serde_json::json;

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::{
        data_permission::{Access, DataResource},
        subject::Subject,
        user::User,
    },
};

pub(in crate::handlers::management) const HANDLERS: Handlers =
    &[("listPermissionView", list_permission_view)];

fn list_permission_view(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ListPermissionViewDto = call.body()?;
    let matches = |user: &&User| {
        let names = [&user.profile.username, &user.profile.name];
        body.keyword.as_ref().is_none_or(|keyword| {
            names.into_iter().flatten().any(|name| name.contains(keyword.as_str()))
        })
    };
    let mut entries = Vec::new();
    for user in call.state.users.iter().filter(matches) {
        let access = call.state.data_access(user.id(), call.now);
        for resource in call.state.data_permissions.resources() {
            if access.open(resource).is_some() {
                entries.push(entry(call, user, &access, resource)?);
            }
        }
    }
    let (list, total) = call.page()?.of(entries);
    Response::data(&ListPermissionViewPaginatedRespDto::new(total, list))
}

fn entry(
    call: &Call<'_>,
    user: &User,
    access: &Access<'_>,
    resource: &DataResource,
) -> Result<ListPermissionViewRespDto, Failure> {
    let policies = access.policies_about(resource);
    let mut subjects: Vec<&Subject> =
        policies.iter().flat_map(|policy| access.through(policy)).collect();
    subjects.sort();
    subjects.dedup();
    let (mut roles, mut groups, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
    for subject in subjects {
        let id = subject.id();
        let name = call.state.subject_name(subject).unwrap_or_else(|| id.to_owned());
        let code = call.state.subject_code(subject);
        match subject {
            Subject::User(_) => {}
            Subject::Role(_) => roles.push(RoleBo::new(id, name, code)),
            Subject::Group(_) => groups.push(GroupBo::new(id, name, code)),
            Subject::Department(_) => nodes.push(NodeBo::new(id, name, code)),
        }
    }
    let policies = policies.iter();
    let policies: Vec<_> =
        policies.map(|policy| PolicyBo::new(policy.id.as_str(), policy.name.as_str())).collect();
    let profile = &user.profile;
    let mut view = json!({
        "userId": user.id(),
        "namespaceId": call.state.namespace_id(&resource.namespace).to_string(),
        "namespaceCode": resource.namespace,
        "namespaceName": call.state.namespace_name(&resource.namespace),
        "dataResourceId": resource.id,
        "dataResourceCode": resource.code,
        "dataResourceName": resource.name,
        "dataPolicyList": policies,
        "roleList": roles,
        "groupList": groups,
        "nodeList": nodes,
    });
    if let Some(name) = profile.name.as_ref().or(profile.username.as_ref()) {
        view["username"] = json!(name);
    }
    serde_json::from_value(view).map_err(|error| Failure::new(500, error.to_string()))
}
