//! The checks that all kinds of token have in common.

use super::{TokenKind, Verifier};
use crate::error::{TokenError, TokenErrorKind as Kind};
use crate::oidc::jwt::{ClaimSet, Compact, missing};

/// The member of `events` in a logout token.
pub(super) const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

impl Verifier {
    /// Checks `typ`, where it tells the kind of the token.
    pub(super) fn check_type(&self, kind: TokenKind, typ: Option<&str>) -> Result<(), TokenError> {
        let accepted = match (kind, typ) {
            (TokenKind::Access, Some("at+jwt")) => true,
            (TokenKind::Access, None | Some("jwt")) => !self.requires_type,
            (TokenKind::Id | TokenKind::Logout, None | Some("jwt")) => true,
            (TokenKind::Logout, Some("logout+jwt")) => true,
            _ => false,
        };
        if accepted {
            return Ok(());
        }
        let typ: String = typ.unwrap_or("none").chars().take(40).collect();
        Err(wrong(kind, &format!("its type is {typ:?}")))
    }

    /// Checks the claims that tell the kind of a token whose type does not.
    pub(super) fn check_content(
        &self,
        kind: TokenKind,
        token: &Compact<'_>,
        claims: &ClaimSet,
    ) -> Result<(), TokenError> {
        let is_generic = matches!(token.header.media_type.as_deref(), None | Some("jwt"));
        if !is_generic || kind == TokenKind::Logout {
            return Ok(());
        }
        if claims.has("events") {
            return Err(wrong(kind, "its claim `events` marks a logout token"));
        }
        let marks = ["nonce", "at_hash", "c_hash"].into_iter().find(|name| claims.has(name));
        match marks.filter(|_| kind == TokenKind::Access) {
            Some(name) => Err(wrong(kind, &format!("its claim `{name}` marks an ID token"))),
            None => Ok(()),
        }
    }

    pub(super) fn check_issuer(&self, claims: &ClaimSet) -> Result<(), TokenError> {
        let expected = &self.provider.issuer;
        match claims.text("iss")? {
            Some(issuer) if issuer == expected => Ok(()),
            Some(issuer) => Err(TokenError::new(
                Kind::Issuer,
                format!("its issuer is {issuer:?}, expected {expected:?}"),
            )),
            None => Err(missing("iss")),
        }
    }

    /// Checks `exp`, `nbf` and `iat`, and leaves them in place.
    pub(super) fn check_times(&self, kind: TokenKind, claims: &ClaimSet) -> Result<(), TokenError> {
        let now = self.now();
        let leeway = self.leeway.as_secs_f64();
        let shown = |time: f64| match jiff::Timestamp::from_millisecond((time * 1e3) as i64) {
            Ok(time) => time.to_string(),
            Err(_) => format!("{time} seconds after 1970"),
        };
        let expires = claims.time("exp")?.ok_or_else(|| missing("exp"))?;
        if now >= expires + leeway {
            let (expires, now) = (shown(expires), shown(now));
            return Err(TokenError::new(
                Kind::Expired,
                format!("it expired at {expires}; the time is {now}"),
            ));
        }
        if let Some(from) = claims.time("nbf")?.filter(|from| now + leeway < *from) {
            let (from, now) = (shown(from), shown(now));
            return Err(TokenError::new(
                Kind::NotYetValid,
                format!("it is valid from {from}; the time is {now}"),
            ));
        }
        let issued = claims.time("iat")?;
        if issued.is_none() && kind != TokenKind::Access {
            return Err(missing("iat"));
        }
        if let Some(issued) =
            issued.filter(|issued| self.limits_issue_time && now + leeway < *issued)
        {
            let (issued, now) = (shown(issued), shown(now));
            return Err(TokenError::new(
                Kind::ClockSkew,
                format!("it was issued at {issued}, but the time is {now}; synchronize the clocks"),
            ));
        }
        Ok(())
    }
}

fn wrong(kind: TokenKind, reason: &str) -> TokenError {
    TokenError::new(Kind::WrongType, format!("it is not {}: {reason}", kind.name()))
}

/// Returns the error of a token for another audience.
pub(super) fn wrong_audience(found: Option<&[String]>, expected: &[String]) -> TokenError {
    let message = match found {
        None => format!("the claim `aud` is absent, expected {expected:?}"),
        Some(found) => {
            let shown: Vec<&String> = found.iter().take(5).collect();
            format!(
                "its audience is {shown:?}, expected {expected:?}; add the audience to the verifier \
                 if its tokens are meant for this application"
            )
        }
    };
    TokenError::new(Kind::Audience, message)
}
