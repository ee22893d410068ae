//! The cost of each stage of the generator, for the spec of the project and for a synthetic one ten
//! times as large.
//!
//! ```text
//! cargo bench -p genauth-codegen --bench stages
//! ```

#![allow(clippy::expect_used, missing_docs)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use criterion::{Criterion, criterion_group, criterion_main};
use genauth_codegen::{document, lower, passes, render};

fn real() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

/// The spec `times` over: every module again under other names.
fn multiplied(times: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let read = |path: &Path| fs::read_to_string(path).expect("a file of the spec");
    let common = read(&real().join("common.yaml"));
    let mut lists = String::new();
    for api in ["authentication", "management"] {
        fs::create_dir(folder.path().join(api)).expect("a folder");
        let mut names: Vec<String> = fs::read_dir(real().join(api))
            .expect("a folder of the spec")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
            .collect();
        names.sort();
        lists.push_str(&format!("  {api}:\n"));
        for name in names {
            let text = read(&real().join(api).join(format!("{name}.yaml")));
            for copy in 0..times {
                let new = if copy == 0 { name.clone() } else { format!("{name}_{copy}") };
                let text = if copy == 0 { text.clone() } else { renamed(&text, &name, &new, copy) };
                fs::write(folder.path().join(api).join(format!("{new}.yaml")), text)
                    .expect("a file");
                lists.push_str(&format!("    - {new}\n"));
            }
        }
    }
    // The list of modules is the only part of the shared file that grows.
    let start = common.find("x-modules:").expect("the list of modules");
    let end = common.find("x-apis:").expect("the list of APIs");
    let common = format!("{}x-modules:\n{lists}{}", &common[..start], &common[end..]);
    fs::write(folder.path().join("common.yaml"), common).expect("a file");
    fs::write(folder.path().join("errors.yaml"), read(&real().join("errors.yaml")))
        .expect("a file");
    folder
}

/// A module under another name, with operations, paths and schemas of its own.
fn renamed(text: &str, name: &str, new: &str, copy: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut in_schemas = false;
    for line in text.lines() {
        in_schemas |= line == "  schemas:";
        let trimmed = line.trim_start();
        if line.starts_with("  /") {
            out.push_str(&line.replacen("  /", &format!("  /copy{copy}/"), 1));
        } else if trimmed.starts_with("operationId: ") {
            out.push_str(&format!("{line}Copy{copy}"));
        } else if trimmed == format!("tags: [{name}]") || trimmed == format!("- name: {name}") {
            out.push_str(&line.replace(name, new));
        } else if in_schemas && line.starts_with("    ") && !line.starts_with("     ") {
            out.push_str(&line.replacen(':', &format!("Copy{copy}:"), 1));
        } else if line.contains("\"#/components/schemas/") {
            let (before, rest) = line.split_once("\"#/").expect("a reference");
            let (reference, after) = rest.split_once('"').expect("the end of a reference");
            out.push_str(&format!("{before}\"#/{reference}Copy{copy}\"{after}"));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn stages(criterion: &mut Criterion) {
    let tenfold = multiplied(10);
    for (name, folder) in [("real", real()), ("tenfold", tenfold.path().to_owned())] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        let document = document::load(&folder).expect("a readable spec");
        let lowered = || {
            let (mut api, mut found) = lower::lower(&document);
            passes::run(&mut api, &mut found);
            api
        };
        let model = lowered();
        group.bench_function("load", |bench| bench.iter(|| document::load(&folder)));
        group.bench_function("lint", |bench| bench.iter(|| document::lint(&document)));
        group.bench_function("lower", |bench| bench.iter(lowered));
        let names = render::names::Names::of(&model).expect("names that do not collide");
        group.bench_function("render", |bench| bench.iter(|| render::render(&model, &names)));
        group.bench_function("all", |bench| {
            bench.iter(|| {
                genauth_codegen::generate(&folder).map(|(_, files)| files.len()).unwrap_or_default()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
