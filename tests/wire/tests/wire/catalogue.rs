//! The operations as data agree with the spec.

use std::collections::BTreeSet;

use genauth::{Api, BodyKind, Effect, Operation, authentication, management};
use genauth_codegen::document;
use support::{CALLS, Spec};

fn catalogue(api: &str) -> &'static [&'static Operation] {
    match api {
        "authentication" => authentication::OPERATIONS,
        _ => management::OPERATIONS,
    }
}

#[test]
fn both_catalogues_are_complete() {
    let spec = Spec::load().unwrap();
    let count = |api: &str| spec.operations().filter(|it| it.api == api).count();
    assert_eq!(authentication::OPERATIONS.len(), count("authentication"));
    assert_eq!(management::OPERATIONS.len(), count("management"));
    assert_eq!(CALLS.len(), spec.operations().count(), "every operation has a method");
    for operations in [authentication::OPERATIONS, management::OPERATIONS] {
        let names: BTreeSet<&str> = operations.iter().map(|operation| operation.name).collect();
        assert_eq!(names.len(), operations.len(), "names are unique in an API");
        let endpoints: BTreeSet<String> =
            operations.iter().map(|it| format!("{} {}", it.method, it.path)).collect();
        assert_eq!(endpoints.len(), operations.len(), "endpoints are unique in an API");
    }
}

#[test]
fn the_catalogues_match_the_spec() {
    let spec = Spec::load().unwrap();
    let mut described_names = BTreeSet::new();
    for described in spec.operations() {
        let label = described.label();
        let written = described.written;
        described_names.insert(label.clone());
        let known = catalogue(described.api).iter().find(|known| known.name == written.id);
        let known = known.unwrap_or_else(|| panic!("{label} is missing"));
        let api = match known.api {
            Api::Authentication => "authentication",
            Api::Management => "management",
            other => panic!("{other:?}"),
        };
        assert_eq!((api, known.module), (described.api, described.module), "{label}");
        assert_eq!(known.method, described.operation.method.as_str(), "{label}");
        assert_eq!(known.path, described.operation.path, "{label}");
        assert_eq!(known.retry_safe, written.retry_safe, "{label}");
        assert_eq!(known.deprecated, written.deprecated, "{label}");
        let effect = match known.effect {
            Effect::Read => document::Effect::Read,
            Effect::Write => document::Effect::Write,
            Effect::Send => document::Effect::Send,
            Effect::Session => document::Effect::Session,
            other => panic!("{other:?}"),
        };
        assert_eq!(effect, written.effect, "{label}");
        let media = written.request_body.as_ref().and_then(|body| body.content.keys().next());
        let body = match known.body {
            BodyKind::None => None,
            BodyKind::Json => Some("application/json"),
            BodyKind::Form => Some("application/x-www-form-urlencoded"),
            BodyKind::Multipart => Some("multipart/form-data"),
            other => panic!("{other:?}"),
        };
        assert_eq!(body, media.map(String::as_str), "{label}");
        let asks =
            |scheme: &str| written.security.iter().flatten().any(|it| it.contains_key(scheme));
        let security = known.security;
        assert_eq!(security.bearer, asks("bearer"), "{label}");
        let optional = written.security.iter().flatten().any(|it| !it.contains_key("bearer"));
        assert_eq!(security.bearer_optional, asks("bearer") && optional, "{label}");
        assert_eq!(security.app_id, asks("appId"), "{label}");
        assert_eq!(security.user_pool_id, asks("userPoolId"), "{label}");
        assert_eq!(security.app_tenant_id, asks("appTenantId"), "{label}");
    }
    assert_eq!(described_names.len(), spec.operations().count(), "names are unique");
}

#[test]
fn a_module_lists_its_own_operations() {
    let names: Vec<&str> = authentication::mfa::OPERATIONS.iter().map(|it| it.name).collect();
    assert_eq!(
        names,
        [
            "sendEnrollFactorRequest",
            "enrollFactor",
            "resetFactor",
            "listEnrolledFactors",
            "getFactor",
            "listFactorsToEnroll",
            "mfaOtpVerify",
        ]
    );
}
