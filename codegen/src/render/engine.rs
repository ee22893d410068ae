//! The template engine.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use handlebars::{Handlebars, no_escape};
use serde::Serialize;

use super::helpers;
use super::view::FileView;

/// Texts by path, relative to the directory of the generated code.
pub type FileSet = BTreeMap<PathBuf, String>;

/// Every template by name. They are part of the program, so that it runs from anywhere.
const TEMPLATES: &[(&str, &str)] = &[
    ("module", include_str!("../../templates/module.rs.hbs")),
    ("shared", include_str!("../../templates/shared.rs.hbs")),
    ("index", include_str!("../../templates/index.rs.hbs")),
    ("root", include_str!("../../templates/root.rs.hbs")),
    ("codes", include_str!("../../templates/codes.rs.hbs")),
    ("example", include_str!("../../templates/example.rs.hbs")),
    ("program", include_str!("../../templates/program.rs.hbs")),
    ("call", include_str!("../../templates/call.rs.hbs")),
    ("value", include_str!("../../templates/value.rs.hbs")),
    ("print", include_str!("../../templates/print.rs.hbs")),
    ("import", include_str!("../../templates/import.rs.hbs")),
    ("cfg", include_str!("../../templates/cfg.rs.hbs")),
    ("method", include_str!("../../templates/method.rs.hbs")),
    ("deprecated", include_str!("../../templates/deprecated.rs.hbs")),
    ("operation", include_str!("../../templates/operation.rs.hbs")),
    ("alias", include_str!("../../templates/alias.rs.hbs")),
    ("free_form", include_str!("../../templates/free_form.rs.hbs")),
    ("struct", include_str!("../../templates/struct.rs.hbs")),
    ("enum", include_str!("../../templates/enum.rs.hbs")),
    ("union", include_str!("../../templates/union.rs.hbs")),
    ("features", include_str!("../../templates/features.toml.hbs")),
];

/// Fills the template of every file, on all cores. The result does not depend on the number of
/// cores.
pub fn render(files: &[FileView]) -> FileSet {
    let engine = engine();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((file.path.clone(), text(&engine, file.template, &file.data)));
        }
        done
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut set = BTreeMap::new();
        for handle in handles {
            match handle.join() {
                Ok(done) => set.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        set
    })
}

/// Fills one template.
pub fn fill(template: &str, data: &impl Serialize) -> String {
    text(&engine(), template, data)
}

/// An engine for many texts.
pub(super) struct Engine(Handlebars<'static>);

impl Engine {
    pub(super) fn new() -> Self {
        Self(engine())
    }

    pub(super) fn fill(&self, template: &str, data: &impl Serialize) -> String {
        text(&self.0, template, data)
    }
}

fn text(engine: &Handlebars<'_>, template: &str, data: &impl Serialize) -> String {
    let text = engine.render(template, data);
    // Templates and views are part of the program and tested together.
    text.unwrap_or_else(|error| unreachable!("{template}: {error}"))
}

fn engine() -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    helpers::register(&mut engine);
    for (name, text) in TEMPLATES {
        let registered = engine.register_template_string(name, text);
        registered.unwrap_or_else(|error| unreachable!("template {name}: {error}"));
    }
    engine
}
