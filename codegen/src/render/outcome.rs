//! Use of the result of a call in an example: the variable name and the printed field.

use super::ident;
use super::names;
use crate::api::{Answer, Api, Field, Operation, Type, TypeDef, TypeKind, item};

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

/// The rest of an example around its call.
pub(super) struct Outcome {
    /// `let name = `, or nothing.
    pub(super) start: String,
    /// Code after the call, in place of `.await?`.
    pub(super) end: String,
}

/// Returns the rest of the example of an operation.
pub(super) fn outcome(api: &Api, operation: &Operation, client: &str) -> Outcome {
    let method = names::method(operation);
    let ty = match &operation.answer {
        Answer::Nothing => return Outcome { start: String::new(), end: ".await?;".to_owned() },
        Answer::Redirect => return bound("redirect", "println!(\"{}\", redirect.location);"),
        Answer::Content => {
            return bound("content", "println!(\"{} bytes\", content.bytes.len());");
        }
        Answer::Data(ty) => ty,
    };
    let printer = Printer { api };
    if operation.pagination.is_some()
        && let Some(element) = printer.element(ty)
    {
        let (one, many) = numbers(&method, client);
        let print = printer.print(element, &one, 4);
        let end = format!(
            ".items();\nwhile let Some({one}) = {many}.next().await {{\n    let {one} = {one}?;\n    \
             {print}\n}}"
        );
        return Outcome { start: format!("let mut {many} = "), end };
    }
    let (one, many) = numbers(&method, client);
    if let Type::List(element) = ty {
        let end = match printer.print(element, &one, 4) {
            print if print.contains(":?") => format!("println!(\"{{}} {many}\", {many}.len());"),
            print => format!("for {one} in {many} {{\n    {print}\n}}"),
        };
        return bound(&many, &end);
    }
    let name = printer.name(ty, &one, &many, client);
    let is_lifetime = |field: &&Field| {
        let is_known = ["expires_in", "expire_in"].contains(&field.wire.as_str());
        is_known && field.required && field.ty == Type::Integer
    };
    let lifetime = printer.fields(ty).and_then(|fields| fields.iter().find(is_lifetime));
    let print = match lifetime.filter(|_| name == "tokens") {
        Some(field) => {
            format!("println!(\"expires in {{}} seconds\", tokens.{});", names::field(field))
        }
        None => printer.print(ty, &name, 0),
    };
    bound(&name, &print)
}

fn bound(name: &str, print: &str) -> Outcome {
    Outcome { start: format!("let {name} = "), end: format!(".await?;\n{print}") }
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
            Some(TypeKind::Record(fields)) => Some(fields),
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

    /// Returns a statement that prints something of a value.
    fn print(&self, ty: &Type, name: &str, indent: usize) -> String {
        let (format, value) =
            self.shown(ty, name, 0).unwrap_or(("{:?}".to_owned(), name.to_owned()));
        let one = match value.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        {
            true => format!("println!(\"{}\");", format.replacen('{', &format!("{{{value}"), 1)),
            false => format!("println!(\"{format}\", {value});"),
        };
        match indent + one.len() <= 90 {
            true => one,
            false => {
                let pad = " ".repeat(indent);
                format!("println!(\n{pad}    \"{format}\",\n{pad}    {value}\n{pad});")
            }
        }
    }

    /// Returns the format placeholder and the expression that print a value.
    fn shown(&self, ty: &Type, value: &str, depth: usize) -> Option<(String, String)> {
        match ty {
            Type::Text | Type::Integer | Type::Boolean | Type::Number => {
                Some(("{}".to_owned(), value.to_owned()))
            }
            Type::Map(_) | Type::List(_) => {
                Some(("{} entries".to_owned(), format!("{value}.len()")))
            }
            Type::Boxed(inner) => self.shown(inner, value, depth),
            Type::Named(_) => self.shown_field(self.fields(ty)?, value, depth),
            _ => None,
        }
    }

    fn shown_field(&self, fields: &[Field], value: &str, depth: usize) -> Option<(String, String)> {
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
            return Some(("{}".to_owned(), access(field)));
        }
        if let Some(field) =
            required(|ty| matches!(ty, Type::Integer | Type::Number | Type::Boolean))
        {
            return Some((format!("{}: {{}}", label(field)), access(field)));
        }
        if let Some(field) = required(|ty| matches!(ty, Type::List(_))) {
            let label = if field.wire == "list" { "entries".to_owned() } else { label(field) };
            return Some((format!("{{}} {label}"), format!("{}.len()", access(field))));
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
                || self.def(&field.ty).is_some_and(|def| matches!(def.kind, TypeKind::Choice(_)))
        });
        let field = optional.or_else(|| usable().next())?;
        Some((format!("{}: {{:?}}", label(field)), access(field)))
    }
}
