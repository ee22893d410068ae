//! A spec that uses every lint rule, with values replaced by random ones.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*, sample::Index, sample::select};
use serde_yaml::Value;

const COMMON: &str = include_str!("../support/common.yaml");
const MFA: &str = include_str!("../support/mfa.yaml");
const RULES: &str = include_str!("rules.yaml");

/// Senseless values, in YAML.
const ODD: &[&str] = &[
    "null",
    "true",
    "-1",
    "0",
    "1.5",
    "1.0e+300",
    "18446744073709551615",
    "\"\"",
    "\"1\"",
    "text",
    "用户",
    "\"`\"",
    "\"**\"",
    "\"* * _ _\"",
    "\"{\"",
    "\"{}\"",
    "/{a}/{a}",
    "/{用户",
    "\"2023-05-05T用户\"",
    "\"é000-00-00\"",
    "[]",
    "{}",
    "[1, [2]]",
    "{ a: { b: 1 } }",
    "{ type: integer }",
    "{ type: [array, object], items: {} }",
    "{ $ref: \"#/components/schemas/Tree\" }",
    "{ $ref: \"#/components/schemas/Either\" }",
    "{ $ref: \"#/components/schemas/\" }",
    "{ oneOf: [{ $ref: \"#/components/schemas/Either\" }, { type: array }] }",
    "{ allOf: [{ $ref: \"#/components/schemas/Tree\" }, {}] }",
    "{ minimum: x, maximum: [], minLength: 0 }",
    "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.AAAA",
    "get",
    "int64",
    "object",
    "date-time",
];

/// A change of a value.
#[derive(Clone, Debug)]
enum Change {
    Replace(&'static str),
    Remove,
    /// A copy of another value.
    Copy(Index),
}

fn change() -> impl Strategy<Value = (Index, Change)> {
    let change = prop_oneof![
        4 => select(ODD).prop_map(Change::Replace),
        1 => Just(Change::Remove),
        2 => any::<Index>().prop_map(Change::Copy),
    ];
    (any::<Index>(), change)
}

/// Generates the texts of the files.
pub fn mutated() -> impl Strategy<Value = BTreeMap<String, String>> {
    vec(change(), 1..5).prop_map(|changes| {
        let mut rules: Value = serde_yaml::from_str(RULES).unwrap();
        for (index, change) in changes {
            apply(&mut rules, index, change);
        }
        files(serde_yaml::to_string(&rules).unwrap())
    })
}

/// Returns the texts of the files without a change.
pub fn unchanged() -> BTreeMap<String, String> {
    files(RULES.to_owned())
}

fn files(rules: String) -> BTreeMap<String, String> {
    let files = [
        ("common.yaml", COMMON.replace("[user]", "[rules]")),
        ("authentication/mfa.yaml", MFA.to_owned()),
        ("management/rules.yaml", rules),
    ];
    files.map(|(path, text)| (path.to_owned(), text)).into()
}

fn apply(root: &mut Value, index: Index, change: Change) {
    let count = count(root);
    let value = match change {
        Change::Replace(text) => serde_yaml::from_str(text).unwrap(),
        Change::Remove => Value::Null,
        Change::Copy(from) => {
            let mut copied = root.clone();
            let mut left = from.index(count);
            nth(&mut copied, &mut left).map_or(Value::Null, |value| value.clone())
        }
    };
    let mut left = index.index(count);
    if let Some(target) = nth(root, &mut left) {
        *target = value;
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Mapping(mapping) => mapping.values().map(count).sum(),
        Value::Sequence(items) => items.iter().map(count).sum(),
        _ => 0,
    }
}

/// Returns the value with a number, in the order of the file.
fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Mapping(mapping) => mapping.values_mut().find_map(|value| nth(value, left)),
        Value::Sequence(items) => items.iter_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}
