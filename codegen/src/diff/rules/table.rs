//! The rules: the meaning of each change, with a reason.

use crate::diff::Class;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// The class of the changes that it finds.
    pub class: Class,
    /// Why they have this class.
    pub reason: &'static str,
}

/// Defines a constant for each rule, and the list of all.
macro_rules! rules {
    ($($class:ident { $($constant:ident $id:literal: $reason:literal)* })*) => {
        $($(
            pub(super) const $constant: Rule =
                Rule { id: $id, class: Class::$class, reason: $reason };
        )*)*

        /// Every rule, most severe first.
        pub const RULES: &[Rule] = &[$($($constant,)*)*];
    };
}

rules! {
    Breaking {
        MODULE_REMOVED "module-removed": "Its Cargo feature and its path are gone."
        MODULE_RENAMED "module-renamed": "Its Cargo feature and its path have other names."
        OPERATION_REMOVED "operation-removed": "Its method is gone."
        OPERATION_RENAMED "operation-renamed": "Its method has a different name."
        OPERATION_MODULE "operation-module":
            "The method needs a different Cargo feature, and its types are under a different path."
        ARGUMENTS "arguments": "The method takes a different number of arguments."
        BODY_TYPE "body-type": "The method takes a different type."
        PARAMS_NAME "params-name": "The struct of the parameters has a different name."
        RESPONSE_TYPE "response-type": "The method returns a different type."
        PAGINATION_REMOVED "pagination-removed":
            "`.pages()` and `.items()` end after the first page."
        TYPE_REMOVED "type-removed": "Its name is gone."
        TYPE_RENAMED "type-renamed": "Its old name is gone."
        TYPE_KIND "type-kind": "A struct, an enum and a union offer different things."
        TYPE_UNREACHABLE "type-unreachable":
            "A type is compiled and exported with the modules that need it; others lose it."
        FIELD_REMOVED "field-removed": "The field and its setter are gone."
        FIELD_RENAMED "field-renamed": "The field and its setter have other names."
        FIELD_TYPE "field-type": "Reading and setting the field takes a different type."
        FIELD_REQUIRED "field-required":
            "An optional field is an `Option`, and only required fields are arguments of `new`."
        FIELD_ADDED_REQUIRED "field-added-required":
            "Calls of `new` lack it; a default of the API does not help them."
        NEW_ORDER "new-order":
            "`new` takes the required fields in this order; calls may compile and swap values."
        PAGE_REMOVED "page-removed": "The struct no longer implements `Page`."
        VARIANT_REMOVED "variant-removed":
            "The variant is gone, also where only responses contain it."
        VARIANT_RENAMED "variant-renamed": "The variant has a different name."
        BRANCH_REMOVED "branch-removed": "The variant is gone."
        CODE_REMOVED "code-removed": "The constant is gone."
        CODE_RENAMED "code-renamed": "The constant has a different name."
    }
    Behavior {
        OPERATION_ADDRESS "operation-address": "Requests go to a different address."
        OPERATION_NAME "operation-name":
            "`OPERATIONS`, errors and logs show the documented name."
        BODY_KIND "body-kind": "Requests are encoded differently."
        RESPONSE_ENVELOPE "response-envelope": "The payload is at a different place of the response."
        RESPONSE_MEDIA "response-media": "The content has a different format."
        PAGINATION_CHANGED "pagination-changed": "Pages are requested in a different way."
        EFFECT "effect": "`OPERATIONS` shows the effect, and applications decide by it."
        RETRY_SAFETY "retry-safety": "Decides whether the SDK retries a request."
        SECURITY "security": "Requests have other credentials, or fail without them."
        CLIENT_AUTH "client-auth":
            "Decides whether requests have the id and the secret of the application."
        FIELD_WIRE "field-wire": "Requests and responses have a different name for the field."
        PARAMETER_PLACE "parameter-place": "The value is sent in a different part of the address."
        SECRET "secret": "Decides whether `Debug` output shows the value."
        IDENTIFYING "identifying": "Decides whether a response without the field is an error."
        ALIASES "aliases": "Decides which names of a response fill the field."
        DEFAULT "default": "Requests without the field mean something else."
        LIMIT_TIGHTER "limit-tighter": "Requests that were valid are rejected."
        UNIT "unit": "The same number means something else."
        PAGE_CHANGED "page-changed": "Decides where `.pages()` and `.items()` look."
        ENUM_WIRE "enum-wire": "Requests have a number instead of a string, or the reverse."
        BRANCH_OVERLAP "branch-overlap":
            "Values that another branch took may arrive as the new one."
        BRANCH_ORDER "branch-order":
            "Where a value fits several branches equally well, the order may decide."
        DISCRIMINATOR "discriminator": "Decides which branch a value becomes."
        CODE_NUMBER "code-number": "The constant has a different value."
        CODE_STEP "code-step":
            "Decides whether an error is a failure or the next step of a sign-in."
    }
    Additive {
        MODULE_ADDED "module-added": "No existing build enables its feature."
        OPERATION_ADDED "operation-added": "No existing code calls its method."
        OPERATION_DEPRECATED "operation-deprecated":
            "The compiler warns; with `-D warnings`, builds fail."
        PAGINATION_ADDED "pagination-added": "`.pages()` and `.items()` return all pages."
        TYPE_ADDED "type-added": "Names of types are imported one by one."
        FIELD_ADDED "field-added":
            "Structs are non-exhaustive, so that only `new` and setters create them."
        FIELD_DEPRECATED "field-deprecated":
            "The compiler warns; with `-D warnings`, builds fail."
        PAGE_ADDED "page-added": "The struct implements `Page`."
        VARIANT_ADDED "variant-added":
            "Enums are non-exhaustive; the value was `Unknown` before."
        BRANCH_ADDED "branch-added": "Unions are non-exhaustive."
        CODE_ADDED "code-added": "The code had no constant before."
    }
    Docs {
        TEXT "text": "Rustdoc has a different text."
        EXAMPLE "example": "Rustdoc has a different example."
        RESPONSE_VALUE "response-value":
            "Limits and defaults of responses are documentation; the SDK does not check them."
        LIMIT_WIDER "limit-wider": "Requests that were valid still are."
        FORMAT "format": "Rustdoc has a different format; the type stays."
        KNOWN_VALUES "known-values": "Rustdoc lists other values; the type stays."
        LIFETIME "lifetime": "Rustdoc has a different time."
        CONDITION "condition": "Rustdoc has a different condition; the SDK does not check it."
        AVAILABILITY "availability": "Rustdoc names other brands; the method stays."
        HIDDEN "hidden": "Rustdoc says whether the SDKs of the vendor have the operation; this one has all."
        SDKS "sdks": "The reference names other methods of the vendor's SDKs; this one stays."
        RARELY_USED "rarely-used": "Rustdoc lists the method in a different place."
        SEARCH_TERMS "search-terms": "The search of rustdoc finds other words."
        INFERRED "inferred": "Rustdoc says whether the credentials are documented."
        REPLACEMENT "replacement": "Rustdoc and the warning name a different item to use instead."
        UNDEPRECATED "undeprecated": "The compiler no longer warns."
        OPERATION_CODES "operation-codes": "Rustdoc lists the error at other methods."
    }
}

/// Returns the rules as a table in Markdown for each class.
pub fn rules_as_markdown() -> String {
    let classes = [
        (Class::Breaking, "Breaking"),
        (Class::Behavior, "Behavior"),
        (Class::Additive, "Additive"),
        (Class::Docs, "Documentation"),
    ];
    let mut text = String::new();
    for (class, title) in classes {
        text.push_str(&format!("### {title}\n\n| rule | reason |\n| --- | --- |\n"));
        for rule in RULES.iter().filter(|rule| rule.class == class) {
            text.push_str(&format!("| `{}` | {} |\n", rule.id, rule.reason));
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}
