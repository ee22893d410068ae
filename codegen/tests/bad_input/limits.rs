//! Invalid formats, and limits that allow no value or have no effect.

use crate::{field_has, field_is_fine};

#[test]
fn unknown_format_is_rejected_with_a_suggestion() {
    for (format, meant) in [("datetime", "`date-time`"), ("emial", "`email`"), ("URI", "`uri`")] {
        let format = format!("format: {format}");
        let problem = field_has(&["type: string", &format], "unknown-format", &format, "/format");
        assert!(problem.help.contains(meant), "{problem:?}");
    }
    field_has(&["type: string", "format: x"], "unknown-format", "format", "/format");
    field_has(&["type: boolean", "format: date"], "unknown-format", "format", "/format");
    field_has(&["format: date"], "unknown-format", "format", "/format");
}

#[test]
fn number_with_the_format_of_another_type_is_rejected() {
    for (kind, format, right) in [
        ("integer", "double", "int64"),
        ("integer", "int32", "int64"),
        ("integer", "date-time", "int64"),
        ("[integer, \"null\"]", "float", "int64"),
        ("number", "int64", "double"),
        ("string", "int64", "type: integer"),
        ("boolean", "double", "type: number"),
    ] {
        let (kind, format) = (format!("type: {kind}"), format!("format: {format}"));
        let problem = field_has(&[&kind, &format], "number-format", &format, "/format");
        assert!(problem.help.contains(right), "{problem:?}");
    }
}

#[test]
fn number_without_a_format_is_rejected() {
    for kind in ["integer", "number", "[number, \"null\"]"] {
        let kind = format!("type: {kind}");
        let problem = field_has(&[&kind], "number-format", &kind, "/type");
        assert!(problem.help.starts_with("add `format: "), "{problem:?}");
    }
    let items = ["type: array", "items: { type: integer }"];
    field_has(&items, "number-format", "items", "/items/type");
    // A number or a text is not a number of a known size.
    field_is_fine(&["type: [string, integer]"]);
    field_is_fine(&["type: string", "format: date-time"]);
}

#[test]
fn limits_that_allow_no_value_are_rejected() {
    for (kind, format, least, most) in [
        ("integer", "format: int64", "minimum: 5", "maximum: 4"),
        ("number", "format: double", "minimum: 0.5", "maximum: -0.5"),
        ("string", "format: uri", "minLength: 5", "maxLength: 4"),
        ("array", "items: {}", "minItems: 5", "maxItems: 4"),
    ] {
        let keyword = least.split(':').next().unwrap();
        let kind = format!("type: {kind}");
        let lines = [&kind, format, least, most];
        field_has(&lines, "limit", least, &format!("/{keyword}"));
    }
    field_is_fine(&["type: string", "minLength: 4", "maxLength: 4"]);
}

#[test]
fn limit_of_another_type_is_rejected() {
    for (kind, limit) in [
        ("string", "minimum: 1"),
        ("string", "maxItems: 1"),
        ("boolean", "maxLength: 1"),
        ("object", "minItems: 1"),
    ] {
        let keyword = limit.split(':').next().unwrap();
        let kind = format!("type: {kind}");
        field_has(&[&kind, limit], "limit", limit, &format!("/{keyword}"));
    }
    let lines = ["type: integer", "format: int64", "maximum: \"9\""];
    field_has(&lines, "limit", "maximum", "/maximum");
}
