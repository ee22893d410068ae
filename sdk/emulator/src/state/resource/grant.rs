//! Grants of resources.

use genauth::management::{AuthorizedResourceDto, EffectDto, ResourceType};
use serde::{Deserialize, Serialize};

use super::{Resource, Resources};
use crate::{
    clock::Timestamp,
    state::{State, subject::Subject},
};

/// A grant: the actions of a subject on a resource, or on one instance of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grant {
    /// The resource.
    pub resource_id: String,
    /// Part after the colon in `books:123`. `*` and texts that end with it are patterns.
    pub instance: Option<String>,
    /// Subject of the grant.
    pub subject: Subject,
    /// Granted actions. `*` and texts that end with it are patterns.
    pub actions: Vec<String>,
}

impl Grant {
    /// Returns the code under which it was granted.
    fn code(&self, resource: &Resource) -> String {
        match &self.instance {
            Some(instance) => format!("{}:{instance}", resource.code),
            None => resource.code.clone(),
        }
    }

    /// Returns whether it applies to a resource with this code: the exact code, one that matches
    /// the pattern, or an instance of it.
    fn is_about(&self, resource: &Resource, code: &str) -> bool {
        let granted = self.code(resource);
        covers(&granted, code)
            || code.strip_prefix(&granted).is_some_and(|instance| instance.starts_with(':'))
    }
}

/// Returns whether a pattern matches a text: it is equal, or it ends with `*` and is a prefix.
pub(super) fn covers(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => pattern == text,
    }
}

/// Returns whether a filter of resource codes matches: `books:*` and `books:` match `books:123`.
fn lets_through(filter: &[String], code: &str) -> bool {
    filter.iter().any(|entry| code.starts_with(entry.trim_end_matches('*')))
}

/// Filter for grants.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Namespace of the resource.
    pub namespace: Option<&'a str>,
    /// Type of the resource.
    pub kind: Option<&'a ResourceType>,
    /// Prefixes of the code; any of them matches.
    pub codes: Option<&'a [String]>,
}

impl Resources {
    /// Returns the resource that a code refers to, and its instance: `books:123` is the instance
    /// `123` of `books`, unless a resource has exactly that code.
    pub fn instance<'a>(
        &self,
        namespace: &str,
        code: &'a str,
    ) -> Option<(&Resource, Option<&'a str>)> {
        if let Some(resource) = self.get(namespace, code) {
            return Some((resource, None));
        }
        let mut colons = code.rmatch_indices(':').map(|(at, _)| at);
        colons.find_map(|at| {
            let (resource, instance) = (code.get(..at)?, code.get(at + 1..)?);
            Some((self.get(namespace, resource)?, Some(instance)))
        })
    }

    /// Adds a grant, replacing an earlier one of the same resource. A grant without actions removes
    /// it.
    pub fn grant(&mut self, grant: Grant) {
        self.grants.retain(|it| {
            it.resource_id != grant.resource_id
                || it.instance != grant.instance
                || it.subject != grant.subject
        });
        if !grant.actions.is_empty() {
            self.grants.push(grant);
        }
    }

    /// Returns the grants with their resources.
    fn granted(&self) -> impl Iterator<Item = (&Grant, &Resource)> {
        self.grants.iter().filter_map(|grant| {
            let resource = self.resources.iter().find(|it| it.id == grant.resource_id)?;
            Some((grant, resource))
        })
    }

    /// Returns the granted actions of these subjects by resource, each resource once.
    pub fn granted_to(
        &self,
        subjects: &[Subject],
        filter: Filter<'_>,
    ) -> Vec<AuthorizedResourceDto> {
        let mut found: Vec<(&str, AuthorizedResourceDto)> = Vec::new();
        for (grant, resource) in self.granted() {
            let code = grant.code(resource);
            if !subjects.contains(&grant.subject)
                || filter.namespace.is_some_and(|namespace| resource.namespace != namespace)
                || filter.kind.is_some_and(|kind| resource.kind != *kind)
                || filter.codes.is_some_and(|codes| !lets_through(codes, &code))
            {
                continue;
            }
            let known = found.iter_mut().find(|(namespace, it)| {
                *namespace == resource.namespace && it.resource_code == code
            });
            match known {
                Some((_, known)) => {
                    for action in &grant.actions {
                        if !known.actions.contains(action) {
                            known.actions.push(action.clone());
                        }
                    }
                }
                None => {
                    let mut view = AuthorizedResourceDto::new()
                        .resource_code(code)
                        .resource_type(resource.kind.clone())
                        .api_identifier(resource.api_identifier.clone().unwrap_or_default())
                        .actions(grant.actions.clone())
                        .effect(EffectDto::Allow);
                    view.description = resource.description.clone();
                    found.push((&resource.namespace, view));
                }
            }
        }
        found.into_iter().map(|(_, view)| view).collect()
    }

    /// Returns the grants of a resource under this code.
    pub fn grants_of(&self, namespace: &str, code: &str) -> Vec<&Grant> {
        let granted = self.granted().filter(|(grant, resource)| {
            resource.namespace == namespace && grant.code(resource) == code
        });
        granted.map(|(grant, _)| grant).collect()
    }

    /// Returns whether one of these subjects is granted an action on a resource.
    pub fn allow(&self, subjects: &[Subject], namespace: &str, code: &str, action: &str) -> bool {
        self.granted().any(|(grant, resource)| {
            resource.namespace == namespace
                && subjects.contains(&grant.subject)
                && grant.is_about(resource, code)
                && resource.knows_action(action)
                && grant.actions.iter().any(|granted| covers(granted, action))
        })
    }
}

impl State {
    /// Returns all resources granted to a user: directly, or through roles, groups and departments.
    pub fn resources_of(
        &self,
        user_id: &str,
        filter: Filter<'_>,
        now: Timestamp,
    ) -> Vec<AuthorizedResourceDto> {
        self.resources.granted_to(&self.subjects_of(user_id, now), filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_matches_any_suffix() {
        assert!(covers("*", "ecs:Start"));
        assert!(covers("ecs:*", "ecs:Start"));
        assert!(!covers("ecs:*", "oss:Read"));
        assert!(covers("ecs:Start", "ecs:Start"));
        assert!(!covers("ecs:Start", "ecs:StartAll"));
    }

    #[test]
    fn filters_match_prefixes() {
        assert!(lets_through(&["books:*".to_owned()], "books:123"));
        assert!(lets_through(&["books:fictions_".to_owned()], "books:fictions_123"));
        assert!(!lets_through(&["books:*".to_owned()], "films:1"));
    }
}
