//! The operations that see a type, directly or through other types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::facts::{Address, Facts, Key, attribute, references};

/// The operations that see each type.
#[derive(Debug, Default)]
pub(super) struct Uses {
    operations: BTreeMap<String, BTreeSet<Address>>,
}

impl Uses {
    /// Follows the references of all these facts.
    pub(super) fn of(facts: &[&Facts]) -> Self {
        let mut direct: BTreeMap<&Address, BTreeSet<&str>> = BTreeMap::new();
        let mut inner: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (key, attributes) in facts.iter().flat_map(|facts| &facts.entries) {
            let single = attributes.get(attribute::TYPE).and_then(Value::as_str);
            let branches = attributes.get(attribute::BRANCHES).and_then(Value::as_array);
            let several = branches.into_iter().flatten().filter_map(Value::as_str);
            let names = single.into_iter().chain(several).flat_map(references);
            match (key.address(), key.schema()) {
                (Some(address), _) => direct.entry(address).or_default().extend(names),
                (None, Some(schema)) => inner.entry(schema).or_default().extend(names),
                (None, None) => {}
            }
        }
        let mut uses = Self::default();
        for (address, names) in direct {
            let mut open: Vec<&str> = names.into_iter().collect();
            let mut seen = BTreeSet::new();
            while let Some(name) = open.pop() {
                if seen.insert(name) {
                    open.extend(inner.get(name).into_iter().flatten());
                }
            }
            for name in seen {
                uses.operations.entry(name.to_owned()).or_default().insert(address.clone());
            }
        }
        uses
    }

    /// Returns the number of operations that see a thing: its type, or the places where it is used.
    pub(super) fn count<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> usize {
        let mut all = BTreeSet::new();
        for key in keys {
            all.extend(key.address());
            all.extend(
                key.schema().and_then(|name| self.operations.get(name)).into_iter().flatten(),
            );
        }
        all.len()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::ApiKind;

    #[test]
    fn operations_see_types_inside_types_even_in_circles() {
        let address = |path: &str| Address {
            api: ApiKind::Management,
            path: path.to_owned(),
            method: "GET".to_owned(),
        };
        let schema = |name: &str| Key::Property(name.to_owned(), vec!["it".to_owned()]);
        let mut facts = Facts::default();
        for (key, ty) in [
            (Key::Response(address("/a")), "ref Page"),
            (Key::Body(address("/b")), "array<ref Item>"),
            (schema("Page"), "array<ref Item>"),
            (schema("Item"), "oneOf<ref Page, string>"),
        ] {
            let attributes = [(attribute::TYPE.to_owned(), json!(ty))].into();
            facts.entries.insert(key, attributes);
        }
        let uses = Uses::of(&[&facts]);
        assert_eq!(uses.count([&Key::Schema("Item".to_owned())]), 2);
        assert_eq!(uses.count([&schema("Page"), &Key::Body(address("/c"))]), 3);
        assert_eq!(uses.count([&Key::Schema("Other".to_owned())]), 0);
    }
}
