//! Responses of CAS 2.0 and 3.0 in XML.

use roxmltree::Node;

use super::{MORE_THAN_ONE, PROXY, Parts, Success, Validation, code, is_outcome, set};
use crate::cas::attributes::Collected;
use crate::cas::xml::{elements_of, parse};
use crate::xml::{self, plain_text};

const NAMESPACE: &str = "http://www.yale.edu/tp/cas";

/// The elements of a success that the SDK reads.
const KNOWN: [&str; 5] = ["user", "attributes", "attribute", "proxyGrantingTicket", "proxies"];

pub(in crate::cas) fn read(xml: &str) -> Result<Validation, String> {
    let document = parse(xml)?;
    let root = document.root_element();
    if root.tag_name().name() != "serviceResponse" {
        return Err("the root of the XML is not `serviceResponse`".to_owned());
    }
    check_namespace(root)?;
    let outcome = match elements(root)?.as_slice() {
        [outcome] => *outcome,
        [] => return Err("`serviceResponse` is empty".to_owned()),
        _ => return Err("`serviceResponse` has more than one element".to_owned()),
    };
    let outcomes = document.descendants().filter(|node| is_outcome(node.tag_name().name()));
    if outcomes.count() > 1 {
        return Err(MORE_THAN_ONE.to_owned());
    }
    match outcome.tag_name().name() {
        "authenticationSuccess" => {
            check_namespace(outcome)?;
            success(outcome).map(Validation::Success)
        }
        "authenticationFailure" => {
            check_namespace(outcome)?;
            text(outcome)?;
            Ok(Validation::Failure(xml::attribute(outcome, "code").and_then(code)))
        }
        _ => Err("the response is neither a success nor a failure".to_owned()),
    }
}

fn success(outcome: Node<'_, '_>) -> Result<Success, String> {
    let mut parts = Parts::default();
    let mut attributes = None;
    // Some servers send attributes a second time, as pairs of name and value.
    let mut pairs = Collected::default();
    for element in elements(outcome)? {
        let name = element.tag_name().name();
        if name == "proxy" {
            return Err(PROXY.to_owned());
        }
        if !KNOWN.contains(&name) {
            continue;
        }
        check_namespace(element)?;
        match name {
            "user" => set(&mut parts.user, text(element)?, name)?,
            "attributes" => set(&mut attributes, attributes_of(element)?, name)?,
            "attribute" => pair(element, &mut pairs)?,
            "proxies" => set(&mut parts.proxies, proxies(element)?, name)?,
            _ => set(&mut parts.proxy_granting_ticket, text(element)?, name)?,
        }
    }
    let mut attributes = attributes.unwrap_or_default();
    attributes.add_missing(pairs);
    Ok(parts.finish(attributes.finish())?)
}

fn attributes_of(element: Node<'_, '_>) -> Result<Collected, String> {
    let mut attributes = Collected::default();
    for attribute in elements(element)? {
        check_namespace(attribute)?;
        match attribute.tag_name().name() {
            "attribute" if xml::attribute(attribute, "name").is_some() => {
                pair(attribute, &mut attributes)?
            }
            name => attributes.add(name, [text(attribute)?]),
        }
    }
    Ok(attributes)
}

/// Reads `<cas:attribute name="…" value="…"/>`.
fn pair(element: Node<'_, '_>, attributes: &mut Collected) -> Result<(), String> {
    let name = xml::attribute(element, "name").filter(|name| !name.trim().is_empty());
    let name = name.ok_or("an attribute has no name")?;
    let text = text(element)?;
    let value = xml::attribute(element, "value").map_or(text, str::to_owned);
    attributes.add(name, [value]);
    Ok(())
}

fn proxies(element: Node<'_, '_>) -> Result<Vec<String>, String> {
    let mut proxies = Vec::new();
    for proxy in elements(element)? {
        if proxy.tag_name().name() != "proxy" {
            return Err("`proxies` contains elements other than `proxy`".to_owned());
        }
        check_namespace(proxy)?;
        proxies.push(text(proxy)?.trim().to_owned());
    }
    Ok(proxies)
}

fn elements<'a, 'input>(element: Node<'a, 'input>) -> Result<Vec<Node<'a, 'input>>, String> {
    elements_of(element).ok_or_else(|| "there is text between the elements of the XML".to_owned())
}

fn text(element: Node<'_, '_>) -> Result<String, String> {
    plain_text(element)
        .ok_or_else(|| "an element of the XML that is text contains elements".to_owned())
}

fn check_namespace(element: Node<'_, '_>) -> Result<(), String> {
    let found = match element.tag_name().namespace() {
        Some(NAMESPACE) => return Ok(()),
        Some(_) => "another namespace",
        None => "no namespace",
    };
    Err(format!("an element of the XML is in {found}, expected `{NAMESPACE}`"))
}
