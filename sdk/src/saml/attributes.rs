//! [`Attributes`]: the attributes of a user.

use std::fmt;

/// The attributes of an assertion (SAML core, 2.7.3.1), in the order of the document.
///
/// Attributes are found by their `Name`, character for character. Values of several `Attribute`
/// elements with the same name are joined in the order of the document, and equal values are kept.
/// `mappings` in the console determines which attributes there are, and their names.
///
/// ```
/// # fn example(identity: genauth::saml::SamlIdentity) {
/// let email = identity.attributes.first("email"); // `None` without a value
/// let is_editor = identity.attributes.texts("roles").any(|role| role == "editor");
/// for attribute in &identity.attributes {
///     println!("{}: {} values", attribute.name, attribute.values.len());
/// }
/// # }
/// ```
///
/// `Debug` shows names only, since identity providers can be set up to release secrets as
/// attributes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Attributes(Vec<Attribute>);

/// An attribute of a user. `Debug` shows the number of values.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// The format of the name (`NameFormat`).
    pub name_format: Option<String>,
    /// The name for people (`FriendlyName`), which identifies nothing.
    pub friendly_name: Option<String>,
    /// The values, in the order of the document. Empty if the attribute has no `AttributeValue`.
    pub values: Vec<AttributeValue>,
}

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributeValue {
    /// The text, whole and unchanged.
    Text(String),
    /// No value (`xsi:nil="true"`), which is not the empty text.
    Null,
}

impl AttributeValue {
    /// Returns the text; `None` for [`Null`](Self::Null).
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null => None,
        }
    }
}

impl Attributes {
    /// Adds an attribute, or its values if one of this name is there.
    pub(super) fn add(&mut self, attribute: Attribute) {
        match self.0.iter_mut().find(|it| it.name == attribute.name) {
            Some(known) => known.values.extend(attribute.values),
            None => self.0.push(attribute),
        }
    }

    /// Returns the attribute of this name.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.0.iter().find(|it| it.name == name)
    }

    /// Returns the first value with a text of the attribute of this name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.texts(name).next()
    }

    /// Returns the texts of the attribute of this name, in the order of the document; nothing if there
    /// is no such attribute.
    #[doc(alias("values", "all", "list", "roles", "groups"))]
    pub fn texts<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let values = self.get(name).map(|it| &*it.values).unwrap_or_default();
        values.iter().filter_map(AttributeValue::as_str)
    }

    /// Returns all attributes, in the order of the document.
    pub fn iter(&self) -> std::slice::Iter<'_, Attribute> {
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

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute")
            .field("name", &self.name)
            .field("values", &self.values.len())
            .finish_non_exhaustive()
    }
}

impl<'a> IntoIterator for &'a Attributes {
    type Item = &'a Attribute;
    type IntoIter = std::slice::Iter<'a, Attribute>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
