//! Lint of secrets: every field and parameter whose name suggests a credential has `x-secret`.

use heck::ToSnakeCase;

use super::linter::Linter;
use crate::diagnostics::Pointer;
use crate::document::{Additional, Schema, Types};

/// Parts of the names of credentials, letters and digits only.
const PARTS: [&str; 29] = [
    "accesskey",
    "aeskey",
    "apikey",
    "assertion",
    "authorization",
    "bearer",
    "captcha",
    "ciphertext",
    "cookie",
    "credential",
    "encryptionkey",
    "encryptkey",
    "jwt",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "permanentcode",
    "photo",
    "privatekey",
    "pwd",
    "recovery",
    "secret",
    "session",
    "signature",
    "signingkey",
    "ticket",
    "token",
    "verifycode",
];

/// Whole words in the names of credentials.
const WORDS: [&str; 8] = ["face", "otp", "pass", "passkey", "pin", "salt", "totp", "verifier"];

/// Words before `code` in the names of verification codes. With another word, a code names a
/// resource or a country; without a word, it can be either.
const PROVING: [&str; 28] = [
    "activation",
    "auth",
    "authorization",
    "backup",
    "bind",
    "captcha",
    "confirm",
    "confirmation",
    "device",
    "email",
    "exchange",
    "invitation",
    "invite",
    "login",
    "mfa",
    "otp",
    "phone",
    "recovery",
    "reset",
    "scan",
    "security",
    "sms",
    "temp",
    "temporary",
    "time",
    "user",
    "verification",
    "verify",
];

/// Last words of the names of fields that describe a credential but do not contain it.
const DESCRIBING: [&str; 16] = [
    "at",
    "config",
    "enabled",
    "endpoint",
    "in",
    "length",
    "level",
    "method",
    "methods",
    "status",
    "strategy",
    "supported",
    "type",
    "types",
    "unit",
    "units",
];

impl Linter<'_> {
    /// Checks that fields and parameters with such names have `x-secret`.
    pub(super) fn secrets(&mut self) {
        let document = self.document;
        let modules = document.modules.iter().map(|it| (Pointer::file(&it.path), &it.file));
        let common = std::iter::once((Pointer::file("common.yaml"), &document.common));
        for (root, file) in common.chain(modules) {
            for (name, schema) in &file.components.schemas {
                self.secrets_in(schema, &root.within(["components", "schemas", name]));
            }
            for (path, verbs) in &file.paths {
                for (verb, operation) in verbs {
                    for (index, parameter) in operation.parameters.iter().enumerate() {
                        let pointer = root.within(["paths", path, verb, "parameters"]);
                        let pointer = pointer.at(index.to_string());
                        let decided = parameter.secret.is_some();
                        self.secret(
                            "parameter",
                            &parameter.name,
                            decided,
                            &parameter.schema,
                            pointer,
                        );
                    }
                }
            }
        }
    }

    fn secrets_in(&mut self, schema: &Schema, at: &Pointer) {
        for (name, property) in &schema.properties {
            let pointer = at.within(["properties", name]);
            self.secret("field", name, property.secret.is_some(), property, pointer.clone());
            self.secrets_in(property, &pointer);
        }
        if let Some(items) = &schema.items {
            self.secrets_in(items, &at.at("items"));
        }
        if let Some(Additional::Schema(values)) = &schema.additional_properties {
            self.secrets_in(values, &at.at("additionalProperties"));
        }
        for (keyword, branches) in [("oneOf", &schema.one_of), ("allOf", &schema.all_of)] {
            for (index, branch) in branches.iter().enumerate() {
                self.secrets_in(branch, &at.at(keyword).at(index.to_string()));
            }
        }
    }

    fn secret(&mut self, what: &str, name: &str, decided: bool, schema: &Schema, at: Pointer) {
        if !decided && looks_secret(name) && carries_text(schema) {
            self.report(
                "secret",
                at,
                format!("the {what} `{name}` looks like a secret but has no `x-secret`"),
                "add `x-secret: true` to hide its value, or `x-secret: false` if it can be shown",
            );
        }
    }
}

/// Returns whether a name suggests a credential.
fn looks_secret(name: &str) -> bool {
    let name = name.to_snake_case();
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let Some((last, before)) = words.split_last() else { return false };
    if DESCRIBING.contains(last) {
        return false;
    }
    let joined = words.concat();
    match (*last, before.last()) {
        ("key" | "keys", _) | ("code" | "codes", None) => true,
        ("code" | "codes", Some(kind)) if PROVING.contains(kind) => true,
        _ => {
            PARTS.iter().any(|part| joined.contains(part))
                || words.iter().any(|word| WORDS.contains(word))
        }
    }
}

/// Returns whether values can contain a text. Fields of another named schema are checked there.
fn carries_text(schema: &Schema) -> bool {
    if schema.reference.is_some() || schema.values.is_some() {
        return false;
    }
    if matches!(schema.format.as_deref(), Some("date-time" | "date")) {
        return false;
    }
    if !schema.one_of.is_empty() {
        return schema.one_of.iter().any(carries_text);
    }
    let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
    kinds.is_empty()
        || kinds.iter().any(|kind| match kind.as_str() {
            "string" => true,
            "array" => schema.items.as_deref().is_none_or(carries_text),
            "object" => match &schema.additional_properties {
                Some(Additional::Schema(values)) => carries_text(values),
                _ => schema.properties.is_empty(),
            },
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials_are_recognized_in_any_spelling() {
        for name in [
            "password",
            "newPassword",
            "PASSWD",
            "user-pwd",
            "senderPass",
            "clientSecret",
            "client_secret",
            "access_token",
            "idTokenHint",
            "bindCredentials",
            "privateKey",
            "API-Key",
            "apikey",
            "accessKeySecret",
            "key",
            "encodingAESKey",
            "code",
            "emailCode",
            "sms_code",
            "permanentCode",
            "newPhonePassCode",
            "passCodeForPhone",
            "recoveryCode",
            "ticket",
            "samlAssertion",
            "Set-Cookie",
            "Authorization",
            "signature",
            "otp",
            "totp",
            "photo",
            "facePicture",
            "sessionId",
            "code_verifier",
            "verifyCode",
        ] {
            assert!(looks_secret(name), "{name}");
        }
    }

    #[test]
    fn names_related_to_credentials_are_not_secrets() {
        for name in [
            "userId",
            "roleCode",
            "phoneCountryCode",
            "statusCode",
            "token_type",
            "tokenExpiresIn",
            "token_endpoint",
            "passwordLastSetAt",
            "passwordSecurityLevel",
            "faceMfaStatus",
            "keyword",
            "monkey",
            "surface",
            "compass",
            "opinion",
            "shipping",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }
}
