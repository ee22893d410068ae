use saml::*;
#[test]
fn dump() {
    let d = Document::genuine("_req");
    std::fs::write("/tmp/g_a.xml", d.xml()).unwrap();
    std::fs::write("/tmp/g_r.xml", d.clone().response_signed().xml()).unwrap();
    std::fs::write("/tmp/g_b.xml", d.clone().both_signed().xml()).unwrap();
    for h in [Hash::Sha1, Hash::Sha384, Hash::Sha512] {
        let mut d = d.clone();
        d.sign_assertion = Some(Signing::rsa(h));
        std::fs::write(format!("/tmp/g_{h:?}.xml"), d.xml()).unwrap();
    }
    std::fs::write("/tmp/g.pem", IDP.pem()).unwrap();
    let x = d.xml();
    assert_eq!(
        x.swap("alice", "bob").part("saml:NameID"),
        x.part("saml:NameID").replace("alice", "bob")
    );
}
