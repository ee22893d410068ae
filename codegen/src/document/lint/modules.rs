//! Lint of modules as a whole.

use super::linter::Linter;
use crate::diagnostics::{Pointer, Subject};
use crate::document::Module;

impl<'a> Linter<'a> {
    pub(super) fn module(&mut self, module: &'a Module) {
        let root = Pointer::file(&module.path);
        self.described(&root.at("info"), "the module", &module.file.info.description);
        if module.file.tags.iter().map(|tag| tag.name.as_str()).ne([module.name.as_str()]) {
            self.report(
                "tag",
                root.at("tags"),
                format!("the tag of the module is not its name `{}`", module.name),
                &format!("write `tags: [{{ name: {}, description: … }}]`", module.name),
            );
        }
        self.plain_name("modules", &module.name, &root);
        self.schemes(module, &root);
        for (index, tag) in module.file.tags.iter().enumerate() {
            let pointer = root.at("tags").at(index.to_string());
            self.described(&pointer, &format!("the tag `{}`", tag.name), &tag.description);
        }
        for (path, verbs) in &module.file.paths {
            self.path(module.api, path, &root.within(["paths", path]));
            for (verb, operation) in verbs {
                let pointer = root.within(["paths", path, verb]);
                let id = (module.api, operation.id.as_str());
                if let Some(first) = self.ids.insert(id, pointer.clone()) {
                    let first = format!("{} {}", first.file.display(), first.to_fragment());
                    self.report_about(
                        Subject::Name,
                        "duplicate-operation",
                        pointer.at("operationId"),
                        format!("duplicate operation `{}`: first used at {first}", operation.id),
                        "rename one of them; the operationId becomes the name of the method",
                    );
                }
                let address = (module.api, path.as_str(), verb.as_str());
                if let Some(first) = self.addresses.insert(address, pointer.clone()) {
                    self.report(
                        "duplicate-address",
                        pointer.clone(),
                        format!(
                            "duplicate path and method: first used in {}",
                            first.file.display()
                        ),
                        "remove one of the two operations",
                    );
                }
                self.operation(module, (path, verb), operation, &pointer);
            }
        }
    }

    /// Checks what `common.yaml` says about the APIs and their security schemes.
    pub(super) fn shared(&mut self) {
        let common = &self.document.common;
        let root = Pointer::file("common.yaml");
        for (name, api) in &common.apis {
            let pointer = root.within(["x-apis", name]);
            self.described(&pointer, &format!("the API `{name}`"), &api.description);
            if !api.server.starts_with("https://") && !api.server.starts_with("http://") {
                self.report(
                    "bad-value",
                    pointer.at("server"),
                    format!("the server `{}` is not a URL", api.server),
                    "begin it with `https://`",
                );
            }
        }
        for (name, scheme) in &common.components.security_schemes {
            let text = scheme.description.as_deref().unwrap_or_default();
            let pointer = root.within(["components", "securitySchemes", name]);
            self.described(&pointer, &format!("the security scheme `{name}`"), text);
        }
    }

    /// Reports modules without operations.
    pub(super) fn empty_modules(&mut self) {
        let document = self.document;
        for module in document.modules.iter().filter(|module| module.is_empty()) {
            self.report(
                "empty-module",
                Pointer::file(&module.path).at("paths"),
                "the module has no operations".to_owned(),
                "delete its file and its entry under `x-modules`, or add an operation; schemas that \
                 other modules use belong to common.yaml",
            );
        }
    }
}
