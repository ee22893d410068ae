//! Responses of CAS 2.0 and 3.0 in JSON.

use std::{borrow::Cow, collections::HashSet};

use super::{MORE_THAN_ONE, PROXY, Parts, Success, Validation, code, is_outcome};
use crate::cas::attributes::Collected;
use crate::json::{Kind, Scanner, SyntaxError};

/// Why a response cannot be read.
enum Problem {
    Syntax(SyntaxError),
    Structure(Cow<'static, str>),
}

impl From<SyntaxError> for Problem {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl From<&'static str> for Problem {
    fn from(problem: &'static str) -> Self {
        Self::Structure(problem.into())
    }
}

impl From<String> for Problem {
    fn from(problem: String) -> Self {
        Self::Structure(problem.into())
    }
}

pub(in crate::cas) fn read(text: &str) -> Result<Validation, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('<') {
        return Err("the response is XML or HTML, not JSON: the server may not support \
                    `CasFormat::Json`"
            .to_owned());
    }
    document(text).map_err(|problem| match problem {
        Problem::Syntax(error) => format!("invalid JSON: {}", error.describe(text)),
        Problem::Structure(problem) => problem.into_owned(),
    })
}

fn document(text: &str) -> Result<Validation, Problem> {
    let mut scanner = Scanner::new(text);
    let mut outcome = None;
    object(&mut scanner, |name, scanner| {
        if name != "serviceResponse" {
            return Err("the response has members other than `serviceResponse`".into());
        }
        object(scanner, |name, scanner| {
            let read = match name {
                "authenticationSuccess" => Validation::Success(success(scanner)?),
                "authenticationFailure" => Validation::Failure(failure(scanner)?),
                _ => return Err("the response is neither a success nor a failure".into()),
            };
            match outcome.replace(read) {
                None => Ok(()),
                Some(_) => Err(MORE_THAN_ONE.into()),
            }
        })
    })?;
    scanner.end()?;
    outcome.ok_or_else(|| "the response is neither a success nor a failure".into())
}

fn success(scanner: &mut Scanner<'_>) -> Result<Success, Problem> {
    let mut parts = Parts::default();
    let mut attributes = Collected::default();
    object(scanner, |name, scanner| {
        match name {
            "user" => parts.user = Some(text(scanner)?),
            "attributes" if !null(scanner)? => attributes = attributes_of(scanner)?,
            "proxies" if !null(scanner)? => parts.proxies = Some(list(scanner, text)?),
            "proxyGrantingTicket" if !null(scanner)? => {
                parts.proxy_granting_ticket = Some(text(scanner)?);
            }
            "attributes" | "proxies" | "proxyGrantingTicket" => {}
            "proxy" => return Err(PROXY.into()),
            name if is_outcome(name) => return Err(MORE_THAN_ONE.into()),
            _ => {
                let mut has_outcome = false;
                scanner.skip_with(|name| has_outcome |= is_outcome(name))?;
                if has_outcome {
                    return Err(MORE_THAN_ONE.into());
                }
            }
        }
        Ok(())
    })?;
    Ok(parts.finish(attributes.finish())?)
}

/// Reads a failure; returns its code.
fn failure(scanner: &mut Scanner<'_>) -> Result<Option<String>, Problem> {
    let mut found = None;
    object(scanner, |name, scanner| {
        match (name, scanner.kind()?) {
            (_, Kind::Object | Kind::List) => {
                return Err("a failure contains lists or objects".into());
            }
            ("code", Kind::Text) => found = code(&scanner.string()?),
            _ => scanner.skip()?,
        }
        Ok(())
    })?;
    Ok(found)
}

fn attributes_of(scanner: &mut Scanner<'_>) -> Result<Collected, Problem> {
    let mut attributes = Collected::default();
    object(scanner, |name, scanner| {
        if is_outcome(name) {
            return Err(MORE_THAN_ONE.into());
        }
        let values = match scanner.kind()? {
            Kind::Null => scanner.literal().map(|()| Vec::new())?,
            Kind::List => list(scanner, value)?,
            _ => vec![value(scanner)?],
        };
        attributes.add(name, values);
        Ok(())
    })?;
    Ok(attributes)
}

/// Reads a value of an attribute as text.
fn value(scanner: &mut Scanner<'_>) -> Result<String, Problem> {
    Ok(match scanner.kind()? {
        Kind::Text => scanner.string()?.into_owned(),
        Kind::Number => scanner.number()?.to_owned(),
        Kind::Boolean(boolean) => {
            scanner.literal()?;
            boolean.to_string()
        }
        Kind::Null | Kind::List | Kind::Object => {
            return Err("an attribute has values other than text, numbers and booleans".into());
        }
    })
}

/// Reads an object with `member`, which reads or skips one value. No name may repeat: readers differ
/// in which value they take.
fn object<'t>(
    scanner: &mut Scanner<'t>,
    mut member: impl FnMut(&str, &mut Scanner<'t>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    if scanner.kind()? != Kind::Object {
        return Err("the response has other values where it must have objects".into());
    }
    scanner.open();
    let (mut names, mut first) = (HashSet::new(), true);
    while let Some(name) = scanner.key(&mut first)? {
        member(&name, scanner)?;
        if !names.insert(name) {
            return Err("an object in the response repeats a member".into());
        }
    }
    Ok(())
}

fn list<'t, T>(
    scanner: &mut Scanner<'t>,
    item: impl Fn(&mut Scanner<'t>) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    if scanner.kind()? != Kind::List {
        return Err("the response has other values where it must have lists".into());
    }
    scanner.open();
    let (mut items, mut first) = (Vec::new(), true);
    while scanner.item(&mut first)? {
        items.push(item(scanner)?);
    }
    Ok(items)
}

fn text(scanner: &mut Scanner<'_>) -> Result<String, Problem> {
    match scanner.kind()? {
        Kind::Text => Ok(scanner.string()?.into_owned()),
        _ => Err("the response has other values where it must have text".into()),
    }
}

/// Reads `null`; returns `false` if the next value is another one.
fn null(scanner: &mut Scanner<'_>) -> Result<bool, Problem> {
    if scanner.kind()? != Kind::Null {
        return Ok(false);
    }
    scanner.literal()?;
    Ok(true)
}
