//! The signing key of the server, and its certificate.

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::KeySize,
    signature::RsaKeyPair,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, crypto,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use serde::{Deserialize, Serialize};

const PEM: [&str; 2] = ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"];

/// The RSA key of the server: it signs access tokens, ID tokens of applications that use RS256, and
/// SAML responses.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Keys(Arc<Pair>);

struct Pair {
    pem: String,
    private: EncodingKey,
    public: DecodingKey,
    jwk: Jwk,
    certificate: Vec<u8>,
    id: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keys").field("id", &self.0.id).finish_non_exhaustive()
    }
}

/// Generating a key takes a while; emulators of one process share theirs.
static OF_PROCESS: LazyLock<Result<Keys, String>> = LazyLock::new(|| {
    let failed = |_| "cannot generate an RSA key".to_owned();
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    let [begin, end] = PEM;
    Keys::try_from(format!("{begin}\n{}\n{end}\n", STANDARD.encode(der.as_ref())))
});

impl Keys {
    /// Returns the key of this process.
    ///
    /// # Errors
    ///
    /// Returns an error if the system has no randomness to generate one.
    pub fn of_process() -> Result<Self, String> {
        OF_PROCESS.clone()
    }

    /// Returns the private key, for signing.
    pub fn private(&self) -> &EncodingKey {
        &self.0.private
    }

    /// Returns the public key, for verification.
    pub fn public(&self) -> &DecodingKey {
        &self.0.public
    }

    /// Returns the public key as a JWK.
    pub fn jwk(&self) -> &Jwk {
        &self.0.jwk
    }

    /// Returns the key ID, `kid` in tokens.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Returns a self-signed certificate of the public key, as DER. It is always the same for a key.
    pub fn certificate(&self) -> &[u8] {
        &self.0.certificate
    }

    /// Signs a message with an RSA algorithm.
    ///
    /// # Errors
    ///
    /// Returns an error if the algorithm is not for RSA.
    pub fn sign(&self, message: &[u8], algorithm: Algorithm) -> Result<Vec<u8>, String> {
        let signature = crypto::sign(message, &self.0.private, algorithm);
        let signature = signature.map_err(|error| error.to_string())?;
        URL_SAFE_NO_PAD.decode(signature).map_err(|error| error.to_string())
    }

    /// Returns the private key as PEM.
    pub fn pem(&self) -> &str {
        &self.0.pem
    }
}

impl TryFrom<String> for Keys {
    type Error = String;

    fn try_from(pem: String) -> Result<Self, String> {
        let failed = |error: jsonwebtoken::errors::Error| format!("not a private RSA key: {error}");
        let private = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(failed)?;
        let mut jwk = Jwk::from_encoding_key(&private, Algorithm::RS256).map_err(failed)?;
        let public = DecodingKey::from_jwk(&jwk).map_err(failed)?;
        let certificate = certificate(&pem).ok_or("cannot create a certificate of the key")?;
        let id = jwk.thumbprint(ThumbprintHash::SHA256).map_err(failed)?;
        jwk.common.key_id = Some(id.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self(Arc::new(Pair { pem, private, public, jwk, certificate, id })))
    }
}

/// Creates a self-signed certificate. Serial number and validity are constant.
fn certificate(pem: &str) -> Option<Vec<u8>> {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    let der = STANDARD.decode(lines.collect::<String>()).ok()?;
    let key = KeyPair::try_from(der).ok()?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "GenAuth emulator");
    Some(params.self_signed(&key).ok()?.der().to_vec())
}

impl From<Keys> for String {
    fn from(keys: Keys) -> Self {
        keys.0.pem.clone()
    }
}
