//! Enrollment of a factor during a sign-in.

use genauth::codes::status;

use super::form::{Progress, passcode};
use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::browser::arguments::field,
    state::{
        contact::Contact,
        enrollment::is_wrong_code,
        factor::{Factor, FactorKind, GUESSES},
        otp::Otp,
        second_factor::{Method, PendingSignIn, Step},
    },
};

/// Starts the enrollment of a factor. Its address is that of the profile; if there is none, the user
/// is asked for it.
pub(super) fn begin(
    call: &mut Call<'_>,
    pending: &mut PendingSignIn,
    method: Method,
) -> Result<(), Failure> {
    let user = call.state.users.get(&pending.user_id).ok_or_else(Failure::user_not_found)?;
    let contact = match method {
        Method::Otp | Method::RecoveryCode => {
            let kind = FactorKind::Otp(Otp::new(&mut call.state.ids));
            return start(call, pending, kind);
        }
        Method::Sms => Contact::phone_of(&user.profile),
        Method::Email => Contact::email_of(&user.profile),
    };
    match contact {
        Some(contact) => start(call, pending, factor(contact)),
        None => {
            pending.step = Step::Address(method);
            Ok(())
        }
    }
}

/// Reads the address in the form, and sends a code to it.
pub(super) fn address(
    call: &mut Call<'_>,
    pending: &mut PendingSignIn,
    method: Method,
) -> Result<(), Failure> {
    let (name, missing) = match method {
        Method::Email => ("email", "enter an email address"),
        _ => ("phone", "enter a phone number"),
    };
    let typed = field(call, name).map(str::trim).filter(|typed| !typed.is_empty());
    let typed = typed.ok_or_else(|| Failure::invalid(missing))?;
    let contact = match method {
        Method::Email => Contact::email("email", typed)?,
        _ => Contact::phone("phone", typed, None)?,
    };
    start(call, pending, factor(contact))
}

fn factor(contact: Contact) -> FactorKind {
    match contact {
        Contact::Email(email) => FactorKind::Email(email),
        Contact::Phone { number, calling_code } => FactorKind::Sms { number, calling_code },
    }
}

/// Sends a code for a factor, and asks for it.
fn start(
    call: &mut Call<'_>,
    pending: &mut PendingSignIn,
    kind: FactorKind,
) -> Result<(), Failure> {
    call.state.factors.check_new(&pending.user_id, &kind)?;
    let sent = call.state.send_enrollment_code(&kind, call.now);
    // The last code is still valid if the next one has to wait.
    if sent.as_ref().err().is_none_or(|failure| failure.status_code == status::THROTTLE_ERROR) {
        pending.step = Step::Enroll { kind, wrong_codes: 0 };
    }
    sent
}

/// Completes the enrollment with the code in the form.
pub(super) fn confirm(
    call: &mut Call<'_>,
    pending: &mut PendingSignIn,
    mut kind: FactorKind,
    wrong_codes: u32,
) -> Result<Progress, Failure> {
    let code = passcode(call)?;
    call.state.factors.check_new(&pending.user_id, &kind)?;
    if let Err(failure) = call.state.use_enrollment_code(&mut kind, Some(&code), call.now) {
        let wrong_codes = wrong_codes + u32::from(is_wrong_code(&failure));
        if wrong_codes >= GUESSES {
            pending.step = Step::Choose;
            let message = "too many wrong codes; start the enrollment again";
            return Err(Failure::invalid(message));
        }
        pending.step = Step::Enroll { kind, wrong_codes };
        return Err(failure);
    }
    let method = Method::of(&kind);
    let id = call.state.ids.object_id();
    call.state.factors.add(Factor { id, user_id: pending.user_id.clone(), kind });
    if method == Some(Method::Otp) {
        pending.step = Step::RecoveryCode;
        return Ok(Progress::Continue);
    }
    Ok(Progress::Complete(method))
}
