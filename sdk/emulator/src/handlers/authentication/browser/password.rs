//! Password sign-in for protocol endpoints.

use genauth::authentication::PasswordEncryptType;
use serde::Deserialize as _;
use serde_json::Value;

use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::signin::attempt,
    state::user::{Key, SignIn},
};

/// Returns the ID of the user whose name and password are in these fields, and the entry for the
/// sign-in history. Records only a failed attempt.
///
/// # Errors
///
/// Returns an error if a field is missing, the credentials are wrong, or the user may not sign in
/// or must set a new password.
pub fn check(
    call: &mut Call<'_>,
    fields: &Value,
    app_id: &str,
) -> Result<(String, SignIn), Failure> {
    let text = |name: &str| fields[name].as_str().filter(|text| !text.is_empty());
    let encryption = match &fields["password_encrypt_type"] {
        Value::Null => None,
        kind => Some(
            PasswordEncryptType::deserialize(kind)
                .map_err(|_| Failure::field("password_encrypt_type", "must be a string"))?,
        ),
    };
    let password = text("password").ok_or_else(|| Failure::missing("password"))?;
    let password = call.state.password_keys.read("password", password, encryption.as_ref())?;
    let calling_code = text("phone_country_code");
    let phone = |phone| Key::Phone(phone, calling_code);
    let keys = [
        text("username").map(|name| (Key::Username(name), "loginByUsername")),
        text("email").map(|email| (Key::Email(email), "loginByEmail")),
        text("phone").map(|number| (phone(number), "loginByPhone")),
        text("account").map(|account| (Key::Account(account), "loginByAccount")),
    ];
    let key = keys.into_iter().flatten().next();
    let (key, method) = key.ok_or_else(|| Failure::missing("username"))?;
    let attempt = SignIn {
        at: call.now,
        app_id: app_id.to_owned(),
        method: method.to_owned(),
        ip: call.context.ip.clone(),
        user_agent: call.context.user_agent.clone(),
        success: false,
    };
    let user_id = call.state.find_by_password(key, &password, &attempt)?;
    attempt::check(call.state, &user_id, None)?;
    Ok((user_id, attempt))
}
