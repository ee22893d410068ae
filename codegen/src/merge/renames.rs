//! What has another address or another name: found by id and by place of use, so that it is neither
//! removed nor added.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::facts::{
    Address, Attributes, Facts, Key, Location, attribute, map_references, references,
};

use super::ours::Ours;
use super::outcome::{Finding, FindingKind};

/// What was moved and renamed since the last import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// Operations: the old and the new address.
    pub moved: Vec<(Address, Address)>,
    /// Path parameters: the new address, the old and the new name.
    pub placeholders: Vec<(Address, String, String)>,
    /// Schemas: the old and the new name, and the places that refer to them.
    pub schemas: Vec<Renamed>,
}

/// A renamed schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The old name.
    pub old: String,
    /// The new name.
    pub new: String,
    /// The places that refer to it.
    pub sites: Vec<Key>,
}

/// Finds what has another address or name, and rewrites the old facts accordingly.
pub fn find(base: &mut Facts, theirs: &Facts) -> Renames {
    let mut renames = Renames::default();
    move_operations(base, theirs, &mut renames);
    while let Some(renamed) = next_schema(base, theirs) {
        rename_schema(base, &renamed.old, &renamed.new);
        renames.schemas.push(renamed);
    }
    renames
}

fn move_operations(base: &mut Facts, theirs: &Facts, renames: &mut Renames) {
    let gone = by_id(base, theirs);
    let came = by_id(theirs, base);
    for (id, old) in gone {
        let Some(new) = came.get(&id) else { continue };
        for (from, to) in placeholders(&old.path, &new.path) {
            let key = Key::Parameter(old.clone(), Location::Path, from.clone());
            if let Some(attributes) = base.entries.remove(&key) {
                let key = Key::Parameter(old.clone(), Location::Path, to.clone());
                base.entries.insert(key, attributes);
                renames.placeholders.push((new.clone(), from, to));
            }
        }
        rekey(base, |key| match key {
            Key::Operation(address) if *address == old => Some(Key::Operation(new.clone())),
            Key::Parameter(address, location, name) if *address == old => {
                Some(Key::Parameter(new.clone(), *location, name.clone()))
            }
            Key::Body(address) if *address == old => Some(Key::Body(new.clone())),
            Key::Response(address) if *address == old => Some(Key::Response(new.clone())),
            _ => None,
        });
        renames.moved.push((old, new.clone()));
    }
}

/// Returns the operations of `facts` that `others` does not have, by API and id.
fn by_id(facts: &Facts, others: &Facts) -> BTreeMap<(String, String), Address> {
    let operations = facts.entries.iter().filter_map(|(key, attributes)| match key {
        Key::Operation(address) if !others.entries.contains_key(key) => {
            let id = attributes.get(attribute::ID)?.as_str()?;
            Some(((address.api.to_string(), id.to_owned()), address.clone()))
        }
        _ => None,
    });
    operations.collect()
}

/// Returns the placeholders that have another name in an otherwise equal path.
fn placeholders(old: &str, new: &str) -> Vec<(String, String)> {
    let is_placeholder = |part: &str| part.starts_with('{') && part.ends_with('}');
    let (old, new): (Vec<_>, Vec<_>) = (old.split('/').collect(), new.split('/').collect());
    let is_same = |(left, right): (&&str, &&str)| {
        left == right || is_placeholder(left) && is_placeholder(right)
    };
    if old.len() != new.len() || !old.iter().zip(&new).all(is_same) {
        return Vec::new();
    }
    let name = |part: &str| part.trim_matches(['{', '}']).to_owned();
    let pairs = old.iter().zip(&new).filter(|(left, right)| left != right);
    pairs.map(|(left, right)| (name(left), name(right))).collect()
}

/// Returns a schema that is gone and whose every place of use refers to one new schema instead.
fn next_schema(base: &Facts, theirs: &Facts) -> Option<Renamed> {
    let mut votes: BTreeMap<&str, BTreeMap<&str, Vec<Key>>> = BTreeMap::new();
    for (key, attributes) in &base.entries {
        let Some(now) = theirs.entries.get(key) else { continue };
        for (old, new) in changed_references(attributes, now) {
            votes.entry(old).or_default().entry(new).or_default().push(key.clone());
        }
    }
    let is_in =
        |facts: &Facts, name: &str| facts.entries.contains_key(&Key::Schema(name.to_owned()));
    let mut found: Vec<(&str, &str, &Vec<Key>)> = Vec::new();
    for (old, new) in &votes {
        if let (Some((name, sites)), 1) = (new.first_key_value(), new.len())
            && is_in(base, old)
            && !is_in(theirs, old)
            && !is_in(base, name)
            && is_in(theirs, name)
        {
            found.push((old, name, sites));
        }
    }
    let targets = |name: &str| found.iter().filter(|(_, new, _)| *new == name).count();
    let (old, new, sites) = found.iter().find(|(_, new, _)| targets(new) == 1)?;
    Some(Renamed { old: (*old).to_owned(), new: (*new).to_owned(), sites: (*sites).clone() })
}

/// Returns the references at which two sets of attributes differ, where nothing but names differs.
fn changed_references<'a>(
    old: &'a Attributes,
    new: &'a Attributes,
) -> BTreeSet<(&'a str, &'a str)> {
    let types = |attributes: &'a Attributes| -> Vec<&'a str> {
        let single = attributes.get(attribute::TYPE).and_then(Value::as_str);
        let branches = attributes.get(attribute::BRANCHES).and_then(Value::as_array);
        single.into_iter().chain(branches.into_iter().flatten().filter_map(Value::as_str)).collect()
    };
    let (old, new) = (types(old), types(new));
    let shape = |ty: &str| map_references(ty, |_| String::new());
    if old.len() != new.len() || !old.iter().zip(&new).all(|(old, new)| shape(old) == shape(new)) {
        return BTreeSet::new();
    }
    let pairs = old.iter().zip(&new);
    let names = pairs.flat_map(|(old, new)| references(old).into_iter().zip(references(new)));
    names.filter(|(old, new)| old != new).collect()
}

/// Renames a schema, and every reference to it.
pub fn rename_schema(facts: &mut Facts, old: &str, new: &str) {
    rekey(facts, |key| match key {
        Key::Schema(name) if name == old => Some(Key::Schema(new.to_owned())),
        Key::Property(name, path) if name == old => {
            Some(Key::Property(new.to_owned(), path.clone()))
        }
        _ => None,
    });
    let renamed = |ty: &str| {
        map_references(ty, |name| if name == old { new.to_owned() } else { name.to_owned() })
    };
    for attributes in facts.entries.values_mut() {
        if let Some(Value::String(ty)) = attributes.get_mut(attribute::TYPE) {
            *ty = renamed(ty);
        }
        if let Some(Value::Array(branches)) = attributes.get_mut(attribute::BRANCHES) {
            for branch in branches {
                if let Value::String(ty) = branch {
                    *ty = renamed(ty);
                }
            }
        }
    }
}

/// Gives entries other keys.
fn rekey(facts: &mut Facts, new: impl Fn(&Key) -> Option<Key>) {
    let keys: Vec<(Key, Key)> =
        facts.entries.keys().filter_map(|key| Some((key.clone(), new(key)?))).collect();
    for (old, new) in keys {
        if let Some(attributes) = facts.entries.remove(&old) {
            facts.entries.insert(new, attributes);
        }
    }
}

/// Reports what has another address or name.
pub fn findings(renames: &Renames, ours: &Ours) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (old, new) in &renames.moved {
        let here = ours.places.contains_key(&Key::Operation(new.clone()));
        let kind = if here { FindingKind::Agreed } else { FindingKind::Moved };
        let key = Some(Key::Operation(new.clone()));
        let mut finding = Finding::new(kind, key, format!("was `{old}`, and has the same id"));
        finding.base = Some(old.to_string().into());
        finding.theirs = Some(new.to_string().into());
        findings.push(finding);
    }
    for Renamed { old, new, sites } in &renames.schemas {
        let here = ours.homes.contains_key(new) || !ours.homes.contains_key(old);
        let kind = if here { FindingKind::Agreed } else { FindingKind::Renamed };
        let key = Some(Key::Schema(new.clone()));
        let message = format!("was `{old}`; every place of use refers to the new name");
        let mut finding = Finding::new(kind, key, message);
        finding.base = Some(old.clone().into());
        finding.theirs = Some(new.clone().into());
        finding.sites = sites.clone();
        findings.push(finding);
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::ApiKind;

    fn address(path: &str) -> Address {
        Address { api: ApiKind::Management, path: path.to_owned(), method: "POST".to_owned() }
    }

    fn operation(facts: &mut Facts, path: &str, id: &str, body: &str) {
        let entry = |name: &str, value: &str| Attributes::from([(name.to_owned(), json!(value))]);
        let address = address(path);
        facts.entries.insert(Key::Operation(address.clone()), entry("id", id));
        facts.entries.insert(Key::Body(address), entry("type", &format!("ref {body}")));
    }

    fn schema(facts: &mut Facts, name: &str, property: &str, ty: &str) {
        facts.entries.insert(Key::Schema(name.to_owned()), Attributes::new());
        let key = Key::Property(name.to_owned(), vec![property.to_owned()]);
        facts.entries.insert(key, Attributes::from([("type".to_owned(), json!(ty))]));
    }

    #[test]
    fn operations_are_found_by_their_ids_and_their_placeholders_by_position() {
        let (mut base, mut theirs) = (Facts::default(), Facts::default());
        operation(&mut base, "/a/{id}/b/{x}", "f", "A");
        let parameter =
            |path: &str, name: &str| Key::Parameter(address(path), Location::Path, name.to_owned());
        base.entries.insert(parameter("/a/{id}/b/{x}", "id"), Attributes::new());
        operation(&mut theirs, "/a/{credentialId}/b/{x}", "f", "A");
        theirs
            .entries
            .insert(parameter("/a/{credentialId}/b/{x}", "credentialId"), Attributes::new());
        let found = find(&mut base, &theirs);
        assert_eq!(found.moved, [(address("/a/{id}/b/{x}"), address("/a/{credentialId}/b/{x}"))]);
        let renamed = ("id".to_owned(), "credentialId".to_owned());
        assert_eq!(found.placeholders.len(), 1);
        assert_eq!((found.placeholders[0].1.clone(), found.placeholders[0].2.clone()), renamed);
        assert_eq!(base, theirs);
    }

    #[test]
    fn an_operation_with_another_id_at_another_address_is_another_one() {
        let (mut base, mut theirs) = (Facts::default(), Facts::default());
        operation(&mut base, "/a", "f", "A");
        operation(&mut theirs, "/b", "g", "A");
        assert_eq!(find(&mut base, &theirs), Renames::default());
    }

    #[test]
    fn schemas_are_found_by_place_of_use_and_look_alikes_are_not() {
        let (mut base, mut theirs) = (Facts::default(), Facts::default());
        operation(&mut base, "/a", "f", "Outer");
        schema(&mut base, "Outer", "list", "array<ref Inner>");
        schema(&mut base, "Inner", "x", "nullable<ref Inner>");
        schema(&mut base, "Other", "x", "string");
        operation(&mut theirs, "/a", "f", "OuterDto");
        schema(&mut theirs, "OuterDto", "list", "array<ref InnerDto>");
        schema(&mut theirs, "InnerDto", "x", "nullable<ref InnerDto>");
        schema(&mut theirs, "LookAlike", "x", "nullable<ref LookAlike>");
        schema(&mut theirs, "Other", "x", "string");
        let found = find(&mut base, &theirs);
        let names: Vec<_> =
            found.schemas.iter().map(|it| (it.old.as_str(), it.new.as_str())).collect();
        assert_eq!(names, [("Outer", "OuterDto"), ("Inner", "InnerDto")]);
        theirs.entries.retain(|key, _| key.schema() != Some("LookAlike"));
        assert_eq!(base, theirs);
    }

    #[test]
    fn places_that_disagree_name_no_successor() {
        let (mut base, mut theirs) = (Facts::default(), Facts::default());
        for (path, new) in [("/a", "B"), ("/b", "C")] {
            operation(&mut base, path, path, "A");
            operation(&mut theirs, path, path, new);
            schema(&mut theirs, new, "x", "string");
        }
        schema(&mut base, "A", "x", "string");
        assert_eq!(find(&mut base, &theirs).schemas, []);
    }
}
