//! Signing in by password where a protocol asks for it.

use genauth::codes::api;
use serde_json::Value;

use crate::{
    call::Call,
    failure::Failure,
    state::user::{Key, SignIn},
};

/// The user whose name and password are in these fields. Remembers that they signed in, or tried.
///
/// # Errors
///
/// A field is missing, they fit no user, or the user may not sign in.
pub(super) fn sign_in(
    call: &mut Call<'_>,
    fields: &Value,
    app_id: &str,
) -> Result<String, Failure> {
    let text = |name: &str| fields[name].as_str().filter(|text| !text.is_empty());
    if text("password_encrypt_type").is_some_and(|kind| kind != "none") {
        return Err(Failure::unsupported("passwords are taken as they are here"));
    }
    let password = text("password").ok_or_else(|| Failure::missing("password"))?;
    let calling_code = text("phone_country_code");
    let keys = [
        text("username").map(Key::Username),
        text("email").map(Key::Email),
        text("phone").map(|phone| Key::Phone(phone, calling_code)),
        text("account").map(Key::Account),
    ];
    let key = keys.into_iter().flatten().next().ok_or_else(|| Failure::missing("username"))?;
    let wrong = || {
        Failure::forbidden("there is no such account, or the password is wrong")
            .code(api::USERNAME_OR_PASSWORD_WRONG)
    };
    let user = call.world.users.find(key).ok_or_else(wrong)?;
    let user_id = user.id().to_owned();
    let is_right = user.password.as_ref().is_some_and(|kept| kept.is(password));
    if is_right && !call.world.may_sign_in(&user_id) {
        return Err(Failure::forbidden("the account is not active"));
    }
    let (now, ip) = (call.now, call.caller.ip.clone());
    let user = call.world.users.get_mut(&user_id).ok_or_else(wrong)?;
    user.sign_ins.push(SignIn {
        at: now,
        app_id: app_id.to_owned(),
        method: "password".to_owned(),
        ip: ip.clone(),
        user_agent: call.caller.user_agent.clone(),
        success: is_right,
    });
    if !is_right {
        return Err(wrong());
    }
    let profile = &mut user.profile;
    profile.last_login = Some(now.text().into());
    profile.last_ip = Some(ip);
    profile.last_login_app = Some(app_id.to_owned());
    profile.logins_count = Some(profile.logins_count.unwrap_or(0) + 1);
    Ok(user_id)
}
