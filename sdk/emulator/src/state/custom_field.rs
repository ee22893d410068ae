//! Custom fields: their definitions, and the values that no other state has a place for.

use std::collections::BTreeMap;

use genauth::management::{CustomFieldDto, TargetType};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Custom fields: their definitions, and values of roles.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CustomFields {
    definitions: Vec<CustomFieldDto>,
    /// Values of roles by the ids of the roles.
    roles: BTreeMap<String, Map<String, Value>>,
}

impl CustomFields {
    /// The definitions for a kind of target, in the order in which they came.
    pub fn of(&self, target: &TargetType) -> impl Iterator<Item = &CustomFieldDto> {
        self.definitions.iter().filter(move |field| field.target_type == *target)
    }

    /// The definition of a field.
    pub fn get(&self, target: &TargetType, key: &str) -> Option<&CustomFieldDto> {
        self.of(target).find(|field| field.key == key)
    }

    /// Adds a definition, or replaces the one of the same key.
    pub fn set(&mut self, field: CustomFieldDto) {
        let is_same =
            |it: &&mut CustomFieldDto| it.target_type == field.target_type && it.key == field.key;
        match self.definitions.iter_mut().find(is_same) {
            Some(known) => *known = field,
            None => self.definitions.push(field),
        }
    }

    /// Removes a definition.
    pub fn remove(&mut self, target: &TargetType, key: &str) {
        self.definitions.retain(|field| field.target_type != *target || field.key != key);
    }

    /// The values of a role.
    pub fn of_role(&self, id: &str) -> Option<&Map<String, Value>> {
        self.roles.get(id)
    }

    /// The values of a role, to change them.
    pub fn of_role_mut(&mut self, id: &str) -> &mut Map<String, Value> {
        self.roles.entry(id.to_owned()).or_default()
    }
}
