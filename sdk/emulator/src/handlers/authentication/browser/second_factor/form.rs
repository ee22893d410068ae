//! Input and outcome of a form.

use crate::{
    call::Call, failure::Failure, handlers::authentication::browser::arguments::field,
    state::second_factor::Method,
};

/// Progress of a sign-in.
#[derive(Debug)]
pub enum Progress {
    /// The page of the current step is next.
    Continue,
    /// The second factor was verified. It is `None` if none is required any more.
    Complete(Option<Method>),
}

/// Returns the code in the form.
pub(super) fn passcode(call: &Call<'_>) -> Result<String, Failure> {
    let code = field(call, "passcode").filter(|code| !code.trim().is_empty());
    code.map(str::to_owned).ok_or_else(|| Failure::invalid("enter the code"))
}
