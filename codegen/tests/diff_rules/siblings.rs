//! The rules of fields and of `new`, on small specs.

use genauth_codegen::diff::{Change, Class};

use crate::spec::{compared, object, only, reference, schemas, told, values};

const STRING: &str = "{ type: string }";
const INTEGER: &str = "{ type: integer, format: int64 }";
const TIME: &str = "{ type: string, format: date-time }";

/// Returns the changes if `SendDto` gets other fields.
fn sent(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Change> {
    with("SendDto", old, new)
}

/// Returns the changes if a type of a request or of a response gets other fields.
fn with(name: &str, old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Change> {
    let files = |fields: &[(&str, &str)]| {
        let other = if name == "SendDto" { "GetDto" } else { "SendDto" };
        let others =
            [object(other, &[("x", STRING)]), values("Kind", "a, b"), values("Size", "s, l")];
        schemas(&format!("{}{}", object(name, fields), others.concat()))
    };
    compared(&files(old), &files(new))
}

fn noted(change: &Change) -> bool {
    change.note.as_deref() == Some("compiles and swaps")
}

#[test]
fn d3_mark_depends_on_what_new_accepts() {
    let kind = reference("Kind");
    let size = reference("Size");
    for (one, other, swaps) in [
        (STRING, STRING, true),
        (STRING, TIME, true),
        (STRING, kind.as_str(), true),
        (kind.as_str(), size.as_str(), true),
        (INTEGER, "{ type: number, format: double }", true),
        (STRING, "{ type: string, x-secret: true }", true),
        (STRING, "{ type: [string, \"null\"] }", true),
        (STRING, "{}", true),
        (STRING, "{ type: array, items: { type: string } }", false),
        (STRING, INTEGER, false),
        (INTEGER, "{ type: boolean }", false),
        (kind.as_str(), INTEGER, false),
        ("{ type: object }", STRING, false),
    ] {
        let change = only(sent(&[("!a", one), ("!b", other)], &[("!b", other), ("!a", one)]));
        assert_eq!((change.rule, change.class), ("new-order", Class::Breaking), "{one} {other}");
        assert_eq!(noted(&change), swaps, "{one} {other}");
    }
}

#[test]
fn d3_order_means_nothing_where_setters_set_the_required_fields() {
    let fields = [("!a", STRING), ("!b", STRING), ("!c", STRING), ("!d", STRING), ("!e", STRING)];
    let mut reordered = fields;
    reordered.reverse();
    assert_eq!(sent(&fields, &reordered), []);
}

#[test]
fn d3_required_field_that_takes_the_position_of_another_one_swaps() {
    let changes = sent(&[("!a", STRING), ("!b", STRING)], &[("!a", STRING), ("!c", STRING)]);
    let rules: Vec<&str> = changes.iter().map(|it| it.rule).collect();
    assert_eq!(rules, ["field-removed", "field-added-required"], "{changes:#?}");
    assert!(changes.iter().all(noted));
    let changes = sent(&[("!a", STRING), ("!b", STRING)], &[("!a", STRING), ("!c", INTEGER)]);
    assert!(!changes.iter().any(noted));
}

#[test]
fn d14_fifth_required_field_turns_arguments_into_setters() {
    let four = [("!a", STRING), ("!b", STRING), ("!c", STRING), ("!d", STRING)];
    let five = [four.as_slice(), &[("!e", STRING)]].concat();
    let six = [five.as_slice(), &[("!f", STRING)]].concat();
    assert_eq!(
        only(sent(&four, &five)).message,
        "`SendDto::new` goes from 4 arguments to none, and setters set the required fields: \
         `SendDto` gains `e: String`"
    );
    assert_eq!(
        only(sent(&five, &four)).message,
        "`SendDto.e` is removed, and `SendDto::new` goes from no arguments to 4, the required fields"
    );
    let message = "`SendDto` gains `f: String`, without which requests fail before they are sent";
    let changes = sent(&five, &six);
    assert_eq!(told(&changes), [("field-added-required", Class::Breaking, message)]);
    let changes = with("GetDto", &five, &six);
    assert_eq!(told(&changes), [("field-added", Class::Additive, "`GetDto` gains `f: String`")]);
}

#[test]
fn d14_first_required_field_loses_default() {
    let changes = sent(&[("a", STRING)], &[("a", STRING), ("!b", STRING)]);
    let message = "`SendDto::new` goes from 0 to 1 argument, and `SendDto` no longer implements \
                   `Default`: `SendDto` gains `b: String`";
    assert_eq!(told(&changes), [("field-added-required", Class::Breaking, message)]);
}

#[test]
fn fields_are_renamed_by_rust_name_alias_and_wire() {
    let named = "{ type: string, x-rust-name: label }";
    let change = only(sent(&[("name", STRING)], &[("name", named)]));
    assert_eq!((change.rule, change.same_wire), ("field-renamed", true));
    let change =
        only(sent(&[("name", "{ type: string, x-rust-name: label }")], &[("title", named)]));
    assert_eq!((change.rule, change.class), ("field-wire", Class::Behavior));
    let alias = "{ type: string, x-aliases: [name] }";
    let changes = with("GetDto", &[("name", STRING)], &[("title", alias)]);
    let rules: Vec<&str> = changes.iter().map(|it| it.rule).collect();
    assert_eq!(rules, ["field-renamed", "aliases"], "{changes:#?}");
}

#[test]
fn d12_types_in_words() {
    for (old, new, message) in [
        (INTEGER, "{ type: [integer, \"null\"], format: int64 }", "from `i64` to `Nullable<i64>`"),
        ("{}", STRING, "from `serde_json::Value` to `String`"),
        (STRING, "{ type: string, x-secret: true }", "from `String` to `Secret`"),
        (STRING, TIME, "from `String` to `Timestamp`"),
        (
            "{ type: object }",
            "{ type: object, additionalProperties: { type: string } }",
            "from `serde_json::Map<String, serde_json::Value>` to \
          `std::collections::BTreeMap<String, String>`",
        ),
    ] {
        let change = only(sent(&[("!a", old)], &[("!a", new)]));
        assert_eq!((change.rule, change.class), ("field-type", Class::Breaking));
        assert!(!change.message.contains("null`"), "{}", change.message);
        assert_eq!(change.message, format!("`SendDto.a` changes {message}"));
    }
}

#[test]
fn facts_of_fields() {
    for (keyword, rule, class) in [
        ("x-aliases: [b]", "aliases", Class::Behavior),
        ("x-identifying: true", "identifying", Class::Behavior),
        ("default: x", "default", Class::Behavior),
        ("maxLength: 3", "limit-tighter", Class::Behavior),
        ("x-unit: ms", "unit", Class::Behavior),
        ("deprecated: true", "field-deprecated", Class::Additive),
        ("description: A text.", "text", Class::Docs),
        ("examples: [x]", "example", Class::Docs),
        ("format: uri", "format", Class::Docs),
        ("x-documented-values: [x]", "known-values", Class::Docs),
        ("x-lifetime-seconds: 60", "lifetime", Class::Docs),
        ("x-present-when: { b: c }", "condition", Class::Docs),
        ("x-required-when: { b: c }", "condition", Class::Docs),
        ("x-availability: [authing]", "availability", Class::Docs),
        ("x-replaced-by: b", "replacement", Class::Docs),
    ] {
        let with_keyword = format!("{{ type: string, {keyword} }}");
        let change = only(sent(&[("!a", STRING)], &[("!a", &with_keyword)]));
        assert_eq!((change.rule, change.class), (rule, class), "{keyword}");
        assert_eq!(change.at, "SendDto.a");
    }
    let change = only(sent(&[("!a", "{ type: string, maxLength: 3 }")], &[("!a", STRING)]));
    assert_eq!((change.rule, change.class), ("limit-wider", Class::Docs));
    let old = "{ type: string, deprecated: true }";
    let change = only(sent(&[("!a", old)], &[("!a", STRING)]));
    assert_eq!((change.rule, change.class), ("undeprecated", Class::Docs));
    let secret = "{ type: integer, format: int64, x-secret: true }";
    let change = only(sent(&[("!a", INTEGER)], &[("!a", secret)]));
    assert_eq!((change.rule, change.class), ("secret", Class::Behavior));
    let (old, new) = (
        "{ type: array, items: { type: string, maxLength: 9 } }",
        "{ type: array, items: { type: string, maxLength: 5 } }",
    );
    let change = only(sent(&[("!a", old)], &[("!a", new)]));
    assert_eq!(
        change.message,
        "the maximum length of the items of `SendDto.a` changes from 9 to 5: tighter"
    );
}

#[test]
fn d6_field_that_closes_a_circle_boxes_another_one() {
    let files = |more: &[(&str, &str)]| {
        let get = [&[("x", STRING)], more].concat();
        let send = reference("GetDto");
        schemas(&format!("{}{}", object("SendDto", &[("get", &send)]), object("GetDto", &get)))
    };
    let list = format!("{{ type: array, items: {} }}", reference("SendDto"));
    let changes = compared(&files(&[]), &files(&[("list", &list)]));
    let message = "`GetDto` gains `list: Option<Vec<SendDto>>`";
    assert_eq!(told(&changes), [("field-added", Class::Additive, message)]);

    let one = reference("SendDto");
    let changes = compared(&files(&[]), &files(&[("one", &one)]));
    let message = "`SendDto.get` changes from `Option<GetDto>` to `Option<Box<GetDto>>`";
    let field = "`GetDto` gains `one: Option<SendDto>`";
    let expected =
        [("field-type", Class::Breaking, message), ("field-added", Class::Additive, field)];
    assert_eq!(told(&changes), expected);
    let boxed = changes.first().unwrap();
    assert!(boxed.same_wire);
    assert_eq!(boxed.note.as_deref(), Some("closes a circle of types"));
}
