//! The decision about one fact, from what the last import, the spec and the document say.

use serde_json::Value;

use crate::facts::attribute;

/// The kind of schemas with fields.
pub const OBJECT: &str = "object";
/// The kind of schemas without fields.
pub const FREE_FORM: &str = "free-form";

/// The decision about one fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The document says what the last import said.
    Same,
    /// The document now says what the spec says already.
    Agreed,
    /// Only the document changed.
    Take,
    /// Both changed, each in another way.
    Conflict,
}

/// Decides from the three values; `None` where a fact is not stated.
pub fn decide(base: Option<&Value>, ours: Option<&Value>, theirs: Option<&Value>) -> Decision {
    if is_equal(base, theirs) {
        Decision::Same
    } else if is_equal(ours, theirs) {
        Decision::Agreed
    } else if is_equal(ours, base) {
        Decision::Take
    } else {
        Decision::Conflict
    }
}

/// Returns whether the spec says no less than a document that states a fact for the first time, and
/// contradicts it in nothing: an integer where the document has a number, values where it has none.
pub fn refines(name: &str, ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    match (ours, theirs) {
        _ if is_equal(ours, theirs) => true,
        (Some(_), None) => name != attribute::REQUIRED,
        (Some(ours), Some(theirs)) if name == attribute::TYPE => match (ours, theirs) {
            (Value::String(ours), Value::String(theirs)) => refines_type(ours, theirs),
            _ => false,
        },
        (Some(Value::Array(ours)), Some(Value::Array(theirs))) if name == attribute::VALUES => {
            theirs.iter().all(|value| ours.contains(value))
        }
        _ => false,
    }
}

/// Returns whether the spec admits what a document says, although it says something else: it says more, or
/// its type has the type of the document as one of several.
pub fn admits(name: &str, ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    match (ours, theirs) {
        (Some(Value::String(ours)), Some(Value::String(theirs))) if name == attribute::TYPE => {
            refines_type(ours, theirs) || is_wider(ours, theirs)
        }
        (Some(_), Some(_)) if name == attribute::VALUES => refines(name, ours, theirs),
        _ => false,
    }
}

/// Returns whether the type `ours` is any type, or has `theirs` as one of several.
fn is_wider(ours: &str, theirs: &str) -> bool {
    let is_one = |ours: &str| ours == theirs || refines_type(ours, theirs);
    let inner = |outer: &str| ours.strip_prefix(outer).and_then(|it| it.strip_suffix('>'));
    ours == "any"
        || inner("nullable<").is_some_and(is_one)
        || inner("oneOf<").is_some_and(|branches| branches.split(", ").any(is_one))
}

/// Returns whether each value of the type `ours` is one of `theirs`, and `ours` says more.
fn refines_type(ours: &str, theirs: &str) -> bool {
    let inner = |ty: &str, outer: &str| {
        let inner = ty.strip_prefix(outer)?.strip_suffix('>')?;
        Some(inner.to_owned())
    };
    match (ours, theirs) {
        _ if ours == theirs => true,
        (_, "any") | ("integer", "number") => true,
        (_, "object") => ours.starts_with("ref ") || ours.starts_with("map<"),
        _ => ["array<", "map<", "nullable<"].into_iter().any(|outer| {
            match (inner(ours, outer), inner(theirs, outer)) {
                (Some(ours), Some(theirs)) => refines_type(&ours, &theirs),
                _ => false,
            }
        }),
    }
}

/// Returns whether the kind of a schema changed only because it has got its first field, or lost its last.
pub fn is_about_fields(name: &str, old: Option<&Value>, new: Option<&Value>) -> bool {
    let has = |kind: Option<&Value>| kind.is_some_and(|it| it == OBJECT || it == FREE_FORM);
    name == attribute::KIND && has(old) && has(new)
}

/// Returns whether two values are the same fact: `1` and `1.0` are.
fn is_equal(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            left == right || left.as_f64() == right.as_f64()
        }
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_changed_on_one_side_is_taken() {
        let [a, b, c] = [json!("a"), json!("b"), json!("c")];
        let (a, b, c) = (Some(&a), Some(&b), Some(&c));
        assert_eq!(decide(a, b, a), Decision::Same);
        assert_eq!(decide(a, b, b), Decision::Agreed);
        assert_eq!(decide(a, a, b), Decision::Take);
        assert_eq!(decide(a, b, c), Decision::Conflict);
        assert_eq!(decide(None, None, a), Decision::Take);
        assert_eq!(decide(a, None, None), Decision::Agreed);
        assert_eq!(decide(a, b, None), Decision::Conflict);
        assert_eq!(decide(Some(&json!(1)), None, Some(&json!(1.0))), Decision::Same);
    }

    #[test]
    fn a_wider_type_admits_what_the_document_says() {
        let is =
            |ours: &str, theirs: &str| admits("type", Some(&json!(ours)), Some(&json!(theirs)));
        assert!(is("oneOf<boolean, string>", "string"));
        assert!(is("oneOf<array<string>, integer>", "number"));
        assert!(is("nullable<integer>", "number"));
        assert!(is("any", "ref A"));
        assert!(!is("oneOf<boolean, string>", "array<string>"));
        assert!(!is("integer", "string"));
        assert!(!is("string", "nullable<string>"));
        assert!(!admits("maxLength", Some(&json!(1)), Some(&json!(2))));
    }

    #[test]
    fn a_spec_that_says_more_does_not_contradict() {
        let is = |name: &str, ours: Value, theirs: Value| {
            let given = |value: Value| (!value.is_null()).then_some(value);
            refines(name, given(ours).as_ref(), given(theirs).as_ref())
        };
        assert!(is("type", json!("integer"), json!("number")));
        assert!(!is("type", json!("number"), json!("integer")));
        assert!(is("type", json!("array<integer>"), json!("array<number>")));
        assert!(is("type", json!("ref A"), json!("object")));
        assert!(!is("type", json!("ref A"), json!("ref B")));
        assert!(is("type", json!("nullable<integer>"), json!("nullable<any>")));
        assert!(!is("type", json!("string"), json!("nullable<string>")));
        assert!(is("values", json!(["a", "b"]), json!(["a"])));
        assert!(!is("values", json!(["a"]), json!(["a", "b"])));
        assert!(is("values", json!(["a"]), Value::Null));
        assert!(!is("values", Value::Null, json!(["a"])));
        assert!(!is("required", json!(true), Value::Null));
        assert!(!is("required", Value::Null, json!(true)));
        assert!(is("maxLength", json!(5), Value::Null));
    }
}
