//! Changes of genuine responses.

use saml::{Attribute, Document, Hash, Signing, text};

use crate::campaign::Campaign;

/// Returns the response for another user, with other IDs.
fn bob(mut document: Document) -> Document {
    document.response.id = Some("_response-2".to_owned());
    let assertion = document.assertion();
    assertion.id = Some("_assertion-2".to_owned());
    assertion.name_id().content = "bob@corp.example".to_owned();
    assertion.authn().session_index = Some("session-2".to_owned());
    assertion.attributes = vec![Attribute::new("role", ["reader"])];
    document
}

async fn run(documents: impl Fn(&str) -> Vec<Document>) {
    let mut campaign = Campaign::new();
    let documents = documents(campaign.request.id());
    let genuine: Vec<_> = documents.iter().map(Document::xml).collect();
    for xml in &genuine {
        campaign.sign(xml).await;
    }
    campaign.run(&genuine).await;
}

#[tokio::test]
async fn changes_of_a_signed_assertion_yield_what_was_signed() {
    run(|id| vec![Document::genuine(id)]).await;
}

#[tokio::test]
async fn changes_of_a_signed_response_yield_what_was_signed() {
    run(|id| vec![Document::genuine(id).response_signed()]).await;
}

#[tokio::test]
async fn changes_of_two_signatures_yield_what_was_signed() {
    run(|id| vec![Document::genuine(id).both_signed()]).await;
}

#[tokio::test]
async fn parts_of_two_users_never_make_a_third() {
    run(|id| {
        let document = Document::genuine(id);
        let signed = [document.clone(), document.clone().response_signed(), document.both_signed()];
        signed.into_iter().flat_map(|it| [bob(it.clone()), it]).collect()
    })
    .await;
}

/// The IDs are those of the other user, so that references fit.
#[tokio::test]
async fn parts_of_two_users_with_equal_ids_never_make_a_third() {
    run(|id| {
        let document = Document::genuine(id);
        let mut other = bob(document.clone());
        other.response.id.clone_from(&document.response.id);
        other.assertion().id = Some("_assertion-1".to_owned());
        other.sign_assertion = Some(Signing::rsa(Hash::Sha512));
        vec![document.clone(), other.clone(), document.both_signed(), other.response_signed()]
    })
    .await;
}

/// Texts with all that canonicalization has to write in another way.
#[tokio::test]
async fn changes_of_special_characters_yield_what_was_signed() {
    run(|id| {
        let mut document = Document::genuine(id);
        let odd = text("a&b<c>d\"e'\r\n\té漢\u{1F600}]]>");
        document.assertion().name_id().content.clone_from(&odd);
        document.assertion().attributes = vec![Attribute::new("a&amp;&lt;&#xA;", [&odd, ""])];
        vec![document.clone(), document.response_signed()]
    })
    .await;
}
