//! The call of an operation in the vendor's SDKs for Java, Node and Python.

use heck::{ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase};
use serde::Serialize;
use serde_json::Value;

use super::notation::{Entry, Notation, WIDTH};
use crate::api::{Api, ApiKind, BodyKind, Operation, Param, Sdk, Type, TypeKind};

/// The most optional parameters of a call that requires none.
const MOST_OPTIONAL: usize = 3;

/// Keywords of Python, which the SDK for Python has no arguments for.
const PYTHON_KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The method of an operation in another SDK.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Foreign {
    /// The language, in words.
    language: &'static str,
    /// The class that has the method.
    class: &'static str,
    /// The name of the method.
    name: String,
    /// A call.
    code: String,
}

/// Returns the call of an operation with this body in each SDK that has a method for it.
pub(super) fn foreign(
    api: &Api,
    kind: ApiKind,
    operation: &Operation,
    body: &Value,
) -> Vec<Foreign> {
    let Some(sdks) = &operation.sdks else { return Vec::new() };
    let call = Call { api, kind, operation, body };
    let named = Sdk::ALL.into_iter().filter_map(|sdk| Some((sdk, sdks.get(sdk)?)));
    named
        .map(|(sdk, name)| Foreign {
            language: match sdk {
                Sdk::Java => "Java",
                Sdk::Node => "Node",
                Sdk::Python => "Python",
            },
            class: match kind {
                ApiKind::Authentication => "AuthenticationClient",
                ApiKind::Management => "ManagementClient",
            },
            name: name.to_owned(),
            code: call.code(sdk, name),
        })
        .collect()
}

/// Returns a sentence that names the SDKs without a method for an operation, if there are any.
pub(super) fn without(found: &[Foreign]) -> Option<String> {
    let is_missing = |language: &&str| found.iter().all(|it| it.language != *language);
    let missing: Vec<&str> = ["Java", "Node", "Python"].into_iter().filter(is_missing).collect();
    match missing.split_last()? {
        (only, []) => Some(format!("The SDK for {only} has no method for this operation.")),
        (last, rest) => {
            let rest = rest.join(", ");
            Some(format!("The SDKs for {rest} and {last} have no method for this operation."))
        }
    }
}

struct Call<'a> {
    api: &'a Api,
    kind: ApiKind,
    operation: &'a Operation,
    body: &'a Value,
}

impl Call<'_> {
    fn code(&self, sdk: Sdk, method: &str) -> String {
        let is_generated = self.is_generated();
        match sdk {
            Sdk::Java => {
                let in_path = |param: &Param| param.in_path;
                let is_empty =
                    self.body_type().is_none() && self.operation.params.iter().all(in_path);
                let request = match (is_generated, is_empty) {
                    (false, _) => "…",
                    (true, true) => "",
                    (true, false) => "request",
                };
                format!("client.{method}({request});")
            }
            Sdk::Node => {
                let head = format!("await {}Client.{method}(", self.kind);
                match is_generated {
                    true => self.node(&head),
                    false => format!("{head}…);"),
                }
            }
            Sdk::Python => {
                let head = format!("{}_client.{method}(", self.kind);
                match is_generated {
                    true => self.python(&head),
                    false => format!("{head}…)"),
                }
            }
        }
    }

    /// Returns whether the methods are generated from the operation, and take its parameters and
    /// its body. Arguments of hand-written methods are their own.
    fn is_generated(&self) -> bool {
        let has_documented_name = |sdk: &Sdk| {
            let names = self.operation.sdks.as_ref();
            names.and_then(|names| names.get(*sdk)) == Some(&sdk.spell(&self.operation.name))
        };
        !self.operation.hidden && Sdk::ALL.iter().any(has_documented_name)
    }

    /// Returns the type of the body. The SDKs send no files.
    fn body_type(&self) -> Option<Type> {
        let body = self.operation.body.as_ref().filter(|body| body.kind != BodyKind::Multipart);
        body.map(|body| Type::Named(body.type_name.clone()))
    }

    /// Methods for `GET` take one object with the parameters, others take the values of the
    /// parameters and then the body.
    fn node(&self, head: &str) -> String {
        let notation = Notation::JavaScript;
        let parameters = self.parameters();
        let takes_object =
            self.operation.method == "GET" && !self.operation.params.iter().all(|it| it.in_path);
        let mut args = Vec::new();
        let last = match self.body_type() {
            None if takes_object => Some(
                parameters
                    .into_iter()
                    .map(|(name, value)| (name.to_lower_camel_case(), value, None))
                    .collect(),
            ),
            ty => {
                let values = parameters.iter().map(|(_, value)| value);
                args.extend(values.map(|value| notation.inline(self.api, value, None)));
                ty.map(|ty| notation.fields(self.api, self.body, Some(&ty)))
            }
        };
        let before = format!("{head}{}", args.join(", "));
        match last {
            None => format!("{before});"),
            Some(fields) => {
                let comma = if args.is_empty() { "" } else { ", " };
                let before = before + comma;
                let room = WIDTH.saturating_sub(before.chars().count() + ");".len());
                let object = notation.object(self.api, &fields, 0, room);
                format!("{before}{object});")
            }
        }
    }

    /// Methods take parameters and the fields of the body as keyword arguments.
    fn python(&self, head: &str) -> String {
        let notation = Notation::Python;
        let parameters = self.parameters().into_iter();
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value, None));
        let ty = self.body_type();
        let fields = ty.map(|ty| notation.fields(self.api, self.body, Some(&ty)));
        let fields = parameters.chain(fields.into_iter().flatten());
        let fields = fields.map(|(name, value, ty)| (name.to_snake_case(), value, ty));
        let is_argument = |(name, ..): &Entry| !PYTHON_KEYWORDS.contains(&name.as_str());
        let fields: Vec<Entry> = fields.filter(is_argument).collect();
        let inline = fields.iter().map(|(name, value, ty)| {
            format!("{name}={}", notation.inline(self.api, value, ty.as_ref()))
        });
        let inline = format!("{head}{})", inline.collect::<Vec<_>>().join(", "));
        if inline.chars().count() <= WIDTH {
            return inline;
        }
        let mut out = head.to_owned();
        for (name, value, ty) in &fields {
            let start = format!("    {name}=");
            let room = WIDTH.saturating_sub(start.chars().count() + 1);
            let value = notation.value(self.api, value, ty.as_ref(), 1, room);
            out.push_str(&format!("\n{start}{value},"));
        }
        out + "\n)"
    }

    /// Returns the required parameters with their values, those of the path first; or a few
    /// others, if none is required.
    fn parameters(&self) -> Vec<(&str, Value)> {
        let all = &self.operation.params;
        let (path, query): (Vec<&Param>, Vec<&Param>) = all.iter().partition(|it| it.in_path);
        let is_required = |param: &&Param| param.field.required;
        let mut chosen: Vec<&Param> = path.into_iter().chain(query).filter(is_required).collect();
        if chosen.is_empty() && self.operation.body.is_none() {
            let is_shown =
                |param: &&Param| !param.field.deprecated && param.field.example.is_some();
            chosen.extend(all.iter().filter(is_shown).take(MOST_OPTIONAL));
        }
        let value = |param: &Param| value_of(self.api, param);
        let pairs = chosen.into_iter().map(|param| (param.field.wire.as_str(), value(param)));
        pairs.collect()
    }
}

/// Returns the documented value of a parameter, or one that says what belongs there, such as
/// `USER_ID`.
pub(super) fn value_of(api: &Api, param: &Param) -> Value {
    let field = &param.field;
    field
        .example
        .clone()
        .unwrap_or_else(|| placeholder(api, &field.ty, &field.wire.to_shouty_snake_case()))
}

fn placeholder(api: &Api, ty: &Type, name: &str) -> Value {
    let first = |ty: &str| match &api.types.get(ty)?.kind {
        TypeKind::Enum(definition) => Some(definition.values.first()?.wire.as_str()),
        _ => None,
    };
    match ty {
        Type::Named(ty) => first(ty).unwrap_or(name).into(),
        Type::Integer | Type::Number => 1.into(),
        Type::Boolean => true.into(),
        Type::List(inner) => {
            vec![placeholder(api, inner, name.strip_suffix('S').unwrap_or(name))].into()
        }
        Type::Nullable(inner) | Type::Boxed(inner) | Type::OneOrMany(inner) => {
            placeholder(api, inner, name)
        }
        _ => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::document;

    /// Returns the samples of an operation of the small spec with these edits.
    fn samples(id: &str, edits: &[(&str, &str)], body: &Value) -> Vec<Foreign> {
        let mut texts = [
            ("common.yaml", include_str!("../../tests/support/common.yaml").to_owned()),
            ("authentication/mfa.yaml", include_str!("../../tests/support/mfa.yaml").to_owned()),
            ("management/user.yaml", include_str!("../../tests/support/user.yaml").to_owned()),
        ];
        for (_, text) in &mut texts {
            for (from, to) in edits {
                *text = text.replace(from, to);
            }
        }
        let sources = texts.map(|(path, text)| (path.into(), text)).into();
        let document = document::read_texts(sources, Diagnostics::default()).document;
        let (api, _) = crate::lower::lower(&document);
        let mut found = api.modules.iter().flat_map(|module| {
            module.operations.iter().map(|operation| (module.id.api, operation))
        });
        let (kind, operation) = found.find(|(_, operation)| operation.name == id).unwrap();
        foreign(&api, kind, operation, body)
    }

    fn codes(id: &str, edits: &[(&str, &str)], body: &Value) -> Vec<String> {
        samples(id, edits, body).into_iter().map(|sample| sample.code).collect()
    }

    const RESET: &str = "operationId: resetFactor\n";
    const GET: &str = "operationId: getFactor\n";

    #[test]
    fn an_operation_that_no_sdk_has_has_no_sample() {
        assert_eq!(samples("resetFactor", &[], &json!({})), []);
    }

    #[test]
    fn a_sample_names_language_class_and_method() {
        let edit = (RESET, "operationId: resetFactor\n      x-sdks: [python]\n");
        let sample = Foreign {
            language: "Python",
            class: "AuthenticationClient",
            name: "reset_factor".to_owned(),
            code: "authentication_client.reset_factor(factor_id=\"a\")".to_owned(),
        };
        assert_eq!(samples("resetFactor", &[edit], &json!({ "factorId": "a" })), [sample]);
    }

    #[test]
    fn a_body_is_a_request_an_object_and_keyword_arguments() {
        let edit = (RESET, "operationId: resetFactor\n      x-sdks: [java, node, python]\n");
        let body = json!({ "factorId": "it's \"a\"\\", "isForced": true, "more": { "a": null } });
        assert_eq!(
            codes("resetFactor", &[edit], &body),
            [
                "client.resetFactor(request);",
                "await authenticationClient.resetFactor({\n  factorId: \"it's \\\"a\\\"\\\\\",\n  \
                 isForced: true,\n  more: { a: null },\n});",
                "authentication_client.reset_factor(\n    factor_id=\"it's \\\"a\\\"\\\\\",\n    \
                 is_forced=True,\n    more={\"a\": None},\n)",
            ]
        );
        assert_eq!(
            codes("resetFactor", &[edit], &json!({})),
            [
                "client.resetFactor(request);",
                "await authenticationClient.resetFactor({});",
                "authentication_client.reset_factor()",
            ]
        );
    }

    #[test]
    fn parameters_are_an_object_of_a_get_request() {
        let edits = [
            (GET, "operationId: getFactor\n      x-sdks: [java, node, python]\n"),
            (
                "name: withDetails\n          in: query\n",
                "name: app_id\n          in: query\n          required: true\n",
            ),
        ];
        assert_eq!(
            codes("getFactor", &edits, &Value::Null),
            [
                "client.getFactor(request);",
                "await authenticationClient.getFactor({ factorId: \"FACTOR_ID\", appId: true });",
                "authentication_client.get_factor(factor_id=\"FACTOR_ID\", app_id=True)",
            ]
        );
    }

    #[test]
    fn keywords_of_python_are_not_arguments() {
        let edits = [
            (GET, "operationId: getFactor\n      x-sdks: [node, python]\n"),
            (
                "name: withDetails\n          in: query\n",
                "name: from\n          in: query\n          required: true\n",
            ),
        ];
        assert_eq!(
            codes("getFactor", &edits, &Value::Null),
            [
                "await authenticationClient.getFactor({ factorId: \"FACTOR_ID\", from: true });",
                "authentication_client.get_factor(factor_id=\"FACTOR_ID\")",
            ]
        );
    }

    #[test]
    fn parameters_of_other_requests_are_arguments() {
        let edits = [
            (GET, "operationId: getFactor\n      x-sdks: [java, node, python]\n"),
            ("    get:\n      operationId: getFactor", "    delete:\n      operationId: getFactor"),
            ("in: query\n", "in: query\n          required: true\n"),
        ];
        assert_eq!(
            codes("getFactor", &edits, &Value::Null),
            [
                "client.getFactor(request);",
                "await authenticationClient.getFactor(\"FACTOR_ID\", true);",
                "authentication_client.get_factor(factor_id=\"FACTOR_ID\", with_details=True)",
            ]
        );
    }

    #[test]
    fn arguments_of_hand_written_methods_are_left_out() {
        let left_out = ["client.reset(…);", "await authenticationClient.reset(…);"];
        let edit =
            (RESET, "operationId: resetFactor\n      x-sdks: { java: reset, node: reset }\n");
        assert_eq!(codes("resetFactor", &[edit], &json!({ "factorId": "a" })), left_out);
        let edit = (
            RESET,
            "operationId: resetFactor\n      x-hidden: true\n      x-sdks: [java, python]\n",
        );
        assert_eq!(
            codes("resetFactor", &[edit], &json!({ "factorId": "a" })),
            ["client.resetFactor(…);", "authentication_client.reset_factor(…)"]
        );
    }

    #[test]
    fn a_generated_method_with_another_name_has_arguments() {
        let edit = (
            RESET,
            "operationId: resetFactor\n      x-sdks: { node: resetFactor, python: reset }\n",
        );
        assert_eq!(
            codes("resetFactor", &[edit], &json!({ "factorId": "操作" })),
            [
                "await authenticationClient.resetFactor({ factorId: \"操作\" });",
                "authentication_client.reset(factor_id=\"操作\")",
            ]
        );
    }
}
