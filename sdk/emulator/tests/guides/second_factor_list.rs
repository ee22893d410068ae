use genauth::{AuthenticationClient, Error};

async fn list(user: &AuthenticationClient) -> Result<Vec<String>, Error> {
    let mfa = user.mfa();
    let mut lines = Vec::new();
    for factor in mfa.factors().await? {
        lines.push(format!("{}: set up", factor.factor_type));
    }
    for factor in mfa.factors_to_enroll().await? {
        lines.push(format!("{}: available", factor.factor_type));
    }
    Ok(lines)
}

/// Removes the factors of a user who has entered the current passcode; returns whether it was right.
async fn remove_all(user: &AuthenticationClient, code: &str) -> Result<bool, Error> {
    let mfa = user.mfa();
    match mfa.verify_otp(code).await {
        Ok(()) => {}
        Err(error) if error.is_wrong_code() => return Ok(false),
        Err(error) => return Err(error),
    }
    for factor in mfa.factors().await? {
        mfa.reset(factor.factor_id).await?;
    }
    Ok(true)
}
