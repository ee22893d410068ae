//! Documented bodies with the typical changes of servers, gateways and bugs.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Changes JSON values by type and structure, the same way for the same seed.
#[derive(Debug)]
pub struct Mutator {
    rng: Rng,
}

impl Mutator {
    /// Creates a mutator that starts from this seed.
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed) }
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.rng.usize(..end.max(1))
    }

    /// Changes one to four places of a value.
    pub fn mutate(&mut self, value: &mut Value) {
        for _ in 0..self.rng.usize(1..=4) {
            self.change(value);
        }
    }

    /// Descends to a random value and changes it.
    fn change(&mut self, value: &mut Value) {
        let stop = self.rng.u8(..5) == 0;
        match value {
            Value::Object(object) if !stop && !object.is_empty() => {
                let nth = self.rng.usize(..object.len());
                if self.rng.u8(..8) == 0 {
                    let key = object.keys().nth(nth).cloned().unwrap_or_default();
                    return self.change_key(object, &key);
                }
                if let Some(member) = object.values_mut().nth(nth) {
                    self.change(member);
                }
            }
            Value::Array(items) if !stop && !items.is_empty() => {
                let nth = self.rng.usize(..items.len());
                match self.rng.u8(..8) {
                    0 => items.insert(nth, Value::Null),
                    1 => drop(items.remove(nth)),
                    2 => items.push(items[nth].clone()),
                    _ => self.change(&mut items[nth]),
                }
            }
            value => *value = self.other(value),
        }
    }

    fn change_key(&mut self, object: &mut Map<String, Value>, key: &str) {
        let Some(value) = object.remove(key) else { return };
        match self.rng.u8(..3) {
            // The value is removed.
            0 => {}
            1 => drop(object.insert(key.to_uppercase(), value)),
            _ => {
                object.insert(key.to_owned(), value);
                object.insert("invented".to_owned(), json!({"deep": [1, {"x": null}]}));
            }
        }
    }

    /// Returns a replacement for a value: a similar one, or an unrelated one.
    fn other(&mut self, value: &Value) -> Value {
        match self.rng.u8(..16) {
            0 => Value::Null,
            1 => json!([]),
            2 => json!({}),
            3 => json!(""),
            4 => json!([value]),
            5 => json!([value, value]),
            6 => Value::String(value.to_string()),
            7 => json!(self.rng.i64(..)),
            8 => json!(self.rng.u64(..)),
            9 => json!(self.rng.f64() * 1e6),
            10 => json!(self.rng.bool()),
            11 => json!(["0", "1", "true", "false", "null", "NaN", " 7 "][self.rng.usize(..7)]),
            12 => json!({"statusCode": 403, "data": value}),
            13 => json!("\u{0}\u{1b}\u{202e}😀"),
            14 => json!(self.rng.i8(..)),
            _ => (0..60).fold(value.clone(), |value, _| json!([value])),
        }
    }
}

/// Returns text with bytes flipped, cut off or repeated.
pub fn mutated_bytes(mutator: &mut Mutator, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..mutator.rng.usize(1..=3) {
        if bytes.is_empty() {
            break;
        }
        let at = mutator.rng.usize(..bytes.len());
        match mutator.rng.u8(..6) {
            0 => bytes.truncate(at),
            1 => bytes[at] = mutator.rng.u8(..),
            2 => bytes[at] ^= 1 << mutator.rng.u8(..8),
            3 => drop(bytes.splice(at..at, *br"\ud83d")),
            4 => bytes.insert(at, b"{}[],:\"0\\ \n"[mutator.rng.usize(..11)]),
            _ => {
                let end = (at + mutator.rng.usize(..40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, piece));
            }
        }
    }
    bytes
}
