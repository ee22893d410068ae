//! Names: those of the document by a rule, or by the map.

use std::collections::BTreeMap;

use super::super::Note;
use super::super::place::Place;
use super::Reader;
use crate::facts::{Address, Key, attribute};

/// The class and the method of an operation id, such as `UsersController_getUser`.
pub(super) fn split(id: &str) -> (Option<String>, &str) {
    match id.rsplit_once("Controller_") {
        Some((class, method)) if !method.is_empty() => (Some(format!("{class}Controller")), method),
        _ => (None, id),
    }
}

/// Returns the documented name of a method.
pub(super) fn documented(method: &str) -> String {
    let method = method.replace("QRCode", "QrCode");
    let mut letters = method.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

impl Reader<'_> {
    /// Names all schemas, and reports names that two of them have.
    pub(super) fn schema_names(&mut self) {
        let place = Place::default().within(["components", "schemas"]);
        let components = self.document.root.get("components");
        let Some(components) = components.filter(|it| it.entries().is_some()) else { return };
        let names: Vec<&String> = self
            .map_of(components, "schemas", &Place::default().at("components"))
            .map(|(name, _)| name)
            .collect();
        let mut taken: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let api = self.upstream.api;
        let renames = self.map.schemas.get(&api);
        for name in names {
            let ours = renames.and_then(|renames| renames.get(name));
            if ours.is_some() {
                let tokens = ["schemas".to_owned(), api.to_string(), name.clone()];
                self.upstream.applied.insert(tokens.to_vec());
            }
            let ours = ours.unwrap_or(name);
            taken.entry(ours).or_default().push(name);
            self.names.insert(name.clone(), ours.clone());
        }
        for (ours, mut names) in taken {
            if names.len() < 2 {
                continue;
            }
            names.sort_unstable();
            let message =
                format!("the schemas `{}` get the same name, `{ours}`", names.join("` and `"));
            let renamed = names.iter().find(|name| **name != ours).unwrap_or(&ours);
            let help = format!("correct `schemas: {{ {renamed}: … }}` in `upstream/map.yaml`");
            self.fail("duplicate-schema", &place.at(*renamed), message, help);
        }
    }

    /// Returns the documented name of an operation.
    pub(super) fn operation_name(&mut self, id: &str, address: &Address) -> String {
        let api = self.upstream.api;
        let renames = self.map.operations.get(&api);
        // An address names one operation where the document gives several the same id.
        let key = [address.to_string(), id.to_owned()];
        let renamed = key.iter().find_map(|key| Some((key, renames?.get(key)?)));
        match renamed {
            Some((key, name)) => {
                let tokens = ["operations".to_owned(), api.to_string(), key.clone()];
                self.upstream.applied.insert(tokens.to_vec());
                name.clone()
            }
            None => documented(split(id).1),
        }
    }

    /// Lets operations of the spec keep the names that they have there. A known operation whose id changes
    /// to the name of another one is not among them: that is a mistake, or asks for a decision.
    fn keep_names(&mut self, duplicate: &str, addresses: &mut Vec<Address>) {
        let Some(known) = self.map.known.get(&self.upstream.api) else { return };
        addresses.retain(|address| {
            let entries = &mut self.upstream.facts.entries;
            let is_taken = |name: &str| {
                entries.iter().any(|(key, attributes)| {
                    matches!(key, Key::Operation(_))
                        && attributes.get(attribute::ID).is_some_and(|id| id == name)
                })
            };
            let known = known.get(&address.to_string());
            let known = known.filter(|known| known.given.as_deref().is_none_or(|it| it == duplicate));
            let Some(name) = known.map(|known| &known.name) else { return true };
            if name == duplicate || is_taken(name) {
                return true;
            }
            let key = Key::Operation(address.clone());
            if let Some(attributes) = entries.get_mut(&key) {
                attributes.insert(attribute::ID.to_owned(), name.clone().into());
                attributes.insert(attribute::GIVEN.to_owned(), duplicate.into());
            }
            let message = format!(
                "keeps the name `{name}`: its `operationId` gives `{duplicate}`, the name of another \
                 operation"
            );
            self.upstream.notes.push(Note { key: Some(key), message });
            false
        });
    }

    /// Reports names that several operations have.
    pub(super) fn duplicate_names(&mut self, ids: &BTreeMap<Address, String>) {
        let mut taken: BTreeMap<String, Vec<Address>> = BTreeMap::new();
        for (key, attributes) in &self.upstream.facts.entries {
            if let (Key::Operation(address), Some(name)) = (key, attributes.get(attribute::ID)) {
                let name = name.as_str().unwrap_or_default().to_owned();
                taken.entry(name).or_default().push(address.clone());
            }
        }
        for (name, mut addresses) in taken {
            if addresses.len() < 2 {
                continue;
            }
            addresses.sort();
            self.keep_names(&name, &mut addresses);
            if addresses.len() < 2 {
                continue;
            }
            let all: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            let Some(last) = addresses.last() else { continue };
            let id = ids.get(last).cloned().unwrap_or_default();
            let is_shared = addresses.iter().filter(|it| ids.get(it) == Some(&id)).count() > 1;
            let entry = if is_shared { format!("\"{last}\"") } else { id };
            let message = format!("operations with the same name, `{name}`: {}", all.join(" and "));
            let help = format!(
                "name one of them in `upstream/map.yaml`: `operations: {{ {}: {{ {entry}: … }} }}`",
                self.upstream.api
            );
            let place = Place::default().within(["paths", &last.path]);
            let place = place.at(last.method.to_ascii_lowercase()).at("operationId");
            self.fail("duplicate-operation", &place, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{documented, split};

    #[test]
    fn class_and_method_are_told_apart() {
        for (id, class, name) in [
            (
                "UsersManagementController_getUserBatch",
                Some("UsersManagementController"),
                "getUserBatch",
            ),
            ("A_BController_GetQRCode", Some("A_BController"), "getQrCode"),
            ("QRCodeController_QRCodeStatus", Some("QRCodeController"), "qrCodeStatus"),
            ("listPets", None, "listPets"),
            ("Controller_", None, "controller_"),
            ("Controller_x", Some("Controller"), "x"),
        ] {
            let (found, method) = split(id);
            assert_eq!((found.as_deref(), documented(method).as_str()), (class, name), "{id}");
        }
    }
}
