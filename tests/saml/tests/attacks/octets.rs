//! S10: the bytes of a response before they are XML.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::saml::SamlErrorKind::{
    Digest, Encoding, ProcessingInstruction, SignatureLayout, TooLarge, Xml,
};
use saml::{Case, Edit};
use url::form_urlencoded::Serializer;

fn form(bytes: &[u8]) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("SAMLResponse", &STANDARD.encode(bytes)).finish()
}

#[tokio::test]
async fn s10_other_encodings_of_text_are_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    let declared = format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{xml}");
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2], mark: &[u16]| -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let utf32: Vec<u8> = xml.chars().flat_map(|it| u32::from(it).to_be_bytes()).collect();
    let spliced = |bytes: &[u8]| {
        let place = xml.find("alice@").unwrap();
        [&xml.as_bytes()[..place], bytes, &xml.as_bytes()[place..]].concat()
    };
    let rows = [
        wide(&declared, u16::to_be_bytes, &[0xFEFF]),
        wide(&declared, u16::to_le_bytes, &[0xFEFF]),
        // An overlong `/`, half of a pair, a number above the last, and a byte that ends nothing.
        spliced(b"\xC0\xAF"),
        spliced(b"\xED\xA0\x80"),
        spliced(b"\xF4\x90\x80\x80"),
        spliced(b"\x80"),
        // Latin-1.
        spliced(b"\xE9"),
    ];
    for bytes in rows {
        case.form_refused(&form(&bytes), Encoding).await;
    }
    // These are UTF-8 with zero characters.
    for bytes in [wide(&xml, u16::to_be_bytes, &[]), wide(&xml, u16::to_le_bytes, &[]), utf32] {
        case.form_refused_as(&form(&bytes), &[Xml, TooLarge]).await;
    }
}

#[tokio::test]
async fn s10_declarations_of_xml_are_read_exactly() {
    let case = Case::new().await;
    let xml = case.xml();
    for start in [
        "<?xml version='1.0'?>",
        "<?xml version=\"1.0\" encoding='uTf-8' standalone='yes'?>\r\n",
        "<?xml version = \"1.0\"\n encoding = \"UTF-8\" ?>",
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        " \r\n\t",
        "<!-- a --><!-- b -->\n",
    ] {
        assert_eq!(case.accepted(&format!("{start}{xml}")).await, case.genuine, "{start}");
    }
    for (start, kind) in [
        ("<?xml version=\"1.1\"?>", Encoding),
        ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>", Encoding),
        ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", Encoding),
        ("<?xml version=\"1.0\" encoding=\"utf8\"?>", Encoding),
        (" <?xml version=\"1.0\"?>", Xml),
        ("<!-- --><?xml version=\"1.0\"?>", Xml),
        ("<?xml version=\"1.0\"?><?xml version=\"1.0\"?>", Xml),
        ("<?xml encoding=\"UTF-8\" version=\"1.0\"?>", Xml),
        ("<?xml encoding=\"UTF-8\"?>", Xml),
        ("<?xml version=\"1.0\" standalone=\"maybe\"?>", Xml),
        ("<?XML version=\"1.0\"?>", Xml),
        ("<?xml-stylesheet href=\"x\"?>", ProcessingInstruction),
        ("\u{feff}\u{feff}", Xml),
        ("\u{a0}", Xml),
        ("\u{0}", Xml),
        ("x", Xml),
    ] {
        case.refused(&format!("{start}{xml}"), kind).await;
    }
}

/// What one parser lets pass and another does not.
#[tokio::test]
async fn markup_that_is_almost_xml_is_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    for (old, new) in [
        ("<samlp:Status>", "< samlp:Status>"),
        ("</samlp:Status>", "</ samlp:Status>"),
        ("</samlp:Status>", "</samlp:Status x=\"1\">"),
        ("</samlp:Status>", "</samlp:Status/>"),
        ("<samlp:Status>", "<samlp:Status/ >"),
        ("<samlp:Status>", "<samlp:Status a>"),
        ("<samlp:Status>", "<samlp:Status a=>"),
        ("<samlp:Status>", "<samlp:Status a=\"1\"b=\"2\">"),
        ("<samlp:Status>", "<samlp:Status 1a=\"1\">"),
        ("<samlp:Status>", "<samlp:Status a=\"&\">"),
        ("<samlp:Status>", "<samlp:Status a=\"&#0;\">"),
        ("<samlp:Status>", "<samlp:Status a=\"&#x;\">"),
        ("<samlp:Status>", "<samlp:Status a=\"&#X41;\">"),
        ("<samlp:Status>", "<samlp:Status a=\"&amp\">"),
        ("<samlp:Status>", "<samlp:Status a=\"\u{b}\">"),
        ("<samlp:Status>", "<samlp:Status a=\"\u{ffff}\">"),
        ("<samlp:Status>", "<!-- \u{1} --><samlp:Status>"),
        ("<samlp:Status>", "<![CDATA[\u{1}]]><samlp:Status>"),
        ("<samlp:Status>", "<![cdata[ ]]><samlp:Status>"),
        ("<samlp:Status>", "<![CDATA [ ]]><samlp:Status>"),
        ("<samlp:Status>", "<!----><!---><samlp:Status>"),
        ("<samlp:Status>", "<![CDATA[]]]]><samlp:Status>]]>"),
        ("<samlp:Status>", "]]><samlp:Status>"),
        ("<samlp:Status>", "<1x/><samlp:Status>"),
        ("<samlp:Status>", "<-x/><samlp:Status>"),
        ("<samlp:Status>", "<:x/><samlp:Status>"),
        ("<samlp:Status>", "<x:/><samlp:Status>"),
        ("<samlp:Status>", "<a:b:c/><samlp:Status>"),
        ("<samlp:Status>", "<samlp:Status :a=\"1\">"),
        ("<samlp:Status>", "<samlp:Status samlp:=\"1\">"),
        ("<samlp:Status>", "<samlp:/><samlp:Status>"),
        ("<samlp:Status>", "<\u{2028}/><samlp:Status>"),
        ("<samlp:Status>", "<x\u{d7}/><samlp:Status>"),
        (" Destination=", " Destination=\"https://sp.example/saml/acs\" Destination="),
        ("</samlp:Response>", "</samlp:Response>&#32;"),
        ("</samlp:Response>", "</samlp:Response><![CDATA[]]>"),
        ("</samlp:Response>", "</samlp:Response></samlp:Response>"),
        ("</samlp:Response>", ""),
    ] {
        case.refused(&xml.swap(old, new), Xml).await;
    }
}

#[tokio::test]
async fn s10_odd_base64_inside_a_signature_is_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    let value = xml.part("ds:SignatureValue");
    let text = value.trim_start_matches("<ds:SignatureValue>");
    let text = text.trim_end_matches("</ds:SignatureValue>");
    // A signature of 256 bytes ends in two digits and `==`, the second digit with four free bits.
    let last = text.as_bytes()[text.len() - 3];
    let free = char::from(if last.is_ascii_uppercase() { last + 1 } else { b'B' });
    let loose = format!("{}{free}==", &text[..text.len() - 3]);
    for odd in [
        loose,
        text.replace('=', ""),
        format!("{text}="),
        format!("{text}{text}"),
        format!("={text}"),
        text.replacen(&text[..1], "\u{ff21}", 1),
        format!("\u{a0}{text}"),
        format!("\u{b}{text}"),
        format!("&#x2028;{text}"),
        format!("{text}&#0061;"),
        "-".to_owned() + &text[1..],
        "data:;base64,".to_owned() + text,
    ] {
        case.refused_as(&xml.swap(text, &odd), &[SignatureLayout, Xml]).await;
    }
    for same in [text.replace('=', "&#61;"), format!("&#9;&#10;&#13;&#32;{text}&#xD;")] {
        assert_eq!(case.accepted(&xml.swap(text, &same)).await, case.genuine);
    }
}

/// Other characters that look the same, or that another normal form has, are other characters.
#[tokio::test]
async fn equivalent_characters_are_not_equal() {
    let case = Case::new().await;
    let xml = case.signed(|it| it.assertion().name_id().content = "\u{c5}ngstr\u{f6}m".to_owned());
    assert_eq!(case.accepted(&xml).await.name_id.value, "\u{c5}ngstr\u{f6}m");
    for other in ["\u{212b}ngstr\u{f6}m", "A\u{30a}ngstro\u{308}m", "\u{c5}ngstr\u{f6}m\u{200b}"] {
        case.refused(&xml.swap("\u{c5}ngstr\u{f6}m", other), Digest).await;
        let signed = case.signed(|it| it.assertion().name_id().content = other.to_owned());
        assert_eq!(case.accepted(&signed).await.name_id.value, other);
    }
}
