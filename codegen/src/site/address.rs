//! Addresses of pages, and anchors in them. They are made of names alone, so that a new operation or
//! type changes no address.

use std::collections::{BTreeMap, HashMap};

use heck::{ToKebabCase as _, ToLowerCamelCase as _, ToPascalCase as _};

use crate::api::{Api, ApiKind, Module, ModuleId, Operation};

/// The front page.
pub(super) const HOME: &str = "index.html";
/// The page of the codes in responses.
pub(super) const CODES: &str = "errors.html";
/// The page of the changes in each version.
pub(super) const CHANGES: &str = "changes.html";
/// The overview of the guides.
pub(super) const GUIDES: &str = "guides/index.html";
/// The folders of documents.
const DOCUMENTS: [&str; 3] = ["guides/", "protocols/", "documents/"];
/// The list of all types.
pub(super) const TYPES: &str = "types/index.html";

/// The addresses of pages that are named after something in the spec.
#[derive(Debug)]
pub(super) struct Addresses {
    operations: HashMap<(ApiKind, String), String>,
    types: HashMap<String, String>,
}

impl Addresses {
    /// Assigns an address to every operation and type.
    pub(super) fn of(api: &Api) -> Self {
        let mut operations = HashMap::new();
        for module in &api.modules {
            let names = module.operations.iter().map(|operation| operation.name.as_str());
            let canonical = |name: &str| name.to_kebab_case().to_lower_camel_case();
            let files = files(names, |name| name.to_kebab_case(), canonical);
            for (name, file) in files {
                let address = format!("{}{file}.html", folder(&module.id));
                operations.insert((module.id.api, name.to_owned()), address);
            }
        }
        let names = api.types.keys().map(String::as_str);
        let canonical = |name: &str| name.to_kebab_case().to_pascal_case();
        let files = files(names, str::to_owned, canonical).into_iter();
        let types = files.map(|(name, file)| (name.to_owned(), format!("types/{file}.html")));
        Self { operations, types: types.collect() }
    }

    /// Returns the address of an operation.
    pub(super) fn operation(&self, api: ApiKind, name: &str) -> Option<&str> {
        self.operations.get(&(api, name.to_owned())).map(String::as_str)
    }

    /// Returns the address of an operation of the model.
    pub(super) fn of_operation(&self, module: &Module, operation: &Operation) -> String {
        self.operation(module.id.api, &operation.name).unwrap_or_default().to_owned()
    }

    /// Returns the address of a type.
    pub(super) fn of_type(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(String::as_str)
    }
}

/// Returns the address of an API.
pub(super) fn api(api: ApiKind) -> String {
    format!("{api}/index.html")
}

/// Returns the address of a module.
pub(super) fn module(id: &ModuleId) -> String {
    format!("{}index.html", folder(id))
}

fn folder(id: &ModuleId) -> String {
    format!("{}/{}/", id.api, id.name.to_kebab_case())
}

/// Returns a file name for each name. Names that differ only in case get different ones: of those, the
/// one spelled by the convention keeps its own, and the others get a mark of their spelling.
fn files<'a>(
    names: impl Iterator<Item = &'a str>,
    file: impl Fn(&str) -> String,
    canonical: impl Fn(&str) -> String,
) -> Vec<(&'a str, String)> {
    let names: Vec<(&str, String)> = names.map(|name| (name, segment(&file(name)))).collect();
    let mut same: BTreeMap<String, usize> = BTreeMap::new();
    for (_, file) in &names {
        *same.entry(file.to_lowercase()).or_default() += 1;
    }
    let is_shared = |file: &str| same.get(&file.to_lowercase()).is_some_and(|count| *count > 1);
    let unique = names.into_iter().map(|(name, file)| {
        // The overview of a folder has this name.
        let is_index = file.eq_ignore_ascii_case("index");
        match is_index || (is_shared(&file) && canonical(name) != name) {
            true => (name, format!("{file}-{:08x}", spelling(name))),
            false => (name, file),
        }
    });
    unique.collect()
}

/// Returns a hash of a name (FNV-1a), which is the same in every version of the generator.
fn spelling(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Returns a name as a segment of a path, on any file system and in any URL.
pub(super) fn segment(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    encoded(name, is_plain)
}

/// Returns the anchor of a type.
pub(super) fn type_anchor(name: &str) -> String {
    // Anchors of sections have a hyphen, and those of fields a dot.
    encoded(name, |byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Returns the anchor of a field of a type or of a value of an enum.
pub(super) fn field_anchor(owner: &str, name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte);
    format!("{}.{}", type_anchor(owner), encoded(name, is_plain))
}

/// Returns a name in which all other bytes are written as `~` and two digits.
fn encoded(name: &str, is_plain: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match is_plain(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("~{byte:02X}")),
        }
    }
    out
}

/// Returns the way from a page to the root of the site: `../` for each folder it is in.
pub(super) fn root_of(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}

/// Returns the way from a page to an address of the site, as short as it gets.
pub(super) fn relative(from: &str, to: &str) -> String {
    let common = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared = &from.as_bytes()[..common];
    let folder = shared.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    match (root_of(&from[folder..]), &to[folder..]) {
        (up, "") if up.is_empty() => "./".to_owned(),
        (up, rest) => up + rest,
    }
}

/// Returns the address of the Markdown twin of a page. Markdown has anchors at headings alone, which
/// those of documents are.
pub(super) fn twin(address: &str) -> String {
    let (page, anchor) = address.split_once('#').map_or((address, None), |(it, at)| (it, Some(at)));
    let Some(name) = page.strip_suffix(".html") else { return address.to_owned() };
    let is_document = DOCUMENTS.iter().any(|folder| page.starts_with(folder)) || page == CHANGES;
    match anchor.filter(|_| is_document) {
        Some(anchor) => format!("{name}.md#{anchor}"),
        None => format!("{name}.md"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files_of(names: &[&str]) -> Vec<String> {
        let canonical = |name: &str| name.to_kebab_case().to_pascal_case();
        let files = files(names.iter().copied(), str::to_owned, canonical);
        files.into_iter().map(|(_, file)| file).collect()
    }

    #[test]
    fn file_names_stay_distinct_when_case_is_ignored() {
        let files = files_of(&["FactorType", "factorType", "factortype", "Other"]);
        assert_eq!(files[0], "FactorType");
        assert_eq!(files[3], "Other");
        let mut lower: Vec<String> = files.iter().map(|file| file.to_lowercase()).collect();
        lower.sort();
        lower.dedup();
        assert_eq!(lower.len(), 4, "{files:?}");
    }

    #[test]
    fn new_name_does_not_change_the_file_of_another() {
        assert_eq!(files_of(&["FactorType"])[0], files_of(&["factorType", "FactorType"])[1]);
    }

    #[test]
    fn no_page_takes_the_place_of_an_overview() {
        assert_ne!(files_of(&["index"])[0], "index");
        assert_ne!(files_of(&["Index"])[0].to_lowercase(), "index");
    }

    #[test]
    fn anchors_are_unique_and_free_of_spaces() {
        assert_eq!(field_anchor("T", "dateTime"), "T.dateTime");
        assert_eq!(field_anchor("T", "id_token token"), "T.id_token~20token");
        assert_ne!(field_anchor("T", "a b"), field_anchor("T", "a~20b"));
        assert_ne!(type_anchor("sample-code"), "sample-code");
    }

    #[test]
    fn ways_between_pages_are_short() {
        assert_eq!(relative("a/b/c.html", "a/b/d.html#x"), "d.html#x");
        assert_eq!(relative("a/b/c.html", "a/bc/d.html"), "../bc/d.html");
        assert_eq!(relative("a/b/c.html", "index.html"), "../../index.html");
        assert_eq!(relative("index.html", "a/b/c.html"), "a/b/c.html");
        assert_eq!(relative("types/Aé.html", "types/Aè.html"), "Aè.html");
    }

    #[test]
    fn twin_of_a_page_has_its_address() {
        assert_eq!(twin("types/A.html"), "types/A.md");
        assert_eq!(twin("https://example.org/a#b"), "https://example.org/a#b");
    }

    #[test]
    fn twin_has_the_anchors_of_headings_alone() {
        assert_eq!(twin("guides/a.html#b"), "guides/a.md#b");
        assert_eq!(twin("errors.html#api-2004"), "errors.md");
    }
}
