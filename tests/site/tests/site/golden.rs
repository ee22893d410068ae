//! The pages of the documented operations against the documentation: its tables of parameters and its
//! example responses.

use std::fs;

use genauth_site_tests::repository;
use serde_json::Value;

use crate::support::{Element, Row, rows, site};

/// The page that the documentation of this project starts from.
const PAGE: &str = "authentication/mfa/send-enroll-factor-request";

fn documented(file: &str) -> String {
    let path = repository().join("tests/golden/documented").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn tables() -> Vec<Value> {
    serde_json::from_str(&documented("tables.json")).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {value}"))
}

/// Returns the page of a documented operation.
fn page(table: &Value) -> Element {
    let path = text(table, "path");
    let name = path.rsplit('/').next().unwrap();
    site().page(&format!("authentication/mfa/{name}.html"))
}

/// Returns the documented fields with the anchor of each: the type that has the field and its name.
fn anchored(owner: &str, fields: &[Value]) -> Vec<(String, Value)> {
    let type_of = |path: &str| -> String {
        let field = fields.iter().find(|field| text(field, "name") == path);
        let ty = field.map_or(owner, |field| text(field, "type"));
        ty.trim_start_matches("array<").trim_end_matches('>').to_owned()
    };
    let anchored = fields.iter().map(|field| {
        let (path, name) =
            text(field, "name").rsplit_once('.').unwrap_or(("", text(field, "name")));
        (format!("{}.{name}", type_of(path.trim_end_matches("[]"))), field.clone())
    });
    anchored.collect()
}

/// Compares a row with a documented field.
fn assert_row(row: &Row, field: &Value) {
    let ty = text(field, "type");
    let expected = match ty {
        "number" => "integer".to_owned(),
        "enum" => "FactorType".to_owned(),
        ty => ty.replace("array<", "array of ").trim_end_matches('>').to_owned(),
    };
    // The profile of a factor has no documented parts; those of this SDK have a type.
    if ty != "object" {
        assert_eq!(row.ty, expected, "{row:?}");
    }
    match field["required"].as_bool().unwrap() {
        true => assert_eq!(row.required, "required", "{row:?}"),
        false if field["requiredWhen"].is_object() => assert_eq!(row.required, "conditional"),
        false => assert_eq!(row.required, "optional", "{row:?}"),
    }
    for (key, word) in [("requiredWhen", "Required when"), ("presentWhen", "Present when")] {
        for (name, value) in field[key].as_object().into_iter().flatten() {
            let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            let values = values.iter().map(|value| value.as_str().unwrap());
            let sentence = format!("{word} {name} is {}.", values.collect::<Vec<_>>().join(" or "));
            assert!(row.notes.contains(&sentence), "no `{sentence}` in {row:?}");
        }
    }
    let default = field.get("default").map(Value::to_string);
    assert_eq!(row.default, default, "{row:?}");
    if let Some(example) = field.get("example") {
        let shown = row.example.as_deref().unwrap_or_else(|| panic!("no example: {row:?}"));
        match example {
            Value::String(text) => assert_eq!(shown, text),
            value => assert_eq!(serde_json::from_str::<Value>(shown).unwrap(), *value, "{row:?}"),
        }
    }
}

#[test]
fn pages_have_the_documented_name_and_endpoint() {
    for table in tables() {
        let page = page(&table);
        let heading = page.first("h1").words();
        assert!(heading.ends_with(text(&table, "operation")), "{heading}");
        let endpoint = format!("{} {}", text(&table, "method"), text(&table, "path"));
        let facts = page.with_class("facts");
        assert!(facts[0].words().contains(&format!("Endpoint{endpoint}")), "{endpoint}");
        let name = format!("AuthenticationClient.{}", text(&table, "operation"));
        assert!(facts[0].words().contains(&name), "{name}");
    }
}

#[test]
fn request_parameters_match_the_documentation() {
    for table in tables() {
        let page = page(&table);
        if let Some(owner) = table["request"].as_str() {
            for (anchor, field) in anchored(owner, table["requestFields"].as_array().unwrap()) {
                assert_row(&Row::of(&page, &anchor), &field);
            }
        }
        let query = table["query"].as_array().unwrap();
        let shown = page.with_class("fields").into_iter().find(|shown| {
            rows(shown).first().map(|row| &row.name).is_some_and(|name| {
                Some(name.as_str()) == query.first().and_then(|field| field["name"].as_str())
            })
        });
        let shown = shown.map(rows).unwrap_or_default();
        for (index, field) in query.iter().enumerate() {
            assert_row(&shown[index], field);
        }
    }
}

#[test]
fn tables_of_responses_match_the_documentation() {
    for table in tables() {
        let page = page(&table);
        for (anchor, field) in
            anchored(text(&table, "response"), table["responseFields"].as_array().unwrap())
        {
            assert_row(&Row::of(&page, &anchor), &field);
        }
    }
}

#[test]
fn tables_have_the_documented_fields_and_no_others() {
    let page = site().page(&format!("{PAGE}.html"));
    let names = |owner: &str| -> Vec<String> {
        let prefix = format!("{owner}.");
        let ids = page.all().into_iter().filter_map(|element| element.attribute("id"));
        ids.filter_map(|id| id.strip_prefix(&prefix)).map(str::to_owned).collect()
    };
    assert_eq!(names("SendEnrollFactorRequestDto"), ["factorType", "profile"]);
    assert_eq!(names("FactorProfile"), ["phoneNumber", "phoneCountryCode", "email"]);
    let envelope = ["statusCode", "message", "apiCode", "requestId", "data"];
    assert_eq!(names("SendEnrollFactorRequestRespDto"), envelope);
    assert_eq!(names("SendEnrollFactorRequestDataDto"), ["enrollmentToken", "otpData"]);
    let parts = ["qrCodeUri", "qrCodeDataUrl", "recoveryCode"];
    assert_eq!(names("SendEnrollFactorRequestOtpDataDto"), parts);
    assert_eq!(names("FactorType"), ["OTP", "SMS", "EMAIL", "FACE"]);
}

#[test]
fn example_response_is_the_documented_one_character_by_character() {
    let page = site().page(&format!("{PAGE}.html"));
    let blocks = page.named("pre").into_iter().map(Element::text);
    let blocks: Vec<String> = blocks.filter(|text| text.contains("\"statusCode\"")).collect();
    let example = documented("sendEnrollFactorRequest.response.otp.json");
    assert_eq!(blocks[0].trim_end(), example.trim_end());
    let block: Value = serde_json::from_str(&blocks[0]).unwrap();
    let url = block["data"]["otpData"]["qrCodeDataUrl"].as_str().unwrap();
    assert_eq!(url.chars().count(), 4322);
    let sms: Value = serde_json::from_str(&blocks[1]).unwrap();
    let documented = documented("sendEnrollFactorRequest.response.sms.json");
    assert_eq!(sms, serde_json::from_str::<Value>(&documented).unwrap());
}

#[test]
fn example_requests_are_the_documented_ones() {
    let page = site().page(&format!("{PAGE}.html"));
    let samples = page.with_class("sample");
    for (index, kind) in ["sms", "email", "otp"].into_iter().enumerate() {
        let file = format!("sendEnrollFactorRequest.request.{kind}.json");
        let documented: Value = serde_json::from_str(&documented(&file)).unwrap();
        let shown: Value = serde_json::from_str(&samples[index].first("pre").text()).unwrap();
        assert_eq!(shown, documented, "{file}");
    }
}

#[test]
fn markdown_of_the_page_matches_the_stored_copy() {
    let stored = repository().join("tests/site/expected/send-enroll-factor-request.md");
    let text = &site().files[&format!("{PAGE}.md")];
    if std::env::var("GENAUTH_BLESS").is_ok_and(|value| value == "1") {
        fs::create_dir_all(stored.parent().unwrap()).unwrap();
        fs::write(&stored, text).unwrap();
    }
    let expected = fs::read_to_string(&stored).unwrap_or_default();
    for (number, (found, line)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, line, "line {} of {}", number + 1, stored.display());
    }
    let advice = "run `GENAUTH_BLESS=1 cargo test -p genauth-site-tests markdown_of_the_page`";
    assert!(*text == expected, "{} differs; {advice}", stored.display());
}
