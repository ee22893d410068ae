//! Structs as parameters, forms and parts of multipart bodies.

use std::borrow::Cow;

use serde_json::Value;

use super::multipart::Part;
use crate::data::{ApiStruct, View};

/// A path or query parameter as text.
#[derive(Clone)]
pub(crate) struct Parameter {
    pub(crate) name: Cow<'static, str>,
    pub(crate) values: Vec<String>,
    /// Whether the parameter is a list.
    pub(crate) list: bool,
}

/// The encoding of an object among parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Objects {
    /// Each property is a parameter: `style: form` with `explode: true`, the default of OpenAPI for
    /// query parameters.
    Exploded,
    /// JSON text, the default of OpenAPI for form bodies.
    Json,
}

/// Returns the fields of a struct as text, for query strings and form bodies.
pub(super) fn texts(structure: &dyn ApiStruct, objects: Objects) -> Vec<Parameter> {
    let shape = structure.shape();
    let mut texts = Vec::new();
    structure.fields(&mut |fields| {
        for (name, field) in shape.wire.iter().zip(fields) {
            add_texts(&mut texts, Cow::Borrowed(*name), &field.view(), objects);
        }
    });
    texts
}

fn add_texts(
    texts: &mut Vec<Parameter>,
    name: Cow<'static, str>,
    view: &View<'_>,
    objects: Objects,
) {
    let explodes = objects == Objects::Exploded;
    let (values, list) = match view {
        View::List(list) => {
            let items = (0..list.len()).filter_map(|index| text(&list.item(index)));
            (items.collect(), true)
        }
        View::Struct(structure) if explodes => {
            return texts.extend(self::texts(*structure, Objects::Json));
        }
        View::Map(entries) if explodes => {
            return entries.each(&mut |key, view| {
                add_texts(texts, Cow::Owned(key.to_owned()), &view, Objects::Json);
            });
        }
        View::Object(object) if explodes => {
            for (key, value) in *object {
                add_texts(texts, Cow::Owned(key.clone()), &View::Json(value), Objects::Json);
            }
            return;
        }
        view => (Vec::from_iter(text(view)), false),
    };
    if !values.is_empty() {
        texts.push(Parameter { name, values, list });
    }
}

fn text(view: &View<'_>) -> Option<String> {
    match view {
        View::Absent | View::Null | View::Json(Value::Null) | View::File(_) => None,
        View::Text(text) | View::Secret(text) => Some((*text).to_owned()),
        View::Integer(integer) => Some(integer.to_string()),
        View::Number(number) => Some(number.to_string()),
        View::Boolean(boolean) => Some(boolean.to_string()),
        View::Enum(value) => Some(value.as_str().to_owned()),
        View::Json(Value::String(text)) => Some(text.clone()),
        view => serde_json::to_string(view).ok(),
    }
}

/// Returns the fields of a struct as parts: list items as parts of the same name, objects as JSON
/// parts, the defaults of OpenAPI.
pub(super) fn parts(structure: &dyn ApiStruct) -> Vec<Part> {
    let shape = structure.shape();
    let mut parts = Vec::new();
    structure.fields(&mut |fields| {
        for (name, field) in shape.wire.iter().zip(fields) {
            add_parts(&mut parts, name, &field.view());
        }
    });
    parts
}

fn add_parts(parts: &mut Vec<Part>, name: &'static str, view: &View<'_>) {
    match view {
        View::File(file) => parts.push(Part::File(name, (*file).clone())),
        View::List(list) => {
            (0..list.len()).for_each(|index| add_parts(parts, name, &list.item(index)));
        }
        View::Struct(_)
        | View::Map(_)
        | View::Object(_)
        | View::Json(Value::Object(_) | Value::Array(_)) => {
            parts.extend(text(view).map(|json| Part::Json(name, json)));
        }
        view => parts.extend(text(view).map(|text| Part::Text(name, text))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, json};

    use super::*;
    use crate::data::{UploadFile, api_struct};

    struct Point {
        lat: f64,
        tags: Vec<String>,
    }

    api_struct! { Point { lat: "lat", tags: "tags" } }

    struct Odd {
        names: Vec<String>,
        point: Option<Point>,
        points: Vec<Point>,
        free: Value,
        open: Map<String, Value>,
        entries: BTreeMap<String, i64>,
        files: Vec<UploadFile>,
    }

    api_struct! {
        Odd {
            names: "names",
            point: "point",
            points: "points",
            free: "free",
            open: "open",
            entries: "entries",
            files: "files",
        }
    }

    fn point() -> Point {
        Point { lat: 1.5, tags: vec!["a".to_owned(), "b".to_owned()] }
    }

    fn odd() -> Odd {
        Odd {
            names: vec!["a,b".to_owned(), "c".to_owned()],
            point: Some(point()),
            points: vec![point(), point()],
            free: json!({"x": [1, null, "2"], "y": null}),
            open: Map::from_iter([("o".to_owned(), json!("1"))]),
            entries: BTreeMap::from([("k".to_owned(), 7)]),
            files: vec![UploadFile::new("1", "one"), UploadFile::new("2", "two")],
        }
    }

    const POINT: &str = r#"{"lat":1.5,"tags":["a","b"]}"#;

    const FREE: &str = r#"{"x":[1,null,"2"],"y":null}"#;

    fn shown(objects: Objects) -> Vec<(String, Vec<String>, bool)> {
        let texts = texts(&odd(), objects).into_iter();
        texts.map(|it| (it.name.into_owned(), it.values, it.list)).collect()
    }

    fn expected(texts: &[(&str, &[&str], bool)]) -> Vec<(String, Vec<String>, bool)> {
        let texts = texts.iter().map(|(name, values, list)| {
            ((*name).to_owned(), values.iter().map(|it| (*it).to_owned()).collect(), *list)
        });
        texts.collect()
    }

    #[test]
    fn objects_in_a_query_are_exploded() {
        let query = expected(&[
            ("names", &["a,b", "c"], true),
            ("lat", &["1.5"], false),
            ("tags", &["a", "b"], true),
            ("points", &[POINT, POINT], true),
            ("free", &[FREE], false),
            ("o", &["1"], false),
            ("k", &["7"], false),
        ]);
        assert_eq!(shown(Objects::Exploded), query);
    }

    #[test]
    fn objects_in_a_form_are_json() {
        let form = expected(&[
            ("names", &["a,b", "c"], true),
            ("point", &[POINT], false),
            ("points", &[POINT, POINT], true),
            ("free", &[FREE], false),
            ("open", &[r#"{"o":"1"}"#], false),
            ("entries", &[r#"{"k":7}"#], false),
        ]);
        assert_eq!(shown(Objects::Json), form);
    }

    #[test]
    fn lists_in_a_multipart_body_are_parts_of_one_name_and_objects_are_json() {
        let parts: Vec<_> = parts(&odd())
            .into_iter()
            .map(|part| match part {
                Part::Text(name, text) => format!("{name} text {text}"),
                Part::Json(name, json) => format!("{name} json {json}"),
                Part::File(name, file) => format!("{name} file {}", file.name()),
            })
            .collect();
        let point = |name: &str| format!("{name} json {POINT}");
        let expected = [
            "names text a,b".to_owned(),
            "names text c".to_owned(),
            point("point"),
            point("points"),
            point("points"),
            format!("free json {FREE}"),
            r#"open json {"o":"1"}"#.to_owned(),
            r#"entries json {"k":7}"#.to_owned(),
            "files file 1".to_owned(),
            "files file 2".to_owned(),
        ];
        assert_eq!(parts, expected);
    }
}
