//! [`CasAttributes`]: the attributes of a user.

use std::{collections::HashMap, fmt};

/// The attributes of a user, in the order of the response.
///
/// In XML, an attribute is an element of `attributes`, in the namespace of CAS and with text alone.
/// Elements of the same name are one attribute with several values. Some servers also send attributes
/// as pairs, `<cas:attribute name="…" value="…"/>`; these are used for names that `attributes` does not
/// have, so that no value is doubled. In JSON, a value is text, a number, a boolean, or a list of
/// these. A response with other values is refused.
///
/// ```
/// # fn example(identity: genauth::cas::CasIdentity) {
/// let email = identity.attributes.first("email"); // `None` without a value
/// let is_editor = identity.attributes.texts("roles").any(|role| role == "editor");
/// for attribute in &identity.attributes {
///     println!("{}: {} values", attribute.name, attribute.values.len());
/// }
/// # }
/// ```
///
/// `Debug` shows names only, since servers can be set up to release passwords and proxy-granting
/// tickets as attributes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CasAttributes(Vec<CasAttribute>);

/// An attribute of a user. `Debug` shows the number of values.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CasAttribute {
    /// The name.
    pub name: String,
    /// The values: texts as they are, numbers and booleans of JSON as they are written there.
    ///
    /// Empty for `null` and an empty list of JSON; an empty element of XML is one empty text.
    pub values: Vec<String>,
}

impl CasAttributes {
    /// Returns the attribute of this name.
    pub fn get(&self, name: &str) -> Option<&CasAttribute> {
        self.0.iter().find(|it| it.name == name)
    }

    /// Returns the first value of the attribute of this name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.texts(name).next()
    }

    /// Returns the values of the attribute of this name, in the order of the response; nothing if
    /// there is no such attribute.
    #[doc(alias("values", "all", "list", "roles", "groups"))]
    pub fn texts<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let values = self.get(name).map(|it| &*it.values).unwrap_or_default();
        values.iter().map(String::as_str)
    }

    /// Returns all attributes, in the order of the response.
    pub fn iter(&self) -> std::slice::Iter<'_, CasAttribute> {
        self.0.iter()
    }

    /// Returns the number of attributes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a CasAttributes {
    type Item = &'a CasAttribute;
    type IntoIter = std::slice::Iter<'a, CasAttribute>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for CasAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

impl fmt::Debug for CasAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CasAttribute")
            .field("name", &self.name)
            .field("values", &self.values.len())
            .finish()
    }
}

/// Attributes while they are read. Finds names by hash: a response can have very many.
#[derive(Default)]
pub(super) struct Collected {
    attributes: CasAttributes,
    indexes: HashMap<String, usize>,
}

impl Collected {
    /// Adds an attribute, or its values if there is one of this name.
    pub(super) fn add(&mut self, name: &str, values: impl IntoIterator<Item = String>) {
        let list = &mut self.attributes.0;
        let index = *self.indexes.entry(name.to_owned()).or_insert_with(|| {
            list.push(CasAttribute { name: name.to_owned(), values: Vec::new() });
            list.len() - 1
        });
        if let Some(attribute) = list.get_mut(index) {
            attribute.values.extend(values);
        }
    }

    /// Adds the attributes of others whose names are not here.
    pub(super) fn add_missing(&mut self, others: Self) {
        for CasAttribute { name, values } in others.attributes.0 {
            if !self.indexes.contains_key(&name) {
                self.add(&name, values);
            }
        }
    }

    pub(super) fn finish(self) -> CasAttributes {
        self.attributes
    }
}
