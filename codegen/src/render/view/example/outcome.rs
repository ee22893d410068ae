//! Use of the result of a call in an example: the variable name and the printed field.

use serde::Serialize;

use crate::api::{Api, Field, Operation, Response, Type, TypeDef, TypeKind, item};
use crate::render::{ident, names};

/// Verbs in front of the object of a method.
const VERBS: [&str; 14] = [
    "add", "copy", "create", "find", "gene", "generate", "get", "list", "query", "reset", "save",
    "search", "update", "upload",
];
/// Words at the end of a method that say nothing about its object.
const FILLERS: [&str; 13] = [
    "all",
    "batch",
    "data",
    "detail",
    "details",
    "info",
    "information",
    "legacy",
    "list",
    "multiple",
    "raw",
    "result",
    "v2",
];
/// Names of variables that examples use for the clients.
const CLIENTS: [&str; 3] = ["admin", "app", "user"];

/// What an example does with the result of its call.
#[derive(Debug, Default, Serialize)]
pub(super) struct OutcomeView {
    /// Name of the variable, if there is a result.
    name: Option<String>,
    redirect: bool,
    content: bool,
    /// Iterates over the items of all pages.
    pages: bool,
    /// Iterates over the items of a list.
    list: bool,
    /// Names of one item and of several.
    one: String,
    many: String,
    /// The field with the lifetime of tokens.
    lifetime: Option<String>,
    print: Option<PrintView>,
}

/// A value to print.
#[derive(Debug, Default, Serialize)]
struct PrintView {
    /// Words in front of the value.
    label: Option<String>,
    /// What there are several of: prints their number instead.
    count: Option<String>,
    /// Whether the value has no `Display`.
    debug: bool,
    /// The value: a variable, with names of fields after dots.
    path: String,
    /// Whether the value is a variable.
    inline: bool,
}

/// Returns what the example of an operation does with its result.
pub(super) fn outcome(api: &Api, operation: &Operation, client: &str) -> OutcomeView {
    let named = |name: &str| OutcomeView { name: Some(name.to_owned()), ..OutcomeView::default() };
    let method = names::method(operation);
    let ty = match &operation.response {
        Response::Empty => return OutcomeView::default(),
        Response::Redirect => return OutcomeView { redirect: true, ..named("redirect") },
        Response::Content => return OutcomeView { content: true, ..named("content") },
        Response::Payload(ty) => ty,
    };
    let printer = Printer { api };
    let (one, many) = numbers(&method, client);
    if operation.pagination.is_some()
        && let Some(element) = printer.element(ty)
    {
        let print = Some(printer.print(element, &one));
        return OutcomeView { pages: true, one, print, ..named(&many) }.many(many);
    }
    if let Type::List(element) = ty {
        let print = printer.print(element, &one);
        if print.debug {
            let print = Some(PrintView::count(&many, &many));
            return OutcomeView { print, ..named(&many) };
        }
        return OutcomeView { list: true, one, print: Some(print), ..named(&many) }.many(many);
    }
    let name = printer.name(ty, &one, &many, client);
    let is_lifetime = |field: &&Field| {
        let is_known = ["expires_in", "expire_in"].contains(&field.wire.as_str());
        is_known && field.required && field.ty == Type::Integer
    };
    let lifetime = printer.fields(ty).and_then(|fields| fields.iter().find(is_lifetime));
    match lifetime.filter(|_| name == "tokens") {
        Some(field) => OutcomeView { lifetime: Some(names::field(field)), ..named(&name) },
        None => OutcomeView { print: Some(printer.print(ty, &name)), ..named(&name) },
    }
}

impl OutcomeView {
    fn many(self, many: String) -> Self {
        Self { many, ..self }
    }
}

impl PrintView {
    fn plain(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    fn labeled(label: String, path: String) -> Self {
        Self { label: Some(label), path, ..Self::default() }
    }

    /// Prints the number of the items of `path`.
    fn count(path: &str, what: &str) -> Self {
        Self { count: Some(what.to_owned()), ..Self::plain(path) }
    }
}

/// Returns the names of one and of many results of a method.
fn numbers(method: &str, client: &str) -> (String, String) {
    let words = method.split('_').take_while(|word| {
        !matches!(*word, "by" | "of" | "for" | "with" | "from" | "to" | "in" | "and")
    });
    let mut words: Vec<&str> = words.collect();
    let has_verb = words.first().is_some_and(|word| VERBS.contains(word));
    while words.len() > 1 && words.last().is_some_and(|word| FILLERS.contains(word)) {
        words.pop();
    }
    let word = words.last().copied().unwrap_or_default();
    if !has_verb || words.len() < 2 || word.len() < 3 || VERBS.contains(&word) {
        return ("item".to_owned(), "items".to_owned());
    }
    let one = match word {
        _ if word.ends_with("ss") || word.ends_with("us") => word.to_owned(),
        _ => match word.strip_suffix("ies").map(|stem| format!("{stem}y")) {
            Some(one) => one,
            None if ["sses", "ches", "shes"].iter().any(|end| word.ends_with(end)) => {
                word.trim_end_matches("es").to_owned()
            }
            None => word.strip_suffix('s').unwrap_or(word).to_owned(),
        },
    };
    let many = match one.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        _ if word != one && word.ends_with('s') => word.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None if one.ends_with("ss") || one.ends_with("ch") => format!("{one}es"),
        None if one.ends_with('s') => one.clone(),
        None => format!("{one}s"),
    };
    let is_taken = |name: &str| {
        name == client || ident::raw(name) != name || (CLIENTS.contains(&name) && client != "admin")
    };
    match one == many || is_taken(&one) || is_taken(&many) {
        true => ("item".to_owned(), "items".to_owned()),
        false => (one, many),
    }
}

struct Printer<'a> {
    api: &'a Api,
}

impl<'a> Printer<'a> {
    fn def(&self, ty: &Type) -> Option<&'a TypeDef> {
        match ty {
            Type::Named(name) => self.api.types.get(name),
            _ => None,
        }
    }

    fn fields(&self, ty: &Type) -> Option<&'a [Field]> {
        match self.def(ty).map(|def| &def.kind) {
            Some(TypeKind::Struct(fields)) => Some(fields),
            _ => None,
        }
    }

    /// Returns the items of a page.
    fn element(&self, ty: &'a Type) -> Option<&'a Type> {
        match ty {
            Type::List(element) => Some(element),
            ty => {
                let page = self.def(ty)?.page.as_ref()?;
                let list = self.fields(ty)?.iter().find(|field| field.wire == page.items)?;
                item(&list.ty)
            }
        }
    }

    /// Returns the name of the variable for a single result.
    fn name(&self, ty: &Type, one: &str, many: &str, client: &str) -> String {
        let fields = self.fields(ty).unwrap_or_default();
        let has = |wire: &str| fields.iter().any(|field| field.wire == wire);
        let is_status = fields.len() <= 2 && (has("success") || has("status"));
        let is_page = self.def(ty).is_some_and(|def| def.page.is_some());
        let name = match () {
            () if has("access_token") => "tokens",
            () if is_status || matches!(ty, Type::Boolean) => "result",
            () if is_page => many,
            () if one == "item" => "response",
            () => one,
        };
        if name == client { "response".to_owned() } else { name.to_owned() }
    }

    /// Returns how something of a value is printed.
    fn print(&self, ty: &Type, name: &str) -> PrintView {
        let print = self.shown(ty, name, 0);
        let print = print.unwrap_or_else(|| PrintView { debug: true, ..PrintView::plain(name) });
        let is_variable = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        PrintView { inline: print.path.chars().all(is_variable), ..print }
    }

    /// Returns the part of a value that is printed.
    fn shown(&self, ty: &Type, value: &str, depth: usize) -> Option<PrintView> {
        match ty {
            Type::Text | Type::Integer | Type::Boolean | Type::Number => {
                Some(PrintView::plain(value))
            }
            Type::Map(_) | Type::List(_) => Some(PrintView::count(value, "entries")),
            Type::Boxed(inner) => self.shown(inner, value, depth),
            Type::Named(_) => self.shown_field(self.fields(ty)?, value, depth),
            _ => None,
        }
    }

    fn shown_field(&self, fields: &[Field], value: &str, depth: usize) -> Option<PrintView> {
        let is_shown = |field: &&Field| !(field.secret || field.deprecated || field.conditional);
        let usable = || fields.iter().filter(is_shown);
        let access = |field: &Field| format!("{value}.{}", ident::raw(&names::field(field)));
        let label = |field: &Field| names::field(field).replace('_', " ");
        let required = |kinds: fn(&Type) -> bool| {
            usable().find(move |field| field.required && kinds(&field.ty))
        };
        let text = required(|ty| *ty == Type::Text).or_else(|| {
            usable().find(|field| field.required && field.identifying && field.ty == Type::Text)
        });
        if let Some(field) = text {
            return Some(PrintView::plain(&access(field)));
        }
        if let Some(field) =
            required(|ty| matches!(ty, Type::Integer | Type::Number | Type::Boolean))
        {
            return Some(PrintView::labeled(label(field), access(field)));
        }
        if let Some(field) = required(|ty| matches!(ty, Type::List(_))) {
            let label = if field.wire == "list" { "entries".to_owned() } else { label(field) };
            return Some(PrintView::count(&access(field), &label));
        }
        if depth < 2 {
            let nested = usable().filter(|field| field.required);
            let mut nested =
                nested.filter_map(|field| self.shown(&field.ty, &access(field), depth + 1));
            if let Some(found) = nested.next() {
                return Some(found);
            }
        }
        let optional = usable().find(|field| {
            matches!(field.ty, Type::Text | Type::Integer | Type::Number | Type::Boolean)
                || self.def(&field.ty).is_some_and(|def| matches!(def.kind, TypeKind::Enum(_)))
        });
        let field = optional.or_else(|| usable().next())?;
        Some(PrintView { debug: true, ..PrintView::labeled(label(field), access(field)) })
    }
}
