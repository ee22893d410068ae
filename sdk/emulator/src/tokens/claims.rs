//! Claims of tokens, and their verification.

use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, failure::Failure, state::keys::Keys};

/// Claims of a user access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessClaims {
    /// ID of the token.
    pub jti: String,
    /// The user, or the access key for tokens of machines.
    pub sub: String,
    /// The application.
    pub aud: String,
    /// The server.
    pub iss: String,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// Expiration time.
    pub exp: i64,
    /// Granted scopes, separated by spaces.
    pub scope: String,
    /// The session; machines have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

/// Claims of an access key token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManagementClaims {
    /// ID of the token.
    pub jti: String,
    /// The access key.
    pub sub: String,
    /// The user pool.
    pub scoped_userpool_id: String,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// Expiration time.
    pub exp: i64,
    /// Distinguishes it from user access tokens.
    pub token_use: String,
}

/// Lifetime of an access key token, in seconds.
pub const MANAGEMENT_SECONDS: i64 = 7_200;

/// Reason why a token is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It was not issued here.
    Forged,
    /// It has expired.
    Expired,
}

/// Signs claims with the key of the server.
pub(super) fn sign(keys: &Keys, claims: &impl Serialize) -> Result<String, Failure> {
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(keys.id().to_owned());
    encode(&header, claims, keys.private())
        .map_err(|error| Failure::new(500, format!("cannot sign a token: {error}")))
}

/// Creates a token for a machine, which is not a user and has no session.
///
/// # Errors
///
/// Returns an error if the token cannot be signed.
pub fn machine_token(keys: &Keys, claims: &AccessClaims) -> Result<String, Failure> {
    sign(keys, &AccessClaims { sid: None, ..claims.clone() })
}

/// Creates a token for an access key.
///
/// # Errors
///
/// Returns an error if the token cannot be signed.
pub fn management_token(
    keys: &Keys,
    token_id: String,
    access_key: &str,
    pool: &str,
    now: Timestamp,
) -> Result<(String, i64), Failure> {
    let claims = ManagementClaims {
        jti: token_id,
        sub: access_key.to_owned(),
        scoped_userpool_id: pool.to_owned(),
        iat: now.seconds(),
        exp: now.seconds() + MANAGEMENT_SECONDS,
        token_use: "management".to_owned(),
    };
    Ok((sign(keys, &claims)?, MANAGEMENT_SECONDS))
}

/// Verifies an access key token.
///
/// # Errors
///
/// Returns an error if the token is invalid or has expired.
pub fn read_management_token(
    keys: &Keys,
    token: &str,
    now: Timestamp,
) -> Result<ManagementClaims, Unusable> {
    let claims: ManagementClaims = read(keys, token)?;
    if claims.exp <= now.seconds() { Err(Unusable::Expired) } else { Ok(claims) }
}

/// Verifies a user access token, but not its session.
///
/// # Errors
///
/// Returns an error if the token is invalid or has expired.
pub fn read_access_token(
    keys: &Keys,
    token: &str,
    now: Timestamp,
) -> Result<AccessClaims, Unusable> {
    let claims: AccessClaims = read(keys, token)?;
    if claims.exp <= now.seconds() { Err(Unusable::Expired) } else { Ok(claims) }
}

fn read<T: Clone + serde::de::DeserializeOwned>(keys: &Keys, token: &str) -> Result<T, Unusable> {
    // The virtual clock determines the expiration, and the audience is compared with the
    // application that makes the call.
    let mut wanted = Validation::new(Algorithm::RS256);
    wanted.validate_exp = false;
    wanted.validate_aud = false;
    wanted.required_spec_claims.clear();
    decode(token, keys.public(), &wanted).map(|read| read.claims).map_err(|_| Unusable::Forged)
}
