//! Signing in.

use genauth::authentication::{
    LoginTokenResponseDataDto, SignInConnection, SigninByCredentialsDto,
};

use crate::{
    call::{Answer, Call},
    failure::Failure,
    handlers::Handlers,
    state::user::Key,
    tokens::{Grant, issue},
};
use genauth::codes::api;

pub(super) const HANDLERS: Handlers = &[("signInByCredentials", sign_in_by_credentials)];

fn sign_in_by_credentials(call: &mut Call<'_>) -> Result<Answer, Failure> {
    let body: SigninByCredentialsDto = call.body()?;
    if body.connection != SignInConnection::Password {
        return Err(Failure::unsupported("only by password so far"));
    }
    let payload = body.password_payload.ok_or_else(|| Failure::missing("passwordPayload"))?;
    let keys = [
        payload.username.as_deref().map(Key::Username),
        payload.email.as_deref().map(Key::Email),
        payload.account.as_deref().map(Key::Account),
        payload.phone.as_deref().map(|phone| Key::Phone(phone, None)),
    ];
    let wrong = || {
        Failure::forbidden("there is no such account, or the password is wrong")
            .code(api::USERNAME_OR_PASSWORD_WRONG)
    };
    let key = keys.into_iter().flatten().next().ok_or_else(|| Failure::missing("account"))?;
    let user = call.world.users.find(key).ok_or_else(wrong)?;
    if !user.password.as_ref().is_some_and(|password| password.is(&payload.password)) {
        return Err(wrong());
    }
    let user_id = user.id().to_owned();
    let app_id = call.application()?.id.clone();
    let grant = Grant {
        user_id: &user_id,
        app_id: &app_id,
        scope: "openid profile",
        nonce: None,
        with_refresh: false,
        ip: &call.caller.ip,
        user_agent: &call.caller.user_agent,
        host: call.host,
    };
    let tokens = issue(call.world, &grant, call.now)?;
    let mut data = LoginTokenResponseDataDto::new("Bearer", tokens.expires_in)
        .access_token(tokens.access_token)
        .scope(tokens.scope);
    data.id_token = tokens.id_token;
    Answer::data(&data)
}
