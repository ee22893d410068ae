//! Rust identifiers for names on the wire.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Keywords that can be written as raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const RESERVED: &[&str] = &["self", "super", "crate", "Self", "_"];

/// Types of the prelude, and those that generated files import.
const TAKEN_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoField",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    "str",
    // Of the SDK itself.
    "FromResponse",
    "Api",
    "ApiError",
    "AuthenticationClient",
    "BodyKind",
    "Call",
    "Content",
    "Effect",
    "Envelope",
    "Error",
    "ManagementClient",
    "Method",
    "Nullable",
    "OneOrMany",
    "Operation",
    "Redirect",
    "Response",
    "Scalar",
    "Secret",
    "Security",
    "Timestamp",
    "UploadFile",
];

/// Hand-written methods of the clients.
pub const CLIENT_METHODS: &[&str] = &[
    "app_id",
    "builder",
    "builder_from_env",
    "call",
    "captcha",
    "cas",
    "events",
    "from_env",
    "mfa",
    "new",
    "oauth",
    "oidc",
    "password_encryptor",
    "provider_http",
    "push_sign_in",
    "qr_sign_in",
    "refresh_password_keys",
    "request",
    "saml",
    "sign_in_by_account_password",
    "sign_in_by_ad",
    "sign_in_by_email_pass_code",
    "sign_in_by_email_password",
    "sign_in_by_ldap",
    "sign_in_by_phone_pass_code",
    "sign_in_by_phone_password",
    "sign_in_by_username_password",
    "sign_up_by_email_code",
    "sign_up_by_email_password",
    "sign_up_by_phone_code",
    "sign_up_by_username_password",
    "token_verifier",
    "upload_file",
    "with_access_token",
    "with_client_ip",
    "with_session",
    "with_tenant",
    "with_token_provider",
];

/// Returns a name for a field, a method or a module.
pub fn snake(wire: &str) -> String {
    let name = ascii(wire).to_snake_case();
    match name.as_str() {
        "" => "unnamed".to_owned(),
        name if name.starts_with(|first: char| first.is_ascii_digit()) => format!("n{name}"),
        name if RESERVED.contains(&name) => format!("{name}_"),
        name => name.to_owned(),
    }
}

/// Returns the name of the setter of a field; `new` is taken by the constructor.
pub fn setter(wire: &str) -> String {
    match snake(wire).as_str() {
        "new" => "with_new".to_owned(),
        name => name.to_owned(),
    }
}

/// Returns a name for a file and the Rust module in it; `mod.rs` is the file of the folder.
pub fn file(documented: &str) -> String {
    match snake(documented).as_str() {
        "mod" => "mod_".to_owned(),
        name => name.to_owned(),
    }
}

/// Returns a name as an identifier in code.
pub fn raw(name: &str) -> String {
    match KEYWORDS.contains(&name) {
        true => format!("r#{name}"),
        false => name.to_owned(),
    }
}

/// Returns a name for a type. A documented name that is a valid type name is kept.
pub fn type_name(documented: &str) -> String {
    let is_name = documented.starts_with(|first: char| first.is_ascii_uppercase())
        && documented.chars().all(|letter| letter.is_ascii_alphanumeric());
    let name = if is_name { documented.to_owned() } else { pascal(documented) };
    match TAKEN_TYPES.contains(&name.as_str()) {
        true => format!("{name}Dto"),
        false => name,
    }
}

/// Returns a name for a value of an enum.
pub fn variant(wire: &str) -> String {
    let name = pascal(wire);
    match name.as_str() {
        "Unknown" => "UnknownValue".to_owned(),
        "Self" => "SelfValue".to_owned(),
        _ => name,
    }
}

fn pascal(wire: &str) -> String {
    let text = match wire.strip_prefix('-') {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("minus {}", ascii(rest))
        }
        _ => ascii(wire),
    };
    let name = text.to_upper_camel_case();
    match name.as_str() {
        "" => "Unnamed".to_owned(),
        name if name.starts_with(|first: char| first.is_ascii_digit()) => format!("Value{name}"),
        name => name.to_owned(),
    }
}

/// Letters that ASCII does not have become their code points, so that two names stay two names.
fn ascii(wire: &str) -> String {
    wire.chars()
        .map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() || letter == '_' => letter.to_string(),
            letter if letter.is_ascii() || letter.is_whitespace() => " ".to_owned(),
            letter => format!(" u{:x} ", u32::from(letter)),
        })
        .collect()
}

/// Returns a name in capitals, for constants.
pub fn screaming(documented: &str) -> String {
    snake(documented).to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (wire, name) in [
            ("factorType", "factor_type"),
            ("type", "type"),
            ("zh-CN", "zh_cn"),
            ("expire_in", "expire_in"),
            ("sAMAccountName", "s_am_account_name"),
            ("1st", "n1st"),
            ("self", "self_"),
            ("用户", "u7528_u6237"),
            ("", "unnamed"),
        ] {
            assert_eq!(snake(wire), name, "{wire}");
        }
        assert_eq!(raw("type"), "r#type");
        assert_eq!(raw("types"), "types");
    }

    #[test]
    fn types_keep_their_documented_names() {
        for (documented, name) in [
            ("SendSMSDto", "SendSMSDto"),
            ("errorEmailMsg", "ErrorEmailMsg"),
            ("Option", "OptionDto"),
            ("Result", "ResultDto"),
            ("Any", "Any"),
        ] {
            assert_eq!(type_name(documented), name);
        }
    }

    #[test]
    fn values() {
        for (wire, name) in [
            ("OTP", "Otp"),
            ("PHONE_CODE", "PhoneCode"),
            ("wechat:miniprogram:default", "WechatMiniprogramDefault"),
            ("application/json", "ApplicationJson"),
            ("code id_token token", "CodeIdTokenToken"),
            ("-1", "Minus1"),
            ("1", "Value1"),
            ("unknown", "UnknownValue"),
            ("self", "SelfValue"),
        ] {
            assert_eq!(variant(wire), name, "{wire}");
        }
    }
}
