//! S1: text that is split by a comment, an instruction or a section is read as a whole.

use genauth::saml::SamlErrorKind::{Audience, Issuer, ProcessingInstruction};
use genauth::saml::SamlIdentity;
use saml::{Attribute, Case, Document, ENTITY_ID, Edit, IDP_ENTITY_ID};

const NAME: &str = "alice@corp.example";
const SUFFIX: &str = ".evil.example";

/// Splits of `{NAME}{SUFFIX}` that canonicalization removes.
const SPLITS: [&str; 9] = [
    "alice@corp.example<!-- -->.evil.example",
    "alice@corp.example<!---->.evil.example",
    "<!-- first -->alice@corp.example.evil.example",
    "alice@corp.example.evil.example<!-- last -->",
    "alice<!--a-->@corp<!--b-->.example<!--c-->.evil.example",
    "alice@corp.example<!--<saml:NameID>mallory</saml:NameID>-->.evil.example",
    "alice@corp.example<![CDATA[.evil]]>.example",
    "<![CDATA[alice@corp.example]]><![CDATA[.evil.example]]>",
    "alice@corp.example<![CDATA[]]><!-- -->&#46;evil.example",
];

const INSTRUCTIONS: [&str; 3] = ["<?x?>", "<?x y?>", "<?xml-stylesheet href=\"a\"?>"];

fn whole() -> String {
    format!("{NAME}{SUFFIX}")
}

/// Returns the identity of a response whose text was split after it had been signed.
async fn split(change: impl Fn(&mut Document), split: &str) -> SamlIdentity {
    let case = Case::new().await;
    let xml = case.signed(change);
    case.accepted(&xml.swap(&whole(), split)).await
}

fn name(document: &mut Document) {
    document.assertion().name_id().content = whole();
}

fn attribute(document: &mut Document) {
    document.assertion().attributes = vec![Attribute::new("email", [whole().as_str()])];
}

#[tokio::test]
async fn s1_a_split_name_is_read_as_a_whole() {
    for text in SPLITS {
        assert_eq!(split(name, text).await.name_id.value, whole(), "{text}");
    }
}

#[tokio::test]
async fn s1_a_split_attribute_value_is_read_as_a_whole() {
    for text in SPLITS {
        let identity = split(attribute, text).await;
        let values: Vec<_> = identity.attributes.texts("email").collect();
        assert_eq!(values, [whole()], "{text}");
    }
}

#[tokio::test]
async fn s1_a_split_session_context_is_read_as_a_whole() {
    for text in SPLITS {
        let change = |document: &mut Document| {
            document.assertion().authn().context = Some(whole());
        };
        assert_eq!(split(change, text).await.authn_context, Some(whole()), "{text}");
    }
}

#[tokio::test]
async fn s1_a_split_issuer_is_compared_as_a_whole() {
    let case = Case::new().await;
    let other = format!("{IDP_ENTITY_ID}{SUFFIX}");
    let xml = case.signed(|it| it.assertion().issuer = Some(other.clone()));
    case.refused(&xml, Issuer).await;
    for text in ["<!-- -->", "<![CDATA[]]>", "<!--a--><!--b-->"] {
        let split = format!("{IDP_ENTITY_ID}{text}{SUFFIX}");
        case.refused(&xml.swap(&other, &split), Issuer).await;
    }
}

#[tokio::test]
async fn s1_a_split_issuer_of_the_response_is_compared_as_a_whole() {
    let case = Case::new().await;
    for (sign, text) in [(false, "<!-- -->"), (false, "<![CDATA[]]>"), (true, "<!-- -->")] {
        let other = format!("{IDP_ENTITY_ID}{SUFFIX}");
        let mut document = case.document();
        if sign {
            document = document.both_signed();
        }
        document.response.issuer = Some(other.clone());
        let split = format!("{IDP_ENTITY_ID}{text}{SUFFIX}");
        case.refused(&document.xml().swap(&other, &split), Issuer).await;
    }
}

#[tokio::test]
async fn s1_a_split_audience_is_compared_as_a_whole() {
    let case = Case::new().await;
    let other = format!("{ENTITY_ID}{SUFFIX}");
    let audiences = vec![vec![other.clone()]];
    let xml = case.signed(|it| it.assertion().conditions().audiences = audiences);
    case.refused(&xml, Audience).await;
    for text in ["<!-- -->", "<![CDATA[]]>", "<!--a--><!--b-->"] {
        let split = format!("{ENTITY_ID}{text}{SUFFIX}");
        case.refused(&xml.swap(&other, &split), Audience).await;
    }
}

#[tokio::test]
async fn s1_a_comment_in_a_genuine_text_changes_nothing() {
    let case = Case::new().await;
    for (text, part) in [
        (format!(">{ENTITY_ID}<"), ENTITY_ID),
        (format!(">{IDP_ENTITY_ID}<"), IDP_ENTITY_ID),
        (format!(">{NAME}<"), NAME),
        (">staff<".to_owned(), "staff"),
    ] {
        let (start, end) = part.split_at(3);
        for split in ["<!-- -->", "<![CDATA[]]>"] {
            let xml = case.xml().swap_all(&text, &format!(">{start}{split}{end}<"));
            assert_eq!(case.accepted(&xml).await, case.genuine, "{xml}");
        }
    }
}

#[tokio::test]
async fn s1_comments_between_elements_of_the_assertion_change_nothing() {
    let case = Case::new().await;
    let xml = case.xml();
    for marker in ["<saml:Subject>", "<saml:NameID ", "<saml:Conditions ", "</saml:Subject>"] {
        let xml = xml.before(marker, "<!-- <saml:NameID>mallory</saml:NameID> -->");
        assert_eq!(case.accepted(&xml).await, case.genuine, "{marker}");
    }
}

#[tokio::test]
async fn s1_an_instruction_inside_a_text_is_refused() {
    let case = Case::new().await;
    for text in [NAME, ENTITY_ID, IDP_ENTITY_ID, "staff"] {
        for instruction in INSTRUCTIONS {
            let (start, end) = text.split_at(3);
            let split = format!(">{start}{instruction}{end}<");
            let xml = case.xml().swap_all(&format!(">{text}<"), &split);
            case.refused(&xml, ProcessingInstruction).await;
        }
    }
}

/// The identity provider signed the instruction, so that the digest is right.
#[tokio::test]
async fn s1_a_signed_instruction_is_refused() {
    let case = Case::new().await;
    for split in ["alice@corp.example<?x?>.evil.example", "<?x?>alice@corp.example"] {
        let xml = case.signed(|it| it.assertion().name_id().content = split.to_owned());
        case.refused(&xml, ProcessingInstruction).await;
    }
    let value = ["staff<?x y?>.evil"];
    let xml = case.signed(|it| it.assertion().attributes = vec![Attribute::new("groups", value)]);
    case.refused(&xml, ProcessingInstruction).await;
}

#[tokio::test]
async fn s1_an_instruction_outside_the_assertion_is_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    for marker in ["<samlp:Status>", "<saml:Assertion ", "<ds:SignedInfo>", "<ds:DigestValue>"] {
        case.refused(&xml.before(marker, "<?x?>"), ProcessingInstruction).await;
    }
    case.refused(&format!("<?x?>{xml}"), ProcessingInstruction).await;
    case.refused(&format!("{xml}<?x?>"), ProcessingInstruction).await;
}

/// The text of elements inside a name is no part of the name.
#[tokio::test]
async fn s1_an_element_inside_a_text_is_refused() {
    let case = Case::new().await;
    for content in ["alice@corp.example<x></x>.evil.example", "<x>alice@corp.example</x>"] {
        let xml = case.signed(|it| it.assertion().name_id().content = content.to_owned());
        case.refused(&xml, genauth::saml::SamlErrorKind::InvalidAssertion).await;
    }
}
