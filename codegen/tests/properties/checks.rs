//! Checks of generated code that need no compiler.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::{Path, PathBuf},
};

use genauth_codegen::render::FileSet;
use syn::{
    Fields, GenericArgument, ImplItem, Item, PathArguments, Type, UseTree, ext::IdentExt as _,
};

/// Checks that every file is valid Rust and part of the crate, that names are unique, that the
/// types of fields are known, and that every type has a finite size.
pub fn is_valid(files: &FileSet) {
    let parsed: BTreeMap<&Path, syn::File> = files
        .iter()
        .map(|(path, text)| {
            let file = syn::parse_file(text)
                .unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
            (path.as_path(), file)
        })
        .collect();
    modules_are_files(&parsed);
    let mut methods: BTreeMap<PathBuf, HashSet<String>> = BTreeMap::new();
    let mut types: BTreeMap<PathBuf, HashSet<String>> = BTreeMap::new();
    for (path, file) in &parsed {
        names_are_unique(path, file);
        types_are_known(path, file);
        let api = path.parent().unwrap_or(Path::new("")).to_owned();
        for item in &file.items {
            match item {
                // Types are unique in an API, and methods in a client.
                Item::Struct(_) | Item::Enum(_) | Item::Type(_) => {
                    let name = name_of(item).unwrap_or_default();
                    let is_new = types.entry(api.clone()).or_default().insert(name.clone());
                    assert!(is_new, "{}: two types `{name}`", path.display());
                }
                Item::Impl(block) => {
                    let of = words(&block.self_ty).join("::");
                    for method in block.items.iter().filter_map(method_name) {
                        let method = format!("{of}::{method}");
                        let is_new = methods.entry(api.clone()).or_default().insert(method.clone());
                        assert!(is_new, "{}: two methods {method}", path.display());
                    }
                }
                _ => {}
            }
        }
    }
    types_have_a_size(&parsed);
}

/// Checks that every `mod x;` has its file, and that every file is a module.
fn modules_are_files(parsed: &BTreeMap<&Path, syn::File>) {
    let mut reached = BTreeSet::from([PathBuf::from("mod.rs")]);
    for (path, file) in parsed.iter().filter(|(path, _)| path.ends_with("mod.rs")) {
        let folder = path.parent().unwrap_or(Path::new(""));
        for item in &file.items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.unraw().to_string();
            let file = folder.join(format!("{name}.rs"));
            let file = if parsed.contains_key(file.as_path()) {
                file
            } else {
                folder.join(name).join("mod.rs")
            };
            assert!(reached.insert(file.clone()), "{} is two modules", file.display());
        }
    }
    let there: BTreeSet<PathBuf> = parsed.keys().map(|path| path.to_path_buf()).collect();
    assert_eq!(reached, there);
}

fn names_are_unique(path: &Path, file: &syn::File) {
    let once = |what: &str, names: Vec<String>| {
        let mut seen = HashSet::new();
        for name in &names {
            assert!(seen.insert(name), "{}: {what} `{name}` twice", path.display());
        }
    };
    let imported = file.items.iter().flat_map(imported);
    let is_value = |item: &&Item| matches!(item, Item::Const(_) | Item::Static(_));
    let is_type = |item: &&Item| matches!(item, Item::Struct(_) | Item::Enum(_) | Item::Type(_));
    let names = |items: Vec<&Item>| items.into_iter().filter_map(name_of).collect::<Vec<_>>();
    once("constant", names(file.items.iter().filter(is_value).collect()));
    let types = names(file.items.iter().filter(is_type).collect());
    // Macros and modules have namespaces of their own.
    let is_type = |name: &String| name.starts_with(|first: char| first.is_ascii_uppercase());
    once("type", types.into_iter().chain(imported.filter(is_type)).collect());
    for item in &file.items {
        match item {
            Item::Struct(item) => {
                let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
                once("field", fields.map(|name| name.unraw().to_string()).collect());
            }
            Item::Enum(item) => {
                once("variant", item.variants.iter().map(|it| it.ident.to_string()).collect());
            }
            _ => {}
        }
    }
}

/// Checks that the types of fields and variants are defined, imported or in the prelude.
fn types_are_known(path: &Path, file: &syn::File) {
    let everywhere = ["String", "Option", "Vec", "Box", "i64", "f64", "bool", "Self"];
    let mut known: HashSet<String> = everywhere.map(str::to_owned).into();
    known.extend(file.items.iter().filter_map(name_of));
    known.extend(file.items.iter().flat_map(imported));
    for ty in file.items.iter().flat_map(types_in) {
        for word in words(ty) {
            let is_path = word.contains("::");
            assert!(is_path || known.contains(&word), "{}: no type `{word}`", path.display());
        }
    }
}

/// Checks that no type contains itself without a box, a list or a map in between.
fn types_have_a_size(parsed: &BTreeMap<&Path, syn::File>) {
    let items = || parsed.values().flat_map(|file| &file.items);
    let contained: BTreeMap<String, Vec<String>> = items()
        .filter_map(|item| {
            Some((name_of(item)?, types_in(item).into_iter().flat_map(types_held).collect()))
        })
        .collect();
    for start in contained.keys() {
        let mut seen = HashSet::new();
        let mut open = vec![start];
        while let Some(name) = open.pop() {
            for next in contained.get(name).into_iter().flatten() {
                assert_ne!(next, start, "`{start}` has no size");
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Const(item) => &item.ident,
        Item::Static(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn method_name(item: &ImplItem) -> Option<String> {
    if let ImplItem::Fn(method) = item { Some(method.sig.ident.unraw().to_string()) } else { None }
}

/// Returns the names that a `use` imports.
fn imported(item: &Item) -> Vec<String> {
    fn names(tree: &UseTree, found: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => names(&path.tree, found),
            UseTree::Name(name) => found.push(name.ident.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| names(tree, found)),
            UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }
    let mut found = Vec::new();
    if let Item::Use(item) = item {
        names(&item.tree, &mut found);
    }
    found
}

/// Returns the types of fields, variants and aliases.
fn types_in(item: &Item) -> Vec<&Type> {
    fn of(fields: &Fields) -> impl Iterator<Item = &Type> {
        fields.iter().map(|field| &field.ty)
    }
    match item {
        Item::Struct(item) => of(&item.fields).collect(),
        Item::Enum(item) => item.variants.iter().flat_map(|it| of(&it.fields)).collect(),
        Item::Type(item) => vec![&item.ty],
        _ => Vec::new(),
    }
}

/// Returns the paths in a type.
fn words(ty: &Type) -> Vec<String> {
    let Type::Path(path) = ty else { return Vec::new() };
    let segments: Vec<String> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let mut found = vec![segments.join("::")];
    found.extend(arguments(ty).into_iter().flat_map(words));
    found
}

/// Returns the types that a value contains directly.
fn types_held(ty: &Type) -> Vec<String> {
    let Type::Path(path) = ty else { return Vec::new() };
    let name = path.path.segments.last().map(|segment| segment.ident.to_string());
    let name = name.unwrap_or_default();
    match name.as_str() {
        "Box" | "Vec" | "BTreeMap" | "Map" => Vec::new(),
        "OneOrMany" | "Nullable" | "Option" | "Envelope" => {
            arguments(ty).into_iter().flat_map(types_held).collect()
        }
        _ => vec![name],
    }
}

fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let Some(segment) = path.path.segments.last() else { return Vec::new() };
    let PathArguments::AngleBracketed(list) = &segment.arguments else { return Vec::new() };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}
