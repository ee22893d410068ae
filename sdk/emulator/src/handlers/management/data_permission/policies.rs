//! Data policies.
//!
//! # Assumptions
//!
//! - Everything that a permission names must exist: the permission space, the data resource, the
//!   node (404) and the action (400). `namespace/resource/action` of a tree applies to the whole
//!   tree, and a permission of a node applies to all nodes below it as well.

use genauth::management::{
    CheckDataPolicyExistsParams, CheckParamsDataPolicyRespDto, CreateDataPolicyDto,
    CreateDataPolicyRespDto, DataPoliciesPaginatedRespDto, DataPoliciesSimplePaginatedRespDto,
    DataResourceSimpleRespDto, DataStatementPermissionDto, DeleteDataPolicyDto, EffectDto,
    GetDataPolicyParams, ListDataPolicesParams, ListDataPoliciesRespDto,
    ListSimpleDataPolicesParams, ListSimpleDataPoliciesRespDto, SubjectRespDto,
    UpdateDataPolicyDto,
};

use super::grants::name_of;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
    state::data_permission::{Permission, Policy, Statement},
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createDataPolicy", create_data_policy),
    ("listDataPolices", list_data_policies),
    ("listSimpleDataPolices", list_simple_data_policies),
    ("getDataPolicy", get_data_policy),
    ("updateDataPolicy", update_data_policy),
    ("deleteDataPolicy", delete_data_policy),
    ("checkDataPolicyExists", check_data_policy_exists),
];

/// Returns the view for creating, reading and updating: they are of different types with the same
/// fields.
fn view(policy: &Policy) -> CreateDataPolicyRespDto {
    let mut view = CreateDataPolicyRespDto::new(
        policy.id.as_str(),
        policy.name.as_str(),
        policy.created.text(),
        policy.updated.text(),
    );
    view.description = policy.description.clone();
    view
}

fn statements(
    call: &Call<'_>,
    list: &[DataStatementPermissionDto],
) -> Result<Vec<Statement>, Failure> {
    each(
        "statementList",
        list,
        |statement| statement.effect.as_str(),
        |statement| {
            let texts = &statement.permissions;
            let permissions =
                each("permissions", texts, |text| text.as_str(), |text| permission(call, text))?;
            if permissions.is_empty() {
                return Err(Failure::field("permissions", "must have at least 1 item"));
            }
            Ok(Statement { allows: statement.effect == EffectDto::Allow, permissions })
        },
    )
}

fn permission(call: &Call<'_>, text: &str) -> Result<Permission, Failure> {
    let permission = Permission::parse(text).ok_or_else(|| {
        let problem = "must be paths such as `namespace/resource/action`";
        Failure::field("permissions", problem)
    })?;
    call.state.check_namespace(&permission.namespace)?;
    let data = &call.state.data_permissions;
    let resource = data.find_resource(&permission.namespace, &permission.resource)?;
    let path: Vec<&str> = permission.path.iter().map(String::as_str).collect();
    if !resource.has(&path) {
        let message = format!("the data resource of the permission `{text}` has no such node");
        return Err(Failure::new(404, message));
    }
    if permission.action != "*" && !resource.actions.contains(&permission.action) {
        let problem =
            format!("must use actions of the data resource; the action of `{text}` is unknown");
        return Err(Failure::field("permissions", &problem));
    }
    Ok(permission)
}

fn create_data_policy(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateDataPolicyDto = call.body()?;
    if let Some(taken) = call.state.data_permissions.policy_taken(&body.policy_name, None) {
        return Err(Failure::conflict(taken));
    }
    let statements = statements(call, &body.statement_list)?;
    let policy = Policy {
        id: call.state.ids.object_id(),
        name: body.policy_name,
        description: body.description,
        statements,
        grants: Vec::new(),
        created: call.now,
        updated: call.now,
    };
    let view = view(&policy);
    call.state.data_permissions.insert_policy(policy);
    Response::data(&view)
}

fn matching<'a>(call: &'a Call<'_>, query: Option<&'a str>) -> impl Iterator<Item = &'a Policy> {
    let policies = call.state.data_permissions.policies();
    policies.filter(move |it| query.is_none_or(|query| it.name.contains(query)))
}

fn list_data_policies(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListDataPolicesParams = call.params()?;
    let (policies, total) = call.page()?.of(matching(call, params.query.as_deref()));
    let views = policies.into_iter().map(|policy| {
        let resources = call.state.data_permissions.resources();
        let resources = resources.filter(|resource| policy.is_about(resource));
        let resources = resources
            .map(|it| DataResourceSimpleRespDto::new(it.id.as_str(), it.name.as_str()))
            .collect::<Vec<_>>();
        let targets = policy.grants.iter().map(|grant| {
            let subject = &grant.subject;
            SubjectRespDto::new(subject.id(), subject.subject_type(), name_of(call, grant))
        });
        let targets = targets.collect::<Vec<_>>();
        let (name, id) = (policy.name.as_str(), policy.id.as_str());
        let updated = policy.updated.text();
        let mut view = ListDataPoliciesRespDto::new()
            .policy_name(name)
            .resource_list(resources)
            .policy_id(id)
            .target_list(targets)
            .updated_at(updated);
        view.description = policy.description.clone();
        view
    });
    Response::data(&DataPoliciesPaginatedRespDto::new(total, views.collect::<Vec<_>>()))
}

fn list_simple_data_policies(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListSimpleDataPolicesParams = call.params()?;
    let (policies, total) = call.page()?.of(matching(call, params.query.as_deref()));
    let views = policies.into_iter().map(|policy| {
        let mut view = ListSimpleDataPoliciesRespDto::new(policy.id.as_str(), policy.name.as_str());
        view.description = policy.description.clone();
        view
    });
    let page = DataPoliciesSimplePaginatedRespDto::new(views.collect::<Vec<_>>());
    Response::data(&page.total_count(total))
}

fn get_data_policy(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetDataPolicyParams = call.params()?;
    Response::data(&view(call.state.data_permissions.find_policy(&params.policy_id)?))
}

fn update_data_policy(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateDataPolicyDto = call.body()?;
    let id = body.policy_id;
    let data = &call.state.data_permissions;
    data.find_policy(&id)?;
    let taken = body.policy_name.as_ref().and_then(|name| data.policy_taken(name, Some(&id)));
    if let Some(taken) = taken {
        return Err(Failure::conflict(taken));
    }
    let list = body.statement_list;
    let statements = list.map(|list| statements(call, &list)).transpose()?;
    let now = call.now;
    let policy = call.state.data_permissions.policy_mut(&id);
    let policy = policy.ok_or_else(|| Failure::not_found("data policy"))?;
    if let Some(name) = body.policy_name {
        policy.name = name;
    }
    if let Some(statements) = statements {
        policy.statements = statements;
    }
    policy.description = body.description.or(policy.description.take());
    policy.updated = now;
    Response::data(&view(policy))
}

fn delete_data_policy(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteDataPolicyDto = call.body()?;
    call.state.data_permissions.find_policy(&body.policy_id)?;
    call.state.data_permissions.delete_policy(&body.policy_id);
    Ok(Response::Done)
}

fn check_data_policy_exists(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: CheckDataPolicyExistsParams = call.params()?;
    let taken = call.state.data_permissions.policy_taken(&params.policy_name, None);
    let mut view = CheckParamsDataPolicyRespDto::new(taken.is_none());
    view.message = taken;
    Response::data(&view)
}
