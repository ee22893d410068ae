//! HTML as a tree. The site closes every element, so the tree needs no rules of HTML's own.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer, emitters::default::DefaultEmitter};

/// Elements without content.
const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// A part of the content of an element.
#[derive(Clone, Debug)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, with its entities resolved.
    Text(String),
}

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Name in lower case.
    pub name: String,
    /// Attributes by name.
    pub attributes: BTreeMap<String, String>,
    /// Content.
    pub children: Vec<Node>,
}

impl Element {
    /// Returns an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Returns whether the element has a class.
    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|it| it.split_whitespace().any(|it| it == class))
    }

    /// Returns all elements in it, in the order of the page.
    pub fn all(&self) -> Vec<&Element> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a Element>) {
        for child in self.elements() {
            found.push(child);
            child.collect(found);
        }
    }

    /// Returns the elements directly in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Returns all elements of a name.
    pub fn named(&self, name: &str) -> Vec<&Element> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }

    /// Returns the first element of a name.
    pub fn first(&self, name: &str) -> &Element {
        self.named(name).first().copied().unwrap_or_else(|| panic!("no `{name}` in {self:?}"))
    }

    /// Returns the element with an id.
    pub fn with_id(&self, id: &str) -> &Element {
        let found = self.all().into_iter().find(|element| element.attribute("id") == Some(id));
        found.unwrap_or_else(|| panic!("no element has the id `{id}`"))
    }

    /// Returns all elements of a class.
    pub fn with_class(&self, class: &str) -> Vec<&Element> {
        self.all().into_iter().filter(|element| element.has_class(class)).collect()
    }

    /// Returns the text in it, as `textContent` of a browser does.
    pub fn text(&self) -> String {
        let texts = self.children.iter().map(|child| match child {
            Node::Element(element) => element.text(),
            Node::Text(text) => text.clone(),
        });
        texts.collect()
    }

    /// Returns the text in it with single spaces.
    pub fn words(&self) -> String {
        self.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Parses a page.
///
/// # Errors
///
/// A parse error of HTML, or an element that is not closed.
pub fn parse(html: &str) -> Result<Element, String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut open = vec![Element::default()];
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(name, value)| (string(name), string(value)));
                let name = string(&tag.name);
                open.push(Element { name, attributes: attributes.collect(), children: vec![] });
                if open.last().is_some_and(|it| VOID.contains(&it.name.as_str())) {
                    close(&mut open);
                }
            }
            Token::EndTag(tag) => {
                let name = string(&tag.name);
                match open.last() {
                    Some(last) if last.name == name && open.len() > 1 => close(&mut open),
                    last => {
                        let last = last.map(|last| last.name.clone()).unwrap_or_default();
                        return Err(format!("`</{name}>` in `<{last}>`"));
                    }
                }
            }
            Token::String(text) => {
                if let Some(last) = open.last_mut() {
                    last.children.push(Node::Text(string(&text)));
                }
            }
            Token::Error(error) => return Err(format!("{:?}", error.value)),
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    match open.pop() {
        Some(root) if open.is_empty() => Ok(root),
        last => Err(format!("`<{}>` is not closed", last.unwrap_or_default().name)),
    }
}

fn close(open: &mut Vec<Element>) {
    if let Some(done) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(Node::Element(done));
    }
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn tree_has_elements_attributes_and_texts() {
    let page = parse("<!doctype html><p id=a>1 &lt; <b>2</b><br> 3</p><p>4</p>").unwrap();
    assert_eq!(page.with_id("a").text(), "1 < 2 3");
    assert_eq!(page.named("p").len(), 2);
    assert_eq!(page.first("b").text(), "2");
}

#[test]
fn elements_that_are_not_closed_are_errors() {
    assert!(parse("<p><b></p>").is_err());
    assert!(parse("<p>").is_err());
    assert!(parse("</p>").is_err());
    assert!(parse("<p a=1 a=2></p>").is_err());
}
