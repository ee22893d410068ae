//! Generation of IDs, codes and secrets, reproducible by seed.

use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};

const HEX: &[u8] = b"0123456789abcdef";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Generator of IDs, codes and secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ids(ChaCha12Rng);

impl Ids {
    /// Creates a generator that produces the same values for the same seed.
    pub fn from_seed(seed: u64) -> Self {
        Self(ChaCha12Rng::seed_from_u64(seed))
    }

    /// Returns an ID in the format of the service: 24 hexadecimal digits.
    pub fn object_id(&mut self) -> String {
        self.text(HEX, 24)
    }

    /// Returns a UUID, version 4.
    pub fn uuid(&mut self) -> String {
        let mut bytes = self.bytes::<16>();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let hex = hex.concat();
        let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
        parts.map(|(from, to)| hex.get(from..to).unwrap_or_default()).join("-")
    }

    /// Returns a passcode of six digits.
    pub fn passcode(&mut self) -> String {
        self.text(b"0123456789", 6)
    }

    /// Returns unpredictable letters and digits.
    pub fn token(&mut self, length: usize) -> String {
        self.text(LETTERS, length)
    }

    /// Returns hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        self.text(HEX, length)
    }

    /// Returns random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        // The slight bias toward a few characters does not matter here.
        let letter = |number: u32| alphabet[number as usize % alphabet.len()] as char;
        (0..length).map(|_| letter(self.0.next_u32())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_generates_the_same_values() {
        let mut one = Ids::from_seed(7);
        let mut same = Ids::from_seed(7);
        let mut other = Ids::from_seed(8);
        let id = one.object_id();
        assert_eq!(id, same.object_id());
        assert_ne!(id, other.object_id());
        assert_eq!(id.len(), 24);
        assert_eq!(one.uuid().len(), 36);
    }
}
