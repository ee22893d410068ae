//! The files of a site.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use genauth_codegen::api::Api;
use genauth_codegen::commands::{self, DocsOptions, Folders, Outcome};
use genauth_codegen::document;
use genauth_site_tests::repository;

use super::dom::{self, Element};

/// A site.
#[derive(Debug)]
pub struct Site {
    /// Its folder.
    pub folder: PathBuf,
    /// Pages in HTML, Markdown and plain text, by address.
    pub files: BTreeMap<String, String>,
}

/// Returns the site of the repository.
pub fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reference");
        Site::build(repository(), &folder)
    })
}

/// Returns the model of the repository.
pub fn api() -> &'static Api {
    static API: OnceLock<Api> = OnceLock::new();
    API.get_or_init(|| {
        let document = document::load(&repository().join("spec")).unwrap();
        genauth_codegen::model(&document).unwrap()
    })
}

impl Site {
    /// Writes the site of a repository to a folder and reads it.
    pub fn build(root: &Path, folder: &Path) -> Self {
        Self::try_build(root, folder).unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// Writes the site of a repository to a folder and reads it; returns the problems if there are
    /// any.
    pub fn try_build(root: &Path, folder: &Path) -> Result<Self, String> {
        let folders = Folders::find(root, None, None, None);
        let options = DocsOptions::find(root, None, Some(folder), Vec::new());
        let (mut out, mut err) = (Vec::new(), Vec::new());
        match commands::docs(&folders, &options, &mut out, &mut err) {
            Ok(Outcome::Fine) => {}
            _ => return Err(String::from_utf8_lossy(&err).into_owned()),
        }
        let mut files = BTreeMap::new();
        read(folder, "", &mut files);
        Ok(Self { folder: folder.to_owned(), files })
    }

    /// Returns the addresses of the pages in HTML, with their texts.
    pub fn html(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter().filter(|(address, _)| address.ends_with(".html"));
        files.map(|(address, text)| (address.as_str(), text.as_str()))
    }

    /// Returns the pages as trees, by address.
    pub fn pages(&self) -> BTreeMap<String, Element> {
        let pages = self.html().map(|(address, html)| {
            let page = dom::parse(html).unwrap_or_else(|error| panic!("{address}: {error}"));
            (address.to_owned(), page)
        });
        pages.collect()
    }

    /// Returns a page as a tree.
    pub fn page(&self, address: &str) -> Element {
        let html = self.files.get(address).unwrap_or_else(|| panic!("there is no {address}"));
        dom::parse(html).unwrap_or_else(|error| panic!("{address}: {error}"))
    }
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        let path = entry.path();
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.insert(name, text);
        }
    }
}
