//! MFA, as administrators see it.
//!
//! # Assumptions
//!
//! - A factor can be enrolled if it is enabled for the pool and for the application. All are enabled
//!   from the start. Enabling and disabling adds and removes factors; factors not in the request stay
//!   unchanged.
//! - Enabling a factor for an application makes its sign-ins require a second factor, until all of
//!   its factors are disabled. Enabling a factor for the pool does not.
//! - Importing an authenticator app replaces an existing one of the user. Its secret is base32 and
//!   has at least 16 characters (400).
//! - The MFA status of a user is the one that was set, as a whole; before that, it consists of the
//!   user's enrolled factors, and the factors of the pool, each with status 1.
//! - The trigger data in an application is the same with the factors of the application.
//! - A user without authenticator app has no secret: 404.

use genauth::{
    authentication::FactorType,
    management::{
        GetMfaTriggerDataParams, GetOtpSecretByUserParams, GetUserMfaInfoParams,
        GetUserMfaStatusParams, ImportOtpReqDto, IsSuccessDto, MFADisableSettingsDto,
        MFASettingsDto, OtpSecretRespDto, SetMfaStatusDto, UpdateApplicationMfaSettingsDto,
        UserMfaRespDto,
    },
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::{batch::each, directory::user},
    state::{factor::TYPES, otp::Otp},
};

pub(super) const HANDLERS: Handlers = &[
    ("getUserMfaInfo", get_user_mfa_info),
    ("getUserMfaStatus", get_user_mfa_status),
    ("setUsersMfaStatus", set_users_mfa_status),
    ("getMfaTriggerData", get_mfa_trigger_data),
    ("importOtp", import_otp),
    ("getOtpSecretByUser", get_otp_secret_by_user),
    ("getGlobalMfaSettings", get_global_mfa_settings),
    ("updateGlobalMfaSettings", update_global_mfa_settings),
    ("closeGlobalMfaSettings", close_global_mfa_settings),
    ("updateApplicationMfaSettings", update_application_mfa_settings),
];

fn get_user_mfa_info(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserMfaInfoParams = call.params()?;
    let user = user::find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let status = |factor_type: FactorType| match call.state.factors.has(user.id(), &factor_type) {
        true => "enabled",
        false => "disabled",
    };
    Response::data(&UserMfaRespDto::new(
        status(FactorType::Otp),
        status(FactorType::Face),
        status(FactorType::Sms),
        status(FactorType::Email),
    ))
}

fn get_user_mfa_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserMfaStatusParams = call.params()?;
    let user = user::find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let user_id = user.id().to_owned();
    Response::data(&call.state.mfa_status(&user_id, call.now)?)
}

fn set_users_mfa_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SetMfaStatusDto = call.body()?;
    let user = user::find(call.state, &body.user_id, body.user_id_type.as_ref())?;
    let user_id = user.id().to_owned();
    call.state.factors.statuses.insert(user_id, body.mfa_trigger_data);
    Response::data(&IsSuccessDto::new(true))
}

fn get_mfa_trigger_data(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetMfaTriggerDataParams = call.params()?;
    if call.state.applications.get(&params.app_id).is_none() {
        return Err(Failure::not_found("application"));
    }
    let user = user::find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let user_id = user.id().to_owned();
    Response::data(&call.state.mfa_trigger_data(&params.app_id, &user_id, call.now)?)
}

fn import_otp(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ImportOtpReqDto = call.body()?;
    let imported = each(
        "list",
        &body.list,
        |item| &item.user_id,
        |item| {
            let user = call.state.users.get(&item.user_id).ok_or_else(Failure::user_not_found)?;
            let otp = Otp::import(
                item.otp.secret.expose(),
                item.otp.recovery_code.as_ref().map(|it| it.expose().to_owned()),
            )?;
            Ok((user.id().to_owned(), otp))
        },
    )?;
    for (user_id, otp) in imported {
        call.state.set_otp(&user_id, otp);
    }
    Ok(Response::Done)
}

fn get_otp_secret_by_user(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetOtpSecretByUserParams = call.params()?;
    let user = user::find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let otp = call.state.factors.otp(user.id());
    let otp = otp.ok_or_else(|| Failure::not_found("authenticator app of the user"))?;
    Response::data(&OtpSecretRespDto::new(otp.secret()))
}

fn get_global_mfa_settings(call: &mut Call<'_>) -> Result<Response, Failure> {
    Response::data(&MFASettingsDto::new(call.state.factors.of_pool()))
}

fn update_global_mfa_settings(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: MFASettingsDto = call.body()?;
    call.state.factors.turned_off.retain(|factor| !body.enabled_factors.contains(factor));
    get_global_mfa_settings(call)
}

fn close_global_mfa_settings(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: MFADisableSettingsDto = call.body()?;
    let off = &mut call.state.factors.turned_off;
    for factor in body.disable_factors {
        if !off.contains(&factor) {
            off.push(factor);
        }
    }
    get_global_mfa_settings(call)
}

fn update_application_mfa_settings(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateApplicationMfaSettingsDto = call.body()?;
    let enabled = body.enabled_factors.unwrap_or_default();
    let disabled = body.disabled_factors.unwrap_or_default();
    if let Some(both) = enabled.iter().find(|factor| disabled.contains(factor)) {
        return Err(Failure::invalid(format!("{both} is both enabled and disabled")));
    }
    let app = call.state.applications.get_mut(&body.app_id);
    let app = app.ok_or_else(|| Failure::not_found("application"))?;
    let is_kept = |factor: &FactorType| enabled.contains(factor) || app.factors.contains(factor);
    let factors = TYPES.into_iter().filter(|factor| is_kept(factor) && !disabled.contains(factor));
    app.factors = factors.collect();
    app.requires_mfa = (app.requires_mfa || !enabled.is_empty()) && !app.factors.is_empty();
    Response::data(&MFASettingsDto::new(app.factors.clone()))
}
