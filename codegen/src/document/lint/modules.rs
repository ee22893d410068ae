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
                "write `tags: [{ name: <module>, description: … }]`",
            );
        }
        self.plain_name("modules", &module.name, &root);
        if module.file.paths.values().all(|verbs| verbs.is_empty()) {
            self.has_gaps = true;
            self.report(
                "empty-module",
                root.at("paths"),
                "the module has no operations".to_owned(),
                "add an operation, or move the schemas of the module to common.yaml",
            );
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
}
