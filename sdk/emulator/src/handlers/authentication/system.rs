//! The server and its applications.
//!
//! # Assumptions
//!
//! - The version of every component is that of the emulator.
//! - Passwords marked `rsa` are RSAES-PKCS1-v1_5 in base64. Those marked `sm2` are hexadecimal
//!   digits in either order of the parts, with or without the leading `04`; in the order C1C2C3 the
//!   password may be in base64.
//! - `checkAppIdSecret` checks every application, not only the calling one.

use genauth::authentication::{
    CheckAppIdSecretDataDto, CheckAppIdSecretDto, SystemInfoResp, SystmeInfoRSAConfig,
    SystmeInfoSM2Config, SystmeInfoVersion,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
};

pub(super) const HANDLERS: Handlers =
    &[("getSystemInfo", get_system_info), ("checkAppIdSecret", check_app_id_secret)];

fn get_system_info(call: &mut Call<'_>) -> Result<Response, Failure> {
    let keys = &call.state.password_keys;
    let version = env!("CARGO_PKG_VERSION");
    Response::data(&SystemInfoResp::new(
        SystmeInfoRSAConfig::new(keys.rsa_public()?),
        SystmeInfoSM2Config::new(keys.sm2_public()?),
        SystmeInfoVersion::new(version, version, version),
        vec!["127.0.0.1".to_owned()],
    ))
}

fn check_app_id_secret(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckAppIdSecretDto = call.body()?;
    let app = call.state.applications.get(&body.app_id);
    let (valid, message) = match app {
        Some(app) if app.secret == body.app_secret.expose() => {
            (true, "the secret belongs to the application")
        }
        Some(_) => (false, "the secret does not belong to the application"),
        None => (false, "no such application"),
    };
    Response::data(&CheckAppIdSecretDataDto::new(valid).message(message))
}
