//! Resource grants, and permission checks.
//!
//! # Assumptions
//!
//! - A grant is for a resource (`ecs`) or instances of it (`ecs:1`, `ecs:*`, `ecs:web_*`). The
//!   resource must exist and have the type that the request names.
//! - A granted action is one of the resource's actions, `*` for all, or a prefix followed by `*`
//!   (`ecs:*`). A resource without actions accepts any.
//! - Granting the same resource again replaces the actions; without actions, the grant is removed.
//! - One authorization names at most 50 targets, as stated in the documentation of the service,
//!   although the spec of the operation allows 100.
//! - A grant of a resource applies to its instances.

use genauth::management::{
    AuthorizeResourcesDto, GetResourceAuthorizedTargetDataDto, GetResourceAuthorizedTargetsDto,
    IsActionAllowedDataDto, IsActionAllowedDto, IsSuccessDto, ResourceAuthorizedTargetDto,
    ResourceItemDto,
};

use super::namespace;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
    state::{resource::Grant, subject::Subject},
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("authorizeResources", authorize_resources),
    ("getResourceAuthorizedTargets", get_resource_authorized_targets),
    ("isActionAllowed", is_action_allowed),
];

const MOST_TARGETS: usize = 50;

fn authorize_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: AuthorizeResourcesDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    let mut grants = Vec::new();
    each(
        "list",
        &body.list,
        |item| item.target_type.as_str(),
        |item| {
            if item.target_identifiers.len() > MOST_TARGETS {
                let problem = format!("must have at most {MOST_TARGETS} items");
                return Err(Failure::field("targetIdentifiers", &problem));
            }
            let target = |id: &&String| call.state.target(&item.target_type, id, &namespace);
            let ids = &item.target_identifiers;
            let targets = each("targetIdentifiers", ids, |id| id.as_str(), target)?;
            each(
                "resources",
                &item.resources,
                |resource| &resource.code,
                |resource| {
                    for target in &targets {
                        grants.push(grant(call, &namespace, resource, target)?);
                    }
                    Ok(())
                },
            )
        },
    )?;
    grants.into_iter().for_each(|grant| call.state.resources.grant(grant));
    Response::data(&IsSuccessDto::new(true))
}

fn grant(
    call: &Call<'_>,
    namespace: &str,
    item: &ResourceItemDto,
    target: &Subject,
) -> Result<Grant, Failure> {
    let found = call.state.resources.instance(namespace, &item.code);
    let Some((resource, instance)) = found.filter(|(it, _)| it.kind == item.resource_type) else {
        let message = format!(
            "no resource `{}` of this type in the permission space `{namespace}`",
            item.code
        );
        return Err(Failure::new(404, message));
    };
    if let Some(action) = item.actions.iter().find(|action| !resource.knows_action(action)) {
        let problem = format!("must be actions of the resource; `{action}` is unknown");
        return Err(Failure::field("actions", &problem));
    }
    Ok(Grant {
        resource_id: resource.id.clone(),
        instance: instance.map(str::to_owned),
        subject: target.clone(),
        actions: item.actions.clone(),
    })
}

fn get_resource_authorized_targets(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetResourceAuthorizedTargetsDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    let grants = call.state.resources.grants_of(&namespace, &body.resource).into_iter();
    let wanted = |grant: &&Grant| {
        body.target_type.as_ref().is_none_or(|kind| grant.subject.target_type() == *kind)
    };
    let (grants, total) = call.page()?.of(grants.filter(wanted));
    let views = grants.into_iter().map(|grant| {
        let identifier = call.state.target_identifier(&grant.subject);
        let kind = grant.subject.target_type();
        ResourceAuthorizedTargetDto::new(kind, identifier, grant.actions.clone())
    });
    Response::data(&GetResourceAuthorizedTargetDataDto::new(total, views.collect::<Vec<_>>()))
}

fn is_action_allowed(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: IsActionAllowedDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    if call.state.users.get(&body.user_id).is_none() {
        return Err(Failure::user_not_found());
    }
    let subjects = call.state.subjects_of(&body.user_id, call.now);
    let resources = &call.state.resources;
    let allowed = resources.allow(&subjects, &namespace, &body.resource, &body.action);
    Response::data(&IsActionAllowedDataDto::new(allowed))
}
