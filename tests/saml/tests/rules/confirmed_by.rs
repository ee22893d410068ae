//! S12, S14: several confirmations, and which of them counts.

use genauth::saml::SamlErrorKind::{
    self as Kind, ConfirmationWindow, Expired, InResponseTo, InvalidAssertion, MissingConfirmation,
    MissingRecipient, Recipient,
};
use saml::{Case, Confirmation, Document, Edit, at};

const OTHER: &str = "https://other.example/acs";

/// Changes the confirmations of the genuine response, and signs it.
fn confirmed(case: &Case, confirmations: Vec<Confirmation>) -> String {
    case.signed(|it| it.assertion().subject().confirmations = confirmations)
}

/// Returns a confirmation of the request after a change.
fn with(case: &Case, change: impl FnOnce(&mut Confirmation)) -> Confirmation {
    let mut confirmation = Confirmation::bearer(case.request.id());
    change(&mut confirmation);
    confirmation
}

/// Returns confirmations that each violate one rule, with the check that finds it.
fn unusable(case: &Case) -> Vec<(Confirmation, Kind)> {
    let data = |change: &dyn Fn(&mut saml::ConfirmationData)| {
        with(case, |it| change(it.data.as_mut().unwrap()))
    };
    vec![
        (data(&|it| it.recipient = Some(OTHER.to_owned())), Recipient),
        (data(&|it| it.recipient = None), MissingRecipient),
        (data(&|it| it.not_on_or_after = None), ConfirmationWindow),
        (data(&|it| it.not_before = Some(at(-300))), ConfirmationWindow),
        (data(&|it| it.not_before = Some(String::new())), ConfirmationWindow),
        (data(&|it| it.not_on_or_after = Some(at(-61))), Expired),
        (data(&|it| it.in_response_to = Some("_other".to_owned())), InResponseTo),
        (with(case, |it| it.data = None), MissingConfirmation),
    ]
}

#[tokio::test]
async fn s12_the_usable_confirmation_counts_whatever_its_place() {
    let case = Case::new().await;
    for (odd, _) in unusable(&case) {
        let usable = || Confirmation::bearer(case.request.id());
        for confirmations in [
            vec![odd.clone(), usable()],
            vec![usable(), odd.clone()],
            vec![odd.clone(), odd.clone(), usable(), odd.clone()],
        ] {
            assert_eq!(case.accepted(&confirmed(&case, confirmations)).await, case.genuine);
        }
    }
}

/// The error is that of the first one, and no two make a usable one.
#[tokio::test]
async fn s12_of_unusable_confirmations_the_first_is_named() {
    let case = Case::new().await;
    let all = unusable(&case);
    for (index, (first, kind)) in all.iter().enumerate() {
        let (second, _) = &all[(index + 1) % all.len()];
        let xml = confirmed(&case, vec![first.clone(), second.clone()]);
        case.refused(&xml, *kind).await;
        let mut odd = first.clone();
        odd.method = Some("urn:oasis:names:tc:SAML:2.0:cm:sender-vouches".to_owned());
        case.refused(&confirmed(&case, vec![odd, first.clone()]), *kind).await;
    }
}

/// A time that is not one makes the whole assertion malformed.
#[tokio::test]
async fn s12_a_malformed_confirmation_is_refused_beside_a_usable_one() {
    let case = Case::new().await;
    let malformed = with(&case, |it| {
        it.data.as_mut().unwrap().not_on_or_after = Some("never".to_owned());
    });
    let usable = Confirmation::bearer(case.request.id());
    for confirmations in [vec![malformed.clone(), usable.clone()], vec![usable, malformed]] {
        case.refused(&confirmed(&case, confirmations), InvalidAssertion).await;
    }
}

/// What the IdP says in another confirmation does not belong to the bearer.
#[tokio::test]
async fn s12_names_of_confirmations_are_never_that_of_the_user() {
    let case = Case::new().await;
    let xml = case.document().xml_edited(|it| {
        it.before("<saml:SubjectConfirmationData", "<saml:NameID>mallory</saml:NameID>")
            .before("<saml:SubjectConfirmation", "<saml:BaseID>mallory</saml:BaseID>")
    });
    assert_eq!(case.accepted(&xml).await, case.genuine);
    let without = case.document().xml_edited(|it| {
        it.without("saml:NameID")
            .before("<saml:SubjectConfirmationData", "<saml:NameID>mallory</saml:NameID>")
    });
    case.refused(&without, InvalidAssertion).await;
}

/// A confirmation for a request does not confirm an unsolicited response.
#[tokio::test]
async fn s14_an_unsolicited_response_needs_a_confirmation_of_its_own() {
    let case = Case::with(|it| it.allow_unsolicited()).await;
    let document = |confirmations: Vec<Confirmation>| {
        let mut document = Document::genuine("");
        document.response.in_response_to = None;
        document.assertion().subject().confirmations = confirmations;
        document.xml()
    };
    let solicited = || Confirmation::bearer(case.request.id());
    let mut unsolicited = solicited();
    unsolicited.data.as_mut().unwrap().in_response_to = None;
    let xml = document(vec![solicited()]);
    case.unsolicited_refused(&xml, InResponseTo).await;
    let mut empty = solicited();
    empty.data.as_mut().unwrap().in_response_to = Some(String::new());
    case.unsolicited_refused(&document(vec![empty]), InResponseTo).await;
    let identity = case.sp().finish_unsolicited(&document(vec![unsolicited])).await.unwrap();
    assert!(!identity.is_solicited);
    assert_eq!(identity.name_id, case.genuine.name_id);
    // The attribute outside the signature cannot turn one flow into the other.
    let stripped = case.xml().swap(&format!(" InResponseTo=\"{}\"", case.request.id()), "");
    case.unsolicited_refused(&stripped, InResponseTo).await;
}
