//! Lookup of operations by name.

use genauth::Api;

use super::invalid::InvalidCall;
use crate::api::{Operation, Spec, is_same};

/// Returns the operation with a name: the documented one, that of the method in the SDK, or one of
/// them in another case and style.
///
/// # Errors
///
/// Returns an error if no operation has the name, or if both APIs have one and `api` is `None`.
pub(super) fn operation<'a>(
    spec: &'a Spec,
    api: Option<Api>,
    name: &str,
) -> Result<&'a Operation, InvalidCall> {
    let ways: [fn(&Operation, &str) -> bool; 4] = [
        |it, name| it.name == name,
        |it, name| it.rust_name.as_deref() == Some(name),
        |it, name| is_same(&it.name, name),
        |it, name| it.rust_name.as_deref().is_some_and(|rust_name| is_same(rust_name, name)),
    ];
    let found = ways.iter().map(|way| {
        let all = spec.operations().iter().filter(|it| way(it, name));
        all.collect::<Vec<_>>()
    });
    let found = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    let mut chosen = found.iter().filter(|it| api.is_none_or(|api| it.api == api));
    match (chosen.next(), chosen.next(), found.first()) {
        (Some(operation), None, _) => Ok(operation),
        (Some(_), Some(_), _) => Err(InvalidCall::new(format!(
            "both APIs have an operation `{name}`; add `--api authentication` or `--api management`"
        ))),
        (None, _, Some(other)) => Err(InvalidCall::new(format!(
            "`{}` is an operation of the {} API; change or remove `--api`",
            other.name,
            label(other.api)
        ))),
        (None, _, None) => Err(InvalidCall::new(match spec.check_name(name) {
            Err(unknown) => unknown.to_string(),
            // Names of operations have been found above.
            Ok(()) => format!("unknown operation `{name}`"),
        })),
    }
}

fn label(api: Api) -> &'static str {
    if api == Api::Management { "management" } else { "authentication" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::spec;

    fn found(api: Option<Api>, name: &str) -> Result<&'static str, String> {
        let operation = operation(spec().unwrap(), api, name);
        operation.map(|it| it.path.as_str()).map_err(|error| error.to_string())
    }

    #[test]
    fn documented_and_rust_names_are_found() {
        let enroll = Ok("/api/v3/send-enroll-factor-request");
        for name in
            ["sendEnrollFactorRequest", "send_enroll_factor_request", "Send-Enroll-Factor-Request"]
        {
            assert_eq!(found(None, name), enroll, "{name}");
        }
        assert_eq!(found(None, "get_jwks"), Ok("/oidc/.well-known/jwks.json"));
        assert_eq!(found(None, "jwks"), Ok("/oidc/.well-known/jwks.json"));
    }

    #[test]
    fn every_operation_is_found_by_each_of_its_names() {
        let spec = spec().unwrap();
        for it in spec.operations() {
            for name in [Some(&it.name), it.rust_name.as_ref()].into_iter().flatten() {
                let found = operation(spec, Some(it.api), name).unwrap();
                assert_eq!((found.api, &found.name), (it.api, &it.name), "{name}");
            }
        }
    }

    #[test]
    fn names_of_both_apis_require_a_choice() {
        let error = found(None, "get_detail").unwrap_err();
        let fix = "add `--api authentication` or `--api management`";
        assert_eq!(error, format!("both APIs have an operation `get_detail`; {fix}"));
        assert!(found(Some(Api::Management), "get_detail").is_ok());
    }

    #[test]
    fn wrong_names_and_apis_have_a_fix() {
        assert_eq!(
            found(None, "listUser"),
            Err("unknown operation `listUser`; did you mean `listUsers`?".to_owned())
        );
        assert_eq!(
            found(Some(Api::Authentication), "listUsers"),
            Err("`listUsers` is an operation of the management API; change or remove `--api`"
                .to_owned())
        );
    }
}
