//! Security score of the user's account.
//!
//! # Assumptions
//!
//! - The maximum score is 100: 20 for an email address, 20 for a phone, 20 for a second factor, and
//!   10, 25 or 40 for a password by its strength.

use genauth::authentication::GetSecurityInfoDto;

use crate::{
    call::{Call, Response},
    failure::Failure,
};

pub(super) fn get_security_level(call: &mut Call<'_>) -> Result<Response, Failure> {
    let user = call.user()?;
    let it = &user.profile;
    let level = match &user.password {
        Some(_) => it.password_security_level.unwrap_or(1),
        None => 0,
    };
    let has_mfa = call.state.factors.of_user(user.id()).next().is_some();
    let (has_email, has_phone) = (it.email.is_some(), it.phone.is_some());
    let of_password = match level {
        0 => 0,
        1 => 10,
        2 => 25,
        _ => 40,
    };
    let others = [has_email, has_phone, has_mfa].into_iter().filter(|it| *it).count();
    let score = of_password + 20 * i64::try_from(others).unwrap_or(0);
    let has_password = user.password.is_some();
    let data = GetSecurityInfoDto::new()
        .password_security_level(level)
        .mfa_enrolled(has_mfa)
        .password_set(has_password)
        .email_binded(has_email)
        .phone_binded(has_phone)
        .security_score(score);
    Response::data(&data)
}
