//! Writes one function an operation and one a type: Rust cannot find either by its name at run
//! time.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use genauth_codegen::api::{Answer, Api, Home, Module, Operation, Type, TypeKind};
use genauth_codegen::diagnostics::Diagnostics;
use genauth_codegen::render::{
    ident,
    names::{self, Names},
};
use genauth_codegen::{generate, up_to_date};

fn main() -> Result<(), Box<dyn Error>> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    println!("cargo::rerun-if-changed={}", spec.display());
    let (api, files) = generate(&spec).map_err(problems)?;
    let generated = spec.join("../sdk/src/generated");
    println!("cargo::rerun-if-changed={}", generated.display());
    // The functions below would name types that are not there yet.
    if let Err(problem) = up_to_date(&files, &generated) {
        println!("cargo::error={problem}");
        return Err(problem.into());
    }
    let names = Names::of(&api).map_err(problems)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("calls.rs"), calls(&api, &names)?)?;
    fs::write(out.join("shown.rs"), shown(&api, &names)?)?;
    Ok(())
}

fn problems(found: Diagnostics) -> String {
    found.into_sorted().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Every operation as a function from JSON to a call on its way.
fn calls(api: &Api, names: &Names) -> Result<String, Box<dyn Error>> {
    let mut functions = String::new();
    let mut table = String::from(
        "/// Every operation of both APIs, hidden ones too.\npub static CALLS: &[Entry] = &[\n",
    );
    for module in &api.modules {
        for operation in &module.operations {
            let name = format!("{}_{}", module.id.api, names::method(operation));
            let show = match &operation.answer {
                Answer::Data(_) | Answer::Nothing => "json",
                Answer::Redirect => "redirect",
                Answer::Content => "content",
            };
            let call = call(api, names, module, operation)?;
            let head = "(with: &With) -> Result<";
            let error = ", serde_json::Error> {";
            writeln!(functions, "fn {name}{head}Pending{error}{call}, with, {show}))\n}}\n")?;
            let mut walk = String::from("None");
            if is_page(api, &operation.answer) {
                let call = call.replace("Ok(pending(", "Ok(walked(");
                writeln!(functions, "fn {name}_walk{head}Walked{error}{call}, with))\n}}\n")?;
                walk = format!("Some({name}_walk)");
            }
            let (api, operation) = (&module.id.api, &operation.name);
            writeln!(
                table,
                "    Entry {{ api: {api:?}, operation: {operation:?}, make: {name}, walk: {walk} }},"
            )?;
        }
    }
    table.push_str("];\n\n");
    Ok(table + &functions)
}

/// Whether an answer can be walked item by item.
fn is_page(api: &Api, answer: &Answer) -> bool {
    match answer {
        Answer::Data(Type::List(_)) => true,
        Answer::Data(Type::Named(name)) => {
            api.types.get(name).is_some_and(|def| def.page.is_some())
        }
        _ => false,
    }
}

/// The beginning of a function that makes a call of an operation.
fn call(
    api: &Api,
    names: &Names,
    module: &Module,
    operation: &Operation,
) -> Result<String, Box<dyn Error>> {
    let flat = format!("genauth::{}", module.id.api);
    let client = if module.id.api == "management" { "admin" } else { "user" };
    let method = ident::raw(&names::method(operation));
    let mut out = String::from("\n");
    let mut args = Vec::new();
    if !operation.params.is_empty() {
        let params = names.params_name(operation);
        writeln!(out, "    let params = argument::<{flat}::{params}>(&with.params)?;")?;
        args.push("params");
    }
    if let Some(body) = &operation.body {
        let rust = names.type_name(&body.type_name);
        writeln!(out, "    let body = argument::<{flat}::{rust}>(&with.body)?;")?;
        for field in files(api, &body.type_name) {
            writeln!(out, "    let body = body.{field}(sample_file());")?;
        }
        args.push("body");
    }
    let args = args.join(", ");
    write!(out, "    Ok(pending(with.clients.{client}.{method}({args})")?;
    Ok(out)
}

/// The setters of the fields of a body that hold a file, which no JSON can.
fn files(api: &Api, type_name: &str) -> Vec<String> {
    let Some(TypeKind::Record(fields)) = api.types.get(type_name).map(|def| &def.kind) else {
        return Vec::new();
    };
    let files = fields.iter().filter(|field| field.ty == Type::File);
    files.map(|field| ident::raw(&names::field(field))).collect()
}

/// Every record as a function from JSON to its `Debug` output.
fn shown(api: &Api, names: &Names) -> Result<String, Box<dyn Error>> {
    let mut table = String::from(
        "/// Every object that is sent or received, by its Rust name.\n\
         pub static SHOWN: &[(&str, Show)] = &[\n",
    );
    for def in api.types.values().filter(|def| matches!(def.kind, TypeKind::Record(_))) {
        let module = match &def.home {
            Home::Module(module) => Some(&module.api),
            Home::Common => {
                let mut modules = api.modules.iter();
                modules.find(|it| it.shared.contains(&def.name)).map(|it| &it.id.api)
            }
        };
        if let Some(module) = module {
            let rust = names.type_name(&def.name);
            writeln!(table, "    ({:?}, show::<genauth::{module}::{rust}>),", def.name)?;
        }
    }
    for module in &api.modules {
        for operation in module.operations.iter().filter(|it| !it.params.is_empty()) {
            let (api, rust) = (&module.id.api, names.params_name(operation));
            let name = format!("{api}.{}", operation.name);
            writeln!(table, "    ({name:?}, show::<genauth::{api}::{rust}>),")?;
        }
    }
    table.push_str("];\n");
    Ok(table)
}
