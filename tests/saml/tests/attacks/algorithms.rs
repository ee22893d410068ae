//! Downgrades: signatures by algorithms other than RSA with SHA-2, or by other transforms.

use genauth::saml::SamlErrorKind::{Algorithm, Signature, SignatureLayout};
use saml::{Case, Edit, Hash, Scheme, Signing};

const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

async fn refused_with(case: &Case, signing: Signing, kind: genauth::saml::SamlErrorKind) {
    let xml = case.signed(|it| it.sign_assertion = Some(signing.clone()));
    case.refused(&xml, kind).await;
    let mut document = case.document().response_signed();
    document.sign_response = Some(signing);
    case.refused(&document.xml(), kind).await;
}

#[tokio::test]
async fn sha2_is_accepted_in_all_sizes() {
    let case = Case::new().await;
    for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        for digest in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            let other = Signing::rsa(digest);
            let signing =
                Signing { digest, digest_method: other.digest_method, ..Signing::rsa(hash) };
            let xml = case.signed(|it| it.sign_assertion = Some(signing.clone()));
            assert_eq!(case.accepted(&xml).await, case.genuine);
            let mut document = case.document().response_signed();
            document.sign_response = Some(signing);
            assert_eq!(case.accepted(&document.xml()).await, case.genuine);
        }
    }
}

#[tokio::test]
async fn sha1_is_refused() {
    let case = Case::new().await;
    refused_with(&case, Signing::rsa(Hash::Sha1), Algorithm).await;
}

#[tokio::test]
async fn a_sha1_signature_of_a_sha256_digest_is_refused() {
    let case = Case::new().await;
    let sha1 = Signing::rsa(Hash::Sha1);
    let signing = Signing { method: sha1.method, scheme: sha1.scheme, ..Signing::default() };
    refused_with(&case, signing, Algorithm).await;
}

#[tokio::test]
async fn a_sha256_signature_of_a_sha1_digest_is_refused() {
    let case = Case::new().await;
    let sha1 = Signing::rsa(Hash::Sha1);
    let signing =
        Signing { digest: sha1.digest, digest_method: sha1.digest_method, ..Signing::default() };
    refused_with(&case, signing, Algorithm).await;
}

#[tokio::test]
async fn an_hmac_with_public_data_as_its_secret_is_refused() {
    let case = Case::new().await;
    for scheme in [Scheme::HmacCertificate, Scheme::HmacPem, Scheme::HmacPublicKey] {
        for method in [format!("{MORE}hmac-sha256"), format!("{DSIG}hmac-sha1")] {
            refused_with(&case, Signing { scheme, method, ..Signing::default() }, Algorithm).await;
        }
        let claimed = Signing { scheme, ..Signing::default() };
        refused_with(&case, claimed, Signature).await;
    }
}

#[tokio::test]
async fn no_signature_is_refused_by_every_name() {
    let case = Case::new().await;
    for method in ["", "none", "NONE", "http://www.w3.org/2001/04/xmldsig-more#none"] {
        let signing =
            Signing { scheme: Scheme::Empty, method: method.to_owned(), ..Signing::default() };
        refused_with(&case, signing, Algorithm).await;
    }
    let claimed = Signing { scheme: Scheme::Empty, ..Signing::default() };
    refused_with(&case, claimed, Signature).await;
}

#[tokio::test]
async fn elliptic_curves_are_refused() {
    let case = Case::new().await;
    for hash in ["sha1", "sha256", "sha384", "sha512"] {
        let method = format!("{MORE}ecdsa-{hash}");
        let signing = Signing { scheme: Scheme::Ecdsa, method, ..Signing::default() };
        refused_with(&case, signing, Algorithm).await;
    }
    let claimed = Signing { scheme: Scheme::Ecdsa, ..Signing::default() };
    refused_with(&case, claimed, Signature).await;
}

#[tokio::test]
async fn pss_is_refused() {
    let case = Case::new().await;
    for name in ["sha256-rsa-MGF1", "rsa-pss"] {
        let method = format!("http://www.w3.org/2007/05/xmldsig-more#{name}");
        let signing = Signing { scheme: Scheme::Pss, method, ..Signing::default() };
        refused_with(&case, signing, Algorithm).await;
    }
    let claimed = Signing { scheme: Scheme::Pss, ..Signing::default() };
    refused_with(&case, claimed, Signature).await;
}

#[tokio::test]
async fn a_signature_by_another_hash_than_it_claims_is_refused() {
    let case = Case::new().await;
    for hash in [Hash::Sha1, Hash::Sha384, Hash::Sha512] {
        let claimed = Signing { scheme: Scheme::Rsa(hash), ..Signing::default() };
        refused_with(&case, claimed, Signature).await;
    }
    let claimed = Signing { scheme: Scheme::Rsa(Hash::Sha1), ..Signing::rsa(Hash::Sha512) };
    refused_with(&case, claimed, Signature).await;
}

#[tokio::test]
async fn unknown_signature_methods_are_refused() {
    let case = Case::new().await;
    for method in [
        format!("{MORE}rsa-md5"),
        format!("{MORE}rsa-sha224"),
        format!("{MORE}rsa-ripemd160"),
        format!("{DSIG}dsa-sha1"),
        format!("{DSIG}rsa-sha256"),
        RSA_SHA256.to_uppercase(),
        format!("{RSA_SHA256} "),
        format!(" {RSA_SHA256}"),
        RSA_SHA256.replace("http:", "https:"),
        "rsa-sha256".to_owned(),
    ] {
        refused_with(&case, Signing { method, ..Signing::default() }, Algorithm).await;
    }
}

#[tokio::test]
async fn unknown_digest_methods_are_refused() {
    let case = Case::new().await;
    for digest_method in [
        format!("{MORE}md5"),
        format!("{MORE}sha224"),
        format!("{DSIG}sha256"),
        "http://www.w3.org/2001/04/xmlenc#ripemd160".to_owned(),
        "http://www.w3.org/2001/04/xmlenc#SHA256".to_owned(),
        String::new(),
        "sha256".to_owned(),
    ] {
        refused_with(&case, Signing { digest_method, ..Signing::default() }, Algorithm).await;
    }
}

#[tokio::test]
async fn other_canonicalizations_of_the_signature_are_refused() {
    let case = Case::new().await;
    for canonicalization in [
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "",
        "urn:none",
    ] {
        let canonicalization = canonicalization.to_owned();
        let signing = Signing { canonicalization, ..Signing::default() };
        refused_with(&case, signing, Algorithm).await;
    }
}

#[tokio::test]
async fn a_method_without_an_algorithm_is_refused() {
    let case = Case::new().await;
    let xml = case.xml();
    for name in ["ds:CanonicalizationMethod", "ds:SignatureMethod", "ds:DigestMethod"] {
        let method = xml.part(name);
        case.refused(&xml.swap(&method, &format!("<{name}></{name}>")), Algorithm).await;
        case.refused(&xml.swap(&method, &method.swap(" Algorithm=", " ds:Algorithm=")), Algorithm)
            .await;
        case.refused(&xml.swap(&method, ""), SignatureLayout).await;
        case.refused(&xml.swap(&method, &method.repeat(2)), SignatureLayout).await;
    }
}

/// The length of a truncated HMAC, once taken for that of any signature.
#[tokio::test]
async fn a_signature_method_with_parameters_is_refused() {
    let case = Case::new().await;
    for parameter in ["<ds:HMACOutputLength>0</ds:HMACOutputLength>", "<x></x>"] {
        let xml = case.xml().before("</ds:SignatureMethod>", parameter);
        case.refused(&xml, Algorithm).await;
    }
}

#[tokio::test]
async fn a_canonicalization_method_with_other_parameters_is_refused() {
    let case = Case::new().await;
    for parameter in ["<x></x>", "<ds:XPath>self::node()</ds:XPath>"] {
        let xml = case.xml().before("</ds:CanonicalizationMethod>", parameter);
        case.refused(&xml, SignatureLayout).await;
    }
}

#[tokio::test]
async fn a_signature_that_is_cut_or_longer_is_refused() {
    let case = Case::new().await;
    let document = case.document();
    let assertion = document.assertion.as_ref().unwrap();
    let (signing, canonical) = (Signing::default(), assertion.xml(""));
    let info = signing.signed_info("_assertion-1", &canonical);
    let signed = info.after("<ds:SignedInfo", &format!(" xmlns:ds=\"{DSIG}\""));
    let value = signing.value(signed.as_bytes());
    let with = |value: &[u8]| document.xml_with(&assertion.xml(&signing.signature(&info, value)));
    assert_eq!(case.accepted(&with(&value)).await, case.genuine);
    let mut zeros = vec![0; 256];
    for changed in [&value[..255], &value[1..], &[&*value, b"x"].concat(), &zeros] {
        case.refused(&with(changed), Signature).await;
    }
    zeros.fill(0xFF);
    case.refused(&with(&zeros), Signature).await;
    let reference = format!("{EXCLUSIVE}x");
    let changed = with(&value).swap(EXCLUSIVE, &reference);
    case.refused(&changed, Algorithm).await;
}
