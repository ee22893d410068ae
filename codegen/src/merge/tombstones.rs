//! `upstream/removed.yaml` of the spec: what imports have removed, as it was written, since most of what
//! goes comes back.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::facts::Key;

/// The beginning of the file.
const HEADER: &str = "\
# Removed by imports, because the vendor's documents no longer have it. The text is that of the spec; an
# import puts it back when the documents have it again. Remove an entry that is gone for good.
";

/// Everything that imports have removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tombstones {
    entries: Vec<Tombstone>,
}

/// Something that an import has removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// The thing, as its key is shown.
    at: String,
    /// The API of an operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api: Option<String>,
    /// The file that it was in.
    pub file: PathBuf,
    /// The value of the enum `at`, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<serde_json::Value>,
    /// The Rust name of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rust_name: Option<String>,
    /// The entry before it, or the index of the item before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whether it was required.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// What the vendor documented of it: parameters and the body of an operation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    documented: Vec<String>,
    /// Its text.
    pub text: String,
}

impl Tombstone {
    /// Creates an entry.
    pub fn new(key: &Key, file: PathBuf, text: String) -> Self {
        let api = key.address().map(|address| address.api.to_string());
        Self {
            at: key.to_string(),
            api,
            file,
            value: None,
            rust_name: None,
            after: None,
            required: false,
            documented: Vec::new(),
            text,
        }
    }

    /// Sets what was before it.
    #[must_use]
    pub fn after(self, after: Option<String>) -> Self {
        Self { after, ..self }
    }

    /// Sets whether it was required.
    #[must_use]
    pub fn required(self, required: bool) -> Self {
        Self { required, ..self }
    }

    /// Sets the value of an enum, and its Rust name.
    #[must_use]
    pub fn value(self, value: &serde_json::Value, rust_name: Option<String>) -> Self {
        Self { value: Some(value.clone()), rust_name, ..self }
    }

    /// Sets what the vendor documented of it.
    #[must_use]
    pub fn documented<'k>(self, parts: impl Iterator<Item = &'k Key>) -> Self {
        Self { documented: parts.map(ToString::to_string).collect(), ..self }
    }

    /// Returns whether the vendor documented this part of it.
    pub fn has_documented(&self, part: &Key) -> bool {
        self.documented.contains(&part.to_string())
    }

    fn is_of(&self, key: &Key) -> bool {
        let api = key.address().map(|address| address.api.as_str());
        self.at == key.to_string() && self.api.as_deref() == api && self.value.is_none()
    }
}

impl Tombstones {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// Returns the problem and its line.
    pub fn read(text: &str) -> Result<Self, (usize, String)> {
        if text.lines().all(|line| line.trim().is_empty() || line.starts_with('#')) {
            return Ok(Self::default());
        }
        serde_yaml::from_str(text).map(|entries| Self { entries }).map_err(|error| {
            let line = error.location().map_or(1, |location| location.line());
            (line, error.to_string())
        })
    }

    /// Writes the file; `None` if there is nothing in it.
    ///
    /// # Errors
    ///
    /// Returns the problem of an entry that cannot be written.
    pub fn write(&self) -> Result<Option<String>, String> {
        if self.entries.is_empty() {
            return Ok(None);
        }
        let entries = serde_yaml::to_string(&self.entries).map_err(|error| error.to_string())?;
        Ok(Some(format!("{HEADER}\n{entries}")))
    }

    /// Adds an entry; it replaces an older one about the same thing.
    pub fn add(&mut self, tombstone: Tombstone) {
        let subject = |it: &Tombstone| {
            let value = it.value.as_ref().map(ToString::to_string);
            (it.api.clone(), it.at.clone(), value)
        };
        self.entries.retain(|it| subject(it) != subject(&tombstone));
        self.entries.push(tombstone);
        self.entries.sort_by_key(subject);
    }

    /// Returns whether there is an entry.
    pub fn has(&self, key: &Key) -> bool {
        self.entries.iter().any(|it| it.is_of(key))
    }

    /// Returns whether there is an entry of a value of an enum.
    pub fn has_value(&self, name: &str, value: &serde_json::Value) -> bool {
        self.entries.iter().any(|it| it.at == name && it.value.as_ref() == Some(value))
    }

    /// Removes the entry of a value of an enum, and returns it.
    pub fn take_value(&mut self, name: &str, value: &serde_json::Value) -> Option<Tombstone> {
        let is_it = |it: &Tombstone| it.at == name && it.value.as_ref() == Some(value);
        let at = self.entries.iter().position(is_it)?;
        Some(self.entries.remove(at))
    }

    /// Removes an entry, and returns it.
    pub fn take(&mut self, key: &Key) -> Option<Tombstone> {
        let at = self.entries.iter().position(|it| it.is_of(key))?;
        Some(self.entries.remove(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_they_were_written() {
        let key = Key::Property("RoleDto".to_owned(), vec!["code".to_owned()]);
        let text = "# why\ncode:\n  type: string\n  description: >-\n    A: b\n    c.\n".to_owned();
        let mut tombstones = Tombstones::default();
        assert_eq!(tombstones.write(), Ok(None));
        tombstones.add(Tombstone::new(&key, "common.yaml".into(), text.clone()).required(true));
        let value = serde_json::json!("FACE");
        let face = Key::Schema("FactorType".to_owned());
        let name = Some("Face".to_owned());
        let removed = Tombstone::new(&face, "common.yaml".into(), "FACE: A face.\n".to_owned());
        tombstones.add(removed.value(&value, name.clone()));
        let written = tombstones.write().unwrap().unwrap();
        let mut read = Tombstones::read(&written).unwrap();
        assert_eq!(read, tombstones);
        assert_eq!(read.take(&key).map(|it| (it.text, it.required)), Some((text, true)));
        assert_eq!(read.take(&key), None);
        assert_eq!(read.take(&face), None);
        let taken = read.take_value("FactorType", &value);
        assert_eq!(taken.map(|it| it.rust_name), Some(name));
        assert_eq!(Tombstones::read("# nothing\n").unwrap(), Tombstones::default());
        assert_eq!(Tombstones::read("- at: x\n  fil: y\n").unwrap_err().0, 2);
    }
}
