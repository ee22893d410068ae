//! Routing from method and path to an operation.

use std::collections::HashMap;

use genauth::Api;
use http::Method;
use serde_json::{Map, Value};

use super::Operation;

/// Paths of all operations.
pub(super) struct Routes {
    /// Paths without parameters. Both APIs can share one.
    fixed: HashMap<(Method, String), Vec<usize>>,
    /// Paths with parameters, by their segments.
    open: Vec<(Method, Vec<String>, usize)>,
}

/// Result of routing a method and a path.
pub enum Found<'a> {
    /// An operation and the parameters in the path.
    Operation(&'a Operation, Map<String, Value>),
    /// The path exists with other methods only: these.
    OtherMethod(Vec<Method>),
    /// The path does not exist.
    Nothing,
}

impl Routes {
    pub(super) fn of(operations: &[Operation]) -> Self {
        let mut routes = Self { fixed: HashMap::new(), open: Vec::new() };
        for (index, operation) in operations.iter().enumerate() {
            let method = operation.method.clone();
            if operation.path.contains('{') {
                routes.open.push((method, segments(&operation.path), index));
            } else {
                routes.fixed.entry((method, operation.path.clone())).or_default().push(index);
            }
        }
        routes
    }
}

/// Returns the parameters of a path, if it matches a template with `{name}` for parameters.
pub fn path_params(template: &str, path: &str) -> Option<Map<String, Value>> {
    matched(&segments(template), &segments(path))
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

impl super::Spec {
    /// Returns the operation at a path. `prefer` decides if both APIs have one.
    pub fn find(&self, method: &Method, path: &str, prefer: Api) -> Found<'_> {
        let path = match path.len() {
            0 | 1 => path,
            _ => path.trim_end_matches('/'),
        };
        if let Some(all) = self.routes.fixed.get(&(method.clone(), path.to_owned())) {
            let operations = all.iter().filter_map(|index| self.operations.get(*index));
            let mut operations = operations.collect::<Vec<_>>();
            operations.sort_by_key(|operation| operation.api != prefer);
            if let Some(operation) = operations.first() {
                return Found::Operation(operation, Map::new());
            }
        }
        let given = segments(path);
        let fixed = self.routes.fixed.keys().filter(|(_, fixed)| fixed == path);
        let mut others: Vec<Method> = fixed.map(|(method, _)| method.clone()).collect();
        for (there, wanted, index) in &self.routes.open {
            let Some(params) = matched(wanted, &given) else { continue };
            if there != method {
                others.push(there.clone());
            } else if let Some(operation) = self.operations.get(*index) {
                return Found::Operation(operation, params);
            }
        }
        if others.is_empty() { Found::Nothing } else { Found::OtherMethod(others) }
    }
}

/// Returns the parameters of a path, if it matches this template.
fn matched(wanted: &[String], given: &[String]) -> Option<Map<String, Value>> {
    if wanted.len() != given.len() {
        return None;
    }
    let mut params = Map::new();
    for (wanted, given) in wanted.iter().zip(given) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(_) if given.is_empty() => return None,
            Some(name) => {
                params.insert(name.to_owned(), decoded(given).into());
            }
            None if wanted == given => {}
            None => return None,
        }
    }
    Some(params)
}

/// Decodes a path segment.
fn decoded(segment: &str) -> String {
    // A plus sign is literal in a path, but a space in a form.
    let form = format!("v={}", segment.replace('+', "%2B"));
    let mut pairs = url::form_urlencoded::parse(form.as_bytes());
    pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::spec;

    fn found(method: &Method, path: &str, prefer: Api) -> String {
        match spec().unwrap().find(method, path, prefer) {
            Found::Operation(operation, params) => {
                format!("{:?} {} {}", operation.api, operation.name, Value::Object(params))
            }
            Found::OtherMethod(methods) => format!("other method: {methods:?}"),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn paths_lead_to_operations() {
        let get = |path| found(&Method::GET, path, Api::Authentication);
        assert_eq!(get("/api/v3/get-profile"), "Authentication getProfile {}");
        assert_eq!(get("/api/v3/get-profile/"), "Authentication getProfile {}");
        assert_eq!(get("/api/v3/signup"), "other method: [POST]");
        assert_eq!(get("/"), "nothing");
        assert_eq!(get(""), "nothing");
    }

    #[test]
    fn parts_of_a_path_are_parameters() {
        let path = "/api/v3/ip-list/a%20b";
        let read = found(&Method::DELETE, path, Api::Management);
        assert_eq!(read, "Management deleteById {\"id\":\"a b\"}");
        assert_eq!(found(&Method::DELETE, "/api/v3/ip-list/a/b", Api::Management), "nothing");
    }

    #[test]
    fn shared_path_resolves_to_the_preferred_api() {
        let approval = |prefer| found(&Method::GET, "/api/v3/approval", prefer);
        assert!(approval(Api::Management).starts_with("Management"));
        assert!(approval(Api::Authentication).starts_with("Authentication"));
    }
}
