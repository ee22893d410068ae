//! A module: its types and methods.

use serde::Serialize;

use super::operation::OperationView;
use super::types::TypeView;
use super::viewer::{Viewer, client};
use crate::api::{Home, Module, TypeDef};
use crate::render::docs::{module_comment, prose};
use crate::render::{ident, layout};

/// A module: its types and methods.
#[derive(Debug, Serialize)]
pub struct ModuleView {
    source: String,
    docs: String,
    imports: Vec<String>,
    client: &'static str,
    list: String,
    operations: Vec<OperationView>,
    params: Vec<TypeView>,
    types: Vec<TypeView>,
}

impl Viewer<'_> {
    pub(super) fn module(&self, module: &Module) -> ModuleView {
        let own = self.api.types.values();
        let home = Home::Module(module.id.clone());
        let types: Vec<&TypeDef> = own.filter(|def| def.home == home).collect();
        let operations = module.operations.iter().map(|it| self.operation(module, it)).collect();
        let with_params = module.operations.iter().filter(|it| !it.params.is_empty());
        let params: Vec<TypeView> = with_params.map(|it| self.params(module.id.api, it)).collect();
        let imports = self.module_imports(module, &types);
        let types: Vec<TypeView> = types.into_iter().map(|def| self.type_view(def)).collect();
        let constants = module.operations.iter().map(|it| ident::screaming(&it.name));
        let list: Vec<String> = constants.map(|name| format!("&{name}")).collect();
        ModuleView {
            source: format!("spec/{}", module.source),
            docs: module_comment(&[
                prose(0, &format!("{}.", module.title)),
                prose(0, &module.description),
            ]),
            imports,
            client: client(module.id.api),
            list: layout::assign_array("pub const OPERATIONS: &[&Operation]", &list),
            operations,
            params,
            types,
        }
    }
}
