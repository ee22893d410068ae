//! SM2 decryption according to GB/T 32918.4, with the names of the standard.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sm2::{PublicKey, SecretKey, elliptic_curve::sec1::ToEncodedPoint as _};
use sm3::{Digest as _, Sm3};

/// Prefix of an uncompressed point.
const UNCOMPRESSED: u8 = 0x04;
/// Length of a coordinate and of the hash, in bytes.
const SIZE: usize = 32;

/// A private key.
pub(super) struct Key(SecretKey);

impl Key {
    pub fn generate() -> Option<Self> {
        // Almost every number is in range.
        (0..8).find_map(|_| {
            let mut bytes = [0; SIZE];
            aws_lc_rs::rand::fill(&mut bytes).ok()?;
            SecretKey::from_slice(&bytes).ok().map(Self)
        })
    }

    pub fn from_digits(digits: &str) -> Option<Self> {
        SecretKey::from_slice(&bytes(digits)?).ok().map(Self)
    }

    pub fn digits(&self) -> String {
        hex(&self.0.to_bytes())
    }

    pub fn public(&self) -> String {
        hex(self.0.public_key().to_encoded_point(false).as_bytes())
    }

    /// Returns the password, if it was encrypted with this key: verbatim in the order of the
    /// standard, possibly as base64 in the older order. The hash determines the order.
    pub fn decrypt(&self, digits: &str) -> Option<String> {
        let cipher = bytes(digits)?;
        let with_mark = [&[UNCOMPRESSED], &*cipher].concat();
        // A point without the prefix byte may happen to begin with the same byte.
        [&*cipher, &*with_mark].into_iter().find_map(|cipher| {
            let (c1, rest) = cipher.split_at_checked(1 + 2 * SIZE)?;
            let shared = self.shared(c1)?;
            let (first, last) = (rest.split_at_checked(SIZE), rest.len().checked_sub(SIZE)?);
            let (c3, c2) = first?;
            if let Some(text) = shared.open(c2, c3) {
                return String::from_utf8(text).ok();
            }
            let (c2, c3) = rest.split_at(last);
            let text = shared.open(c2, c3)?;
            let unpacked = STANDARD.decode(&text).ok().and_then(|it| String::from_utf8(it).ok());
            unpacked.or_else(|| String::from_utf8(text).ok())
        })
    }

    fn shared(&self, c1: &[u8]) -> Option<Shared> {
        let point = PublicKey::from_sec1_bytes(c1).ok()?;
        let shared = point.to_projective() * *self.0.to_nonzero_scalar();
        let shared = shared.to_affine().to_encoded_point(false);
        Some(Shared { x2: shared.x()?.to_vec(), y2: shared.y()?.to_vec() })
    }
}

/// The point shared by both sides.
struct Shared {
    x2: Vec<u8>,
    y2: Vec<u8>,
}

impl Shared {
    fn open(&self, c2: &[u8], c3: &[u8]) -> Option<Vec<u8>> {
        if c2.is_empty() {
            return None;
        }
        let block = |counter: u32| {
            let hash = Sm3::new().chain_update(&self.x2).chain_update(&self.y2);
            hash.chain_update(counter.to_be_bytes()).finalize()
        };
        let stream = (1..).flat_map(block);
        let text: Vec<u8> = c2.iter().zip(stream).map(|(cipher, key)| cipher ^ key).collect();
        let hash = Sm3::new().chain_update(&self.x2).chain_update(&text);
        (*hash.chain_update(&self.y2).finalize() == *c3).then_some(text)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Decodes hexadecimal digits.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
            let is_digit = |digit: u8| digit.is_ascii_hexdigit();
            pair.bytes().all(is_digit).then(|| u8::from_str_radix(pair, 16).ok())?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
    const C1: &str = "04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73e8\
                      58f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0";
    const C2: &str = "21886ca989ca9c7d58087307ca93092d651efa";
    const C3: &str = "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766";

    /// The example of encryption in GB/T 32918.5-2017, annex C. Its point begins with the byte that
    /// marks points.
    #[test]
    fn standard_example_is_decrypted_in_every_layout() {
        let key = Key::from_digits(PRIVATE).unwrap();
        for layout in [
            format!("{C1}{C3}{C2}"),
            format!("04{C1}{C3}{C2}"),
            format!("{C1}{C2}{C3}"),
            format!("04{C1}{C2}{C3}"),
        ] {
            assert_eq!(key.decrypt(&layout).as_deref(), Some("encryption standard"), "{layout}");
        }
        assert_eq!(key.decrypt(&format!("{C1}{C3}{C2}00")), None);
    }
}
