//! Custom fields: their definitions, and the values not stored elsewhere.

use std::collections::BTreeMap;

use genauth::management::{CustomFieldDto, TargetType};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Custom fields: their definitions, and values of roles.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CustomFields {
    definitions: Vec<CustomFieldDto>,
    /// Values of roles by role ID.
    roles: BTreeMap<String, Map<String, Value>>,
}

impl CustomFields {
    /// Returns the definitions for a target type, in the order in which they were added.
    pub fn of(&self, target: &TargetType) -> impl Iterator<Item = &CustomFieldDto> {
        self.definitions.iter().filter(move |field| field.target_type == *target)
    }

    /// Returns the definition of a field.
    pub fn get(&self, target: &TargetType, key: &str) -> Option<&CustomFieldDto> {
        self.of(target).find(|field| field.key == key)
    }

    /// Adds a definition, or replaces the one with the same key.
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

    /// Returns the values of a role.
    pub fn of_role(&self, id: &str) -> Option<&Map<String, Value>> {
        self.roles.get(id)
    }

    /// Returns the values of a role, for changes.
    pub fn of_role_mut(&mut self, id: &str) -> &mut Map<String, Value> {
        self.roles.entry(id.to_owned()).or_default()
    }
}
