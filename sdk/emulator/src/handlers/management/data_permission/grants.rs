//! Grants of data policies to users, roles, groups and departments.
//!
//! # Assumptions
//!
//! - Roles and groups are identified by their IDs, not by their codes; `ORG` is a department, or
//!   the root of an organization.
//! - Subjects are listed by their own name; the name in the grant is for subjects without a name.
//! - Granting a policy again changes only that name. Revoking a policy that is not granted is an
//!   error (404).

use genauth::{
    Scalar,
    management::{
        CreateAuthorizeDataPolicyDto, DataSubjectRespDto, DeleteAuthorizeDataPolicyDto,
        ListDataPolicySubjectPageDto, ListDataPolicyTargetsParams,
    },
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
    state::data_permission::PolicyGrant,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("authorizeDataPolicies", authorize_data_policies),
    ("listDataPolicyTargets", list_data_policy_targets),
    ("revokeDataPolicy", revoke_data_policy),
];

/// Returns the name of a subject to whom a policy is granted.
pub(super) fn name_of(call: &Call<'_>, grant: &PolicyGrant) -> String {
    let name = call.state.subject_name(&grant.subject).or_else(|| grant.name.clone());
    name.unwrap_or_else(|| grant.subject.id().to_owned())
}

fn authorize_data_policies(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateAuthorizeDataPolicyDto = call.body()?;
    let known = |id: &&String| call.state.data_permissions.find_policy(id).map(|_| ());
    each("policyIds", &body.policy_ids, |id| id.as_str(), known)?;
    let grants = each(
        "targetList",
        &body.target_list,
        |target| &target.id,
        |target| {
            let subject = call.state.policy_subject(&target.r#type, &target.id)?;
            Ok(PolicyGrant { subject, name: target.name.clone(), at: call.now })
        },
    )?;
    for id in &body.policy_ids {
        let Some(policy) = call.state.data_permissions.policy_mut(id) else { continue };
        for grant in &grants {
            match policy.grants.iter_mut().find(|known| known.subject == grant.subject) {
                Some(known) => known.name = grant.name.clone().or(known.name.take()),
                None => policy.grants.push(grant.clone()),
            }
        }
    }
    Ok(Response::Done)
}

fn list_data_policy_targets(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListDataPolicyTargetsParams = call.params()?;
    let policy = call.state.data_permissions.find_policy(&params.policy_id)?;
    let kinds = params.target_type.unwrap_or_default();
    let query = params.query.as_deref();
    let grants = policy.grants.iter().filter(|grant| {
        (kinds.is_empty() || kinds.contains(&grant.subject.subject_type()))
            && query.is_none_or(|query| name_of(call, grant).contains(query))
    });
    let (grants, total) = call.page()?.of(grants);
    let views = grants.into_iter().map(|grant| {
        let kind = Scalar::Text(grant.subject.subject_type().as_str().to_owned());
        DataSubjectRespDto::new(grant.subject.id(), kind, name_of(call, grant), grant.at.text())
    });
    let page = ListDataPolicySubjectPageDto::new(views.collect::<Vec<_>>());
    Response::data(&page.total_count(total))
}

fn revoke_data_policy(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteAuthorizeDataPolicyDto = call.body()?;
    call.state.data_permissions.find_policy(&body.policy_id)?;
    let subject = call.state.policy_subject(&body.target_type, &body.target_identifier)?;
    let policy = call.state.data_permissions.policy_mut(&body.policy_id);
    let grants = policy.map(|policy| &mut policy.grants);
    let given = grants.and_then(|grants| {
        let at = grants.iter().position(|grant| grant.subject == subject)?;
        Some(grants.remove(at))
    });
    match given {
        Some(_) => Ok(Response::Done),
        None => Err(Failure::not_found("authorization")),
    }
}
