//! What tokens say, and reading it.

use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::Keys;
use crate::{clock::Moment, failure::Failure};

/// What an access token of a user says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Which token it is.
    pub jti: String,
    /// The user, or the access key for tokens of machines.
    pub sub: String,
    /// The application.
    pub aud: String,
    /// The server.
    pub iss: String,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// When it ends.
    pub exp: i64,
    /// What was granted, with spaces between.
    pub scope: String,
    /// The session; machines have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}

/// What the token of an access key says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManagementClaims {
    /// Which token it is.
    pub jti: String,
    /// The access key.
    pub sub: String,
    /// The user pool.
    pub scoped_userpool_id: String,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// When it ends.
    pub exp: i64,
    /// Tells it from tokens of users.
    pub token_use: String,
}

/// How long the token of an access key is valid, in seconds.
pub const MANAGEMENT_SECONDS: i64 = 7_200;

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It was not issued here.
    Forged,
    /// Its life is over.
    Expired,
}

/// Signs claims with the key of the server.
pub(super) fn sign(keys: &Keys, claims: &impl Serialize) -> Result<String, Failure> {
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(keys.id().to_owned());
    encode(&header, claims, keys.private())
        .map_err(|error| Failure::new(500, format!("no token could be signed: {error}")))
}

/// A token for a machine, which is no user and has no session.
///
/// # Errors
///
/// It cannot be signed.
pub fn machine_token(keys: &Keys, claims: &AccessClaims) -> Result<String, Failure> {
    sign(keys, &AccessClaims { sid: None, ..claims.clone() })
}

/// A token for an access key.
///
/// # Errors
///
/// It cannot be signed.
pub fn management_token(
    keys: &Keys,
    token_id: String,
    access_key: &str,
    pool: &str,
    now: Moment,
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

/// Reads a token of an access key.
///
/// # Errors
///
/// It is none, or it has expired.
pub fn read_management_token(
    keys: &Keys,
    token: &str,
    now: Moment,
) -> Result<ManagementClaims, Unusable> {
    let claims: ManagementClaims = read(keys, token)?;
    if claims.exp <= now.seconds() { Err(Unusable::Expired) } else { Ok(claims) }
}

/// Reads an access token of a user. Whether its session goes on is for others to say.
///
/// # Errors
///
/// It is none, or it has expired.
pub fn read_access_token(keys: &Keys, token: &str, now: Moment) -> Result<AccessClaims, Unusable> {
    let claims: AccessClaims = read(keys, token)?;
    if claims.exp <= now.seconds() { Err(Unusable::Expired) } else { Ok(claims) }
}

fn read<T: Clone + serde::de::DeserializeOwned>(keys: &Keys, token: &str) -> Result<T, Unusable> {
    // Time is the emulator's own, and the audience is compared with the application that calls.
    let mut wanted = Validation::new(Algorithm::RS256);
    wanted.validate_exp = false;
    wanted.validate_aud = false;
    wanted.required_spec_claims.clear();
    decode(token, keys.public(), &wanted).map(|read| read.claims).map_err(|_| Unusable::Forged)
}
