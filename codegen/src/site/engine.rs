//! The template engines of the site: one for HTML and one for Markdown. Both escape all texts.

use std::collections::HashSet;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason, ScopedJson,
};
use serde::Serialize;

use super::address::{relative, twin};
use super::text;

const HTML: &[(&str, &str)] = &[
    ("head", include_str!("../../templates/site/head.html.hbs")),
    ("foot", include_str!("../../templates/site/foot.html.hbs")),
    ("rows", include_str!("../../templates/site/rows.html.hbs")),
    ("parts", include_str!("../../templates/site/parts.html.hbs")),
    ("links", include_str!("../../templates/site/links.html.hbs")),
    ("code", include_str!("../../templates/site/code.html.hbs")),
    ("operation", include_str!("../../templates/site/operation.html.hbs")),
    ("type", include_str!("../../templates/site/type.html.hbs")),
    ("types", include_str!("../../templates/site/types.html.hbs")),
    ("module", include_str!("../../templates/site/module.html.hbs")),
    ("api", include_str!("../../templates/site/api.html.hbs")),
    ("home", include_str!("../../templates/site/home.html.hbs")),
    ("codes", include_str!("../../templates/site/codes.html.hbs")),
    ("document", include_str!("../../templates/site/document.html.hbs")),
    ("overview", include_str!("../../templates/site/overview.html.hbs")),
];

const MARKDOWN: &[(&str, &str)] = &[
    ("rows", include_str!("../../templates/site/rows.md.hbs")),
    ("parts", include_str!("../../templates/site/parts.md.hbs")),
    ("links", include_str!("../../templates/site/links.md.hbs")),
    ("operation", include_str!("../../templates/site/operation.md.hbs")),
    ("type", include_str!("../../templates/site/type.md.hbs")),
    ("types", include_str!("../../templates/site/types.md.hbs")),
    ("module", include_str!("../../templates/site/module.md.hbs")),
    ("api", include_str!("../../templates/site/api.md.hbs")),
    ("home", include_str!("../../templates/site/home.md.hbs")),
    ("codes", include_str!("../../templates/site/codes.md.hbs")),
    ("document", include_str!("../../templates/site/document.md.hbs")),
    ("overview", include_str!("../../templates/site/overview.md.hbs")),
    ("llms", include_str!("../../templates/site/llms.txt.hbs")),
];

/// Both engines.
pub(super) struct Engines {
    html: Handlebars<'static>,
    markdown: Handlebars<'static>,
}

impl Engines {
    /// Creates the engines; `documents` are the addresses of all documents, which the site may lack.
    pub(super) fn new(documents: HashSet<String>) -> Self {
        let mut html = engine(HTML);
        html.register_helper("has", Box::new(Has(documents)));
        html.register_escape_fn(text::escape_html);
        html.register_helper("prose", Box::new(OfText(text::html)));
        html.register_helper("plain", Box::new(OfText(plain)));
        html.register_helper("link", Box::new(Address { twins: false }));
        let mut markdown = engine(MARKDOWN);
        markdown.register_escape_fn(text::escape_markdown);
        markdown.register_helper("prose", Box::new(OfText(text::markdown)));
        markdown.register_helper("code", Box::new(OfText(text::markdown_code)));
        markdown.register_helper("fence", Box::new(OfText(fence)));
        markdown.register_helper("link", Box::new(Address { twins: true }));
        Self { html, markdown }
    }

    /// Fills a template of HTML.
    pub(super) fn html(&self, template: &str, data: &impl Serialize) -> String {
        fill(&self.html, template, data)
    }

    /// Fills a template of Markdown.
    pub(super) fn markdown(&self, template: &str, data: &impl Serialize) -> String {
        fill(&self.markdown, template, data)
    }
}

fn fill(engine: &Handlebars<'_>, template: &str, data: &impl Serialize) -> String {
    let text = engine.render(template, data);
    // Templates and views are part of the program and tested together.
    text.unwrap_or_else(|error| unreachable!("{template}: {error}"))
}

fn engine(templates: &[(&str, &str)]) -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    for (name, text) in templates {
        let registered = engine.register_template_string(name, text);
        registered.unwrap_or_else(|error| unreachable!("template {name}: {error}"));
    }
    engine
}

/// A helper that writes its only parameter, a text, as markup.
struct OfText(fn(&str) -> String);

impl HelperDef for OfText {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let text = helper.param(0).and_then(|param| param.value().as_str());
        let text = text.ok_or(RenderErrorReason::ParamNotFoundForIndex("text", 0))?;
        out.write(&(self.0)(text))?;
        Ok(())
    }
}

/// `{{#if (has address)}}`: whether the site has a document.
struct Has(HashSet<String>);

impl HelperDef for Has {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let address = helper.param(0).and_then(|param| param.value().as_str());
        let address = address.ok_or(RenderErrorReason::ParamNotFoundForIndex("has", 0))?;
        Ok(ScopedJson::Derived(self.0.contains(address).into()))
    }
}

/// `{{link href}}`: an address as seen from the page; in Markdown, that of the twin.
struct Address {
    twins: bool,
}

impl HelperDef for Address {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let href = helper.param(0).and_then(|param| param.value().as_str());
        let href = href.ok_or(RenderErrorReason::ParamNotFoundForIndex("link", 0))?;
        let from = context.data().get("address").and_then(|address| address.as_str());
        let href = match self.twins {
            true => twin(href),
            false => href.to_owned(),
        };
        let href = match href.starts_with('#') || href.contains("://") {
            true => href,
            false => relative(from.unwrap_or_default(), &href),
        };
        out.write(&text::escape_html(&href))?;
        Ok(())
    }
}

/// Returns a text for an attribute.
fn plain(text: &str) -> String {
    text::escape_html(&text::plain(text))
}

/// Returns a fence that the text cannot close.
fn fence(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
