//! Data access of a user.

use std::collections::BTreeMap;

use genauth::management::{
    ArrResourceAuthAction, ArrayAuthorize, DataResourceType, GetUserResourceStructDataDto,
    OpenResource, StrAuthorize, StrResourceAuthAction, TreeAuthBo, TreeAuthorize,
    TreeResourceAuthAction, TreeStructs,
};

use super::{DataResource, Node, Policy, Statement, resource::children};
use crate::{
    clock::Timestamp,
    state::{State, subject::Subject},
};

/// Data access of a user: all statements of the policies granted to them, and to their roles,
/// groups and departments. A denial takes precedence.
#[derive(Debug)]
pub struct Access<'a> {
    subjects: Vec<Subject>,
    policies: Vec<&'a Policy>,
}

impl State {
    /// Returns the current data access of a user.
    pub fn data_access(&self, user_id: &str, now: Timestamp) -> Access<'_> {
        let subjects = self.subjects_of(user_id, now);
        let given =
            |policy: &&Policy| policy.grants.iter().any(|grant| subjects.contains(&grant.subject));
        let policies = self.data_permissions.policies().filter(given).collect();
        Access { subjects, policies }
    }

    /// Returns the data resources on which a user is allowed an action now, by namespace.
    pub fn open_resources(
        &self,
        user_id: &str,
        now: Timestamp,
    ) -> BTreeMap<String, Vec<OpenResource>> {
        let access = self.data_access(user_id, now);
        let mut by_namespace: BTreeMap<String, Vec<OpenResource>> = BTreeMap::new();
        for resource in self.data_permissions.resources() {
            if let Some(open) = access.open(resource) {
                by_namespace.entry(resource.namespace.clone()).or_default().push(open);
            }
        }
        by_namespace
    }
}

impl<'a> Access<'a> {
    fn statements(&self) -> impl Iterator<Item = &'a Statement> {
        self.policies.iter().flat_map(|policy| &policy.statements)
    }

    /// Returns whether an action is allowed on a resource, or on its node at a path.
    pub fn allows(&self, resource: &DataResource, path: &[&str], action: &str) -> bool {
        let has_effect = |allows: bool| {
            let statements = self.statements().filter(move |it| it.allows == allows);
            let mut permissions = statements.flat_map(|it| &it.permissions);
            permissions.any(|permission| permission.covers(resource, path, action))
        };
        resource.actions.iter().any(|known| known == action)
            && resource.has(path)
            && has_effect(true)
            && !has_effect(false)
    }

    /// Returns the actions that are allowed on a resource, or on its node at a path.
    pub fn actions(&self, resource: &DataResource, path: &[&str]) -> Vec<String> {
        let allowed = resource.actions.iter().filter(|action| self.allows(resource, path, action));
        allowed.cloned().collect()
    }

    /// Returns the policies with statements about a resource.
    pub fn policies_about(&self, resource: &DataResource) -> Vec<&'a Policy> {
        self.policies.iter().copied().filter(|policy| policy.is_about(resource)).collect()
    }

    /// Returns the subjects through which a policy applies to the user.
    pub fn through(&self, policy: &'a Policy) -> impl Iterator<Item = &'a Subject> {
        let subjects = policy.grants.iter().map(|grant| &grant.subject);
        subjects.filter(|subject| self.subjects.contains(subject))
    }

    /// Returns the allowed actions on a resource, the nodes of a tree as a list; `None` if no
    /// action is allowed.
    pub fn open(&self, resource: &DataResource) -> Option<OpenResource> {
        let mut open = OpenResource::new(resource.code.as_str(), resource.kind.clone());
        match resource.kind {
            DataResourceType::Tree => {
                let mut list = Vec::new();
                self.list_nodes(resource, &resource.nodes(), &mut Vec::new(), &mut list);
                if list.is_empty() {
                    return None;
                }
                open.tree_authorize = Some(TreeAuthorize::new(list));
            }
            _ => {
                let actions = self.actions(resource, &[]);
                if actions.is_empty() {
                    return None;
                }
                if resource.kind == DataResourceType::Array {
                    open.arr_authorize = Some(ArrayAuthorize::new(resource.values(), actions));
                } else {
                    open.str_authorize = Some(StrAuthorize::new(resource.text(), actions));
                }
            }
        }
        Some(open)
    }

    fn list_nodes<'n>(
        &self,
        resource: &DataResource,
        nodes: &[&'n Node],
        path: &mut Vec<&'n str>,
        list: &mut Vec<TreeAuthBo>,
    ) {
        for node in nodes {
            path.push(&node.code);
            let actions = self.actions(resource, path);
            if !actions.is_empty() {
                let mut view =
                    TreeAuthBo::new(format!("/{}", path.join("/")), node.name.as_str(), actions);
                view.node_value = node.value.clone();
                view.node_extend_field_value = node.extend_field_value.clone();
                list.push(view);
            }
            let below: Vec<&Node> = children(node).iter().collect();
            self.list_nodes(resource, &below, path, list);
            path.pop();
        }
    }

    /// Returns the allowed actions on a resource, in its structure. A tree is reduced to the nodes
    /// with allowed actions and their ancestors.
    pub fn structure(&self, resource: &DataResource) -> GetUserResourceStructDataDto {
        let mut view = GetUserResourceStructDataDto::new(
            resource.namespace.as_str(),
            resource.code.as_str(),
            resource.kind.clone(),
        );
        match resource.kind {
            DataResourceType::Tree => {
                let nodes = self.tree(resource, &resource.nodes(), &mut Vec::new());
                let tree = TreeResourceAuthAction::new().node_auth_action_list(nodes);
                view.tree_resource_auth_action = Some(tree);
            }
            DataResourceType::Array => {
                let actions = self.actions(resource, &[]);
                let array = ArrResourceAuthAction::new().values(resource.values()).actions(actions);
                view.arr_resource_auth_action = Some(array);
            }
            _ => {
                let actions = self.actions(resource, &[]);
                let text = StrResourceAuthAction::new().value(resource.text()).actions(actions);
                view.str_resource_auth_action = Some(text);
            }
        }
        view
    }

    fn tree<'n>(
        &self,
        resource: &DataResource,
        nodes: &[&'n Node],
        path: &mut Vec<&'n str>,
    ) -> Vec<TreeStructs> {
        let mut views = Vec::new();
        for node in nodes {
            path.push(&node.code);
            let actions = self.actions(resource, path);
            let below: Vec<&Node> = children(node).iter().collect();
            let below = self.tree(resource, &below, path);
            path.pop();
            if actions.is_empty() && below.is_empty() {
                continue;
            }
            let mut view =
                TreeStructs::new(node.code.as_str(), node.name.as_str()).actions(actions);
            view.value = node.value.clone();
            view.children = (!below.is_empty()).then_some(below);
            let extended = node.extend_field_value.as_ref();
            view.extend_field_value = extended.and_then(|it| it.as_object().cloned());
            views.push(view);
        }
        views
    }
}
