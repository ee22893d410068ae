//! MFA factors of the user.
//!
//! # Assumptions
//!
//! - A wrong authenticator app code is status 400 with 6001, a missing one 400 with 6003. A wrong
//!   passcode is 400 with 2001, a missing one 400 without a code.
//! - A wrong code leaves the enrollment open; the fifth one ends it.
//! - An enrollment token that has expired, was used, is unknown or belongs to another user is
//!   status 400, and so is one issued for another factor type.
//! - A factor that the user already has is status 409 (1706 for a face), both when the enrollment
//!   begins and when it ends. A user has at most one authenticator app and one face, but can have
//!   several phones and addresses.
//! - A factor that is disabled for the application or the pool is status 422.
//! - Any picture enrolls a face. A missing picture is status 400 with 1700; for a user without
//!   email address and phone, the enrollment is 422 with 1703.
//! - Authenticator app codes are valid once, and half a minute before and after their time. A wrong
//!   one is verified as `false`; after five of them within a minute the next is status 429. Without
//!   an authenticator app, verification is status 422.
//! - Factors of other users are status 404.
//! - An MFA token is valid for an hour.

use genauth::authentication::{
    EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorDto, FactorToEnrollDto, FactorType,
    GetFactorParams, MfaOtpVerityDto, MfaTokenIntrospectEndpointParams, MfaTokenIntrospectResponse,
    OtpVerityRespDto, ResetFactorDto, SendEnrollFactorRequestDataDto, SendEnrollFactorRequestDto,
    SendEnrollFactorRequestOtpDataDto,
};

use crate::{
    call::{Call, Handlers, Response},
    clock::Timestamp,
    failure::Failure,
    qr,
    state::{
        State,
        contact::Contact,
        enrollment::is_wrong_code,
        factor::{Factor, FactorKind},
        happened::Incident,
        otp::Otp,
    },
};
use genauth::codes::api;

pub(super) const HANDLERS: Handlers = &[
    ("sendEnrollFactorRequest", send_enroll_factor_request),
    ("enrollFactor", enroll_factor),
    ("resetFactor", reset_factor),
    ("listEnrolledFactors", list_enrolled_factors),
    ("getFactor", get_factor),
    ("listFactorsToEnroll", list_factors_to_enroll),
    ("mfaOtpVerify", mfa_otp_verify),
    ("verifyMfaToken", verify_mfa_token),
];

fn send_enroll_factor_request(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SendEnrollFactorRequestDto = call.body()?;
    let user_id = call.user()?.id().to_owned();
    if !can_be_enrolled(call)?.contains(&body.factor_type) {
        let message = format!("{} is disabled for this application", body.factor_type);
        return Err(Failure::rule(message));
    }
    let kind = requested_factor(call, &body)?;
    call.state.factors.check_new(&user_id, &kind)?;
    let mut otp_data = None;
    if let FactorKind::Otp(otp) = &kind {
        let uri = otp.uri(&call.state.pool.name, call.user()?.account_name())?;
        let picture = qr::data_url(&uri)?;
        let recovery_code = otp.recovery_code().unwrap_or_default();
        otp_data = Some(SendEnrollFactorRequestOtpDataDto::new(uri, picture, recovery_code));
    }
    call.state.send_enrollment_code(&kind, call.now)?;
    let token = call.state.ids.token(64);
    call.state.factors.start(token.clone(), &user_id, kind, call.now);
    let mut data = SendEnrollFactorRequestDataDto::new(token);
    data.otp_data = otp_data;
    Response::data(&data)
}

/// Returns the factor to enroll.
fn requested_factor(
    call: &mut Call<'_>,
    body: &SendEnrollFactorRequestDto,
) -> Result<FactorKind, Failure> {
    let filled = |text: &Option<String>, name: &str| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| Failure::missing(name))
    };
    let profile = &body.profile;
    match &body.factor_type {
        FactorType::Otp => Ok(FactorKind::Otp(Otp::new(&mut call.state.ids))),
        FactorType::Sms => {
            let field = "profile.phoneNumber";
            let number = filled(&profile.phone_number, field)?;
            let calling_code = profile.phone_country_code.as_deref();
            match Contact::phone(field, &number, calling_code)? {
                Contact::Phone { number, calling_code } => {
                    Ok(FactorKind::Sms { number, calling_code })
                }
                Contact::Email(_) => Err(Failure::field(field, "must be a phone number")),
            }
        }
        FactorType::Email => {
            let field = "profile.email";
            let email = filled(&profile.email, field)?;
            // Shown as typed, but normalized for comparison and delivery like every address.
            Contact::email(field, &email)?;
            Ok(FactorKind::Email(email))
        }
        FactorType::Face => {
            let user = &call.user()?.profile;
            if user.email.is_none() && user.phone.is_none() {
                let message = "enrolling a face requires an email address or a phone number";
                return Err(Failure::rule(message).code(api::FACE_BIND_NEEDS_EMAIL_OR_PHONE));
            }
            Ok(FactorKind::Face(None))
        }
        other => Err(Failure::field("factorType", &format!("cannot be {other}"))),
    }
}

fn enroll_factor(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: EnrollFactorDto = call.body()?;
    let user_id = call.user()?.id().to_owned();
    let (token, now) = (&body.enrollment_token, call.now);
    let factors = &call.state.factors;
    let pending = factors.pending(token.expose(), &user_id, &body.factor_type, now)?;
    factors.check_new(&user_id, pending)?;
    let mut kind = pending.clone();
    if let Err(failure) = prove(call.state, &mut kind, &body.enrollment_data, now) {
        if is_wrong_code(&failure) {
            call.state.factors.count_wrong_code(token.expose());
        }
        return Err(failure);
    }
    let id = call.state.ids.object_id();
    call.state.factors.finish(token.expose(), Factor { id, user_id, kind });
    Ok(Response::Done)
}

/// Verifies the proof of a new factor: a code or a face picture.
fn prove(
    state: &mut State,
    kind: &mut FactorKind,
    proof: &EnrollFactorEnrollmentDataDto,
    now: Timestamp,
) -> Result<(), Failure> {
    let code =
        proof.pass_code.as_ref().map(|it| it.expose()).filter(|code| !code.trim().is_empty());
    match kind {
        FactorKind::Face(photo) => {
            let given = proof
                .photo
                .as_ref()
                .map(|it| it.expose())
                .map(str::trim)
                .filter(|photo| !photo.is_empty());
            let given = given.ok_or_else(|| {
                Failure::missing("enrollmentData.photo").code(api::FACE_PHOTO_NOT_UPLOADED)
            })?;
            if proof.is_external_photo.is_none() {
                return Err(Failure::missing("enrollmentData.isExternalPhoto"));
            }
            *photo = Some(given.to_owned());
            Ok(())
        }
        kind => state.use_enrollment_code(kind, code, now),
    }
}

fn reset_factor(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ResetFactorDto = call.body()?;
    let user_id = call.signed_in()?.user_id.clone();
    call.state.factors.remove(&user_id, &body.factor_id)?;
    Ok(Response::Done)
}

fn list_enrolled_factors(call: &mut Call<'_>) -> Result<Response, Failure> {
    let user_id = &call.signed_in()?.user_id;
    let all: Vec<FactorDto> = call.state.factors.of_user(user_id).map(shown).collect();
    Response::data(&all)
}

fn get_factor(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetFactorParams = call.params()?;
    let user_id = &call.signed_in()?.user_id;
    Response::data(&shown(call.state.factors.get(user_id, &params.factor_id)?))
}

fn shown(factor: &Factor) -> FactorDto {
    FactorDto::new(factor.id.clone(), factor.kind.factor_type(), factor.kind.profile())
}

fn list_factors_to_enroll(call: &mut Call<'_>) -> Result<Response, Failure> {
    let user_id = &call.signed_in()?.user_id;
    let factors = &call.state.factors;
    let left = can_be_enrolled(call)?.into_iter().filter(|it| !factors.has(user_id, it));
    let left: Vec<FactorToEnrollDto> = left.map(FactorToEnrollDto::new).collect();
    Response::data(&left)
}

/// Returns the factors that are enabled for both the application and the pool.
fn can_be_enrolled(call: &Call<'_>) -> Result<Vec<FactorType>, Failure> {
    Ok(call.state.factors.enabled(&call.application()?.factors))
}

fn mfa_otp_verify(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: MfaOtpVerityDto = call.body()?;
    let user_id = call.signed_in()?.user_id.clone();
    let otp = call.state.factors.otp_mut(&user_id);
    let otp = otp.ok_or_else(|| Failure::rule("the user has no enrolled authenticator app"))?;
    let verified = match otp.verify(body.totp.expose(), call.now) {
        Ok(()) => true,
        Err(failure) if failure.api_code == Some(api::TOTP_CODE_WRONG) => false,
        Err(failure) => return Err(failure),
    };
    let factor = FactorType::Otp;
    call.state.happened.add(Incident::SecondFactor { user_id, factor, verified });
    Response::data(&OtpVerityRespDto::new(verified))
}

fn verify_mfa_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: MfaTokenIntrospectEndpointParams = call.body()?;
    let state = &*call.state;
    let token = state.factors.tokens.get(body.token.expose(), call.now);
    let mut data = MfaTokenIntrospectResponse::new(token.is_some());
    if let Some(token) = token {
        data.user_pool_id = Some(state.pool.id.clone());
        data.user_id = Some(token.user_id.clone());
        data.iat = Some(token.issued.seconds());
        data.exp = Some(token.expires().seconds());
    }
    Response::data(&data)
}
