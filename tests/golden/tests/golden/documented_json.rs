//! The documented example, MFA factors: every JSON body is read into the generated types, holds the
//! documented values and is serialized as the same JSON.

use std::fs;

use crate::here;
use genauth::authentication::{
    EnrollFactorDto, EnrollFactorEnrollmentDataDto, EnrollFactorRespDto, FactorDto, FactorProfile,
    FactorToEnrollDto, FactorType, GetFactorParams, GetFactorRespDto, ListEnrolledFactorsRespDto,
    ListFactorsToEnrollRespDto, ResetFactorDto, ResetFactorRespDto, SendEnrollFactorRequestDataDto,
    SendEnrollFactorRequestDto, SendEnrollFactorRequestOtpDataDto, SendEnrollFactorRequestRespDto,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use support::{documented_bodies, problems, spec};

const REQUEST_ID: &str = "934108e5-9fbf-4d24-8da1-c330328abd6c";

fn documented(name: &str) -> Value {
    let path = here().join("documented").join(format!("{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Reads a documented body, checks that it is serialized as the same JSON, and returns the value.
fn read<T: DeserializeOwned + Serialize>(name: &str) -> T {
    let value = documented(name);
    let read: T = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value, "{name}");
    read
}

/// Checks that a value built with the public constructors and setters is the documented JSON.
fn built<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(name: &str, body: T) {
    assert_eq!(serde_json::to_value(&body).unwrap(), documented(name), "{name}");
    assert_eq!(read::<T>(name), body, "{name}");
}

#[test]
fn a_request_to_enroll_a_phone_is_built_as_documented() {
    let profile = FactorProfile::new().phone_number("188xxxx8888").phone_country_code("+86");
    built(
        "sendEnrollFactorRequest.request.sms",
        SendEnrollFactorRequestDto::new(FactorType::Sms, profile),
    );
}

#[test]
fn a_request_to_enroll_an_email_address_is_built_as_documented() {
    built(
        "sendEnrollFactorRequest.request.email",
        SendEnrollFactorRequestDto::new(
            FactorType::Email,
            FactorProfile::new().email("test@example.com"),
        ),
    );
}

#[test]
fn a_request_to_enroll_an_authenticator_app_has_an_empty_profile() {
    built(
        "sendEnrollFactorRequest.request.otp",
        SendEnrollFactorRequestDto::new(FactorType::Otp, FactorProfile::new()),
    );
}

#[test]
fn the_response_for_an_authenticator_app_contains_a_qr_code() {
    let response: SendEnrollFactorRequestRespDto = read("sendEnrollFactorRequest.response.otp");
    assert_eq!((response.status_code, response.message.as_str()), (200, "Operation successful"));
    assert_eq!((response.api_code, response.request_id.as_deref()), (None, Some(REQUEST_ID)));
    let data: SendEnrollFactorRequestDataDto = response.data.unwrap();
    assert_eq!(data.enrollment_token.expose().len(), 172, "the whole token");
    assert!(
        data.enrollment_token.expose().starts_with("TQoCISidM0k")
            && data.enrollment_token.expose().ends_with("=")
    );
    let otp: SendEnrollFactorRequestOtpDataDto = data.otp_data.unwrap();
    assert!(otp.qr_code_uri.expose().starts_with("otpauth://totp/userPoolName:test?secret="));
    assert!(
        otp.qr_code_uri
            .expose()
            .ends_with("&period=30&digits=6&algorithm=SHA1&issuer=userPoolName")
    );
    assert!(otp.qr_code_data_url.expose().starts_with("data:image/png;base64,iVBORw0KGgo"));
    assert_eq!(otp.qr_code_data_url.expose().len(), 4_322, "the whole image");
    assert_eq!(otp.recovery_code, "e7ad-aaa4-da75-fa37-57d1-5141".into());
}

#[test]
fn the_documented_response_round_trips_byte_for_byte() {
    let path = here().join("documented/sendEnrollFactorRequest.response.otp.json");
    let page = fs::read_to_string(path).unwrap();
    let response: SendEnrollFactorRequestRespDto = serde_json::from_str(&page).unwrap();
    assert_eq!(serde_json::to_string_pretty(&response).unwrap(), page.trim_end());
}

#[test]
fn the_masked_response_for_an_authenticator_app_is_decoded() {
    let response: SendEnrollFactorRequestRespDto =
        read("sendEnrollFactorRequest.response.otp-masked");
    let otp = response.data.and_then(|data| data.otp_data).unwrap();
    assert_eq!(otp.qr_code_data_url, "data:image/png;base64,xxxx".into());
}

#[test]
fn the_response_for_a_phone_or_email_contains_only_the_token() {
    let response: SendEnrollFactorRequestRespDto = read("sendEnrollFactorRequest.response.sms");
    let data = response.data.unwrap();
    assert_eq!(data.enrollment_token, "xxxxxx".into());
    assert_eq!(data.otp_data, None);
}

#[test]
fn enrolling_with_a_passcode_sends_the_documented_body() {
    built(
        "enrollFactor.request.passCode",
        EnrollFactorDto::new(
            FactorType::Sms,
            "xxxxxx",
            EnrollFactorEnrollmentDataDto::new().pass_code("123456"),
        ),
    );
}

#[test]
fn enrolling_with_a_photo_sends_the_documented_body() {
    built(
        "enrollFactor.request.face",
        EnrollFactorDto::new(
            FactorType::Face,
            "xxxxxx",
            EnrollFactorEnrollmentDataDto::new().photo("132434235ad244").is_external_photo(true),
        ),
    );
}

#[test]
fn a_response_without_payload_round_trips() {
    let enrolled: EnrollFactorRespDto = read("enrollFactor.response");
    let removed: ResetFactorRespDto = read("resetFactor.response");
    for response in [enrolled, removed] {
        assert_eq!((response.status_code, response.data), (200, None));
        assert_eq!(response.request_id.as_deref(), Some(REQUEST_ID));
    }
}

#[test]
fn a_factor_is_removed_by_its_id() {
    built("resetFactor.request", ResetFactorDto::new("6229ffaxxxxxxxxcade3e3d9"));
}

#[test]
fn enrolled_factors_are_listed_with_their_free_form_profile() {
    let response: ListEnrolledFactorsRespDto = read("listEnrolledFactors.response");
    let factors = response.data.unwrap();
    assert_eq!(factors.len(), 1);
    phone(&factors[0]);
}

#[test]
fn one_factor_is_found_by_its_id() {
    built("getFactor.query", GetFactorParams::new("6229ffaxxxxxxxxcade3e3d9"));
    let response: GetFactorRespDto = read("getFactor.response");
    phone(&response.data.unwrap());
}

fn phone(factor: &FactorDto) {
    assert_eq!(factor.factor_id, "6229ffaxxxxxxxxcade3e3d9");
    assert_eq!(factor.factor_type, FactorType::Sms);
    assert_eq!(factor.profile["phoneNumber"], json!("188xxxx8888"));
    assert_eq!(factor.profile["phoneCountryCode"], json!("+86"));
}

#[test]
fn factors_to_enroll_are_listed_by_type() {
    let response: ListFactorsToEnrollRespDto = read("listFactorsToEnroll.response");
    assert_eq!(response.data.unwrap(), [FactorToEnrollDto::new(FactorType::Sms)]);
}

#[test]
fn the_factor_types_are_the_documented_ones() {
    let wire: Vec<&str> = FactorType::VALUES.iter().map(FactorType::as_str).collect();
    assert_eq!(wire, ["OTP", "SMS", "EMAIL", "FACE"]);
    for (value, shown) in [(FactorType::Otp, "OTP"), (FactorType::Face, "FACE")] {
        assert_eq!(value.to_string(), shown);
        assert_eq!(shown.parse(), Ok(value));
    }
}

/// The files here and the examples in the spec stay identical.
#[test]
fn the_spec_contains_the_documented_bodies() {
    let operations = [
        "sendEnrollFactorRequest",
        "enrollFactor",
        "resetFactor",
        "listEnrolledFactors",
        "getFactor",
        "listFactorsToEnroll",
    ];
    let mut known: Vec<(String, Value)> = Vec::new();
    for entry in fs::read_dir(here().join("documented")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        known.push((name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()));
    }
    let document = genauth_codegen::document::load(&spec()).map_err(problems).unwrap();
    let bodies = documented_bodies(&document);
    let bodies = bodies.iter().filter(|body| operations.contains(&body.operation.as_str()));
    let mut count = 0;
    for body in bodies {
        let prefix = format!("{}.", body.operation);
        let mut candidates = known.iter().filter(|(name, _)| name.starts_with(&prefix));
        assert!(
            candidates.any(|(_, value)| *value == body.value),
            "{} is not among tests/golden/documented",
            body.place.to_fragment()
        );
        count += 1;
    }
    assert_eq!(count, 13, "examples of the six operations");
}
