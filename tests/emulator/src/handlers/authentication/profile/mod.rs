//! The user about themselves.

use crate::{
    call::{Answer, Call},
    failure::Failure,
    handlers::Handlers,
};

pub(super) const HANDLERS: Handlers = &[("getProfile", get_profile)];

fn get_profile(call: &mut Call<'_>) -> Result<Answer, Failure> {
    Answer::data(&call.user()?.profile)
}
