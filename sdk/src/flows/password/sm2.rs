//! SM2, in hexadecimal digits.

use std::fmt::{self, Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sm2::{
    NonZeroScalar, ProjectivePoint, PublicKey,
    elliptic_curve::{
        rand_core::{CryptoRngCore, OsRng, RngCore as _},
        sec1::ToEncodedPoint as _,
    },
};
use sm3::{Digest as _, Sm3};
use zeroize::Zeroizing;

use super::failure::{cannot_encrypt, missing_key};
use crate::Error;

/// The first byte of an uncompressed point.
const UNCOMPRESSED: u8 = 0x04;

/// The order of the parts of an SM2 ciphertext: the point C1, the encrypted text C2 and the hash
/// C3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sm2Order {
    /// The order of the standard since 2012.
    #[default]
    C1C3C2,
    /// The older order.
    C1C2C3,
}

/// The encoding of an SM2 ciphertext.
///
/// The encoding that servers expect is not confirmed. Two are in use with this API:
/// [`default`](Self::default) and `Sm2Layout::new(Sm2Order::C1C2C3).leading_04(true)
/// .base64_first(true)`. If a server rejects one, try the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sm2Layout {
    order: Sm2Order,
    leading_04: bool,
    base64_first: bool,
}

impl Sm2Layout {
    /// Creates a layout with this order, without the leading `04` and without base64.
    pub fn new(order: Sm2Order) -> Self {
        Self { order, leading_04: false, base64_first: false }
    }

    /// Sets whether the point C1 starts with `04`, the mark of an uncompressed point.
    #[must_use]
    pub fn leading_04(mut self, leading_04: bool) -> Self {
        self.leading_04 = leading_04;
        self
    }

    /// Sets whether the base64 of the password is encrypted instead of the password.
    #[must_use]
    pub fn base64_first(mut self, base64_first: bool) -> Self {
        self.base64_first = base64_first;
        self
    }
}

#[derive(Clone)]
pub(super) struct Key {
    key: PublicKey,
    layout: Sm2Layout,
}

impl Key {
    pub(super) fn read(text: Option<&str>, layout: Sm2Layout) -> Result<Self, Error> {
        let point = text.and_then(|text| bytes(text.trim())).map(|point| match point.len() {
            // The coordinates alone.
            64 => [&[UNCOMPRESSED], &*point].concat(),
            _ => point,
        });
        let key = point.and_then(|point| PublicKey::from_sec1_bytes(&point).ok());
        let expected = "a point of the curve in 130 hexadecimal digits";
        let key = key.ok_or_else(|| missing_key("/sm2/publicKey", expected))?;
        Ok(Self { key, layout })
    }

    pub(super) fn encrypt(&self, password: &str) -> Result<String, Error> {
        // Creating a scalar would panic without random numbers.
        if OsRng.try_fill_bytes(&mut [0; 8]).is_err() {
            return Err(cannot_encrypt(
                "the operating system provides no random numbers; check its entropy source",
            ));
        }
        self.encrypt_with(&mut OsRng, password)
    }

    fn encrypt_with(&self, rng: &mut impl CryptoRngCore, password: &str) -> Result<String, Error> {
        if password.is_empty() {
            return Err(cannot_encrypt("it is empty; pass a password of at least one character"));
        }
        let text = Zeroizing::new(match self.layout.base64_first {
            true => STANDARD.encode(password),
            false => password.to_owned(),
        });
        let Parts { c1, c2, c3 } = encrypted(&self.key, rng, text.as_bytes());
        let c1 = match self.layout.leading_04 {
            true => &*c1,
            false => c1.strip_prefix(&[UNCOMPRESSED]).unwrap_or(&c1),
        };
        let parts = match self.layout.order {
            Sm2Order::C1C3C2 => [c1, &c3, &c2],
            Sm2Order::C1C2C3 => [c1, &c2, &c3],
        };
        let mut digits = String::new();
        for byte in parts.into_iter().flatten() {
            // Writing to a string does not fail.
            let _ = write!(digits, "{byte:02x}");
        }
        Ok(digits)
    }
}

/// The parts of a ciphertext.
struct Parts {
    c1: Vec<u8>,
    c2: Vec<u8>,
    c3: Vec<u8>,
}

/// Encrypts as in GB/T 32918.4, with the names of the standard. `message` is not empty.
fn encrypted(key: &PublicKey, rng: &mut impl CryptoRngCore, message: &[u8]) -> Parts {
    loop {
        let k = NonZeroScalar::random(rng);
        let c1 = (ProjectivePoint::GENERATOR * *k).to_affine().to_encoded_point(false);
        // Neither is the point at infinity: the order of the curve is prime.
        let shared = (key.to_projective() * *k).to_affine().to_encoded_point(false);
        // Both coordinates behind the byte that says so.
        let (x2, y2) = shared.as_bytes().split_at(shared.as_bytes().len().div_ceil(2));
        let x2 = x2.strip_prefix(&[UNCOMPRESSED]).unwrap_or(x2);
        let t = Zeroizing::new(derived(x2, y2, message.len()));
        if t.iter().all(|byte| *byte == 0) {
            continue;
        }
        return Parts {
            c1: c1.as_bytes().to_vec(),
            c2: message.iter().zip(t.iter()).map(|(text, key)| text ^ key).collect(),
            c3: Sm3::new()
                .chain_update(x2)
                .chain_update(message)
                .chain_update(y2)
                .finalize()
                .to_vec(),
        };
    }
}

/// Returns the key stream of this length that both sides derive from the shared point.
fn derived(x2: &[u8], y2: &[u8], length: usize) -> Vec<u8> {
    let block = |counter: u32| {
        let hash = Sm3::new().chain_update(x2).chain_update(y2);
        hash.chain_update(counter.to_be_bytes()).finalize()
    };
    (1..).flat_map(block).take(length).collect()
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sm2").field("layout", &self.layout).finish_non_exhaustive()
    }
}

/// Returns hexadecimal digits as bytes.
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
    use sm2::elliptic_curve::rand_core::{self, CryptoRng, RngCore};

    use super::*;

    /// Returns the bytes of a nonce each time.
    struct Fixed(Vec<u8>);

    impl RngCore for Fixed {
        fn next_u32(&mut self) -> u32 {
            unreachable!("the nonce is requested as bytes")
        }

        fn next_u64(&mut self) -> u64 {
            unreachable!("the nonce is requested as bytes")
        }

        fn fill_bytes(&mut self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0);
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
            self.fill_bytes(bytes);
            Ok(())
        }
    }

    impl CryptoRng for Fixed {}

    const POINT: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                         ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    const NONCE: &str = "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21";
    const C1: &str = "0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73e8\
                      58f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0";
    const C2: &str = "21886ca989ca9c7d58087307ca93092d651efa";
    const C3: &str = "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766";

    fn encrypt(layout: Sm2Layout) -> String {
        let key = Key::read(Some(POINT), layout).unwrap();
        key.encrypt_with(&mut Fixed(bytes(NONCE).unwrap()), "encryption standard").unwrap()
    }

    /// The example of encryption in GB/T 32918.5-2017, annex C.
    #[test]
    fn the_example_of_the_standard_is_reproduced_in_every_layout() {
        let new = Sm2Layout::new;
        assert_eq!(encrypt(new(Sm2Order::C1C3C2).leading_04(true)), format!("{C1}{C3}{C2}"));
        assert_eq!(encrypt(new(Sm2Order::C1C2C3).leading_04(true)), format!("{C1}{C2}{C3}"));
        let bare = C1.strip_prefix("04").unwrap();
        assert_eq!(encrypt(Sm2Layout::default()), format!("{bare}{C3}{C2}"));
        assert_eq!(encrypt(new(Sm2Order::C1C2C3)), format!("{bare}{C2}{C3}"));
    }

    /// Decrypts with the private key that belongs to the point, as the receiver does.
    #[test]
    fn a_ciphertext_can_be_decrypted() {
        let digits = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
        let private = sm2::SecretKey::from_slice(&bytes(digits).unwrap()).unwrap();
        let point = private.public_key().to_encoded_point(false);
        assert_eq!(bytes(POINT).unwrap(), point.as_bytes());
        let layout = Sm2Layout::new(Sm2Order::C1C2C3).leading_04(true).base64_first(true);
        let key = Key::read(Some(POINT), layout).unwrap();
        for password in ["密", "test-secret", &"long ".repeat(100)] {
            let cipher = bytes(&key.encrypt(password).unwrap()).unwrap();
            let (c1, rest) = cipher.split_at(65);
            let (c2, c3) = rest.split_at(rest.len() - 32);
            let c1 = PublicKey::from_sec1_bytes(c1).unwrap();
            let shared = c1.to_projective() * *private.to_nonzero_scalar();
            let shared = shared.to_affine().to_encoded_point(false);
            let (x2, y2) = (shared.x().unwrap(), shared.y().unwrap());
            let stream = derived(x2, y2, c2.len());
            let text: Vec<u8> = c2.iter().zip(stream).map(|(cipher, key)| cipher ^ key).collect();
            let hash = Sm3::new().chain_update(x2).chain_update(&text).chain_update(y2);
            assert_eq!(*hash.finalize(), *c3);
            assert_eq!(STANDARD.decode(text).unwrap(), password.as_bytes());
        }
    }

    #[test]
    fn keys_are_read_with_and_without_the_mark_of_an_uncompressed_point() {
        for text in [POINT, &POINT[2..], &POINT.to_ascii_uppercase(), &format!(" {POINT}\n")] {
            assert!(Key::read(Some(text), Sm2Layout::default()).is_ok(), "{text}");
        }
        let no_point = POINT.replace('9', "8");
        for text in [None, Some(""), Some("04"), Some("密码"), Some("+1"), Some(&*no_point)] {
            let error = Key::read(text, Sm2Layout::default()).unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{error:?}");
        }
    }
}
