//! Handlers of stateful operations, one file per topic. An operation without a handler returns the
//! documented response.

mod authentication;
mod batch;
mod compare;
mod custom_event;
pub(crate) mod directory;
mod management;
mod search_fields;

use std::{collections::HashMap, sync::LazyLock};

use genauth::Api;
use serde_json::{Map, Value};

use crate::{
    api::{Operation, path_params},
    call::{Handler, Route},
};

static BY_NAME: LazyLock<HashMap<(Api, &'static str), Handler>> = LazyLock::new(|| {
    let all =
        [(Api::Authentication, authentication::HANDLERS), (Api::Management, management::HANDLERS)];
    let topics = all.iter().flat_map(|(api, topics)| topics.iter().map(|topic| (*api, *topic)));
    let pairs = topics
        .flat_map(|(api, topic)| topic.iter().map(move |(name, handler)| ((api, *name), *handler)));
    pairs.collect()
});

/// Returns the handler of an operation, if it keeps state.
pub(crate) fn handler(operation: &Operation) -> Option<Handler> {
    BY_NAME.get(&(operation.api, operation.name.as_str())).copied()
}

/// Returns the endpoint at a path that is not an operation of the spec, and the parameters in the
/// path.
pub(crate) fn route(path: &str) -> Option<(&'static Route, Map<String, Value>)> {
    let path = path.trim_end_matches('/');
    let mut routes = authentication::ROUTES.iter().copied().flatten();
    routes.find_map(|route| path_params(route.path, path).map(|params| (route, params)))
}

/// Returns `true` if an operation, identified by its API and its documented name, keeps state.
/// Other operations return documented responses; unknown names return `false`.
///
/// ```
/// use genauth::Api;
///
/// assert!(genauth_emulator::keeps_state(Api::Management, "listUsers"));
/// assert!(!genauth_emulator::keeps_state(Api::Management, "listTenants"));
/// ```
pub fn keeps_state(api: Api, operation: &str) -> bool {
    BY_NAME.contains_key(&(api, operation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::spec;

    #[test]
    fn every_handler_belongs_to_an_operation() {
        let spec = spec().unwrap();
        for (api, name) in BY_NAME.keys() {
            assert!(spec.operation(*api, name).is_some(), "{api:?} {name}");
        }
    }

    #[test]
    fn no_operation_has_two_handlers() {
        let topics = authentication::HANDLERS.iter().chain(management::HANDLERS);
        let count: usize = topics.map(|topic| topic.len()).sum();
        assert_eq!(BY_NAME.len(), count);
    }
}
