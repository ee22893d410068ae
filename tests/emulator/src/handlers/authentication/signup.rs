//! Signing up.

use genauth::authentication::{SignUpConnection, SignUpDto};

use crate::{
    call::{Answer, Call},
    failure::Failure,
    handlers::Handlers,
    state::{password::Hashed, user::User},
};

pub(super) const HANDLERS: Handlers = &[("signUp", sign_up)];

fn sign_up(call: &mut Call<'_>) -> Result<Answer, Failure> {
    let body: SignUpDto = call.body()?;
    if body.connection != SignUpConnection::Password {
        return Err(Failure::unsupported("only by password so far"));
    }
    let payload = body.password_payload.ok_or_else(|| Failure::missing("passwordPayload"))?;
    let mut user = User::new(call.world.ids.object_id(), call.now);
    user.profile.username = payload.username;
    user.profile.email = payload.email;
    user.password = Hashed::new(&payload.password, call.world.ids.bytes());
    let profile = user.profile.clone();
    call.world.users.insert(user)?;
    Answer::data(&profile)
}
