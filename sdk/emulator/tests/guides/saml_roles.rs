use genauth::saml::SamlIdentity;

/// Whether the user had this role at the sign-in.
fn has_role(identity: &SamlIdentity, role: &str) -> bool {
    identity.attributes.texts("roles").any(|it| it == role)
}
