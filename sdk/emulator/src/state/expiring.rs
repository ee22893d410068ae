//! Maps with expiring entries: beyond a maximum size, the entry that expires first is removed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::derived::Derived;
use crate::clock::Timestamp;

/// A map with string keys whose entries expire. Inserting takes logarithmic time, regardless of the
/// number of entries, and at most `MOST` are kept.
#[derive(Clone, Debug)]
pub struct Expiring<V, const MOST: usize = 100_000> {
    entries: BTreeMap<Arc<str>, Entry<V>>,
    /// Keys in the order of expiration.
    ends: Derived<BTreeSet<(Timestamp, Arc<str>)>>,
}

/// A value with its expiration time. Values are shared with copies of the state.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry<V> {
    ends: Timestamp,
    value: Arc<V>,
}

impl<V, const MOST: usize> Default for Expiring<V, MOST> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), ends: Derived::default() }
    }
}

impl<V: Serialize, const MOST: usize> Serialize for Expiring<V, MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.entries.serialize(serializer)
    }
}

impl<'de, V: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Expiring<V, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = BTreeMap::deserialize(deserializer)?;
        Ok(Self { entries, ends: Derived::default() })
    }
}

impl<V: Clone, const MOST: usize> Expiring<V, MOST> {
    /// Keeps a value until `ends`, and returns the removed values: expired ones, and beyond the
    /// maximum size those that would have expired first.
    pub fn insert(&mut self, key: &str, value: V, ends: Timestamp, now: Timestamp) -> Vec<Arc<V>> {
        self.remove(key);
        let key: Arc<str> = key.into();
        self.ends.get(|| order(&self.entries));
        self.ends.change(|order| {
            order.insert((ends, Arc::clone(&key)));
        });
        self.entries.insert(key, Entry { ends, value: Arc::new(value) });
        let mut gone = Vec::new();
        let (entries, count) = (&mut self.entries, self.ends.get(BTreeSet::new).len());
        self.ends.change(|order| {
            let mut surplus = count.saturating_sub(MOST);
            while order.first().is_some_and(|(ends, _)| surplus > 0 || *ends <= now) {
                surplus = surplus.saturating_sub(1);
                let first = order.pop_first();
                let entry = first.and_then(|(_, key)| entries.remove(&key));
                gone.extend(entry.map(|entry| entry.value));
            }
        });
        gone
    }

    /// Keeps a value until `ends` if that is later than its current expiration.
    pub fn prolong(&mut self, key: &str, ends: Timestamp) {
        let Some((name, entry)) = self.entries.get_key_value(key) else { return };
        let (name, old) = (Arc::clone(name), entry.ends);
        if old >= ends {
            return;
        }
        if let Some(entry) = self.entries.get_mut(key) {
            entry.ends = ends;
        }
        self.ends.change(|order| {
            order.remove(&(old, Arc::clone(&name)));
            order.insert((ends, name));
        });
    }

    /// Returns the value with this key. It may have expired: expired values are removed on
    /// insertion.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.entries.get(key).map(|entry| &*entry.value)
    }

    /// Returns the value with this key, for changes.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.entries.get_mut(key).map(|entry| Arc::make_mut(&mut entry.value))
    }

    /// Removes a value.
    pub fn remove(&mut self, key: &str) -> Option<Arc<V>> {
        let (key, entry) = self.entries.remove_entry(key)?;
        self.ends.change(|order| {
            order.remove(&(entry.ends, key));
        });
        Some(entry.value)
    }

    /// Keeps only the values that match a predicate.
    pub fn retain(&mut self, is_wanted: impl Fn(&V) -> bool) {
        let gone = self.entries.iter().filter(|(_, entry)| !is_wanted(&entry.value));
        let gone: Vec<Arc<str>> = gone.map(|(key, _)| Arc::clone(key)).collect();
        for key in gone {
            self.remove(&key);
        }
    }

    /// Returns all values, for changes.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.values_mut().map(|entry| Arc::make_mut(&mut entry.value))
    }

    /// Returns all keys and values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.entries.iter().map(|(key, entry)| (&**key, &*entry.value))
    }
}

fn order<V>(entries: &BTreeMap<Arc<str>, Entry<V>>) -> BTreeSet<(Timestamp, Arc<str>)> {
    entries.iter().map(|(key, entry)| (entry.ends, Arc::clone(key))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys<const MOST: usize>(map: &Expiring<u8, MOST>) -> Vec<&str> {
        map.iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn inserting_removes_expired_entries() {
        let mut map = Expiring::<u8>::default();
        map.insert("a", 1, Timestamp(10), Timestamp(0));
        map.insert("b", 2, Timestamp(20), Timestamp(0));
        map.prolong("a", Timestamp(40));
        map.prolong("a", Timestamp(30));
        assert_eq!(map.insert("c", 3, Timestamp(99), Timestamp(20)), [Arc::new(2)]);
        assert_eq!(keys(&map), ["a", "c"]);
        map.insert("c", 4, Timestamp(41), Timestamp(40));
        assert_eq!(keys(&map), ["c"]);
    }

    #[test]
    fn the_number_of_entries_is_limited() {
        let mut map = Expiring::<u8, 2>::default();
        for (key, ends) in [("late", 9), ("early", 5), ("middle", 7)] {
            map.insert(key, 0, Timestamp(ends), Timestamp(0));
        }
        assert_eq!(keys(&map), ["late", "middle"]);
    }

    #[test]
    fn saved_map_still_expires_entries() {
        let mut map = Expiring::<u8, 2>::default();
        map.insert("a", 1, Timestamp(10), Timestamp(0));
        let saved = serde_json::to_string(&map).unwrap();
        let mut map: Expiring<u8, 2> = serde_json::from_str(&saved).unwrap();
        assert_eq!(map.get("a"), Some(&1));
        map.insert("b", 2, Timestamp(30), Timestamp(10));
        assert_eq!(keys(&map), ["b"]);
        map.retain(|value| *value != 2);
        assert!(keys(&map).is_empty() && map.remove("b").is_none());
    }
}
