use genauth::Error;
use genauth::saml::{IdpMetadata, SamlClient};

/// Takes effect for all clones of the client. After an error, the previous metadata stays.
fn reload(saml: &SamlClient, idp_metadata: &str) -> Result<(), Error> {
    saml.replace_idp_metadata(IdpMetadata::parse(idp_metadata)?)
}
