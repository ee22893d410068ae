//! Random changes of XML.

use std::ops::Range;

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use crate::markup::{attributes, elements, tags, texts};

/// What attackers write.
const WORDS: [&str; 44] = [
    "<!-- -->",
    "<!---->",
    "<![CDATA[]]>",
    "<![CDATA[mallory]]>",
    "<?x?>",
    "<?xml version=\"1.0\"?>",
    "<!DOCTYPE a>",
    "<!DOCTYPE a [<!ENTITY x \"mallory\">]>",
    "&x;",
    "&amp;",
    "&#97;",
    "&#x61;",
    "&#13;",
    "&#10;",
    "&#0;",
    "]]>",
    "-->",
    "\u{FEFF}",
    "\u{A0}",
    "\r\n",
    "\n",
    "\t",
    " ",
    "\0",
    "<",
    ">",
    "\"",
    "'",
    "/",
    "<x/>",
    "<x>",
    "</x>",
    "mallory@corp.example",
    ".evil.example",
    "_assertion-1",
    "_response-1",
    "#_assertion-1",
    "#_response-1",
    "<saml:NameID>mallory</saml:NameID>",
    "<saml:Attribute Name=\"role\"><saml:AttributeValue>admin</saml:AttributeValue></saml:Attribute>",
    "<ds:Object></ds:Object>",
    "<ds:DigestValue></ds:DigestValue>",
    "<samlp:Extensions></samlp:Extensions>",
    "<saml:Advice></saml:Advice>",
];

const ATTRIBUTES: [&str; 20] = [
    " ID=\"_assertion-1\"",
    " ID=\"_response-1\"",
    " ID=\"_x\"",
    " Id=\"_assertion-1\"",
    " id=\"_assertion-1\"",
    " xml:id=\"_assertion-1\"",
    " xmlns=\"\"",
    " xmlns=\"urn:x\"",
    " xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    " xmlns:saml=\"urn:x\"",
    " xmlns:saml=\"\"",
    " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    " xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    " xmlns:ds=\"urn:x\"",
    " xmlns:x=\"relative\"",
    " xmlns:x=\"urn:x\" x:ID=\"_assertion-1\"",
    " xmlns:ID=\"urn:x\"",
    " xml:space=\"preserve\"",
    " xml:base=\"urn:x\"",
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"",
];

/// Applies a random change; parts of `other` may get into the text.
pub fn mutate(xml: &str, other: &str, random: &mut ChaCha8Rng) -> String {
    match random.random_range(0..16_u32) {
        0 => flip(xml, random),
        1 => replace(xml, short_range(xml, random), ""),
        2 | 3 => insert(xml, place(xml, random), pick(&WORDS, random)),
        4 => duplicate_element(xml, xml, random),
        5 => move_element(xml, random),
        6 => replace(xml, range_of(&elements(xml), random), ""),
        7 => edit_attribute(xml, random),
        8 | 9 => add_attribute(xml, random),
        10 => split_text(xml, random),
        11 => replace(xml, range_of(&texts(xml), random), pick(&WORDS, random)),
        12 => refer_to_character(xml, random),
        13 => duplicate_element(xml, other, random),
        14 => splice_element(xml, other, random),
        _ => rename(xml, random),
    }
}

fn pick<'a>(words: &[&'a str], random: &mut ChaCha8Rng) -> &'a str {
    words[random.random_range(0..words.len())]
}

/// Returns one of the ranges; an empty one at the start if there are none.
fn range_of(ranges: &[Range<usize>], random: &mut ChaCha8Rng) -> Range<usize> {
    if ranges.is_empty() { 0..0 } else { ranges[random.random_range(0..ranges.len())].clone() }
}

fn floor(xml: &str, mut place: usize) -> usize {
    while !xml.is_char_boundary(place) {
        place -= 1;
    }
    place
}

fn place(xml: &str, random: &mut ChaCha8Rng) -> usize {
    floor(xml, random.random_range(0..=xml.len()))
}

fn short_range(xml: &str, random: &mut ChaCha8Rng) -> Range<usize> {
    let start = place(xml, random);
    let end = floor(xml, (start + random.random_range(1..40_usize)).min(xml.len()));
    start..end.max(start)
}

fn replace(xml: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &xml[..range.start], &xml[range.end..])
}

fn insert(xml: &str, place: usize, new: &str) -> String {
    replace(xml, place..place, new)
}

fn flip(xml: &str, random: &mut ChaCha8Rng) -> String {
    let start = place(xml, random);
    let length = xml[start..].chars().next().map_or(0, char::len_utf8);
    let new = char::from(random.random_range(0..128_u8));
    replace(xml, start..start + length, &new.to_string())
}

/// A place between tags.
fn boundary(xml: &str, random: &mut ChaCha8Rng) -> usize {
    let tags: Vec<_> = tags(xml).into_iter().map(|it| it.range).collect();
    let range = range_of(&tags, random);
    if random.random_bool(0.5) { range.start } else { range.end }
}

fn duplicate_element(xml: &str, source: &str, random: &mut ChaCha8Rng) -> String {
    let range = range_of(&elements(source), random);
    insert(xml, boundary(xml, random), &source[range])
}

fn move_element(xml: &str, random: &mut ChaCha8Rng) -> String {
    let range = range_of(&elements(xml), random);
    let element = xml[range.clone()].to_owned();
    let rest = replace(xml, range, "");
    insert(&rest, boundary(&rest, random), &element)
}

/// Replaces an element by one of the same name from another document.
fn splice_element(xml: &str, other: &str, random: &mut ChaCha8Rng) -> String {
    let range = range_of(&elements(xml), random);
    let name = xml[range.clone()].split([' ', '>', '/']).next().unwrap_or_default();
    let is_alike = |it: &Range<usize>| other[it.clone()].starts_with(name);
    let alike: Vec<_> = elements(other).into_iter().filter(is_alike).collect();
    let new = range_of(&alike, random);
    replace(xml, range, &other[new])
}

fn edit_attribute(xml: &str, random: &mut ChaCha8Rng) -> String {
    let all = attributes(xml);
    let (range, other) = (range_of(&all, random), range_of(&all, random));
    match random.random_range(0..3_u32) {
        0 => replace(xml, range, ""),
        1 => {
            let value = xml[other].split_once('"').map_or("\"", |(_, value)| value);
            let name = xml[range.clone()].split('"').next().unwrap_or_default();
            let new = format!("{name}\"{value}");
            replace(xml, range, &new)
        }
        _ => {
            let new = xml[other.clone()].to_owned();
            insert(xml, range.start, &new)
        }
    }
}

fn add_attribute(xml: &str, random: &mut ChaCha8Rng) -> String {
    let starts: Vec<_> = tags(xml).into_iter().filter(|it| !it.is_end).collect();
    if starts.is_empty() {
        return xml.to_owned();
    }
    let tag = &starts[random.random_range(0..starts.len())];
    insert(xml, tag.range.start + 1 + tag.name.len(), pick(&ATTRIBUTES, random))
}

fn split_text(xml: &str, random: &mut ChaCha8Rng) -> String {
    let range = range_of(&texts(xml), random);
    let place = floor(xml, random.random_range(range.start..=range.end)).max(range.start);
    let split = ["<!-- -->", "<![CDATA[]]>", "<?x?>", "<x/>", "<!--</a>-->", "\n"];
    insert(xml, place, pick(&split, random))
}

/// Writes a character of a text in another way.
fn refer_to_character(xml: &str, random: &mut ChaCha8Rng) -> String {
    let range = range_of(&texts(xml), random);
    let start = floor(xml, random.random_range(range.start..=range.end)).max(range.start);
    let Some(character) = xml[start..range.end.max(start)].chars().next() else {
        return xml.to_owned();
    };
    let new = match random.random_range(0..3_u32) {
        0 => format!("&#{};", u32::from(character)),
        1 => format!("&#x{:X};", u32::from(character)),
        _ => format!("<![CDATA[{character}]]>"),
    };
    replace(xml, start..start + character.len_utf8(), &new)
}

fn rename(xml: &str, random: &mut ChaCha8Rng) -> String {
    let names = ["saml:", "samlp:", "ds:", "x:", ""];
    let (old, new) = (pick(&names[..3], random), pick(&names, random));
    match random.random_range(0..3_u32) {
        0 => xml.replace(&format!("<{old}"), &format!("<{new}")),
        1 => xml.replacen(&format!("xmlns:{old}"), &format!("xmlns:{new}"), 1).replace(":=", "="),
        _ => {
            let all = tags(xml);
            let ranges: Vec<_> = all.into_iter().map(|it| it.range).collect();
            let range = range_of(&ranges, random);
            let renamed = xml[range.clone()].replacen(old, new, 1);
            replace(xml, range, &renamed)
        }
    }
}
