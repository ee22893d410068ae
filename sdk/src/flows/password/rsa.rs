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

use super::failure::{cannot_encrypt, missing_key};
use crate::Error;

/// The length of the padding in bytes.
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
        key.map(Self).ok_or_else(|| missing_key("/rsa/publicKey", "a public key for RSA in PEM"))
    }

    pub(super) fn encrypt(&self, password: &str) -> Result<String, Error> {
        let longest = self.0.size().saturating_sub(PADDING);
        if password.len() > longest {
            return Err(cannot_encrypt(&format!(
                "it is longer than {longest} bytes, the limit of the server's RSA key; use a shorter \
                 password"
            )));
        }
        // Encryption would panic without random numbers.
        if OsRng.try_fill_bytes(&mut [0; 8]).is_err() {
            return Err(cannot_encrypt(
                "the operating system provides no random numbers; check its entropy source",
            ));
        }
        let encrypted = self.0.encrypt(&mut OsRng, Pkcs1v15Encrypt, password.as_bytes());
        let encrypted = encrypted.map_err(|_| {
            cannot_encrypt("the server's RSA key is not usable; contact the operator of the server")
        })?;
        Ok(STANDARD.encode(encrypted))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rsa").field("bits", &(self.0.size() * 8)).finish_non_exhaustive()
    }
}

/// Decodes a PEM, with lines of any length, or plain base64.
fn der(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("-----"));
    let base64: String = lines.flat_map(str::chars).filter(|it| !it.is_whitespace()).collect();
    STANDARD.decode(base64).ok()
}
