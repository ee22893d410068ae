//! Operations with their parameters, bodies and responses.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Reader, set_flag, types};
use crate::diagnostics::Pointer;
use crate::document::{Content, Module, Operation, Parameter, ParameterLocation, Response};
use crate::facts::{Address, Attributes, Key, Location, attribute};

impl Reader<'_> {
    /// Adds the operations of a module.
    pub(super) fn operations(&mut self, module: &Module) {
        for (path, verbs) in &module.file.paths {
            for (verb, operation) in verbs {
                let method = verb.to_ascii_uppercase();
                let address = Address { api: module.api, path: path.clone(), method };
                let at = Pointer::file(&module.path).within(["paths", path, verb]);
                self.ours.modules.insert(address.clone(), (module.api, module.name.clone()));
                self.operation(&address, operation, &at);
            }
        }
    }

    fn operation(&mut self, address: &Address, operation: &Operation, at: &Pointer) {
        self.add(Key::Operation(address.clone()), statement(operation), at.clone());
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let at = at.at("parameters").at(index.to_string());
            self.parameter(address, parameter, at);
        }
        if let Some(body) = &operation.request_body {
            let mut attributes = self.content(&body.content);
            set_flag(&mut attributes, attribute::REQUIRED, body.required);
            self.add(Key::Body(address.clone()), attributes, at.at("requestBody"));
        }
        if let Some((status, response)) = success(&operation.responses) {
            let mut attributes = self.content(&response.content);
            if let Ok(number) = status.parse::<u16>() {
                attributes.insert(attribute::STATUS.to_owned(), number.into());
            }
            let at = at.within(["responses", status]);
            self.add(Key::Response(address.clone()), attributes, at);
        }
    }

    fn parameter(&mut self, address: &Address, parameter: &Parameter, at: Pointer) {
        let location = match parameter.location {
            ParameterLocation::Path => Location::Path,
            ParameterLocation::Query => Location::Query,
        };
        let required = parameter.required || location == Location::Path;
        let key = Key::Parameter(address.clone(), location, parameter.name.clone());
        self.add_site(key, &parameter.schema, [required, parameter.deprecated], at);
    }

    /// Returns media type and type of a body or a response. Lint allows one media type.
    fn content(&self, content: &IndexMap<String, Content>) -> Attributes {
        let mut attributes = Attributes::new();
        if let Some((media, content)) = content.first() {
            let notation = types::notation(&content.schema, &self.enums);
            attributes.insert(attribute::MEDIA.to_owned(), media.clone().into());
            attributes.insert(attribute::TYPE.to_owned(), notation.into());
        }
        attributes
    }
}

/// Returns what an operation states about itself.
fn statement(operation: &Operation) -> Attributes {
    let mut attributes = Attributes::new();
    attributes.insert(attribute::ID.to_owned(), operation.id.clone().into());
    if let Some(sets) = &operation.security {
        // An empty set beside another makes it optional, which the vendor's documents do not state.
        let set = sets.iter().find(|set| !set.is_empty());
        let mut names: Vec<&str> = set.into_iter().flatten().map(|(name, _)| &**name).collect();
        names.sort_unstable();
        attributes.insert(attribute::SECURITY.to_owned(), Value::from(names));
    }
    set_flag(&mut attributes, attribute::HIDDEN, operation.hidden);
    set_flag(&mut attributes, attribute::DEPRECATED, operation.deprecated);
    attributes
}

/// Returns the response of a call that succeeds: the first `2xx`, or else the first redirect.
fn success(responses: &IndexMap<String, Response>) -> Option<(&str, &Response)> {
    let first = |digit: char| responses.iter().find(|(status, _)| status.starts_with(digit));
    let (status, response) = first('2').or_else(|| first('3')).or_else(|| responses.first())?;
    Some((status, response))
}
