//! [`seal`] and [`open`]: values that only this application can read and write.

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::key::CookieKeys;

/// The content of a sealed value, which is accepted for it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Session,
    SignIn,
}

impl Purpose {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::Session => b"genauth session",
            Self::SignIn => b"genauth sign-in",
        }
    }
}

const VERSION: u8 = 1;
/// Version, key and time of creation.
const HEADER: usize = 1 + 4 + 8;

/// The plaintext of a sealed value.
pub(crate) struct Opened {
    /// The time at which it was sealed, in seconds since the epoch.
    pub(crate) created_at: u64,
    pub(crate) content: Zeroizing<Vec<u8>>,
}

/// Encrypts a value; `None` if the system has no random numbers.
pub(crate) fn seal(
    keys: &CookieKeys,
    purpose: Purpose,
    created_at: u64,
    content: &[u8],
) -> Option<String> {
    let key = keys.first()?;
    let mut header = [VERSION; HEADER];
    header[1..5].copy_from_slice(&key.id);
    header[5..].copy_from_slice(&created_at.to_be_bytes());
    let mut text = Vec::with_capacity(content.len() + 16);
    text.extend_from_slice(content);
    let nonce = key.key.seal_in_place_append_tag(aad(purpose, &header), &mut text).ok()?;
    Some(URL_SAFE_NO_PAD.encode([&header, nonce.as_ref().as_slice(), &text].concat()))
}

/// Decrypts a value; `None` if it was not sealed for this purpose with one of these keys.
pub(crate) fn open(keys: &CookieKeys, purpose: Purpose, sealed: &str) -> Option<Opened> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
    let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>()?;
    let [version, id @ .., _, _, _, _, _, _, _, _] = header;
    if *version != VERSION {
        return None;
    }
    let key = keys.named(*id)?;
    let created_at = u64::from_be_bytes(*header.last_chunk()?);
    let mut content = Zeroizing::new(text.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = key.key.open_in_place(nonce, aad(purpose, header), &mut content).ok()?.len();
    content.truncate(length);
    Some(Opened { created_at, content })
}

fn aad(purpose: Purpose, header: &[u8; HEADER]) -> Aad<Vec<u8>> {
    Aad::from([header, purpose.name()].concat())
}

#[cfg(test)]
mod tests {
    use super::super::CookieKey;
    use super::*;

    fn keys(first: u8) -> CookieKeys {
        let mut bytes = [7; 32];
        bytes[0] = first;
        CookieKey::from_bytes(bytes).unwrap().into()
    }

    #[test]
    fn a_sealed_value_is_opened_with_its_key_and_purpose_alone() {
        let sealed = seal(&keys(1), Purpose::Session, 5, b"content").unwrap();
        let opened = open(&keys(1), Purpose::Session, &sealed).unwrap();
        assert_eq!((opened.created_at, opened.content.as_slice()), (5, b"content".as_slice()));
        assert!(open(&keys(1), Purpose::SignIn, &sealed).is_none());
        assert!(open(&keys(2), Purpose::Session, &sealed).is_none());
    }

    #[test]
    fn every_changed_or_missing_character_is_noticed() {
        let sealed = seal(&keys(1), Purpose::Session, 5, b"content").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(open(&keys(1), Purpose::Session, &changed).is_none(), "{at}");
            assert!(open(&keys(1), Purpose::Session, &sealed[..at]).is_none(), "{at}");
        }
    }

    #[test]
    fn the_first_key_seals_and_all_keys_open() {
        let old = seal(&keys(1), Purpose::Session, 5, b"content").unwrap();
        let of = |first| {
            let mut bytes = [7; 32];
            bytes[0] = first;
            CookieKey::from_bytes(bytes).unwrap()
        };
        let both = CookieKeys::from([of(2), of(1)]);
        assert!(open(&both, Purpose::Session, &old).is_some());
        let new = seal(&both, Purpose::Session, 5, b"content").unwrap();
        assert!(open(&keys(2), Purpose::Session, &new).is_some());
        assert!(open(&keys(1), Purpose::Session, &new).is_none());
    }
}
