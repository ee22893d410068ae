//! Digests of texts and examples, to see that they changed.

use serde_json::Value;

use super::Text;

/// Returns the digest of the texts about a thing.
pub(super) fn text(text: &Text) -> String {
    let mut hash = Fnv::default();
    for part in [&text.summary, &text.description] {
        hash.part(part.as_deref().unwrap_or_default());
    }
    for (value, text) in &text.values {
        hash.part(value);
        hash.part(text);
    }
    hash.finish()
}

/// Returns the digest of an example; the order of keys is not part of it.
pub(super) fn value(value: &Value) -> String {
    let mut hash = Fnv::default();
    hash.value(value);
    hash.finish()
}

/// FNV-1a with 64 bits: it only has to notice changes, and its values are the same everywhere.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Adds a text. Line ends of Windows are not a change.
    fn part(&mut self, text: &str) {
        for line in text.trim().lines() {
            self.bytes(line.trim_end().as_bytes());
            self.bytes(b"\n");
        }
        self.bytes(&[0xff]);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                self.bytes(b"[");
                items.iter().for_each(|item| self.value(item));
                self.bytes(b"]");
            }
            Value::Object(entries) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                self.bytes(b"{");
                for (key, value) in sorted {
                    self.bytes(key.as_bytes());
                    self.bytes(&[0xff]);
                    self.value(value);
                }
                self.bytes(b"}");
            }
            scalar => {
                self.bytes(scalar.to_string().as_bytes());
                self.bytes(&[0xff]);
            }
        }
    }

    fn finish(self) -> String {
        format!("{:016x}", self.0)
    }
}
