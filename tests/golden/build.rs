//! Writes the table of all named types: Rust cannot find a type by its name at run time.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use genauth_codegen::api::{Api, Home};
use genauth_codegen::{generate, render::names::Names, up_to_date};

fn main() -> Result<(), Box<dyn Error>> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    println!("cargo::rerun-if-changed={}", spec.display());
    let problems = |found: genauth_codegen::diagnostics::Diagnostics| {
        let found = found.into_sorted();
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let (api, files) = generate(&spec).map_err(problems)?;
    let generated = spec.join("../sdk/src/generated");
    println!("cargo::rerun-if-changed={}", generated.display());
    // The table below would name types that are not there yet.
    if let Err(problem) = up_to_date(&files, &generated) {
        println!("cargo::error={problem}");
        return Err(problem.into());
    }
    let names = Names::of(&api).map_err(problems)?;

    let mut table = String::from(
        "/// Every named type with its round trip.\npub static TYPES: &[(&str, Trip)] = &[\n",
    );
    for def in api.types.values() {
        let Some(module) = api_of(&api, &def.name, &def.home) else { continue };
        let rust = names.type_name(&def.name);
        writeln!(table, "    ({:?}, trip::<genauth::{module}::{rust}>),", def.name)?;
    }
    table.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("round_trip.rs"), table)?;
    Ok(())
}

/// The API that shows a type. A shared type that no module needs is shown by none.
fn api_of<'a>(api: &'a Api, name: &str, home: &'a Home) -> Option<&'a str> {
    match home {
        Home::Module(module) => Some(module.api.as_str()),
        Home::Common => {
            let mut modules = api.modules.iter();
            let user = modules.find(|module| module.shared.iter().any(|shared| shared == name))?;
            Some(user.id.api.as_str())
        }
    }
}
