//! Helpers of the templates: literals, comments and line breaks.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Renderable as _, StringOutput,
};
use serde_json::Value;

use super::docs::comment;
use super::{layout, statement};

/// Registers all helpers.
pub(super) fn register(engine: &mut Handlebars<'_>) {
    engine.register_helper("literal", Box::new(literal));
    engine.register_helper("doc", Box::new(doc));
    engine.register_helper("join", Box::new(join));
    let blocks = [
        ("fit", Block { parameter: ("width", layout::WIDTH), layout: layout::fit }),
        ("fill", Block { parameter: ("width", layout::WIDTH), layout: layout::fill }),
        (
            "statement",
            Block { parameter: ("width", statement::WIDTH), layout: statement::statement },
        ),
        ("indented", Block { parameter: ("by", 4), layout: indented }),
        ("comment", Block { parameter: ("indent", 0), layout: commented }),
    ];
    for (name, block) in blocks {
        engine.register_helper(name, Box::new(block));
    }
}

/// `{{literal text}}`: a text as a string literal.
fn literal(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    out.write(&format!("{:?}", text(helper, "literal")?))?;
    Ok(())
}

/// `{{doc text indent=4}}`: a text as a doc comment; with `inner=true`, of the file.
fn doc(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let mark = if helper.hash_get("inner").is_some() { "//!" } else { "///" };
    out.write(&comment(text(helper, "doc")?, number(helper, "indent").unwrap_or(0), mark))?;
    Ok(())
}

/// `{{join list ", "}}`: the values of a list with a text between them.
fn join(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let list = helper.param(0).and_then(|param| param.value().as_array());
    let separator = helper.param(1).and_then(|param| param.value().as_str());
    let (Some(list), Some(separator)) = (list, separator) else {
        return Err(RenderErrorReason::ParamNotFoundForIndex("join", 1).into());
    };
    let texts: Vec<String> = list.iter().map(Value::to_string).collect();
    out.write(&texts.join(separator))?;
    Ok(())
}

/// A helper around a block, whose text it lays out anew.
struct Block {
    /// The optional parameter: its name and its default.
    parameter: (&'static str, usize),
    layout: fn(text: &str, parameter: usize) -> String,
}

impl HelperDef for Block {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let mut text = StringOutput::new();
        if let Some(block) = helper.template() {
            block.render(engine, context, render, &mut text)?;
        }
        let (name, default) = self.parameter;
        let parameter = number(helper, name).unwrap_or(default);
        out.write(&(self.layout)(&text.into_string()?, parameter))?;
        Ok(())
    }
}

/// Returns the only parameter of a helper, a text.
fn text<'a>(helper: &'a Helper<'_>, name: &'static str) -> Result<&'a str, RenderErrorReason> {
    let param = helper.param(0).and_then(|param| param.value().as_str());
    param.ok_or(RenderErrorReason::ParamNotFoundForIndex(name, 0))
}

fn number(helper: &Helper<'_>, name: &str) -> Option<usize> {
    let number = helper.hash_get(name)?.value().as_u64()?;
    usize::try_from(number).ok()
}

fn commented(text: &str, indent: usize) -> String {
    comment(text, indent, "///") + "\n"
}

fn indented(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    let lines = text.lines().map(|line| match line.is_empty() {
        true => "\n".to_owned(),
        false => format!("{pad}{line}\n"),
    });
    lines.collect()
}
