//! A module: its types and methods.

use serde::Serialize;

use super::import::Import;
use super::operation::{MethodView, OperationView};
use super::types::TypeView;
use super::viewer::{Viewer, client};
use crate::api::{Home, Module, Operation, TypeDef};
use crate::render::docs::{paragraphs, prose};

/// A module: its types and methods.
#[derive(Debug, Serialize)]
pub struct ModuleView {
    source: String,
    docs: String,
    imports: Vec<Import>,
    client: &'static str,
    /// The operations, as data.
    operations: Vec<OperationView>,
    /// The same, as methods.
    groups: Vec<GroupView>,
    params: Vec<TypeView>,
    types: Vec<TypeView>,
}

/// Operations under one heading.
#[derive(Debug, Serialize)]
struct GroupView {
    docs: String,
    operations: Vec<MethodView>,
}

impl Viewer<'_> {
    pub(super) fn module(&self, module: &Module) -> ModuleView {
        let own = self.api.types.values();
        let home = Home::Module(module.id.clone());
        let types: Vec<&TypeDef> = own.filter(|def| def.home == home).collect();
        let operations: Vec<OperationView> =
            module.operations.iter().map(|it| self.operation(module, it)).collect();
        let heading = |level: &str| format!("{level} {}", prose(0, &module.title));
        let rare = "Rarely used operations".to_owned();
        let is_rare = |operation: &&Operation| operation.rarely_used;
        let rarely_used: Vec<&Operation> = module.operations.iter().filter(is_rare).collect();
        let common: Vec<&Operation> = module.operations.iter().filter(|it| !is_rare(it)).collect();
        let mut groups = Vec::new();
        let mut sections =
            vec![prose(0, &format!("{}.", module.title)), prose(0, &module.description)];
        for (operations, title) in [(common, None), (rarely_used, Some(rare))] {
            if operations.is_empty() {
                continue;
            }
            let table = operations.iter().map(|it| self.table_row(module, it));
            let table = table.collect::<Vec<_>>().join("\n");
            let name = title.as_deref().unwrap_or("Operations");
            sections.push(format!("# {name}\n\n| method | description |\n| --- | --- |\n{table}"));
            let docs = match title {
                None => vec![heading("#"), prose(0, &module.description)],
                Some(title) => vec![format!("{}: {}", heading("#"), title.to_lowercase())],
            };
            groups.push(GroupView {
                docs: paragraphs(&docs),
                operations: operations.iter().map(|it| self.method(module, it)).collect(),
            });
        }
        let with_params = module.operations.iter().filter(|it| !it.params.is_empty());
        let params: Vec<TypeView> = with_params.map(|it| self.params(module.id.api, it)).collect();
        let imports = self.module_imports(module, &types);
        let types: Vec<TypeView> = types.into_iter().map(|def| self.type_view(def)).collect();
        ModuleView {
            source: format!("spec/{}", module.source),
            docs: paragraphs(&sections),
            imports,
            client: client(module.id.api),
            operations,
            groups,
            params,
            types,
        }
    }
}
