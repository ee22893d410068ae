//! Second factor of a sign-in: verification, or enrollment of the first one.
//!
//! # Assumptions
//!
//! - A sign-in requires a second factor if an administrator has enabled a factor for the application
//!   ([`requires_mfa`](crate::Application::requires_mfa)), and one of its factors is enabled for the
//!   pool. Any enabled factor that the user has enrolled is accepted.
//! - A user without an enabled factor enrolls one on the page. The phone or the email address of the
//!   profile is used for codes; the page asks for an address if there is none. The enrollment lasts
//!   as long as the sign-in page; the fifth wrong code ends it.
//! - The page shows the recovery code of a new authenticator app once. It replaces a code of the app
//!   for one sign-in, and no other one is issued.
//! - Wrong codes count as they do in operations: after five wrong codes of an authenticator app or
//!   recovery codes within a minute the next is refused, and five wrong guesses invalidate a
//!   passcode. The channel of passcodes is `CHANNEL_VERIFY_MFA`.
//! - Face recognition is not available on the page.
//! - A browser remembers its second factors as long as its sign-in: another application that accepts
//!   one of them does not ask again. An application that accepts none of them asks for a second
//!   factor only, and `prompt=none` is refused with `interaction_required`.
//! - `amr` in the ID token is `pwd`, followed by `otp`, `sms` or `email` and `mfa`. There is no
//!   `acr`.

mod enroll;
mod form;
mod options;
mod pages;

use genauth::authentication::FactorType;

use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::browser::arguments::field,
    state::{
        factor::FactorKind,
        happened::Incident,
        second_factor::{Method, PendingSignIn, Step},
    },
};
pub use form::Progress;
use form::passcode;
use options::{ANOTHER, Options, RECOVERY_CODE};
pub use pages::page;

/// Channel of passcodes for a sign-in.
const CHANNEL: &str = "CHANNEL_VERIFY_MFA";

/// Starts with the only possible method, or with a choice.
///
/// # Errors
///
/// Returns an error if a code cannot be sent. The step is valid nevertheless.
pub fn begin(
    call: &mut Call<'_>,
    app_id: &str,
    pending: &mut PendingSignIn,
) -> Result<(), Failure> {
    pending.step = Step::Choose;
    let options = Options::of(call.state, app_id, &pending.user_id);
    match options.choices().as_slice() {
        [(only, _)] => choose(call, &options, pending, only),
        _ => Ok(()),
    }
}

/// Processes the form of the current step.
///
/// # Errors
///
/// Returns an error, to be shown on the page, if a code is wrong or cannot be sent, or the form does
/// not match the step.
pub fn advance(
    call: &mut Call<'_>,
    app_id: &str,
    pending: &mut PendingSignIn,
) -> Result<Progress, Failure> {
    if matches!(pending.step, Step::RecoveryCode) {
        return Ok(Progress::Complete(Some(Method::Otp)));
    }
    if call.state.is_sufficient(app_id, &pending.second_factors) {
        return Ok(Progress::Complete(None));
    }
    let options = Options::of(call.state, app_id, &pending.user_id);
    if let Some(chosen) = field(call, "method").map(str::to_owned) {
        return choose(call, &options, pending, &chosen).map(|()| Progress::Continue);
    }
    match pending.step.clone() {
        Step::Choose => Err(Failure::invalid("choose a method")),
        Step::Verify(factor_id) => {
            let Some(factor) = options.verify.iter().find(|factor| factor.id == factor_id) else {
                pending.step = Step::Choose;
                return Err(Failure::invalid("the factor is not available; choose another method"));
            };
            let factor_type = factor.kind.factor_type();
            let verified = verify(call, &pending.user_id, &factor.kind);
            record(call, &pending.user_id, factor_type, verified.is_ok());
            verified.map(Progress::Complete)
        }
        Step::Recover => {
            let code = field(call, "recovery_code").unwrap_or_default().to_owned();
            let otp = call.state.factors.otp_mut(&pending.user_id).filter(|_| options.recover);
            let otp = otp.ok_or_else(not_available)?;
            let recovered = otp.recover(&code, call.now);
            record(call, &pending.user_id, FactorType::Otp, recovered.is_ok());
            recovered?;
            Ok(Progress::Complete(Some(Method::RecoveryCode)))
        }
        Step::Address(_) | Step::Enroll { .. } if options.enroll.is_empty() => {
            // The user has enrolled a factor elsewhere in the meantime.
            pending.step = Step::Choose;
            Err(not_available())
        }
        Step::Address(method) => {
            enroll::address(call, pending, method).map(|()| Progress::Continue)
        }
        Step::Enroll { kind, wrong_codes } => enroll::confirm(call, pending, kind, wrong_codes),
        Step::RecoveryCode => Ok(Progress::Complete(Some(Method::Otp))),
    }
}

fn record(call: &mut Call<'_>, user_id: &str, factor: FactorType, verified: bool) {
    let user_id = user_id.to_owned();
    call.state.happened.add(Incident::SecondFactor { user_id, factor, verified });
}

fn not_available() -> Failure {
    Failure::invalid("this method is not available; choose another one")
}

/// Changes to the step for a chosen method.
fn choose(
    call: &mut Call<'_>,
    options: &Options,
    pending: &mut PendingSignIn,
    chosen: &str,
) -> Result<(), Failure> {
    if chosen == ANOTHER {
        pending.step = Step::Choose;
        return Ok(());
    }
    if chosen == RECOVERY_CODE && options.recover {
        pending.step = Step::Recover;
        return Ok(());
    }
    if let Some(factor) = options.verify.iter().find(|factor| factor.id == chosen) {
        pending.step = Step::Verify(factor.id.clone());
        return match factor.kind.address() {
            Some((medium, address)) => call.state.send_code(medium, &address, CHANNEL, call.now),
            None => Ok(()),
        };
    }
    match options.to_enroll(chosen) {
        Some(method) => enroll::begin(call, pending, method),
        None => Err(not_available()),
    }
}

/// Verifies a code of an enrolled factor.
fn verify(
    call: &mut Call<'_>,
    user_id: &str,
    kind: &FactorKind,
) -> Result<Option<Method>, Failure> {
    let code = passcode(call)?;
    match kind.address() {
        Some((medium, address)) => {
            call.state.use_code(medium, &address, &[CHANNEL], &code, call.now)?;
        }
        None => {
            let otp = call.state.factors.otp_mut(user_id).ok_or_else(not_available)?;
            otp.verify(&code, call.now)?;
        }
    }
    Ok(Method::of(kind))
}
