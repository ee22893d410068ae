use genauth::saml::{IdpMetadata, LoginRequest, SamlClient, SamlIdentity, SamlResponse};
use genauth::{AuthenticationClient, Error};

fn saml(app: &AuthenticationClient, idp: IdpMetadata) -> Result<SamlClient, Error> {
    app.saml()
        .entity_id("https://app.example/saml")
        .acs_url("https://app.example/saml/acs")
        .idp_metadata(idp)
        .allow_unsolicited()
        .build()
}

/// `POST /saml/acs`, with the request of this browser, if it started a sign-in.
async fn acs(
    saml: &SamlClient,
    request: Option<&LoginRequest>,
    body: &str,
) -> Result<SamlIdentity, Error> {
    let response = SamlResponse::from_form(body)?;
    match request {
        Some(request) if response.in_response_to().is_some() => {
            saml.finish(request, &response).await
        }
        _ => saml.finish_unsolicited(&response).await,
    }
}
