//! RSA with the padding of PKCS#1 v1.5, in base64.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rsa::{
    Pkcs1v15Encrypt, RsaPublicKey,
    pkcs1::DecodeRsaPublicKey as _,
    pkcs8::DecodePublicKey as _,
    rand_core::{OsRng, RngCore as _},
    traits::PublicKeyParts as _,
};

use super::{impossible, no_key};
use crate::Error;

/// What the padding takes.
const PADDING: usize = 11;

#[derive(Clone)]
pub(super) struct Key(RsaPublicKey);

impl Key {
    pub(super) fn read(text: Option<&str>) -> Result<Self, Error> {
        let key = text.and_then(|text| {
            let der = der(text)?;
            let key = RsaPublicKey::from_public_key_der(&der).ok();
            key.or_else(|| RsaPublicKey::from_pkcs1_der(&der).ok())
        });
        key.map(Self).ok_or_else(|| no_key("rsa.publicKey", "a public key for RSA in PEM"))
    }

    pub(super) fn encrypt(&self, password: &str) -> Result<String, Error> {
        let longest = self.0.size().saturating_sub(PADDING);
        if password.len() > longest {
            return Err(impossible(&format!(
                "the server's RSA key takes up to {longest} bytes, and it has more"
            )));
        }
        // What encrypts has no way to say that there are no random numbers.
        if OsRng.try_fill_bytes(&mut [0; 8]).is_err() {
            return Err(impossible("the operating system gives no random numbers"));
        }
        let encrypted = self.0.encrypt(&mut OsRng, Pkcs1v15Encrypt, password.as_bytes());
        let encrypted = encrypted.map_err(|_| impossible("the server's RSA key does not work"))?;
        Ok(STANDARD.encode(encrypted))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rsa").field("bits", &(self.0.size() * 8)).finish_non_exhaustive()
    }
}

/// What is between the lines of a PEM, whatever the length of its lines; or the whole text where
/// there are no such lines.
fn der(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("-----"));
    let base64: String = lines.flat_map(str::chars).filter(|it| !it.is_whitespace()).collect();
    STANDARD.decode(base64).ok()
}
